import type { JsonObject, JsonValue } from '@zelos/contract';
import type { Selectable } from 'kysely';
import type {
  Credential,
  Identity,
  IdentityWithCredentials,
  RecoveryAddress,
  VerifiableAddress,
} from '../../kernel/identity.ts';
import type { SessionColumns } from '../../ports/store.ts';
import type { Columns } from '../engine.ts';
import type { CredentialTable, IdentityTable, TimeValue } from '../tables.ts';
import { decodeJson, decodeList, encodeJson, encodeSorted } from './json.ts';

export type IdentityRow = Selectable<IdentityTable>;

/** All columns of `identities`, in the order of the table. */
export const IDENTITY_COLUMNS = [
  'identities.id',
  'identities.external_id',
  'identities.schema_id',
  'identities.state',
  'identities.state_changed_at',
  'identities.organization_id',
  'identities.version',
  'identities.created_at',
  'identities.updated_at',
  'identities.traits',
  'identities.metadata_public',
  'identities.verifiable_addresses',
  'identities.recovery_addresses',
  'identities.metadata_admin',
] as const;

// Addresses inside the identity row, as clients see them: in the order of the traits, times as text.
interface StoredVerifiable {
  readonly id: string;
  readonly value: string;
  readonly verified: boolean;
  readonly via: VerifiableAddress['via'];
  readonly status: VerifiableAddress['status'];
  readonly verified_at?: string;
  readonly created_at: string;
  readonly updated_at: string;
}
type StoredRecovery = Pick<StoredVerifiable, 'id' | 'value' | 'via' | 'created_at' | 'updated_at'>;

export function encodeVerifiable(addresses: readonly VerifiableAddress[]): string {
  const stored = addresses.map(
    (address): StoredVerifiable => ({
      id: address.id,
      value: address.value,
      verified: address.verified,
      via: address.via,
      status: address.status,
      ...(address.verifiedAt === null ? {} : { verified_at: address.verifiedAt.toISOString() }),
      created_at: address.createdAt.toISOString(),
      updated_at: address.updatedAt.toISOString(),
    }),
  );
  return encodeJson(stored);
}

export const decodeVerifiable = (text: string): readonly VerifiableAddress[] =>
  decodeList<StoredVerifiable>(text).map((stored) => ({
    id: stored.id,
    value: stored.value,
    via: stored.via,
    verified: stored.verified,
    status: stored.status,
    verifiedAt: stored.verified_at === undefined ? null : new Date(stored.verified_at),
    createdAt: new Date(stored.created_at),
    updatedAt: new Date(stored.updated_at),
  }));

function encodeRecovery(addresses: readonly RecoveryAddress[]): string {
  const stored = addresses.map(
    ({ id, value, via, createdAt, updatedAt }): StoredRecovery => ({
      id,
      value,
      via,
      created_at: createdAt.toISOString(),
      updated_at: updatedAt.toISOString(),
    }),
  );
  return encodeJson(stored);
}

const decodeRecovery = (text: string): readonly RecoveryAddress[] =>
  decodeList<StoredRecovery>(text).map(({ id, value, via, created_at, updated_at }) => ({
    id,
    value,
    via,
    createdAt: new Date(created_at),
    updatedAt: new Date(updated_at),
  }));

const orNull = (value: JsonValue): string | null => (value === null ? null : encodeJson(value));

export const encodeIdentity = (identity: Identity, columns: Columns): IdentityRow => ({
  id: identity.id,
  external_id: identity.externalId,
  schema_id: identity.schemaId,
  state: identity.state,
  state_changed_at: columns.timeOrNull(identity.stateChangedAt),
  organization_id: identity.organizationId,
  version: identity.version,
  created_at: columns.time(identity.createdAt),
  updated_at: columns.time(identity.updatedAt),
  traits: encodeJson(identity.traits),
  metadata_public: orNull(identity.metadataPublic),
  verifiable_addresses: encodeVerifiable(identity.verifiableAddresses),
  recovery_addresses: encodeRecovery(identity.recoveryAddresses),
  metadata_admin: orNull(identity.metadataAdmin),
});

/** The columns that need no decoding. */
export const identityColumns = (row: IdentityRow, columns: Columns): SessionColumns['identity'] => ({
  id: row.id,
  externalId: row.external_id,
  schemaId: row.schema_id,
  state: row.state as Identity['state'],
  stateChangedAt: columns.dateOrNull(row.state_changed_at),
  organizationId: row.organization_id,
  createdAt: columns.date(row.created_at),
  updatedAt: columns.date(row.updated_at),
  version: row.version,
});

export const decodeIdentity = (row: IdentityRow, columns: Columns): Identity => ({
  ...identityColumns(row, columns),
  traits: decodeJson<JsonObject>(row.traits),
  metadataPublic: row.metadata_public === null ? null : decodeJson<JsonValue>(row.metadata_public),
  metadataAdmin: row.metadata_admin === null ? null : decodeJson<JsonValue>(row.metadata_admin),
  verifiableAddresses: decodeVerifiable(row.verifiable_addresses),
  recoveryAddresses: decodeRecovery(row.recovery_addresses),
});

export const encodeCredential = (identityId: string, credential: Credential, columns: Columns): CredentialTable => ({
  identity_id: identityId,
  type: credential.type,
  version: credential.version,
  created_at: columns.time(credential.createdAt),
  updated_at: columns.time(credential.updatedAt),
  config: encodeSorted(credential.config),
});

/** The columns of a credential and of one of its identifiers beside those of its identity. */
export const CREDENTIAL_COLUMNS = [
  'credentials.type as credential_type',
  'credentials.version as credential_version',
  'credentials.created_at as credential_created_at',
  'credentials.updated_at as credential_updated_at',
  'credentials.config as credential_config',
  'credential_identifiers.identifier as credential_identifier',
] as const;

/** An identity joined with one of its credentials and one identifier of that, or with none. */
export interface JoinedRow extends IdentityRow {
  readonly credential_type: string | null;
  readonly credential_version: number | null;
  readonly credential_created_at: TimeValue | null;
  readonly credential_updated_at: TimeValue | null;
  readonly credential_config: string | null;
  readonly credential_identifier: string | null;
}

/** Groups joined rows into identities, in the order of their first rows. */
export function decodeJoined(rows: readonly JoinedRow[], columns: Columns): readonly IdentityWithCredentials[] {
  const groups = new Map<string, JoinedRow[]>();
  for (const row of rows) {
    const group = groups.get(row.id);
    if (group === undefined) groups.set(row.id, [row]);
    else group.push(row);
  }
  return [...groups.values()].map((group) => ({
    ...decodeIdentity(group[0] as JoinedRow, columns),
    credentials: decodeCredentials(group, columns),
  }));
}

/** Credentials ordered by type, identifiers sorted. */
function decodeCredentials(rows: readonly JoinedRow[], columns: Columns): readonly Credential[] {
  const byType = new Map<string, Credential & { readonly identifiers: string[] }>();
  for (const row of rows) {
    if (row.credential_type === null) continue;
    let credential = byType.get(row.credential_type);
    if (credential === undefined) {
      credential = {
        type: row.credential_type,
        identifiers: [],
        config: decodeJson<JsonObject>(row.credential_config as string),
        version: row.credential_version as number,
        createdAt: columns.date(row.credential_created_at as TimeValue),
        updatedAt: columns.date(row.credential_updated_at as TimeValue),
      };
      byType.set(credential.type, credential);
    }
    if (row.credential_identifier !== null) credential.identifiers.push(row.credential_identifier);
  }
  for (const credential of byType.values()) credential.identifiers.sort();
  return [...byType.values()].sort((a, b) => (a.type < b.type ? -1 : 1));
}
