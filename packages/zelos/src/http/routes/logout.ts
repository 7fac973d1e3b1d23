import type { JsonObject } from '@zelos/contract';
import { ProtocolError } from '../../kernel/problem.ts';
import { isSessionToken, tokenDigest } from '../../sessions/tokens.ts';
import type { Exchange, HttpDeps } from '../context.ts';
import { mediaType } from '../decode.ts';
import { withErrorPage } from '../error-page.ts';
import { type Header, json, noContent, redirect } from '../exchange.ts';
import type { Route } from '../route-table.ts';

function inactive(): ProtocolError {
  return new ProtocolError(401, { id: 'session_inactive', reason: 'There is no active session to sign out of.' });
}

async function tokenOf(exchange: Exchange): Promise<string> {
  const bytes = await exchange.request.body();
  let body: unknown;
  try {
    if (mediaType(exchange.request.header('content-type')) !== 'application/json') throw new Error('not JSON');
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ProtocolError(400, { reason: 'The body must be JSON with a session_token.' });
  }
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    throw new ProtocolError(400, { reason: 'The body must be a JSON object with a session_token.' });
  }
  const token = (body as JsonObject)['session_token'];
  if (token !== undefined && token !== null && typeof token !== 'string') {
    throw new ProtocolError(400, { reason: 'session_token must be a string.' });
  }
  return token ?? '';
}

/** Signing out: browsers fetch an address and follow it, native clients send their token (contract: login-registration, section 9). */
export function logoutRoutes(deps: HttpDeps): readonly Route[] {
  const { sessions } = deps.flows.database;
  const begin: Route['handle'] = (exchange) =>
    withErrorPage(deps, exchange, async () => {
      const current = await exchange.session();
      if (!current) throw inactive();
      const returnTo = exchange.get('return_to');
      if (returnTo) deps.flows.returnTo.check(returnTo);
      const token = deps.logoutTokens.tokenFor(current.session.id);
      const url = new URL(`${deps.publicUrl}self-service/logout`);
      url.searchParams.set('token', token);
      if (returnTo) url.searchParams.set('return_to', returnTo);
      return json(200, { logout_url: url.href, logout_token: token });
    });
  const perform: Route['handle'] = (exchange) =>
    withErrorPage(deps, exchange, async () => {
      const token = exchange.get('token');
      if (!token) throw new ProtocolError(400, { reason: 'The query parameter token is missing.' });
      const current = await exchange.session();
      if (!current) throw inactive();
      const { session } = current;
      if (!deps.logoutTokens.matches(session.id, token)) {
        throw new ProtocolError(403, { reason: 'The logout token does not belong to this session.' });
      }
      const now = deps.clock.now();
      await sessions.revoke(session.identityId, session.id, now);
      exchange.rotateSecret();
      const headers: Header[] = [deps.facts.sessionCookies.clear(now)];
      if (deps.clearBrowserData && deps.publicUrl.startsWith('https:')) {
        headers.push(['Clear-Site-Data', '"cookies", "storage", "cache"']);
      }
      // A forbidden target is noticed after the session has ended: signing out never fails for it.
      const target = deps.flows.returnTo.after('logout', undefined, exchange.get('return_to'));
      return exchange.facts.isJson ? noContent(headers) : redirect(303, target, headers);
    });
  const native: Route['handle'] = async (exchange) => {
    const token = await tokenOf(exchange);
    const session = isSessionToken(token) ? await sessions.findByTokenDigest(tokenDigest(token)) : null;
    if (!session) throw new ProtocolError(403, { reason: 'There is no session with this token.' });
    await sessions.revoke(session.identityId, session.id, deps.clock.now());
    return noContent();
  };
  return [
    {
      operation: 'createBrowserLogoutFlow',
      plane: 'public',
      methods: ['GET'],
      path: '/self-service/logout/browser',
      csrf: 'mint',
      handle: begin,
    },
    {
      operation: 'updateLogoutFlow',
      plane: 'public',
      methods: ['GET'],
      path: '/self-service/logout',
      csrf: 'mint',
      handle: perform,
    },
    {
      operation: 'performNativeLogout',
      plane: 'public',
      methods: ['DELETE'],
      path: '/self-service/logout/api',
      csrf: 'ignore',
      handle: native,
    },
  ];
}
