import { type JsonObject, uiText } from '@zelos/contract';
import { patched, type VerificationFlow } from '../../kernel/flow.ts';
import { pendingChange } from '../../kernel/pending-change.ts';
import { applyEffects, applyLateEffects, effectContext } from '../pipeline/effects.ts';
import { drawForm } from '../pipeline/form.ts';
import type { Completion, FlowPolicy } from '../policy.ts';
import { applyPendingChange } from '../settings/pending.ts';
import type { FlowDeps, FlowRequest } from '../types.ts';
import { verificationPolicy } from './policy.ts';

/** Runs the hooks after a verification; the address stays proven when one objects (contract: verification, section 3.4). */
async function runAfter(
  deps: FlowDeps,
  flow: VerificationFlow,
  identityId: string,
  request: FlowRequest,
  transientPayload: JsonObject,
): Promise<Completion | null> {
  const identity = await deps.database.identities.getWithCredentials(identityId);
  if (!identity) return null;
  const verdict = await deps.settings.verification.hooks.run({
    at: 'verification.after',
    flow,
    identity,
    request: request.facts,
    transientPayload,
  });
  if (verdict.then === 'abort') throw verdict.error;
  if (verdict.then === 'refuse') return { end: 'restart', issues: verdict.issues, cause: null };
  if (verdict.then !== 'continue') return null;
  const context = effectContext(deps, request.facts, deps.clock.now(), { identityId });
  await applyLateEffects(deps.database, verdict.effects, context);
  return null;
}

/** A proven address is marked; the flow turns into a page with one button. No session comes of it. */
export const completeVerification: FlowPolicy<'verification'>['complete'] = async (
  deps,
  turn,
  done,
  { request, transientPayload },
) => {
  const { identityId, addressId, via } = done.result;
  const { now } = turn;
  const pending = pendingChange.read(turn.flow);
  if (pending) return applyPendingChange(deps, turn.flow, pending, done.effects ?? [], request);
  const passed = {
    ...patched(turn.flow, {
      ...done.patch,
      state: 'passed_challenge',
      completedAt: now,
      // An opened link goes on in the browser that opened it.
      ...(request.facts.method === 'POST' || turn.flow.type === 'api' ? {} : { csrfSecret: request.browserSecret() }),
    }),
    updatedAt: now,
  };
  const ui = await drawForm(deps, verificationPolicy, passed, request, {
    issues: [{ message: uiText(via === 'email' ? 1080002 : 1080005) }],
  });
  const flow = { ...passed, ui };
  const marked = await deps.database.transaction(async (tx) => {
    const known = await tx.identities.markAddress({
      identityId,
      addressId,
      verified: true,
      status: 'completed',
      at: now,
    });
    if (!known) return false;
    await applyEffects(tx, done.effects ?? [], effectContext(deps, request.facts, now, { identityId }));
    await tx.flows.save(flow);
    return true;
  });
  // The address went away between sending and proving: what was sent is worth nothing any more.
  if (!marked) {
    return turn.flow.active === 'link'
      ? { end: 'restart', issues: [{ message: uiText(4070001) }], cause: null }
      : { end: 'form', status: 200, accepted: true, issues: [{ message: uiText(4070006) }] };
  }
  const objection = await runAfter(deps, flow, identityId, request, transientPayload);
  if (objection) return objection;
  return { end: 'result', result: { is: 'form', flow, status: 200, refused: false } };
};
