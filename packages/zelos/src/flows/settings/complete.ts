import { uiText } from '@zelos/contract';
import { duplicateIssue } from '../../identities/conflict.ts';
import { violationsToIssues } from '../../identities/schemas/index.ts';
import { flowPage, patched } from '../../kernel/flow.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import { ConflictError } from '../../ports/store.ts';
import { applyEffects, applyLateEffects, effectContext } from '../pipeline/effects.ts';
import { drawForm, withFormNotes } from '../pipeline/form.ts';
import type { FlowPolicy } from '../policy.ts';
import { prepareVerification, withProofSent, writeVerification } from '../verification/begin.ts';
import { changed, unlessEmpty } from './change.ts';
import { holdChange } from './pending.ts';
import { settingsPolicy } from './policy.ts';

/** A change of one's own account: decided on values, written with all its consequences in one transaction. */
export const completeSettings: FlowPolicy<'settings'>['complete'] = async (
  deps,
  turn,
  done,
  { request, transientPayload },
) => {
  const { now } = turn;
  const { current } = request;
  const before = await deps.database.identities.getWithCredentials(turn.flow.identityId);
  if (!current || !before) throw new ProtocolError(401, { reason: 'No active session was found in this request.' });
  const { method } = done.result;
  // Checked before anything is changed.
  const returnTo = turn.flow.returnTo ? deps.returnTo.check(turn.flow.returnTo) : null;
  const { identity: plain, violations } = changed(deps, before, done.result, now);
  if (violations.length > 0) return { end: 'form', issues: violationsToIssues(violations) };

  const event = { flow: turn.flow, before, method, request: request.facts, transientPayload };
  const { hooks } = deps.settings.settings;
  const early = await hooks.run({ at: 'settings.pre_persist', identity: plain, ...event });
  if (early.then === 'abort') throw early.error;
  if (early.then === 'verify_first')
    return holdChange(
      deps,
      { flow: turn.flow, before, identity: plain, address: early.address },
      request,
      transientPayload,
    );
  if (early.then === 'refuse')
    return { end: 'form', issues: early.issues, ...(early.status ? { status: early.status } : {}) };
  if (early.then !== 'continue') return { end: 'form', issues: [] };

  const pending = plain.verifiableAddresses.find((a) => a.status === 'pending' && !a.verified && a.value !== '');
  const verification = pending
    ? await prepareVerification(deps, turn.flow, plain, pending, request, transientPayload, 'keep')
    : null;
  const identity = withProofSent(plain, verification);
  const along = await hooks.run({ at: 'settings.persist', identity, ...event });
  if (along.then === 'abort') throw along.error;
  if (along.then !== 'continue') return { end: 'form', issues: along.then === 'refuse' ? along.issues : [] };

  const saved = {
    ...patched(turn.flow, {
      ...done.patch,
      state: 'success',
      internal: withFormNotes(turn.flow, { values: {}, screen: 'unified' }),
    }),
    updatedAt: now,
  };
  const ui = await drawForm(deps, settingsPolicy, saved, request, {
    issues: [{ message: uiText(1050001) }],
    owner: identity,
  });
  const flow = { ...saved, ui };
  const who = { identityId: identity.id, sessionId: current.session.id };
  const context = effectContext(deps, request.facts, now, who);
  try {
    await deps.database.transaction(async (tx) => {
      await tx.identities.update(identity);
      if (verification) await writeVerification(deps, tx, verification, now);
      await applyEffects(tx, [...(done.effects ?? []), ...early.effects, ...along.effects], context);
      await tx.flows.save(flow);
    });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    if (error.on === 'version')
      throw new ProtocolError(409, { reason: 'The account was changed by somebody else meanwhile. Try again.' });
    return { end: 'form', issues: [await duplicateIssue(deps, identity, deps.settings.registration.loginHints)] };
  }
  const late = await hooks.run({ at: 'settings.post_persist', identity, ...event });
  if (late.then === 'abort') throw late.error;
  if (late.then !== 'continue') return { end: 'form', issues: late.then === 'refuse' ? late.issues : [] };
  await applyLateEffects(deps.database, late.effects, context);
  const decided = [...along.effects, ...late.effects];
  const show = deps.settings.legacyContinueWith || decided.some((effect) => effect.do === 'show_verification_ui');
  return {
    end: 'result',
    result: {
      is: 'settings_saved',
      flow,
      identity,
      session: { ...current.session, identity },
      token: current.token,
      returnTo:
        returnTo ?? deps.returnTo.special('settings', method) ?? flowPage(deps.settings.settings.uiUrl, flow.id),
      verification: show ? verification : null,
      transientPayload: unlessEmpty(transientPayload),
    },
  };
};
