import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyTooLargeError, type HttpRequest, type Reply } from '../http/exchange.ts';

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

/** A Node request as the rooms below see it. */
export function fromNodeRequest(message: IncomingMessage, signal: AbortSignal): HttpRequest {
  let body: Promise<Uint8Array> | undefined;
  return {
    method: message.method ?? 'GET',
    target: (message as { originalUrl?: string }).originalUrl ?? message.url ?? '/',
    header(name) {
      const value = message.headers[name];
      return Array.isArray(value) ? value.join(' ') : value;
    },
    body() {
      body ??= readBody(message, MAX_BODY_BYTES);
      return body;
    },
    peer: { address: message.socket.remoteAddress ?? '', port: message.socket.remotePort ?? 0 },
    secure: 'encrypted' in message.socket,
    signal,
  };
}

/** Writes an answer. Repeated names such as Set-Cookie stay separate, Vary is joined. */
export function writeReply(response: ServerResponse, reply: Reply): void {
  const headers: string[] = [];
  const vary: string[] = [];
  for (const [name, value] of reply.headers) {
    if (name === 'Vary') vary.push(value);
    else headers.push(name, value);
  }
  if (vary.length > 0) headers.push('Vary', vary.join(', '));
  const body = reply.body === null ? undefined : typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body;
  if (body !== undefined) headers.push('Content-Length', String(body.length));
  else if (reply.status !== 204 && reply.status !== 304) headers.push('Content-Length', '0');
  response.writeHead(reply.status, headers);
  response.end(body);
}
