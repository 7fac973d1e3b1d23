import { uiText } from '@zelos/contract';
import { normalizeIdentifier } from '../../kernel/normalize.ts';
import type { Outcome, Step, Turn } from '../api.ts';
import { flowMessage } from '../message.ts';
import type { LinkPayload } from './payload.ts';
import { linkForm, linkStep } from './step.ts';
import { freshToken, type LinkDeps, linkNotes as notes, type LinkSettings, linkUrl, notesAfter } from './tokens.ts';

async function send(
  deps: LinkDeps,
  settings: LinkSettings,
  turn: Turn<'recovery'>,
  payload: LinkPayload,
): Promise<Outcome<'recovery'>> {
  const { flow } = turn;
  if (flow.state === 'passed_challenge') return { to: 'restart', issues: [{ message: uiText(4060001) }] };
  const { email: typed = '', transient } = payload;
  const address = normalizeIdentifier(typed);
  const owner = await deps.identities.findRecoveryAddress('email', address);
  const data = owner ? { identity_id: owner.identity.id, address } : { decoy: true };
  const { token, effect } = freshToken(deps, 'recovery', flow, data);
  const message = flowMessage(
    deps,
    flow,
    { transient, acceptLanguage: turn.request.header('accept-language') },
    {
      templateType: owner ? 'recovery_valid' : 'recovery_invalid',
      channel: 'email',
      recipient: address,
      owner: owner?.identity ?? null,
      variables: { RecoveryURL: linkUrl(deps, 'recovery', flow, token) },
      decoy: !owner && !settings.notifyUnknown.recovery,
    },
  );
  return {
    to: 'form',
    status: 200,
    progress: true,
    accepted: true,
    issues: [{ message: uiText(1060002) }],
    patch: { state: 'sent_email', ...notes.write(flow, notesAfter(flow, typed, effect.secret)) },
    effects: [{ do: 'prove', once: [], proofs: [{ message, writes: [effect] }] }],
  };
}

/** Getting back in with a link that was sent to an address of the account (contract: recovery, section 2.7). */
export function linkRecovery(deps: LinkDeps, settings: LinkSettings): Step<'recovery'> {
  return linkStep(deps, {
    purpose: 'recovery',
    refusals: { expired: 4060005, wrong: 4060004 },
    render: ({ flow }) => (flow.active === 'link' ? linkForm(flow) : []),
    send: (turn, payload) => send(deps, settings, turn, payload),
    prove: ({ now, request }, { identity_id: identityId, address }) => ({
      identityId: String(identityId),
      address: typeof address === 'string' ? { via: 'email', value: address } : null,
      by: { method: 'link_recovery', aal: 'aal1', completedAt: now },
      // A script or an app that posts the token itself is told where to go on, as after a code.
      opensInBrowser: request.method !== 'POST',
    }),
    handOut(flow, identity, lifespanMs = deps.lifespanMs) {
      const { token, effect } = freshToken(deps, 'recovery', flow, { identity_id: identity.id }, lifespanMs);
      const url = linkUrl(deps, 'recovery', flow, token);
      return {
        secret: token,
        lifespanMs,
        effects: [effect],
        patch: { state: 'sent_email', csrfSecret: '' },
        link: () => url,
      };
    },
  });
}
