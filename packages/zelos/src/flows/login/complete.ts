import type { JsonObject } from '@zelos/contract';
import { type LoginFlow, patched } from '../../kernel/flow.ts';
import { type IdentityWithCredentials, namesOf } from '../../kernel/identity.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import { satisfies } from '../../kernel/assurance.ts';
import { tokenDigest } from '../../sessions/tokens.ts';
import { applyEffects, effectContext } from '../pipeline/effects.ts';
import type { Completion, FlowPolicy } from '../policy.ts';
import type { FlowDeps, FlowRequest } from '../types.ts';
import { firstUnverified, prepareVerification, writeVerification } from '../verification/begin.ts';

/** Where a browser shows a second factor; keeps where it wanted to go. */
function stepUpUrl(
  deps: FlowDeps,
  flow: { readonly returnTo?: string; readonly oauth2LoginChallenge?: string },
): string {
  const url = new URL(`${deps.settings.publicUrl}self-service/login/browser?aal=aal2`);
  if (flow.returnTo) url.searchParams.set('return_to', flow.returnTo);
  if (flow.oauth2LoginChallenge) url.searchParams.set('login_challenge', flow.oauth2LoginChallenge);
  return url.href;
}

/** Sends the proof for an address instead of signing in: no session is written. */
async function requireVerification(
  deps: FlowDeps,
  flow: LoginFlow,
  identity: IdentityWithCredentials,
  request: FlowRequest,
  transientPayload: JsonObject,
  now: Date,
): Promise<Completion> {
  const address = firstUnverified(identity);
  const verification = address
    ? await prepareVerification(deps, flow, identity, address, request, transientPayload, 'keep')
    : null;
  if (!verification) {
    throw new ProtocolError(403, {
      id: 'session_verified_address_required',
      code: 400,
      reason: 'Verify one of your addresses before you sign in.',
    });
  }
  await deps.database.transaction((tx) => writeVerification(deps, tx, verification, now));
  return { end: 'result', result: { is: 'verification_required', flow, verification } };
}

/** A proven identity becomes a session: hooks first, then one transaction (contract: login-registration, section 5). */
export const completeLogin: FlowPolicy<'login'>['complete'] = async (
  deps,
  turn,
  done,
  { request, transientPayload },
) => {
  const { identity, by } = done.result;
  const { now } = turn;
  if (identity.state !== 'active') {
    throw new ProtocolError(400, { id: 'identity_disabled', reason: 'This account is disabled.' });
  }
  const current = request.current;
  const samePerson = current?.session.identityId === identity.id;
  let draft =
    current && samePerson
      ? deps.issuer.renew(current, identity, by, request.facts, now)
      : deps.issuer.open(identity, by, request.facts, now);
  const flow = patched(turn.flow, { ...done.patch, active: by.method });
  const returnTo = deps.returnTo.after('login', by.method, flow.returnTo);

  const verdict = await deps.settings.login.hooks.run({
    at: 'login.after',
    flow,
    identity,
    session: draft.session,
    method: by.method,
    request: request.facts,
    transientPayload,
  });
  if (verdict.then === 'abort') throw verdict.error;
  if (verdict.then === 'require_verification')
    return requireVerification(deps, flow, identity, request, transientPayload, now);
  if (verdict.then === 'refuse')
    return { end: 'form', issues: verdict.issues, patch: { active: by.method }, forget: true };
  // Only settings have something to hold back.
  if (verdict.then !== 'continue') throw new Error(`a hook after a login answered ${verdict.then}`);

  const finished = { ...flow, updatedAt: now, completedAt: now };
  const has = (what: string) => verdict.effects.some((effect) => effect.do === what);
  const unverified = has('start_verification') ? firstUnverified(identity) : undefined;
  const verification = unverified
    ? await prepareVerification(deps, flow, identity, unverified, request, transientPayload)
    : null;
  await deps.database.transaction(async (tx) => {
    if (verification) await writeVerification(deps, tx, verification, now);
    const renewed = draft.write === 'renew' && (await tx.sessions.renew({ ...draft.session, at: now }));
    if (!renewed) {
      // The session to renew was ended meanwhile: what was proven now is worth a session of its own.
      if (draft.write === 'renew') draft = deps.issuer.open(identity, by, request.facts, now);
      await tx.sessions.create(draft.session, tokenDigest(draft.token));
    }
    const who = { identityId: identity.id, sessionId: draft.session.id, names: namesOf(identity) };
    const context = effectContext(deps, request.facts, now, who);
    await applyEffects(tx, [...(done.effects ?? []), ...verdict.effects], context);
    await tx.flows.save(finished);
  });
  const enough =
    satisfies(draft.session.aal, 'aal2') || (await deps.satisfies(draft.session, deps.settings.requiredAal));
  return {
    end: 'result',
    result: {
      is: 'signed_in',
      flow: finished,
      session: draft.session,
      token: draft.token,
      continueWith: flow.continueWith as readonly JsonObject[],
      returnTo,
      verification: has('show_verification_ui') ? verification : null,
      stepUp: enough ? null : stepUpUrl(deps, flow),
      // A verification that was begun is bound to the new secret.
      newPrincipal: !samePerson || verification !== null,
    },
  };
};
