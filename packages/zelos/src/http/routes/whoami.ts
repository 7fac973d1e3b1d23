import { ProtocolError } from '../../kernel/problem.ts';
import type { CurrentSession } from '../../sessions/find.ts';
import type { RequiredAal } from '../../sessions/satisfy.ts';
import type { Exchange, HttpDeps } from '../context.ts';
import { jsonText } from '../exchange.ts';
import { liveSessionText } from '../present/session.ts';
import type { Route } from '../route-table.ts';

/** The refusal for a request without a live session: no id, the same for every cause. */
export function noSession(): ProtocolError {
  return new ProtocolError(401, { reason: 'No active session was found in this request.' });
}

/** The refusal for a session below the required level; tells where to raise it. */
export function aal2Required(publicUrl: string): ProtocolError {
  const to = `${publicUrl}self-service/login/browser?aal=aal2`;
  return new ProtocolError(403, {
    id: 'session_aal2_required',
    reason: 'This session needs a second factor first.',
    details: { redirect_browser_to: to },
    siblings: { redirect_browser_to: to },
  });
}

/** The live session of a request at the required level, or the fitting refusal. */
export async function requireSession(
  deps: HttpDeps,
  exchange: Exchange,
  required: RequiredAal | null,
): Promise<CurrentSession> {
  const current = await exchange.session();
  if (!current) throw noSession();
  if (required !== null && !(await deps.flows.satisfies(current.reading.columns, required)))
    throw aal2Required(deps.publicUrl);
  return current;
}

/** `toSession`: answers any method with the session of the request (contract: sessions, section 4). */
export function whoamiRoute(deps: HttpDeps): Route {
  return {
    operation: 'toSession',
    plane: 'public',
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    path: '/sessions/whoami',
    csrf: 'ignore',
    async handle(exchange) {
      const { reading, token, from } = await requireSession(deps, exchange, deps.flows.settings.requiredAal);
      if (exchange.get('tokenize_as') !== undefined) {
        throw new ProtocolError(400, { reason: 'There is no tokenizer template of this name.' });
      }
      const { columns, derived } = reading;
      // A value that the storage gives out again has its text already.
      derived.text ??= liveSessionText(reading, deps.publicUrl);
      const now = deps.clock.now();
      // The cookie is issued anew only when the session has come to live longer than the cookie says.
      const cookie = from === 'cookie' ? exchange.sessionCookies.find((c) => c.token === token) : undefined;
      const reissue = cookie && (!cookie.expiresAt || cookie.expiresAt < columns.expiresAt);
      return jsonText(200, derived.text, [
        ['X-Kratos-Authenticated-Identity-Id', columns.identityId],
        ...(reissue ? [deps.facts.sessionCookies.issue(token, columns.expiresAt, now)] : []),
      ]);
    },
  };
}
