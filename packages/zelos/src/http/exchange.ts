import type { JsonObject, JsonValue } from '@zelos/contract';

/** A request as every edge hands it over: no socket, no stream. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query as sent, beginning with a slash; below the mount when there is one. */
  readonly target: string;
  /** The path in front of the target that an application has mounted this plane under; absent or '' at the root. */
  readonly mountedAt?: string;
  header(name: string): string | undefined;
  /** The whole body; rejects with BodyTooLargeError. Empty for requests without one. */
  body(): Promise<Uint8Array>;
  /** Address and port of the other end of the socket. */
  readonly peer: { readonly address: string; readonly port: number };
  readonly secure: boolean;
  readonly signal: AbortSignal;
}

/** What the client calls its request, cut to a length that a log can bear. */
export function requestIdOf(request: Pick<HttpRequest, 'header'>): string | undefined {
  return request.header('x-request-id')?.slice(0, 128);
}

/** The body has more bytes than the listener takes. */
export class BodyTooLargeError extends Error {
  readonly limit: number;
  constructor(limit: number) {
    super(`the body is larger than ${limit} bytes`);
    this.name = 'BodyTooLargeError';
    this.limit = limit;
  }
}

export type Header = readonly [string, string];

/** An answer as a value. */
export interface Reply {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: string | Uint8Array | null;
}

/** The content type of JSON answers. */
export const JSON_TYPE: Header = ['Content-Type', 'application/json; charset=utf-8'];

/** JSON text that is ready already, with the newline that ends every JSON answer. */
export function jsonText(status: number, text: string, headers: readonly Header[] = []): Reply {
  return { status, headers: [JSON_TYPE, ...headers], body: text };
}

export function json(status: number, body: JsonValue | JsonObject, headers: readonly Header[] = []): Reply {
  return jsonText(status, `${JSON.stringify(body)}\n`, headers);
}

export function plain(status: number, text: string, headers: readonly Header[] = []): Reply {
  return { status, headers: [['Content-Type', 'text/plain; charset=utf-8'], ...headers], body: text };
}

export function noContent(headers: readonly Header[] = []): Reply {
  return { status: 204, headers, body: null };
}

/** Sends the browser elsewhere; 303 turns every method into GET. */
export function redirect(status: 302 | 303 | 307, location: string, headers: readonly Header[] = []): Reply {
  return { status, headers: [['Location', location], ...headers], body: null };
}

/** A reply with more headers. */
export function withHeaders(reply: Reply, headers: readonly Header[]): Reply {
  return headers.length === 0 ? reply : { ...reply, headers: [...reply.headers, ...headers] };
}
