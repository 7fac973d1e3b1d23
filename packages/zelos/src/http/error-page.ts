import type { ProtocolError } from '../kernel/problem.ts';
import type { Exchange, HttpDeps } from './context.ts';
import { asProtocolError, encodeError, errorObject } from './encode-error.ts';
import { type Reply, redirect } from './exchange.ts';

/**
 * Forwards an error of a self-service route: JSON clients get the envelope; for a page navigation it is kept and the
 * browser goes to the error page, which fetches it by id (contract: http, section 9).
 */
export async function forwardError(deps: HttpDeps, exchange: Exchange, error: ProtocolError): Promise<Reply> {
  if (exchange.facts.isJson) return encodeError(error, exchange.facts.requestId);
  const now = deps.clock.now();
  const id = deps.random.uuid();
  // The kept error never names the request that caused it.
  await deps.flows.database.errors.create({
    id,
    error: { ...errorObject(error, undefined), ...error.siblings },
    at: now,
    expiresAt: new Date(now.getTime() + deps.errorLifespanMs),
  });
  const url = new URL(deps.errorUiUrl);
  url.searchParams.set('id', id);
  return redirect(303, url.href, error.headers);
}

/** Runs a self-service handler; what it throws goes to the error page unless `json` says that this caller reads JSON. */
export async function withErrorPage(
  deps: HttpDeps,
  exchange: Exchange,
  work: () => Promise<Reply>,
  json: () => boolean = () => false,
): Promise<Reply> {
  try {
    return await work();
  } catch (thrown) {
    const error = asProtocolError(thrown, deps.log, exchange.facts.requestId);
    return json() ? encodeError(error, exchange.facts.requestId) : forwardError(deps, exchange, error);
  }
}
