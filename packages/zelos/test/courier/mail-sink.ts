import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';

/** One mail as it came over the wire. */
export interface CaughtMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  /** Number of the connection it came over, from 1. */
  readonly connection: number;
  readonly secure: boolean;
  readonly greeting: string;
  readonly user: string | undefined;
}

/** What the server does with a mail: undefined takes it. */
export type Verdict = { readonly code: number; readonly text: string } | 'drop' | undefined;

export interface SinkBehaviour {
  readonly options?: SMTPServerOptions;
  onMailFrom?(address: string): Verdict;
  onRecipient?(address: string): Verdict;
  /** Called when the whole mail has arrived, before the answer. */
  onMail?(mail: CaughtMail, session: SMTPServerSession): Promise<Verdict> | Verdict;
}

export interface MailSink {
  readonly port: number;
  readonly mails: readonly CaughtMail[];
  /** Every address of every RCPT TO, taken or not. */
  readonly recipients: readonly string[];
  readonly connections: number;
  /** Resolves when `count` mails have come. */
  caught(count: number): Promise<void>;
  close(): Promise<void>;
}

const refusal = (verdict: Verdict): Error | null =>
  verdict === undefined || verdict === 'drop'
    ? null
    : Object.assign(new Error(verdict.text), { responseCode: verdict.code });

/** The mail, or null when the sender went away in the middle of it. */
async function text(stream: SMTPServerDataStream): Promise<string | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk as Buffer);
  } catch {
    return null;
  }
  return Buffer.concat(chunks).toString('latin1');
}

/** A real SMTP server that keeps what it gets. */
export async function startMailSink(behaviour: SinkBehaviour = {}): Promise<MailSink> {
  const mails: CaughtMail[] = [];
  const recipients: string[] = [];
  const numbers = new Map<string, number>();
  let waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: behaviour.options?.key ? [] : ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 20,
    logger: false,
    onConnect(session, done) {
      numbers.set(session.id, numbers.size + 1);
      done();
    },
    onMailFrom: ({ address }, _session, done) => done(refusal(behaviour.onMailFrom?.(address))),
    onRcptTo({ address }, _session, done) {
      recipients.push(address);
      done(refusal(behaviour.onRecipient?.(address)));
    },
    onData(stream, session, done) {
      void (async () => {
        const from = session.envelope.mailFrom;
        const raw = await text(stream);
        if (raw === null) return;
        const mail: CaughtMail = {
          from: from === false ? '' : from.address,
          to: session.envelope.rcptTo.map(({ address }) => address),
          raw,
          connection: numbers.get(session.id) ?? 0,
          secure: session.secure,
          greeting: String(session.hostNameAppearsAs),
          user: session.user as string | undefined,
        };
        const verdict = await behaviour.onMail?.(mail, session);
        if (verdict === undefined || verdict === 'drop') mails.push(mail);
        if (verdict === 'drop')
          for (const connection of (server as unknown as { connections: Set<{ _socket: { destroy(): void } }> })
            .connections)
            connection._socket.destroy();
        else done(refusal(verdict));
        waiting = waiting.filter(({ count, resolve }) => {
          if (mails.length < count) return true;
          resolve();
          return false;
        });
      })();
    },
    ...behaviour.options,
  });
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    recipients,
    get connections() {
      return numbers.size;
    },
    caught: (count) =>
      mails.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve })),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Header of a mail, unfolded; undefined when it is not there. */
export function headerOf(mail: CaughtMail, name: string): string | undefined {
  const head = mail.raw.slice(0, mail.raw.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ');
  const line = head.split('\r\n').find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line?.slice(name.length + 1).trim();
}

/** Text of the parts of a mail by content type, decoded from quoted-printable or base64. */
export function partsOf(mail: CaughtMail): Readonly<Record<string, string>> {
  const boundary = /boundary="([^"]+)"/.exec(mail.raw)?.[1];
  const pieces = boundary === undefined ? [mail.raw] : mail.raw.split(`--${boundary}`).slice(1, -1);
  const parts: Record<string, string> = {};
  for (const piece of pieces) {
    const split = piece.indexOf('\r\n\r\n');
    const head = piece.slice(0, split);
    const type = /content-type: ([^;\r\n]+)/i.exec(head)?.[1] ?? '';
    const encoding = /content-transfer-encoding: (\S+)/i.exec(head)?.[1] ?? '7bit';
    parts[type] = decode(piece.slice(split + 4), encoding);
  }
  return parts;
}

function decode(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1').toString('utf8');
  const bytes = body
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
