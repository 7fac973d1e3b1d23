import { uiText } from '@zelos/contract';
import { patched } from '../../kernel/flow.ts';
import { pendingChange } from '../../kernel/pending-change.ts';
import { applyEffects } from '../pipeline/effects.ts';
import { drawForm } from '../pipeline/form.ts';
import type { FlowPolicy } from '../policy.ts';
import { applyPendingChange } from '../settings/pending.ts';
import { verificationPolicy } from './policy.ts';

/** A proven address is marked; the flow turns into a page with one button. No session comes of it. */
export const completeVerification: FlowPolicy<'verification'>['complete'] = async (deps, turn, done, { request }) => {
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
    await applyEffects(tx, done.effects ?? [], { identityId, sessionId: null, now, enqueue: deps.enqueue });
    await tx.flows.save(flow);
    return true;
  });
  // The address went away between sending and proving: what was sent is worth nothing any more.
  if (!marked) return { end: 'form', issues: [{ message: uiText(4070006) }] };
  return { end: 'result', result: { is: 'form', flow, status: 200, refused: false } };
};
