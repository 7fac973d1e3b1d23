import { Type } from 'typebox';
import { METHODS } from '../nodes.ts';
import {
  AnyJson,
  AnyObject,
  closedObject,
  named,
  NullableUuid,
  nullable,
  oneOf,
  Time,
  Uuid,
  type Wire,
} from './wire.ts';

/** Hosting regions; only a hosted service stores one, they are accepted for the sake of its clients. */
export const REGIONS = ['eu-central', 'asia-northeast', 'us-east', 'us-west', 'eu', 'asia', 'us', 'global'] as const;
export const IDENTITY_STATES = ['active', 'inactive'] as const;
export const ADDRESS_CHANNELS = ['email', 'sms'] as const;
export const ADDRESS_STATUSES = ['pending', 'sent', 'completed'] as const;

/** Free-form member that is null when unset. */
export const NullableJsonSchema = named('nullJsonRawMessage', AnyJson);

export const IdentityTraitsSchema = named('identityTraits', AnyObject);
export type IdentityTraits = Wire<typeof IdentityTraitsSchema>;

export const VerifiableIdentityAddressSchema = closedObject('verifiableIdentityAddress', {
  id: Type.Optional(Uuid),
  value: Type.String(),
  verified: Type.Boolean(),
  via: oneOf(ADDRESS_CHANNELS),
  status: named('identityVerifiableAddressStatus', oneOf(ADDRESS_STATUSES)),
  verified_at: Type.Optional(Time),
  created_at: Type.Optional(Time),
  updated_at: Type.Optional(Time),
});
export type VerifiableIdentityAddress = Wire<typeof VerifiableIdentityAddressSchema>;

export const RecoveryIdentityAddressSchema = closedObject('recoveryIdentityAddress', {
  id: Type.Optional(Uuid),
  value: Type.String(),
  via: oneOf(ADDRESS_CHANNELS),
  break_glass_for_organization: Type.Optional(NullableUuid),
  created_at: Type.Optional(Time),
  updated_at: Type.Optional(Time),
});
export type RecoveryIdentityAddress = Wire<typeof RecoveryIdentityAddressSchema>;

/** One credential in the admin view; `config` only when it was asked for. */
export const IdentityCredentialsSchema = closedObject('identityCredentials', {
  type: Type.Optional(oneOf(METHODS)),
  identifiers: Type.Optional(nullable(Type.Array(Type.String()))),
  config: Type.Optional(named('JSONRawMessage', AnyObject)),
  version: Type.Optional(Type.Integer({ format: 'int64' })),
  created_at: Type.Optional(Time),
  updated_at: Type.Optional(Time),
});
export type IdentityCredentials = Wire<typeof IdentityCredentialsSchema>;

const text = Type.Optional(Type.String());

/** Stored configuration of a password credential. */
export const IdentityCredentialsPasswordSchema = closedObject('identityCredentialsPassword', {
  hashed_password: text,
  use_password_migration_hook: Type.Optional(Type.Boolean()),
});
export type IdentityCredentialsPassword = Wire<typeof IdentityCredentialsPasswordSchema>;

/** Stored links to sign-in providers. */
export const IdentityCredentialsOidcSchema = closedObject('identityCredentialsOidc', {
  providers: Type.Optional(
    Type.Array(
      closedObject('identityCredentialsOidcProvider', {
        subject: text,
        provider: text,
        initial_id_token: text,
        initial_access_token: text,
        initial_refresh_token: text,
        organization: text,
        use_auto_link: Type.Optional(Type.Boolean()),
      }),
    ),
  ),
});
export type IdentityCredentialsOidc = Wire<typeof IdentityCredentialsOidcSchema>;

/** Addresses to which sign-in codes go. */
export const IdentityCredentialsCodeSchema = closedObject('identityCredentialsCode', {
  addresses: Type.Optional(
    Type.Array(
      closedObject('identityCredentialsCodeAddress', {
        address: text,
        channel: Type.Optional(named('CodeChannel', Type.String())),
      }),
    ),
  ),
});
export type IdentityCredentialsCode = Wire<typeof IdentityCredentialsCodeSchema>;

/**
 * An account. Public answers carry neither `credentials` nor `metadata_admin`; `metadata_public` and
 * `organization_id` are always there, null when unset.
 */
export const IdentitySchema = closedObject('identity', {
  id: Uuid,
  external_id: Type.Optional(Type.String()),
  credentials: Type.Optional(Type.Record(Type.String(), IdentityCredentialsSchema)),
  schema_id: Type.String(),
  schema_url: Type.String(),
  state: oneOf(IDENTITY_STATES),
  state_changed_at: Type.Optional(Time),
  traits: IdentityTraitsSchema,
  verifiable_addresses: Type.Optional(Type.Array(VerifiableIdentityAddressSchema)),
  recovery_addresses: Type.Optional(Type.Array(RecoveryIdentityAddressSchema)),
  metadata_public: NullableJsonSchema,
  metadata_admin: Type.Optional(NullableJsonSchema),
  created_at: Time,
  updated_at: Time,
  organization_id: NullableUuid,
  region: Type.Optional(oneOf(REGIONS)),
});
export type Identity = Wire<typeof IdentitySchema>;

/** An identity schema: any JSON Schema document. */
export const IdentitySchemaDocumentSchema = named('identitySchema', AnyObject);
export type IdentitySchemaDocument = Wire<typeof IdentitySchemaDocumentSchema>;

export const IdentitySchemaContainerSchema = closedObject('identitySchemaContainer', {
  id: Type.String(),
  schema: AnyObject,
});
export type IdentitySchemaContainer = Wire<typeof IdentitySchemaContainerSchema>;

export const IdentitySchemasSchema = named('identitySchemas', Type.Array(IdentitySchemaContainerSchema));
export type IdentitySchemas = Wire<typeof IdentitySchemasSchema>;
