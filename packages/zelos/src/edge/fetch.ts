import { BodyTooLargeError, type HttpRequest, type Reply } from '../http/exchange.ts';
import { below, cleanPrefix, forwardedPeer, type MountOptions } from './mount.ts';
import type { Mountable } from './node.ts';
import { MAX_BODY_BYTES } from './node-request.ts';

/** Reads a body to its end, but never more than the limit. */
async function readBody(request: Request): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw new BodyTooLargeError(MAX_BODY_BYTES);
  if (request.body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new BodyTooLargeError(MAX_BODY_BYTES);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A Web request as the rooms below see it. `peer` is the address of the client as the host knows it. */
export function fromFetchRequest(
  request: Request,
  peer: HttpRequest['peer'] = { address: '', port: 0 },
  at: { readonly target: string; readonly mountedAt: string } | null = null,
): HttpRequest {
  const url = new URL(request.url);
  let body: Promise<Uint8Array> | undefined;
  return {
    method: request.method,
    target: at?.target ?? url.pathname + url.search,
    mountedAt: at?.mountedAt ?? '',
    header: (name) =>
      name === 'host' ? (request.headers.get('host') ?? url.host) : (request.headers.get(name) ?? undefined),
    body() {
      body ??= readBody(request);
      return body;
    },
    peer,
    secure: url.protocol === 'https:',
    signal: request.signal,
  };
}

type ResponseBody = ConstructorParameters<typeof Response>[0];

/** An answer as a Web response. */
export function toFetchResponse(reply: Reply): Response {
  const headers = new Headers();
  for (const [name, value] of reply.headers) headers.append(name, value);
  const empty = [101, 204, 205, 304].includes(reply.status) || reply.body === null;
  return new Response(empty ? null : (reply.body as ResponseBody), { status: reply.status, headers });
}

export interface FetchMountOptions extends MountOptions {
  /** The client's address, which Web requests do not carry; throttles count by it. Asked before `trustProxy` applies. */
  readonly clientAddress?: ((request: Request) => string) | undefined;
}

/** Answers Web requests. */
export type FetchHandler = (request: Request) => Promise<Response>;

/**
 * A plane, or what gives it when a request needs it: frameworks that evaluate their routes while they build must not open
 * a database for that. It is asked for each request, so it keeps what it has opened.
 */
export type PlaneSource = Mountable | (() => Mountable | Promise<Mountable>);

/**
 * A plane as a fetch handler below a path. Addresses outside of the mount are answered with 404.
 * The handler rejects only with what the source of a plane throws.
 */
export function toFetchHandler(plane: PlaneSource, options: FetchMountOptions = {}): FetchHandler {
  const open = typeof plane === 'function' ? plane : () => plane;
  const mountedAt = cleanPrefix(options.stripPrefix);
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const target = below(pathname + search, mountedAt);
    if (target === null) return new Response('Nothing is here.\n', { status: 404 });
    const socket = { address: options.clientAddress?.(request) ?? '', port: 0 };
    const forwarded = request.headers.get('x-forwarded-for') ?? undefined;
    const peer = forwardedPeer(socket, forwarded, options.trustProxy ?? 0);
    return toFetchResponse(await (await open()).dispatch(fromFetchRequest(request, peer, { target, mountedAt })));
  };
}
