import type { Credential, Identity, IdentityWithCredentials } from '../kernel/identity.ts';
import type { Flow, FlowByKind, FlowKind } from '../kernel/flow.ts';
import type { Device, Session, SessionWithIdentity } from '../kernel/session.ts';
import type { JsonObject } from '@zelos/contract';
import type { Outbox } from './outbox.ts';

/** A unique rule of the database was violated; the transaction has been rolled back. */
export class ConflictError extends Error {
  /** What collided: an identifier of a credential type, an external id, a verifiable or recovery address, or a row version. */
  readonly on: 'identifier' | 'external_id' | 'verifiable_address' | 'recovery_address' | 'version' | 'other';
  constructor(on: ConflictError['on'], message: string) {
    super(message);
    this.name = 'ConflictError';
    this.on = on;
  }
}

/** The database cannot be reached or refused for a transient reason (busy, connection lost); the request may be repeated. */
export class StoreUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreUnavailableError';
  }
}

/** One page of a keyset walk: rows after `after` (an id, exclusive), at most `limit`. */
export interface KeysetPage {
  readonly after: string | null;
  readonly limit: number;
}

export interface Identities {
  /** Inserts the identity with its addresses, credentials and identifiers. Throws ConflictError; nothing is written then. */
  create(identity: IdentityWithCredentials): Promise<void>;
  /** Replaces row, addresses, credentials and identifiers, guarded by `identity.version` (the stored one must equal it; it is raised by one). Throws ConflictError('version') otherwise. */
  update(identity: IdentityWithCredentials): Promise<void>;
  get(id: string): Promise<Identity | null>;
  getWithCredentials(id: string): Promise<IdentityWithCredentials | null>;
  getByExternalId(externalId: string): Promise<IdentityWithCredentials | null>;
  /** The identity that owns `identifier` for one of `types` (any type when empty). Identifiers are compared as given. */
  findByIdentifier(types: readonly string[], identifiers: readonly string[]): Promise<IdentityWithCredentials | null>;
  /** Ids ascending. `identifier`: exact match over the given types; `identifierPrefix`: prefix match. */
  list(query: {
    readonly page: KeysetPage;
    readonly ids?: readonly string[];
    readonly identifiers?: readonly string[];
    readonly identifierPrefix?: string;
    readonly identifierTypes?: readonly string[];
    readonly organizationId?: string;
    readonly withCredentials: boolean;
    readonly offset?: number;
  }): Promise<readonly IdentityWithCredentials[]>;
  count(): Promise<number>;
  /** Removes the identity and everything that hangs on it. False when it did not exist. */
  delete(id: string): Promise<boolean>;
  /**
   * Compare-and-set of one credential's config (rehash, used codes, key counters): changes it only while the stored config equals
   * `expected` (as a value, whatever the order of keys). Raises the identity's version, so that nobody writes the older one back.
   */
  replaceCredentialConfig(change: {
    readonly identityId: string;
    readonly type: string;
    readonly expected: JsonObject;
    readonly config: JsonObject;
    readonly version: number;
    readonly at: Date;
  }): Promise<boolean>;
  /**
   * Sets flags of one verifiable address of one identity (`verified: true` sets `verifiedAt` to `at`, false clears it) and raises
   * the identity's version. False when it is not there (any more).
   */
  markAddress(change: {
    readonly identityId: string;
    readonly addressId: string;
    readonly verified?: boolean;
    readonly status: 'pending' | 'sent' | 'completed';
    readonly at: Date;
  }): Promise<boolean>;
  findVerifiableAddress(
    via: 'email' | 'sms',
    value: string,
  ): Promise<{ readonly identity: Identity; readonly addressId: string } | null>;
  findRecoveryAddress(
    via: 'email' | 'sms',
    value: string,
  ): Promise<{ readonly identity: Identity; readonly addressId: string } | null>;
}

/** Parts of a session as clients see them: JSON texts that the database keeps ready, to be put into an answer as they are. */
export interface ReadyTexts {
  readonly authenticationMethods: string;
  readonly devices: string;
  readonly traits: string;
  readonly metadataPublic: string;
  /** `[]` when there is none. */
  readonly verifiableAddresses: string;
  readonly recoveryAddresses: string;
}

/** What of a session needs no decoding. */
export type SessionColumns = Omit<Session, 'authenticationMethods' | 'devices'> & {
  readonly identity: Omit<
    Identity,
    'traits' | 'metadataPublic' | 'metadataAdmin' | 'verifiableAddresses' | 'recoveryAddresses'
  >;
};

/** A session as the hot path reads it. */
export interface SessionReading {
  readonly columns: SessionColumns;
  readonly ready: ReadyTexts;
  /** Decoded when it is looked at for the first time. */
  readonly session: SessionWithIdentity;
  /** Room for the text of an answer, kept as long as this value is given out. */
  readonly derived: { text: string | null };
}

/** Tokens are stored as SHA-256 digests only (lower-case hex of the whole wire token). */
export interface Sessions {
  create(session: Session, tokenDigest: string): Promise<void>;
  /** Hot path: one statement; the session with its identity whatever its state or expiry, or null. */
  read(digest: string): Promise<SessionReading | null>;
  /** The session of `read`. */
  findByTokenDigest(digest: string): Promise<SessionWithIdentity | null>;
  get(id: string): Promise<SessionWithIdentity | null>;
  /** Refresh and step-up: times, level and methods of an existing row that is still active. False when it is gone or inactive. */
  renew(change: {
    readonly id: string;
    readonly authenticatedAt: Date;
    readonly expiresAt: Date;
    readonly aal: Session['aal'];
    readonly authenticationMethods: Session['authenticationMethods'];
    readonly at: Date;
  }): Promise<boolean>;
  /** Moves the expiry of one session. */
  extend(id: string, expiresAt: Date, at: Date): Promise<boolean>;
  /** Newest first. `now` decides about expiry when `active` is given. */
  listByIdentity(query: {
    readonly identityId: string;
    readonly active?: boolean;
    readonly except?: string;
    readonly now: Date;
    readonly offset: number;
    readonly limit: number;
  }): Promise<{ readonly rows: readonly SessionWithIdentity[]; readonly total: number }>;
  /** created_at descending, then id descending; keyset by (created_at, id) of the last row. */
  listAll(query: {
    readonly active?: boolean;
    readonly now: Date;
    readonly after: { readonly createdAt: Date; readonly id: string } | null;
    readonly limit: number;
  }): Promise<readonly SessionWithIdentity[]>;
  /** Sets one session of this identity inactive. False when there is no such session of theirs. */
  revoke(identityId: string, id: string, at: Date): Promise<boolean>;
  /** Sets any session inactive (admin). False when unknown. */
  revokeAny(id: string, at: Date): Promise<boolean>;
  /** Sets every session of the identity inactive but one; returns how many rows that are, ended ones included. */
  revokeOthers(identityId: string, except: string | null, at: Date): Promise<number>;
  deleteByIdentity(identityId: string): Promise<number>;
}

export interface Flows {
  create(flow: Flow): Promise<void>;
  get<K extends FlowKind>(kind: K, id: string): Promise<FlowByKind[K] | null>;
  /**
   * Writes the whole flow document back, last writer wins; but a completed flow stays completed, a missing one stays missing,
   * and kind and expiry stay those it was created with.
   */
  save(flow: Flow): Promise<void>;
  /** Atomic: writes the flow with `completedAt` set; false when somebody completed it before. */
  complete(flow: Flow): Promise<boolean>;
}

/** A single-use secret to be remembered; only its digest is kept. */
export interface NewSecret {
  readonly id: string;
  readonly purpose: string;
  readonly flowId: string;
  readonly digest: string;
  readonly data: JsonObject;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Single-use secrets and counters bound to a flow (codes, links, exchange codes, continuity). */
export interface OneTimeSecrets {
  put(secret: NewSecret): Promise<void>;
  /** Atomic: of any number of concurrent callers exactly one receives the row; expired and used rows are never returned. */
  consume(purpose: string, flowId: string, digests: readonly string[], now: Date): Promise<JsonObject | null>;
  /** Ends every unused secret of this purpose and flow. */
  revoke(purpose: string, flowId: string, now: Date): Promise<void>;
}

/** One counter as stored; a counter whose window has ended reads as null. */
export interface CounterState {
  readonly count: number;
  /** Until when nothing more is admitted under this key; null when nothing is held back. */
  readonly blockedUntil: Date | null;
  readonly updatedAt: Date;
  readonly resetsAt: Date;
}

/** Counters of failures and sends. A counter starts anew when its window has ended. */
export interface Counters {
  /** Atomic: adds one and returns the state after it (window = `windowMs` from the first count). Committed on its own when called outside a transaction. */
  increment(key: string, windowMs: number, now: Date): Promise<CounterState>;
  read(key: string, now: Date): Promise<CounterState | null>;
  /**
   * Atomic: writes the next state only while the stored count still is `expected` (0 = no row, or one whose window has ended).
   * Of any number of concurrent callers with the same expectation exactly one gets true.
   */
  compareAndSet(
    key: string,
    expected: number,
    next: { readonly count: number; readonly blockedUntil: Date | null; readonly resetsAt: Date },
    now: Date,
  ): Promise<boolean>;
  /** Gives back `by` (never below zero). */
  decrement(key: string, by: number, now: Date): Promise<void>;
  /** Sets a counter to zero for a window that begins now, whatever it was. */
  renew(key: string, windowMs: number, now: Date): Promise<void>;
  /** Removes counters, all in one statement: single ones, and those with a prefix that have counted `atLeast` so many. */
  reset(...which: readonly (string | CounterSpan)[]): Promise<void>;
}

/** All counters whose key begins with a text (printable ASCII) and whose count is not below a number. */
export interface CounterSpan {
  readonly prefix: string;
  readonly atLeast: number;
}

/** Errors shown to browsers on the error page, fetched by id. */
export interface FlowErrors {
  create(error: {
    readonly id: string;
    readonly error: JsonObject;
    readonly at: Date;
    readonly expiresAt: Date;
  }): Promise<void>;
  get(id: string): Promise<{
    readonly id: string;
    readonly error: JsonObject;
    readonly createdAt: Date;
    readonly updatedAt: Date;
  } | null>;
}

export interface Store {
  readonly identities: Identities;
  readonly sessions: Sessions;
  readonly flows: Flows;
  readonly secrets: OneTimeSecrets;
  readonly counters: Counters;
  readonly errors: FlowErrors;
  readonly outbox: Outbox;
}

export interface MigrationState {
  readonly id: string;
  readonly applied: boolean;
  /** False: a newer release has applied it. */
  readonly known: boolean;
}

/**
 * A database. Repositories called directly commit on their own; inside `transaction` everything commits together or not at all,
 * and nothing but the given store may be awaited there: a call of the database itself inside `work` is refused with an Error, and a
 * failed statement dooms the whole transaction even when its error is caught. A returned promise resolves only after the commit is durable,
 * except for `flows.create`, which may be lost by a power cut.
 */
export interface Database extends Store {
  transaction<T>(work: (tx: Store) => Promise<T>): Promise<T>;
  migrate(): Promise<{ readonly applied: readonly string[] }>;
  migrations(): Promise<readonly MigrationState[]>;
  /** Throws StoreUnavailableError when the database does not answer. */
  ping(): Promise<void>;
  /** Deletes at most `limit` expired rows per table (flows, sessions, secrets, counters, errors); returns how many went. */
  removeExpired(before: Date, limit: number): Promise<number>;
  close(): Promise<void>;
}

export type { Credential, Device };
