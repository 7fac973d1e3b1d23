import type { Identity as WireIdentity, JsonObject } from '@zelos/contract';
import type { Credential, Identity, IdentityWithCredentials } from '../../kernel/identity.ts';

/** `PUB/schemas/<base64url of the id>`. */
export function schemaUrl(publicUrl: string, schemaId: string): string {
  return `${publicUrl}schemas/${Buffer.from(schemaId).toString('base64url')}`;
}

function addresses(identity: Identity): JsonObject {
  const stamp = (row: { readonly createdAt: Date; readonly updatedAt: Date }) => ({
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  });
  const verifiable = identity.verifiableAddresses.map((a) => ({
    id: a.id,
    value: a.value,
    verified: a.verified,
    via: a.via,
    status: a.status,
    ...(a.verifiedAt ? { verified_at: a.verifiedAt.toISOString() } : {}),
    ...stamp(a),
  }));
  const recovery = identity.recoveryAddresses.map((a) => ({ id: a.id, value: a.value, via: a.via, ...stamp(a) }));
  return {
    ...(verifiable.length > 0 ? { verifiable_addresses: verifiable } : {}),
    ...(recovery.length > 0 ? { recovery_addresses: recovery } : {}),
  };
}

/** An identity as the public side shows it: no credentials, no admin metadata (SR-AZ-05). */
export function presentIdentity(identity: Identity, publicUrl: string): WireIdentity {
  return {
    id: identity.id,
    ...(identity.externalId ? { external_id: identity.externalId } : {}),
    schema_id: identity.schemaId,
    schema_url: schemaUrl(publicUrl, identity.schemaId),
    state: identity.state,
    ...(identity.stateChangedAt ? { state_changed_at: identity.stateChangedAt.toISOString() } : {}),
    traits: identity.traits,
    ...addresses(identity),
    metadata_public: identity.metadataPublic,
    created_at: identity.createdAt.toISOString(),
    updated_at: identity.updatedAt.toISOString(),
    organization_id: identity.organizationId,
  } as WireIdentity;
}

/** Types whose version the answer to a creation shows as 0, and only there (contract: identity-admin, section 2). */
const UNVERSIONED_WHEN_NEW = ['password', 'webauthn'];
/** Types whose identifiers the answer to a creation lists as the traits do; everywhere else they are sorted. */
const UNSORTED_WHEN_NEW = ['code'];

function presentCredential(credential: Credential, withConfig: boolean, fresh: boolean): JsonObject {
  return {
    type: credential.type,
    identifiers:
      fresh && UNSORTED_WHEN_NEW.includes(credential.type)
        ? credential.identifiers
        : [...credential.identifiers].sort(),
    ...(withConfig ? { config: credential.config } : {}),
    version: fresh && UNVERSIONED_WHEN_NEW.includes(credential.type) ? 0 : credential.version,
    created_at: credential.createdAt.toISOString(),
    updated_at: credential.updatedAt.toISOString(),
  };
}

/**
 * An identity as the admin side shows it.
 * @param options.credentials types whose `config` is shown; undefined leaves credentials out altogether
 * @param options.fresh the answer to a creation, which leaves absent admin metadata and credentials out
 */
export function presentAdminIdentity(
  identity: IdentityWithCredentials,
  publicUrl: string,
  options: { readonly credentials?: readonly string[] | undefined; readonly fresh?: boolean },
): JsonObject {
  const { credentials: shown, fresh = false } = options;
  return {
    ...(presentIdentity(identity, publicUrl) as unknown as JsonObject),
    ...(shown && !(fresh && identity.credentials.length === 0)
      ? {
          credentials: Object.fromEntries(
            identity.credentials.map((c) => [c.type, presentCredential(c, shown.includes(c.type), fresh)]),
          ),
        }
      : {}),
    ...(fresh && identity.metadataAdmin === null ? {} : { metadata_admin: identity.metadataAdmin }),
  };
}
