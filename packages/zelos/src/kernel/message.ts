import type { JsonObject } from '@zelos/contract';
import type { Identity } from './identity.ts';

/** The part of an identity that templates of messages may show. */
export function identityVariable(identity: Identity): JsonObject {
  return {
    id: identity.id,
    schema_id: identity.schemaId,
    state: identity.state,
    traits: identity.traits,
    metadata_public: identity.metadataPublic,
    created_at: identity.createdAt.toISOString(),
    updated_at: identity.updatedAt.toISOString(),
  };
}

/** What stands in that place in a message that only looks like one; as long, so that writing it takes as long (AB-40). */
export function nobodyVariable(id: string, address: string, now: Date): JsonObject {
  const at = now.toISOString();
  const traits = { email: address };
  return { id, schema_id: 'default', state: 'active', traits, metadata_public: null, created_at: at, updated_at: at };
}

/** Languages in order of preference: asked for, of the identity, of the browser. */
export function languagesOf(
  transientPayload: JsonObject,
  identity: Identity | null,
  acceptLanguage: string | undefined,
): readonly string[] {
  const texts = [
    transientPayload['locale'],
    transientPayload['language'],
    identity?.traits['locale'],
    identity?.traits['language'],
    ...(acceptLanguage ?? '').split(',').map((part) => part.split(';')[0]?.trim()),
  ];
  return texts.filter(
    (text): text is string => typeof text === 'string' && /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/.test(text),
  );
}
