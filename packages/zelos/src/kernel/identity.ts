import type { JsonObject, JsonValue } from '@zelos/contract';

export type IdentityState = 'active' | 'inactive';
export type AddressChannel = 'email' | 'sms';

/** An address whose owner can prove possession of it. */
export interface VerifiableAddress {
  readonly id: string;
  readonly value: string;
  readonly via: AddressChannel;
  readonly verified: boolean;
  readonly status: 'pending' | 'sent' | 'completed';
  readonly verifiedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** An address through which the account can be recovered. */
export interface RecoveryAddress {
  readonly id: string;
  readonly value: string;
  readonly via: AddressChannel;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** One credential per type and identity. `config` belongs to the method of that type and is never shown publicly. */
export interface Credential {
  readonly type: string;
  /** Normalised identifiers; unique per type over all identities. */
  readonly identifiers: readonly string[];
  readonly config: JsonObject;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface Identity {
  readonly id: string;
  readonly externalId: string | null;
  readonly schemaId: string;
  readonly state: IdentityState;
  readonly stateChangedAt: Date | null;
  readonly traits: JsonObject;
  readonly metadataPublic: JsonValue;
  readonly metadataAdmin: JsonValue;
  readonly organizationId: string | null;
  readonly verifiableAddresses: readonly VerifiableAddress[];
  readonly recoveryAddresses: readonly RecoveryAddress[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Compare-and-set counter of the stored row. */
  readonly version: number;
}

/** An identity together with its credentials, as the methods need it. */
export interface IdentityWithCredentials extends Identity {
  readonly credentials: readonly Credential[];
}

/** Everything that somebody is counted under when their secrets are guessed at: identifiers, addresses, id. */
export function namesOf(identity: IdentityWithCredentials): readonly string[] {
  return [
    ...new Set([
      identity.id,
      ...identity.credentials.flatMap(({ identifiers }) => identifiers),
      ...identity.verifiableAddresses.map(({ value }) => value),
      ...identity.recoveryAddresses.map(({ value }) => value),
    ]),
  ];
}
