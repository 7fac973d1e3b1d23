import { createClient } from '@zelos/client';
import type { Client } from '@zelos/client';

/** The public API: a fetch handler in the same process, or its base URL. */
export type Api = ((request: Request) => Promise<Response>) | string;

/**
 * A client that acts for one browser: its cookies go along, and every cookie the API sets is kept for it.
 * @param base base URL for an API in the same process
 * @param cookies receives the Set-Cookie values
 */
export function browserClient(api: Api, base: string, request: Request, cookies: string[]): Client {
  const ask = typeof api === 'string' ? (target: Request) => globalThis.fetch(target) : api;
  const requestId = request.headers.get('x-request-id');
  return createClient({
    baseUrl: typeof api === 'string' ? api : base,
    fetch: async (url, init) => {
      const response = await ask(new Request(url, init));
      cookies.push(...response.headers.getSetCookie());
      return response;
    },
    cookie: request.headers.get('cookie') ?? '',
    ...(requestId ? { headers: { 'x-request-id': requestId } } : {}),
  });
}
