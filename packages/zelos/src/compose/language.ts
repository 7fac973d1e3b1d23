import type { Dispatch } from '../http/dispatch.ts';
import type { HttpRequest } from '../http/exchange.ts';

/** The cookie in which the built-in pages keep the language that somebody chose. */
const CHOSEN = /(?:^|;\s*)zelos_lang=([a-z]{2})(?:;|$)/;

/** The request of somebody who chose a language: it comes before those that the browser prefers. */
function speaking(request: HttpRequest): HttpRequest {
  const chosen = CHOSEN.exec(request.header('cookie') ?? '')?.[1];
  if (chosen === undefined) return request;
  const { method, target, mountedAt, peer, secure } = request;
  return {
    method,
    target,
    ...(mountedAt === undefined ? {} : { mountedAt }),
    peer,
    secure,
    get signal() {
      return request.signal;
    },
    header(name) {
      const value = request.header(name);
      if (name.toLowerCase() !== 'accept-language') return value;
      return value ? `${chosen},${value}` : chosen;
    },
    body: () => request.body(),
  };
}

/**
 * Lets the language that was chosen on the built-in pages count for the messages that their forms send. Requests that are
 * no part of a flow pass as they are.
 */
export function withChosenLanguage(dispatch: Dispatch): Dispatch {
  return (request) => dispatch(request.target.startsWith('/self-service/') ? speaking(request) : request);
}
