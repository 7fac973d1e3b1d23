import { type TSchema, Type } from 'typebox';
import { DefaultErrorSchema } from './answers.ts';
import { IDENTITY_STATES, REGIONS } from './identity.ts';
import { SelfServiceFlowTypeSchema } from './flow.ts';
import {
  AnyJson,
  AnyObject,
  closedObject,
  named,
  NullableUuid,
  nullable,
  oneOf,
  openObject,
  REQUIRED_KEYWORD,
  Time,
  Uuid,
  type Wire,
} from './wire.ts';

const optionalText = Type.Optional(Type.String());
const optionalTime = Type.Optional(Time);
const optionalFlag = Type.Optional(Type.Boolean());
/** Bytes in standard base64, RFC 4648 section 4. */
const optionalBytes = Type.Optional(Type.String({ contentEncoding: 'base64' }));

/** Bounds the lists of one call; the server refuses more with a 400. */
export const BATCH_LIMITS = { identities: 1000, clearTextPasswords: 200, ids: 500, sessions: 500 } as const;

export const IdentityCredentialsWebAuthnSchema = closedObject('identityCredentialsWebAuthn', {
  id: optionalBytes,
  public_key: optionalBytes,
  attestation_type: optionalText,
  authenticator: Type.Optional(
    closedObject('identityCredentialsWebAuthnAuthenticator', {
      aaguid: optionalBytes,
      sign_count: Type.Optional(Type.Integer({ minimum: 0 })),
      clone_warning: optionalFlag,
    }),
  ),
  display_name: optionalText,
  added_at: optionalTime,
  is_passwordless: optionalFlag,
  flags: Type.Optional(
    nullable(
      closedObject('identityCredentialsWebAuthnFlags', {
        user_present: optionalFlag,
        user_verified: optionalFlag,
        backup_eligible: optionalFlag,
        backup_state: optionalFlag,
      }),
    ),
  ),
  transport: Type.Optional(Type.Array(named('AuthenticatorTransport', Type.String()))),
  attestation: Type.Optional(
    nullable(
      closedObject('identityCredentialsWebAuthnAttestation', {
        client_dataJSON: optionalBytes,
        client_data_hash: optionalBytes,
        authenticator_data: optionalBytes,
        public_key_algorithm: Type.Optional(Type.Integer({ format: 'int64' })),
        object: optionalBytes,
      }),
    ),
  ),
});
export type IdentityCredentialsWebAuthn = Wire<typeof IdentityCredentialsWebAuthnSchema>;

const webAuthnList = named('identityCredentialsWebAuthnList', Type.Array(IdentityCredentialsWebAuthnSchema));
const keyConfig = { credentials: Type.Optional(webAuthnList), user_handle: optionalBytes };

function imported<S extends TSchema>(name: string, config: S) {
  return Type.Optional(closedObject(name, { config: Type.Optional(config) }));
}

/** Credentials given at creation or update. `code` cannot be imported; it follows from the schema. */
export const IdentityWithCredentialsSchema = closedObject('identityWithCredentials', {
  password: imported(
    'identityWithCredentialsPassword',
    closedObject('identityWithCredentialsPasswordConfig', {
      hashed_password: optionalText,
      password: optionalText,
      use_password_migration_hook: optionalFlag,
    }),
  ),
  oidc: imported(
    'identityWithCredentialsOidc',
    closedObject('identityWithCredentialsOidcConfig', {
      providers: Type.Optional(
        Type.Array(
          closedObject('identityWithCredentialsOidcConfigProvider', {
            subject: Type.String(),
            provider: Type.String(),
            organization: Type.Optional(NullableUuid),
            use_auto_link: optionalFlag,
          }),
        ),
      ),
    }),
  ),
  saml: imported(
    'identityWithCredentialsSaml',
    closedObject('identityWithCredentialsSamlConfig', {
      providers: Type.Optional(
        Type.Array(
          closedObject('identityWithCredentialsSamlConfigProvider', {
            subject: Type.String(),
            provider: Type.String(),
            organization: Type.Optional(NullableUuid),
          }),
        ),
      ),
    }),
  ),
  totp: imported(
    'identityWithCredentialsTotp',
    closedObject('identityWithCredentialsTotpConfig', { totp_url: optionalText }),
  ),
  lookup_secret: imported(
    'AdminIdentityImportCredentialsLookupSecret',
    closedObject('AdminIdentityImportCredentialsLookupSecretConfig', {
      codes: Type.Optional(
        Type.Array(
          closedObject('identityCredentialsLookupSecretCode', {
            code: optionalText,
            used_at: Type.Optional(nullable(Time)),
          }),
        ),
      ),
    }),
  ),
  webauthn: imported(
    'identityWithCredentialsWebAuthn',
    closedObject('identityWithCredentialsWebAuthnConfig', keyConfig),
  ),
  passkey: imported('identityWithCredentialsPasskey', closedObject('identityWithCredentialsPasskeyConfig', keyConfig)),
});
export type IdentityWithCredentials = Wire<typeof IdentityWithCredentialsSchema>;

/**
 * An address in a body: only `value` matters, an empty or absent `via` means e-mail, the rest has defaults. In the API
 * description it is the ordinary address.
 */
const CreateVerifiableAddress = openObject('verifiableIdentityAddress', {
  id: Type.Optional(Uuid),
  value: Type.String(),
  via: optionalText,
  verified: optionalFlag,
  status: optionalText,
  verified_at: Type.Optional(nullable(Time)),
  created_at: optionalTime,
  updated_at: optionalTime,
});
const CreateRecoveryAddress = openObject('recoveryIdentityAddress', {
  id: Type.Optional(Uuid),
  value: Type.String(),
  via: optionalText,
  break_glass_for_organization: Type.Optional(NullableUuid),
  created_at: optionalTime,
  updated_at: optionalTime,
});

const identityInput = {
  external_id: optionalText,
  metadata_public: Type.Optional(AnyJson),
  metadata_admin: Type.Optional(AnyJson),
  credentials: Type.Optional(nullable(IdentityWithCredentialsSchema)),
  region: Type.Optional(oneOf(REGIONS)),
};

/** Unknown members are refused. `schema_id` falls back to the default schema and `traits` to an empty object. */
export const CreateIdentityBodySchema = closedObject(
  'createIdentityBody',
  {
    schema_id: optionalText,
    traits: Type.Optional(AnyObject),
    state: Type.Optional(oneOf(IDENTITY_STATES)),
    organization_id: Type.Optional(NullableUuid),
    verifiable_addresses: Type.Optional(Type.Array(CreateVerifiableAddress)),
    recovery_addresses: Type.Optional(Type.Array(CreateRecoveryAddress)),
    ...identityInput,
  },
  { [REQUIRED_KEYWORD]: ['schema_id', 'traits'] },
);
export type CreateIdentityBody = Wire<typeof CreateIdentityBodySchema>;

/** Unknown members are ignored; absent metadata and `external_id` are cleared, absent `schema_id` and `state` kept. */
export const UpdateIdentityBodySchema = openObject(
  'updateIdentityBody',
  {
    schema_id: optionalText,
    traits: Type.Optional(AnyObject),
    state: Type.Optional(oneOf(IDENTITY_STATES)),
    ...identityInput,
  },
  { [REQUIRED_KEYWORD]: ['schema_id', 'traits', 'state'] },
);
export type UpdateIdentityBody = Wire<typeof UpdateIdentityBodySchema>;

/** One operation of RFC 6902; `add`, `remove` and `replace` are carried out. */
export const JsonPatchSchema = openObject('jsonPatch', {
  op: Type.String(),
  path: Type.String(),
  from: optionalText,
  value: Type.Optional(AnyJson),
});
export type JsonPatch = Wire<typeof JsonPatchSchema>;
export const JsonPatchDocumentSchema = named('jsonPatchDocument', Type.Array(JsonPatchSchema));
export type JsonPatchDocument = Wire<typeof JsonPatchDocumentSchema>;

export const IdentityPatchSchema = closedObject('identityPatch', {
  create: Type.Optional(CreateIdentityBodySchema),
  patch_id: Type.Optional(Uuid),
});
export const PatchIdentitiesBodySchema = closedObject('patchIdentitiesBody', {
  identities: Type.Optional(nullable(Type.Array(IdentityPatchSchema))),
});
export type PatchIdentitiesBody = Wire<typeof PatchIdentitiesBodySchema>;

export const IdentityPatchResponseSchema = closedObject('identityPatchResponse', {
  action: oneOf(['create', 'error']),
  identity: Type.Optional(Uuid),
  patch_id: Type.Optional(Uuid),
  error: Type.Optional(DefaultErrorSchema),
});
export type IdentityPatchResponse = Wire<typeof IdentityPatchResponseSchema>;
/** Results in the order of the request; null for an item that asked for nothing. */
export const BatchPatchIdentitiesResponseSchema = closedObject('batchPatchIdentitiesResponse', {
  identities: Type.Array(nullable(IdentityPatchResponseSchema)),
});
export type BatchPatchIdentitiesResponse = Wire<typeof BatchPatchIdentitiesResponseSchema>;

/** A duration such as `1h30m`. */
const lifetime = Type.Optional(Type.String({ pattern: '^([0-9]+([.][0-9]+)?(ns|us|µs|ms|s|m|h))+$' }));

export const CreateRecoveryCodeForIdentityBodySchema = openObject('createRecoveryCodeForIdentityBody', {
  identity_id: Uuid,
  expires_in: lifetime,
  flow_type: Type.Optional(SelfServiceFlowTypeSchema),
});
export type CreateRecoveryCodeForIdentityBody = Wire<typeof CreateRecoveryCodeForIdentityBodySchema>;
export const CreateRecoveryLinkForIdentityBodySchema = openObject('createRecoveryLinkForIdentityBody', {
  identity_id: Uuid,
  expires_in: lifetime,
});
export type CreateRecoveryLinkForIdentityBody = Wire<typeof CreateRecoveryLinkForIdentityBodySchema>;
export const RecoveryCodeForIdentitySchema = closedObject('recoveryCodeForIdentity', {
  recovery_link: Type.String(),
  recovery_code: Type.String(),
  expires_at: optionalTime,
});
export type RecoveryCodeForIdentity = Wire<typeof RecoveryCodeForIdentitySchema>;
export const RecoveryLinkForIdentitySchema = closedObject('recoveryLinkForIdentity', {
  recovery_link: Type.String(),
  expires_at: optionalTime,
});
export type RecoveryLinkForIdentity = Wire<typeof RecoveryLinkForIdentitySchema>;

/** Exactly one of the two lists; `*` alone in `identities` means every session. */
export const ManageSessionsBodySchema = openObject('manageSessionsBody', {
  action: oneOf(['disable', 'delete']),
  identities: Type.Optional(Type.Array(Type.String())),
  sessions: Type.Optional(Type.Array(Type.String())),
});
export type ManageSessionsBody = Wire<typeof ManageSessionsBodySchema>;
/** `more` asks for a repetition of the call. */
export const ManageSessionsResponseSchema = closedObject('manageSessionsResponse', {
  processed: Type.Integer({ format: 'int64' }),
  more: Type.Boolean(),
});
export type ManageSessionsResponse = Wire<typeof ManageSessionsResponseSchema>;

export const CreateTestLoginFlowBodySchema = openObject('createTestLoginFlowBody', {
  provider_id: Type.String({ minLength: 1, maxLength: 255 }),
});
export type CreateTestLoginFlowBody = Wire<typeof CreateTestLoginFlowBodySchema>;
