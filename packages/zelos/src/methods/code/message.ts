import type { JsonObject } from '@zelos/contract';
import type { Flow } from '../../kernel/flow.ts';
import type { Identity } from '../../kernel/identity.ts';

/** Variables that every message of a flow carries (contract: courier, section 4). */
export function commonVariables(flow: Flow, transientPayload: JsonObject, lifespanMs: number): JsonObject {
  return {
    RequestURL: flow.requestUrl,
    RequestURLDomain: URL.canParse(flow.requestUrl) ? new URL(flow.requestUrl).hostname : '',
    TransientPayload: transientPayload,
    ExpiresInMinutes: Math.trunc(lifespanMs / 60_000),
  };
}

/** The part of an identity that templates may show. */
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
