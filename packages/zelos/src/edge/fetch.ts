import { BodyTooLargeError, type HttpRequest, type Reply } from '../http/exchange.ts';
import { MAX_BODY_BYTES } from './node-request.ts';

/** A Web request as the rooms below see it. `peer` is the address of the client as the host knows it. */
export function fromFetchRequest(request: Request, peer: HttpRequest['peer'] = { address: '', port: 0 }): HttpRequest {
  const url = new URL(request.url);
  let body: Promise<Uint8Array> | undefined;
  const read = async () => {
    const bytes = new Uint8Array(await request.arrayBuffer());
    if (bytes.length > MAX_BODY_BYTES) throw new BodyTooLargeError(MAX_BODY_BYTES);
    return bytes;
  };
  return {
    method: request.method,
    target: url.pathname + url.search,
    header: (name) =>
      name === 'host' ? (request.headers.get('host') ?? url.host) : (request.headers.get(name) ?? undefined),
    body() {
      body ??= read();
      return body;
    },
    peer,
    secure: url.protocol === 'https:',
    signal: request.signal,
  };
}

/** An answer as a Web response. */
export function toFetchResponse(reply: Reply): Response {
  const headers = new Headers();
  for (const [name, value] of reply.headers) headers.append(name, value);
  const empty = [101, 204, 205, 304].includes(reply.status) || reply.body === null;
  return new Response(empty ? null : (reply.body as BodyInit), { status: reply.status, headers });
}
