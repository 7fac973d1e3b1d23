import { expressionBuilder, type SelectQueryBuilder, type Selectable } from 'kysely';
import type { AuthenticationMethod, Device, Session, SessionWithIdentity } from '../../kernel/session.ts';
import type { SessionColumns, SessionReading, Sessions } from '../../ports/store.ts';
import type { Access, Columns, Engine } from '../engine.ts';
import { prepare, prepareInsert } from '../statements.ts';
import type { SessionCache } from '../session-cache.ts';
import type { FlagValue, SessionTable, Tables, TimeValue } from '../tables.ts';
import { decodeIdentity, IDENTITY_COLUMNS, identityColumns, type IdentityRow } from './identity-rows.ts';
import { decodeJson, encodeJson } from './json.ts';
import { createSessionChanges, encodeMethods, type StoredMethod } from './session-changes.ts';

const SESSION_COLUMNS = [
  'sessions.id as s_id',
  'sessions.active as s_active',
  'sessions.aal as s_aal',
  'sessions.issued_at as s_issued_at',
  'sessions.expires_at as s_expires_at',
  'sessions.authenticated_at as s_authenticated_at',
  'sessions.created_at as s_created_at',
  'sessions.updated_at as s_updated_at',
  'sessions.authentication_methods as s_authentication_methods',
  'sessions.devices as s_devices',
] as const;

interface SessionRow extends IdentityRow {
  readonly s_id: string;
  readonly s_active: FlagValue;
  readonly s_aal: string;
  readonly s_issued_at: TimeValue;
  readonly s_expires_at: TimeValue;
  readonly s_authenticated_at: TimeValue;
  readonly s_created_at: TimeValue;
  readonly s_updated_at: TimeValue;
  readonly s_authentication_methods: string;
  readonly s_devices: string;
}

const decodeMethods = (text: string): readonly AuthenticationMethod[] =>
  decodeJson<readonly StoredMethod[]>(text).map(({ completed_at, ...rest }) => ({
    ...rest,
    completedAt: new Date(completed_at),
  }));

/** Devices inside the session row, as clients see them. */
interface StoredDevice {
  readonly id: string;
  readonly ip_address: string;
  readonly user_agent: string;
  readonly location: string;
}

const encodeDevices = (devices: readonly Device[]): string =>
  encodeJson(
    devices.map(
      ({ id, ipAddress, userAgent, location }): StoredDevice => ({
        id,
        ip_address: ipAddress,
        user_agent: userAgent,
        location,
      }),
    ),
  );

const decodeDevices = (text: string): readonly Device[] =>
  decodeJson<readonly StoredDevice[]>(text).map(({ id, ip_address, user_agent, location }) => ({
    id,
    ipAddress: ip_address,
    userAgent: user_agent,
    location,
  }));

const encodeSession = (session: Session, tokenDigest: string, columns: Columns): Selectable<SessionTable> => ({
  id: session.id,
  identity_id: session.identityId,
  token_digest: tokenDigest,
  active: columns.flag(session.active),
  aal: session.aal,
  issued_at: columns.time(session.issuedAt),
  expires_at: columns.time(session.expiresAt),
  authenticated_at: columns.time(session.authenticatedAt),
  created_at: columns.time(session.createdAt),
  updated_at: columns.time(session.updatedAt),
  authentication_methods: encodeMethods(session.authenticationMethods),
  devices: encodeDevices(session.devices),
});

const plainColumns = (row: SessionRow, columns: Columns): SessionColumns => ({
  id: row.s_id,
  identityId: row.id,
  active: columns.isSet(row.s_active),
  issuedAt: columns.date(row.s_issued_at),
  expiresAt: columns.date(row.s_expires_at),
  authenticatedAt: columns.date(row.s_authenticated_at),
  aal: row.s_aal as Session['aal'],
  createdAt: columns.date(row.s_created_at),
  updatedAt: columns.date(row.s_updated_at),
  identity: identityColumns(row, columns),
});

const decodeSession = (row: SessionRow, columns: Columns): SessionWithIdentity => ({
  ...plainColumns(row, columns),
  authenticationMethods: decodeMethods(row.s_authentication_methods),
  devices: decodeDevices(row.s_devices),
  identity: decodeIdentity(row, columns),
});

/** A class for its getter: accessors of object literals are made anew for every object, which costs more than the read. */
class Reading implements SessionReading {
  readonly columns: SessionColumns;
  readonly ready: SessionReading['ready'];
  readonly derived: SessionReading['derived'] = { text: null };
  readonly #row: SessionRow;
  readonly #columns: Columns;
  #session: SessionWithIdentity | null = null;

  constructor(row: SessionRow, columns: Columns) {
    this.columns = plainColumns(row, columns);
    this.ready = {
      authenticationMethods: row.s_authentication_methods,
      devices: row.s_devices,
      traits: row.traits,
      metadataPublic: row.metadata_public ?? 'null',
      verifiableAddresses: row.verifiable_addresses,
      recoveryAddresses: row.recovery_addresses,
    };
    this.#row = row;
    this.#columns = columns;
  }
  get session(): SessionWithIdentity {
    this.#session ??= decodeSession(this.#row, this.#columns);
    return this.#session;
  }
}

/** Sessions on any database. */
export function createSessions(engine: Engine, cache: SessionCache | null = null): (access: Access) => Sessions {
  const { builder, columns } = engine;
  const joined = builder
    .selectFrom('sessions')
    .innerJoin('identities', 'identities.id', 'sessions.identity_id')
    .select(IDENTITY_COLUMNS)
    .select(SESSION_COLUMNS);
  const byDigest = prepare((slot: { readonly digest: string }) =>
    joined.where('sessions.token_digest', '=', slot.digest),
  );
  const byId = prepare((slot: { readonly id: string }) => joined.where('sessions.id', '=', slot.id));
  const insert = prepareInsert(builder, 'sessions');
  const lists = createSessionLists(engine, joined);
  const changes = createSessionChanges(engine);

  return (access) => {
    const find = async (digest: string): Promise<SessionReading | null> => {
      const row = await access.first(byDigest({ digest }));
      return row === undefined ? null : new Reading(row, columns);
    };
    const read =
      // Inside a transaction its own changes count, which no cache knows.
      cache === null || access !== engine.access ? find : (digest: string) => cache.read(digest, () => find(digest));
    return {
      create: async (session, tokenDigest) => {
        await access.write(insert(encodeSession(session, tokenDigest, columns)));
      },
      read,
      findByTokenDigest: async (digest) => (await read(digest))?.session ?? null,
      get: async (id) => {
        const row = await access.first(byId({ id }));
        return row === undefined ? null : decodeSession(row, columns);
      },
      ...lists(access),
      ...changes(access),
    };
  };
}

type Joined = SelectQueryBuilder<Tables, 'sessions' | 'identities', SessionRow>;

function createSessionLists({ columns }: Engine, joined: Joined) {
  const eb = expressionBuilder<Tables, 'sessions' | 'identities'>();
  /** Stored active and not expired, or the opposite. */
  const inState = (active: boolean, now: Date) => {
    const at = columns.time(now);
    return active
      ? eb.and([eb('sessions.active', '=', columns.flag(true)), eb('sessions.expires_at', '>', at)])
      : eb.or([eb('sessions.active', '=', columns.flag(false)), eb('sessions.expires_at', '<=', at)]);
  };
  return (access: Access): Pick<Sessions, 'listByIdentity' | 'listAll'> => ({
    listByIdentity: async ({ identityId, active, except, now, offset, limit }) => {
      let matching = joined.where('sessions.identity_id', '=', identityId);
      if (active !== undefined) matching = matching.where(inState(active, now));
      if (except !== undefined) matching = matching.where('sessions.id', '!=', except);
      const total = matching.clearSelect().select((eb) => eb.fn.countAll().as('total'));
      const page = newestFirst(matching).offset(offset).limit(limit);
      const [counted] = await access.read(total.compile());
      const rows = await access.read(page.compile());
      return { rows: rows.map((row) => decodeSession(row, columns)), total: Number(counted?.total ?? 0) };
    },
    listAll: async ({ active, now, after, limit }) => {
      let page = newestFirst(joined).limit(limit);
      if (active !== undefined) page = page.where(inState(active, now));
      if (after !== null) {
        const at = columns.time(after.createdAt);
        page = page.where(
          eb.or([
            eb('sessions.created_at', '<', at),
            eb.and([eb('sessions.created_at', '=', at), eb('sessions.id', '<', after.id)]),
          ]),
        );
      }
      return (await access.read(page.compile())).map((row) => decodeSession(row, columns));
    },
  });
}

const newestFirst = (query: Joined): Joined =>
  query.orderBy('sessions.created_at', 'desc').orderBy('sessions.id', 'desc');
