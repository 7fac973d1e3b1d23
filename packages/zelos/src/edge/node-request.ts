import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyTooLargeError, type HttpRequest, type Reply } from '../http/exchange.ts';
import { forwardedPeer } from './mount.ts';
import { restoreBody, type RestoredBody } from './parsed-body.ts';

/** Largest request body in bytes, on both listeners. */
export const MAX_BODY_BYTES = 5 * 1024 * 1024;

/** Reads a body to its end, but never more than `limit` bytes. */
async function readBody(message: IncomingMessage, limit: number): Promise<Uint8Array> {
  if (Number(message.headers['content-length'] ?? 0) > limit) throw new BodyTooLargeError(limit);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new BodyTooLargeError(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** How a request arrived here. */
export interface Arrival {
  /** Path and query below the mount. */
  readonly target: string;
  /** What was taken off in front of the target. */
  readonly mountedAt: string;
  /** Proxies whose X-Forwarded-For is believed. */
  readonly hops: number;
}

/** The address as it was sent, also where a framework has put its own in the place of it. */
export function sentTarget(message: IncomingMessage): string {
  return (message as { originalUrl?: string }).originalUrl ?? message.url ?? '/';
}

/** Aborts when the connection ends before the answer has been sent. */
function signalOf(response: ServerResponse | null): AbortSignal {
  const abort = new AbortController();
  if (response === null) return abort.signal;
  const end = () => {
    if (!response.writableFinished) abort.abort();
  };
  if (response.closed) end();
  else response.once('close', end);
  return abort.signal;
}

/**
 * A Node request as the rooms below see it; what few requests ask for is made when it is asked for. A class for its getters:
 * accessors of object literals are made anew for every object, which costs more than the whole request.
 */
class NodeRequest implements HttpRequest {
  readonly method: string;
  readonly target: string;
  readonly mountedAt: string;
  readonly secure: boolean;
  readonly #message: IncomingMessage;
  readonly #response: ServerResponse | null;
  readonly #hops: number;
  #body: Promise<Uint8Array> | null = null;
  #restored: RestoredBody | null | undefined;
  #signal: AbortSignal | null = null;

  constructor(message: IncomingMessage, response: ServerResponse | null, arrival: Arrival | undefined) {
    this.method = message.method ?? 'GET';
    this.target = arrival?.target ?? sentTarget(message);
    this.mountedAt = arrival?.mountedAt ?? '';
    this.secure = 'encrypted' in message.socket;
    this.#message = message;
    this.#response = response;
    this.#hops = arrival?.hops ?? 0;
  }
  get #parsed(): RestoredBody | null {
    if (this.#restored === undefined) this.#restored = restoreBody(this.#message);
    return this.#restored;
  }
  header(name: string): string | undefined {
    const restored = name === 'content-type' ? this.#parsed?.contentType : undefined;
    const value = restored ?? this.#message.headers[name];
    return Array.isArray(value) ? value.join(' ') : value;
  }
  body(): Promise<Uint8Array> {
    const ready = this.#parsed;
    this.#body ??= ready === null ? readBody(this.#message, MAX_BODY_BYTES) : Promise.resolve(ready.bytes);
    return this.#body;
  }
  get peer(): HttpRequest['peer'] {
    const { remoteAddress = '', remotePort = 0 } = this.#message.socket;
    const forwarded = this.#message.headers['x-forwarded-for'] as string | undefined;
    return forwardedPeer({ address: remoteAddress, port: remotePort }, forwarded, this.#hops);
  }
  get signal(): AbortSignal {
    this.#signal ??= signalOf(this.#response);
    return this.#signal;
  }
}

/**
 * A Node request as the rooms below see it.
 * @param response where it will be answered; null when it is only looked at
 */
export function fromNodeRequest(
  message: IncomingMessage,
  response: ServerResponse | null,
  arrival?: Arrival,
): HttpRequest {
  return new NodeRequest(message, response, arrival);
}

/** Writes an answer. Repeated names such as Set-Cookie stay separate, Vary is joined. */
export function writeReply(response: ServerResponse, reply: Reply): void {
  const headers: string[] = [];
  let vary = '';
  for (const [name, value] of reply.headers) {
    if (name === 'Vary') vary = vary === '' ? value : `${vary}, ${value}`;
    else headers.push(name, value);
  }
  if (vary !== '') headers.push('Vary', vary);
  const { body } = reply;
  const length = body === null ? 0 : Buffer.byteLength(body);
  if (body !== null) headers.push('Content-Length', String(length));
  else if (reply.status !== 204 && reply.status !== 304) headers.push('Content-Length', '0');
  const { req } = response;
  // A body that was given up half-way leaves a connection that no further request can be read from.
  if (req.destroyed && !req.complete) response.shouldKeepAlive = false;
  response.writeHead(reply.status, headers);
  // Text of one byte a character needs no encoding; saying so spares node:http to find out.
  if (typeof body === 'string') response.end(body, length === body.length ? 'latin1' : 'utf8');
  else response.end(body ?? undefined);
}
