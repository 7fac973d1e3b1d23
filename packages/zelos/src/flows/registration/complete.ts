import type { JsonObject } from '@zelos/contract';
import { applyTraits, violationsToIssues } from '../../identities/schemas/index.ts';
import { duplicateIssue } from '../../identities/conflict.ts';
import { patched } from '../../kernel/flow.ts';
import {
  type Credential,
  type IdentityWithCredentials,
  namesOf,
  type VerifiableAddress,
} from '../../kernel/identity.ts';
import { ConflictError } from '../../ports/store.ts';
import { tokenDigest } from '../../sessions/tokens.ts';
import { applyEffects, applyLateEffects, effectContext } from '../pipeline/effects.ts';
import { flowSchema } from '../pipeline/start.ts';
import type { FlowPolicy } from '../policy.ts';
import type { FlowDeps } from '../types.ts';
import { firstUnverified, prepareVerification, withProofSent, writeVerification } from '../verification/begin.ts';

/** Thrown inside the transaction to take it back: somebody else completed the flow first. */
class FlowSpent extends Error {}

function draftIdentity(
  deps: FlowDeps,
  now: Date,
  schemaId: string,
  traits: JsonObject,
  credentials: readonly Credential[],
): IdentityWithCredentials {
  return {
    id: deps.random.uuid(),
    externalId: null,
    schemaId,
    state: 'active',
    stateChangedAt: now,
    traits,
    metadataPublic: null,
    metadataAdmin: null,
    organizationId: null,
    verifiableAddresses: [],
    recoveryAddresses: [],
    createdAt: now,
    updatedAt: now,
    version: 1,
    credentials,
  };
}

/** Proven newcomers become an identity with a session: all or nothing, once per flow (SR-RC-14, better.md B22). */
export const completeRegistration: FlowPolicy<'registration'>['complete'] = async (
  deps,
  turn,
  done,
  { request, transientPayload },
) => {
  const { now } = turn;
  const { by, traits } = done.result;
  const schema = flowSchema(deps, turn.flow);
  const credentials = done.result.credentials.map((c) => ({
    ...c,
    identifiers: c.identifiers ?? [],
    createdAt: now,
    updatedAt: now,
  }));
  const { identity: applied, violations } = applyTraits(
    draftIdentity(deps, now, schema.id, traits, credentials),
    schema,
    {
      now,
      uuid: () => deps.random.uuid(),
    },
  );
  if (violations.length > 0) return { end: 'form', issues: violationsToIssues(violations) };

  const flow = patched(turn.flow, { ...done.patch });
  const returnTo = deps.returnTo.after('registration', by.method, flow.returnTo);
  const event = { flow, method: by.method, request: request.facts, transientPayload };
  const { hooks, loginHints } = deps.settings.registration;
  const before = await hooks.run({ at: 'registration.pre_persist', draft: applied, ...event });
  if (before.then === 'abort') throw before.error;
  if (before.then !== 'continue') return { end: 'form', issues: before.then === 'refuse' ? before.issues : [] };

  const proven = done.result.verified ?? [];
  const isProven = (a: VerifiableAddress) => proven.some((p) => p.via === a.via && p.value === a.value);
  const plain: IdentityWithCredentials = {
    ...applied,
    verifiableAddresses: applied.verifiableAddresses.map((a) =>
      isProven(a) ? { ...a, verified: true, status: 'completed', verifiedAt: now } : a,
    ),
  };
  const unverified = firstUnverified(plain);
  const verification = unverified
    ? await prepareVerification(deps, flow, plain, unverified, request, transientPayload)
    : null;
  const identity = withProofSent(plain, verification);
  const draft = deps.issuer.open(identity, by, request.facts, now);
  const finished = { ...flow, updatedAt: now, completedAt: now };
  const who = { identityId: identity.id, sessionId: draft.session.id };
  const context = effectContext(deps, request.facts, now, who);
  try {
    await deps.database.transaction(async (tx) => {
      if (!(await tx.flows.complete(finished))) throw new FlowSpent();
      await tx.identities.create(identity);
      await tx.sessions.create(draft.session, tokenDigest(draft.token));
      // What was counted while the names were nobody's says nothing about whom they belong to now.
      await deps.attempts.forgive(tx.counters, namesOf(identity));
      if (verification) await writeVerification(deps, tx, verification, now);
      await applyEffects(tx, [...(done.effects ?? []), ...before.effects], context);
    });
  } catch (error) {
    if (error instanceof FlowSpent) return { end: 'spent' };
    if (!(error instanceof ConflictError)) throw error;
    return { end: 'form', issues: [await duplicateIssue(deps, identity, loginHints)] };
  }

  const after = await hooks.run({ at: 'registration.post_persist', identity, session: draft.session, ...event });
  if (after.then === 'abort') throw after.error;
  if (after.then !== 'continue') return { end: 'form', issues: after.then === 'refuse' ? after.issues : [] };
  await applyLateEffects(deps.database, after.effects, context);
  const issued = after.effects.some((effect) => effect.do === 'issue_session');
  const show = deps.settings.legacyContinueWith || after.effects.some((effect) => effect.do === 'show_verification_ui');
  return {
    end: 'result',
    result: {
      is: 'registered',
      flow: finished,
      identity,
      session: issued ? draft.session : null,
      token: issued ? draft.token : null,
      continueWith: flow.continueWith as readonly JsonObject[],
      returnTo,
      verification: verification ? { ...verification, show } : null,
    },
  };
};
