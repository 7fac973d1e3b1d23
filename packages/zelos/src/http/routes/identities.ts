import { createIdentity } from '../../identities/create.ts';
import { type IdentityWithCredentials, namesOf } from '../../kernel/identity.ts';
import { normalizeIdentifier } from '../../kernel/normalize.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import type { Exchange, HttpDeps } from '../context.ts';
import { type Header, json, noContent, type Reply } from '../exchange.ts';
import { readJsonObject } from '../json-body.ts';
import { numberedPageHeaders, readNumberedPage } from '../pagination.ts';
import { presentAdminIdentity } from '../present/identity.ts';
import { adminRoute, type Route } from '../route-table.ts';
import { isUuid, NIL_UUID } from '../../kernel/uuid.ts';

const INCLUDABLE = new Set([
  'password',
  'oidc',
  'saml',
  'totp',
  'lookup_secret',
  'webauthn',
  'code',
  'link_recovery',
  'code_recovery',
  'deviceauthn',
  'passkey',
]);
const NORMALISED_TYPES = ['password', 'webauthn', 'code'];
const RAW_TYPES = ['oidc', 'saml'];

const bad = (reason: string) => new ProtocolError(400, { reason });
const notFound = () => new ProtocolError(404, { reason: 'There is no such identity.' });

/** Types named in `include_credential`; anything unknown is refused. */
function included(query: URLSearchParams): readonly string[] {
  const types = query.getAll('include_credential');
  for (const type of types) {
    if (!INCLUDABLE.has(type)) throw bad(`"${type.slice(0, 100)}" is no credential type that can be included.`);
  }
  return types;
}

function pageSize(text: string | null, max: number, zero: number): number {
  if (text === null || text === '') return 250;
  if (!/^-?\d{1,15}$/.test(text)) throw bad('page_size must be a whole number.');
  const size = Number(text);
  return size <= 0 ? zero : Math.min(size, max);
}

/** The mutually exclusive filters of the list. */
function filterOf(query: URLSearchParams) {
  const ids = query.getAll('ids');
  const identifier = query.get('credentials_identifier') || undefined;
  const prefix = query.get('preview_credentials_identifier_similar') || undefined;
  const organizationId = query.get('organization_id') || undefined;
  if ([ids.length > 0, identifier, prefix, organizationId].filter(Boolean).length > 1) {
    throw bad(
      'Only one of ids, credentials_identifier, preview_credentials_identifier_similar and organization_id can be used at once.',
    );
  }
  if (ids.length > 500) throw bad('At most 500 ids can be asked for at once.');
  if (ids.some((id) => !isUuid(id))) throw bad('ids must be UUIDs.');
  if (organizationId && !isUuid(organizationId)) throw bad('organization_id must be a UUID.');
  return {
    ...(ids.length > 0 ? { ids: [...new Set(ids.map((id) => id.toLowerCase()))] } : {}),
    ...(identifier
      ? {
          identifiers: [...new Set([identifier, normalizeIdentifier(identifier)])],
          identifierTypes: [...NORMALISED_TYPES, ...RAW_TYPES],
        }
      : {}),
    ...(prefix
      ? { identifierPrefix: normalizeIdentifier(prefix), identifierTypes: [...NORMALISED_TYPES, ...RAW_TYPES] }
      : {}),
    ...(organizationId ? { organizationId } : {}),
  };
}

function keysetLinks(exchange: Exchange, limit: number, next: string | null): Header {
  const link = (token: string, rel: string) => {
    const params = new URLSearchParams(exchange.query);
    params.delete('per_page');
    params.set('page_size', String(limit));
    params.set('page_token', token);
    params.sort();
    return `</admin/identities?${params}>; rel="${rel}"`;
  };
  return ['Link', [link(NIL_UUID, 'first'), ...(next ? [link(next, 'next')] : [])].join(',')];
}

async function list(deps: HttpDeps, exchange: Exchange): Promise<Reply> {
  const { query } = exchange;
  const types = included(query);
  const filter = filterOf(query);
  const withCredentials = types.length > 0 || 'identifiers' in filter || 'identifierPrefix' in filter;
  const show = (rows: readonly IdentityWithCredentials[], headers: readonly Header[]) => {
    const credentials = withCredentials ? types : undefined;
    return json(
      200,
      rows.map((row) => presentAdminIdentity(row, deps.publicUrl, { credentials })),
      headers,
    );
  };
  const rowsOf = (after: string | null, limit: number, offset?: number) =>
    deps.flows.database.identities.list({
      ...filter,
      // One more tells whether another page follows.
      page: { after, limit: limit + 1 },
      ...(offset ? { offset } : {}),
      withCredentials,
    });
  const numbered = readNumberedPage(query);
  if (numbered) {
    const rows = await rowsOf(null, numbered.limit, numbered.offset);
    const isFiltered = Object.keys(filter).length > 0;
    const total = isFiltered ? numbered.offset + rows.length : await deps.flows.database.identities.count();
    return show(rows.slice(0, numbered.limit), numberedPageHeaders('/admin/identities', query, numbered, total));
  }
  const token = query.get('page_token');
  if (token && !isUuid(token)) throw bad('page_token is not the token of a page.');
  const limit = pageSize(query.get('page_size') ?? query.get('per_page'), 500, 250);
  const rows = await rowsOf(token && token !== NIL_UUID ? token.toLowerCase() : null, limit);
  const shown = rows.slice(0, limit);
  const next = rows.length > limit ? (shown.at(-1)?.id ?? null) : null;
  return show(shown, [keysetLinks(exchange, limit, next)]);
}

/** Identities in plain form: list, create, read, delete (contract: identity-admin, section 5). */
export function identityRoutes(deps: HttpDeps): readonly Route[] {
  const { identities } = deps.flows.database;
  const idOf = (exchange: Exchange): string => {
    const id = exchange.params['id'] ?? '';
    if (!isUuid(id)) throw notFound();
    return id.toLowerCase();
  };
  return [
    adminRoute('listIdentities', 'GET', '/admin/identities', (exchange) => list(deps, exchange)),
    adminRoute('createIdentity', 'POST', '/admin/identities', async (exchange) => {
      const identity = await createIdentity(deps.identities, await readJsonObject(exchange.request));
      return json(201, presentAdminIdentity(identity, deps.publicUrl, { credentials: [], fresh: true }), [
        ['Location', `${deps.adminUrl}identities/${identity.id}`],
      ]);
    }),
    adminRoute('getIdentity', 'GET', '/admin/identities/:id', async (exchange) => {
      const types = included(exchange.query);
      const identity = await identities.getWithCredentials(idOf(exchange));
      if (!identity) throw notFound();
      return json(200, presentAdminIdentity(identity, deps.publicUrl, { credentials: types }));
    }),
    adminRoute('deleteIdentity', 'DELETE', '/admin/identities/:id', async (exchange) => {
      if (!(await identities.delete(idOf(exchange)))) throw notFound();
      return noContent();
    }),
    // Ours, unknown to the peer: ends every wait and stop after failed attempts (AB-4), and nothing else.
    adminRoute(null, 'DELETE', '/admin/identities/:id/throttle', async (exchange) => {
      const identity = await identities.getWithCredentials(idOf(exchange));
      if (!identity) throw notFound();
      await deps.flows.attempts.forgive(deps.flows.database.counters, namesOf(identity));
      return noContent();
    }),
  ];
}
