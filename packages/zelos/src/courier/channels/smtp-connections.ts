import type { Socket } from 'node:net';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { DeliveryError } from '../../ports/channel.ts';
import type { SmtpServer } from './smtp-uri.ts';

/** How connections are made. Times in milliseconds. */
export interface ConnectionOptions {
  readonly server: SmtpServer;
  /** Name in EHLO. */
  readonly localName: string;
  /** PEM texts of a client certificate and its key. */
  readonly clientCertificate: { readonly cert: string; readonly key: string } | null;
  readonly connectTimeoutMs: number;
  /** Longest silence of the server. */
  readonly socketTimeoutMs: number;
  /** How long a connection without work is kept. */
  readonly idleMs: number;
  readonly maxMessages: number;
  /** Opens the socket, with the operator's network policy; the system's without it. */
  readonly dial?: (host: string, port: number, timeoutMs: number) => Promise<Socket>;
}

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

export interface Accepted {
  /** Recipients that the server refused while it took the message for others, with its reply codes. */
  readonly rejected: readonly { readonly address: string; readonly error: SMTPConnection.SMTPError }[];
}

/** Connections that are kept between messages. */
export interface SmtpConnections {
  /** Sends one message over a kept or a new connection. Aborting closes the connection. @throws DeliveryError */
  send(envelope: Envelope, message: Buffer, signal: AbortSignal): Promise<Accepted>;
  close(): Promise<void>;
}

interface Kept {
  readonly connection: SMTPConnection;
  sent: number;
  timer: NodeJS.Timeout | null;
}

/** Nothing of nodemailer's own waits, retries or pools: what fails is closed and reported, once. */
export function createSmtpConnections(options: ConnectionOptions): SmtpConnections {
  const idle: Kept[] = [];
  let closed = false;

  const drop = (kept: Kept): void => {
    const at = idle.indexOf(kept);
    if (at >= 0) idle.splice(at, 1);
    if (kept.timer !== null) clearTimeout(kept.timer);
    kept.connection.close();
  };
  const keep = (kept: Kept): void => {
    if (closed || kept.connection.destroyed || kept.sent >= options.maxMessages) {
      leave(kept.connection);
      return;
    }
    kept.timer = setTimeout(() => {
      const at = idle.indexOf(kept);
      if (at >= 0) idle.splice(at, 1);
      leave(kept.connection);
    }, options.idleMs);
    kept.timer.unref();
    idle.push(kept);
  };
  const take = (): Kept | null => {
    for (let kept = idle.pop(); kept !== undefined; kept = idle.pop()) {
      if (kept.timer !== null) clearTimeout(kept.timer);
      // A server that has ended the connection is noticed here; the socket's end may not have been read as an event yet.
      const socket = kept.connection._socket;
      if (!kept.connection.destroyed && socket && socket.readable && socket.writable) return kept;
      kept.connection.close();
    }
    return null;
  };

  return {
    async send(envelope, message, signal) {
      if (closed) throw new DeliveryError('the courier is closing', { permanent: false });
      let kept = take();
      if (kept === null) {
        const connection = await open(options, signal);
        const fresh: Kept = { connection, sent: 0, timer: null };
        // Errors of a send arrive at its own callback too; those in between mean that the connection is of no more use.
        connection.on('error', () => drop(fresh));
        connection.on('end', () => drop(fresh));
        kept = fresh;
      }
      try {
        const accepted = await transmit(kept.connection, envelope, message, signal);
        kept.sent += 1;
        keep(kept);
        return accepted;
      } catch (error) {
        drop(kept);
        throw error;
      }
    },
    async close() {
      closed = true;
      for (const kept of idle.splice(0)) {
        if (kept.timer !== null) clearTimeout(kept.timer);
        leave(kept.connection);
      }
    },
  };
}

/** Says goodbye; a server that does not answer is left all the same. */
function leave(connection: SMTPConnection): void {
  if (connection.destroyed) return;
  connection.quit();
  const force = setTimeout(() => connection.close(), 1000);
  connection.once('end', () => clearTimeout(force));
}

/** Runs one step of a conversation that reports to a callback; aborting closes the connection. */
function step<T>(
  connection: SMTPConnection,
  signal: AbortSignal,
  run: (done: (error: SMTPConnection.SMTPError | null | undefined, value: T) => void) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const settle = (error: unknown, value?: T) => {
      signal.removeEventListener('abort', onAbort);
      connection.removeListener('error', onError);
      if (error) reject(error);
      else resolve(value as T);
    };
    const onError = (error: SMTPConnection.SMTPError) => settle(error);
    const onAbort = () => {
      // A server that takes connections and says nothing is as good as away (FT-16).
      const silent = { permanent: false, unreachable: true, reason: 'the mail server did not answer in time' };
      settle(new DeliveryError('the attempt took too long', { ...silent, cause: signal.reason }));
      connection.close();
    };
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    connection.on('error', onError);
    run((error, value) => settle(error, value));
  });
}

async function open(options: ConnectionOptions, signal: AbortSignal): Promise<SMTPConnection> {
  const { server } = options;
  let connection: SMTPConnection | null = null;
  try {
    const socket = await options.dial?.(server.host, server.port, options.connectTimeoutMs);
    const opened = new SMTPConnection({
      host: server.host,
      port: server.port,
      secure: server.implicitTls,
      requireTLS: server.requireStartTls,
      name: options.localName,
      connectionTimeout: options.connectTimeoutMs,
      greetingTimeout: options.socketTimeoutMs,
      socketTimeout: options.socketTimeoutMs,
      dnsTimeout: options.connectTimeoutMs,
      logger: false,
      ...(socket === undefined ? {} : { connection: socket }),
      tls: {
        minVersion: 'TLSv1.2',
        rejectUnauthorized: server.verifyCertificate,
        // An address cannot be a server name in TLS; the certificate is still compared with the host.
        ...(/^[\d.]+$|:/.test(server.serverName) ? {} : { servername: server.serverName }),
        ...options.clientCertificate,
      },
    });
    connection = opened;
    // Without a listener an error event would end the process.
    opened.on('error', () => {});
    await step<void>(opened, signal, (done) => opened.connect((error) => done(error, undefined)));
    const { auth } = server;
    if (auth !== null) {
      const credentials = { user: auth.user, pass: auth.password };
      await step<void>(opened, signal, (done) => opened.login(credentials, (error) => done(error, undefined)));
    }
    return opened;
  } catch (error) {
    connection?.close();
    throw connectFailure(error);
  }
}

/** The server as a whole is at fault: nothing that happens before the envelope says anything about a message. */
function connectFailure(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const { code, responseCode, response, message } = error as SMTPConnection.SMTPError;
  // What a server says to a login could repeat what it was told.
  const said = code === 'EAUTH' ? 'the login was refused' : (response ?? message);
  return new DeliveryError(`the mail server cannot be used (${marks(error)})`, {
    permanent: false,
    unreachable: true,
    ...(responseCode === undefined ? {} : { status: responseCode }),
    reason: clip(said),
    cause: error,
  });
}

async function transmit(
  connection: SMTPConnection,
  envelope: Envelope,
  message: Buffer,
  signal: AbortSignal,
): Promise<Accepted> {
  try {
    const info = await step<SMTPConnection.SentMessageInfo>(connection, signal, (done) =>
      connection.send({ from: envelope.from, to: [...envelope.to], size: message.length }, message, done),
    );
    return {
      rejected: (info.rejectedErrors ?? []).map((error, index) => ({ address: info.rejected[index] ?? '', error })),
    };
  } catch (error) {
    throw error instanceof DeliveryError ? error : sendFailure(error as SMTPConnection.SMTPError);
  }
}

/** Reply codes that mean us or the connection, not the message, though they are in the range of final refusals. */
const ABOUT_US = new Set([530, 534, 535, 538]);

/**
 * What a refusal means (RFC 5321 section 4.2.1): 5xx to envelope or content is final for this message, 4xx and a lost
 * connection are worth another attempt.
 */
export function sendFailure(error: SMTPConnection.SMTPError): DeliveryError {
  const { code, responseCode, response, message } = error;
  const aboutMessage = code === 'EENVELOPE' || code === 'EMESSAGE';
  const final = responseCode === undefined || (responseCode >= 500 && !ABOUT_US.has(responseCode));
  return new DeliveryError(`the mail server did not take the message (${marks(error)})`, {
    permanent: aboutMessage && final,
    unreachable: !aboutMessage,
    ...(responseCode === undefined ? {} : { status: responseCode }),
    reason: clip(response ?? message),
    cause: error,
  });
}

const clip = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 1024);

/** The marks of an error that are fit for a log: no words of the server, which may repeat an address. */
function marks(error: unknown): string {
  const { code, responseCode, command } = error as SMTPConnection.SMTPError;
  return [code ?? (error as Error).name, command, responseCode].filter((mark) => mark !== undefined).join(' ');
}
