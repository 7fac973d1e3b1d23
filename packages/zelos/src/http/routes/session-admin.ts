import type { JsonObject } from '@zelos/contract';
import { ProtocolError } from '../../kernel/problem.ts';
import type { SessionWithIdentity } from '../../kernel/session.ts';
import type { Exchange, HttpDeps } from '../context.ts';
import { JSON_TYPE, json, noContent } from '../exchange.ts';
import { isFirstPage, placeLinks, readPlace } from '../page-token.ts';
import { pageHeaders, readPage } from '../pagination.ts';
import { presentSession } from '../present/session.ts';
import { adminRoute, type Route } from '../route-table.ts';
import { isUuid } from '../../kernel/uuid.ts';

const TRUE = new Set(['1', 't', 'T', 'true', 'True', 'TRUE']);
const FALSE = new Set(['0', 'f', 'F', 'false', 'False', 'FALSE']);

const bad = (message: string) => new ProtocolError(400, { message });
/** The peer names a type for these empty answers too. */
const done = () => noContent([JSON_TYPE]);

function activeOf(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  throw bad('active must be true or false.');
}

function expansion(query: URLSearchParams): { readonly identity: boolean; readonly devices: boolean } {
  const wanted = query.getAll('expand').map((text) => text.toLowerCase());
  for (const text of wanted) {
    if (text !== 'identity' && text !== 'devices') throw bad('expand takes identity and devices.');
  }
  return { identity: wanted.includes('identity'), devices: wanted.includes('devices') };
}

/** A session as the admin side shows it: parts that were not asked for are null. */
function present(
  deps: HttpDeps,
  session: SessionWithIdentity,
  shown: { readonly identity: boolean; readonly devices: boolean },
  inList: boolean,
): JsonObject {
  const whole = presentSession(session, deps.publicUrl, deps.clock.now()) as unknown as JsonObject;
  const identity = shown.identity
    ? { ...(whole['identity'] as JsonObject), metadata_admin: session.identity.metadataAdmin }
    : null;
  return { ...whole, devices: shown.devices ? (whole['devices'] ?? []) : inList ? null : [], identity };
}

function sizeOf(text: string | undefined): number {
  if (text === undefined) return 250;
  if (!/^\d{1,9}$/.test(text)) throw bad('page_size must be a whole number.');
  return Math.min(1000, Number(text) || 250);
}

/** Sessions as operators see and end them (contract: sessions, section 6). */
export function sessionAdminRoutes(deps: HttpDeps): readonly Route[] {
  const { sessions } = deps.flows.database;
  const idOf = (exchange: Exchange): string => {
    const id = exchange.params['id'] ?? '';
    if (!isUuid(id)) throw bad('The id is not a UUID.');
    return id.toLowerCase();
  };
  const find = async (exchange: Exchange): Promise<SessionWithIdentity> => {
    const session = await sessions.get(idOf(exchange));
    if (!session) throw new ProtocolError(404);
    return session;
  };
  const list: Route['handle'] = async (exchange) => {
    const active = activeOf(exchange.get('active'));
    const shown = expansion(exchange.query);
    const size = sizeOf(exchange.get('page_size'));
    const token = exchange.get('page_token');
    const rows = await sessions.listAll({
      ...(active === undefined ? {} : { active }),
      now: deps.clock.now(),
      after: isFirstPage(token) ? null : readPlace(token),
      limit: size + 1,
    });
    const page = rows.slice(0, size);
    const last = rows.length > size ? (page.at(-1) ?? null) : null;
    return json(
      200,
      page.map((row) => present(deps, row, shown, true)),
      [placeLinks(exchange.path, exchange.query, size, last)],
    );
  };
  const extend: Route['handle'] = async (exchange) => {
    const session = await find(exchange);
    const now = deps.clock.now();
    const due = now.getTime() > session.expiresAt.getTime() - deps.sessionLife.earliestExtendMs;
    const expiresAt = due ? new Date(now.getTime() + deps.sessionLife.lifespanMs) : session.expiresAt;
    if (due) await sessions.extend(session.id, expiresAt, now);
    if (deps.sessionLife.quietExtend) return noContent();
    const shown = presentSession({ ...session, expiresAt }, deps.publicUrl, now) as unknown as JsonObject;
    return json(200, { ...shown, devices: [] });
  };
  const ofIdentity: Route['handle'] = async (exchange) => {
    const identityId = idOf(exchange);
    const active = activeOf(exchange.get('active'));
    const page = readPage(exchange.query, 0);
    const { rows, total } = await sessions.listByIdentity({
      identityId,
      ...(active === undefined ? {} : { active }),
      now: deps.clock.now(),
      ...page,
    });
    const shown = rows.map((row) => present(deps, row, { identity: true, devices: true }, true));
    return json(200, shown, pageHeaders(`/admin/identities/${identityId}/sessions`, exchange.query, page, total, 0));
  };
  return [
    adminRoute('listSessions', 'GET', '/admin/sessions', list),
    adminRoute('getSession', 'GET', '/admin/sessions/:id', async (exchange) => {
      const shown = expansion(exchange.query);
      return json(200, present(deps, await find(exchange), shown, false));
    }),
    adminRoute('disableSession', 'DELETE', '/admin/sessions/:id', async (exchange) => {
      if (!(await sessions.revokeAny(idOf(exchange), deps.clock.now()))) throw new ProtocolError(404);
      return done();
    }),
    adminRoute('extendSession', 'PATCH', '/admin/sessions/:id/extend', extend),
    adminRoute('listIdentitySessions', 'GET', '/admin/identities/:id/sessions', ofIdentity),
    adminRoute('deleteIdentitySessions', 'DELETE', '/admin/identities/:id/sessions', async (exchange) => {
      if ((await sessions.deleteByIdentity(idOf(exchange))) === 0) throw new ProtocolError(404);
      return done();
    }),
  ];
}
