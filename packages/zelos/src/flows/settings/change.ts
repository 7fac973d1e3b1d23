import type { JsonObject } from '@zelos/contract';
import { applyTraits } from '../../identities/schemas/index.ts';
import type { IdentityWithCredentials } from '../../kernel/identity.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import type { DoneByKind } from '../../methods/api.ts';
import type { FlowDeps } from '../types.ts';

/** The identity with the change laid over it; identifiers and addresses follow in the same step (better.md B15). */
export function changed(deps: FlowDeps, before: IdentityWithCredentials, done: DoneByKind['settings'], now: Date) {
  const schema = deps.schemas.get(before.schemaId);
  if (!schema)
    throw new ProtocolError(500, {
      id: 'invalid_configuration',
      reason: `The identity schema "${before.schemaId}" is missing.`,
    });
  const replaced = new Map((done.credentials ?? []).map((c) => [c.type, c]));
  const kept = before.credentials.map((c) => {
    const next = replaced.get(c.type);
    replaced.delete(c.type);
    return next ? { ...c, config: next.config, version: next.version, updatedAt: now } : c;
  });
  const added = [...replaced.values()].map((c) => ({
    ...c,
    identifiers: c.identifiers ?? [],
    createdAt: now,
    updatedAt: now,
  }));
  const draft = { ...before, traits: done.traits ?? before.traits, credentials: [...kept, ...added], updatedAt: now };
  return applyTraits(draft, schema, { now, uuid: () => deps.random.uuid() });
}

/** The transient payload as the answer to a change shows it: not at all when nothing is in it. */
export function unlessEmpty(transientPayload: JsonObject): JsonObject | undefined {
  return Object.keys(transientPayload).length > 0 ? transientPayload : undefined;
}
