import { type JsonObject, type UiNode, uiText } from '@zelos/contract';
import type { VerificationFlow } from '../../kernel/flow.ts';
import { csrfNode, linkNode } from '../../kernel/ui.ts';
import type { Effect } from '../../ports/effect.ts';
import type { NewSecret } from '../../ports/store.ts';
import type { Outcome, Step, Turn, View } from '../api.ts';
import { flowMessage, type MessageContext } from '../message.ts';
import { markSent, type ProofTarget, proofTarget } from '../pending-target.ts';
import type { LinkPayload } from './payload.ts';
import { linkForm, linkStep } from './step.ts';
import { freshToken, type LinkDeps, linkNotes as notes, type LinkSettings, linkUrl, notesAfter } from './tokens.ts';

function render({ flow, continueUrl }: View<'verification'>): readonly UiNode[] {
  if (flow.active !== 'link') return [];
  if (flow.state !== 'passed_challenge') return linkForm(flow);
  return [csrfNode(''), linkNode('link', 'continue', continueUrl ?? '', uiText(1070009))];
}

function challenge(
  deps: LinkDeps,
  flow: VerificationFlow,
  { address, owner }: Pick<ProofTarget, 'address' | 'owner'>,
  context: MessageContext & { readonly notify: boolean },
): { readonly secret: NewSecret; readonly proof: Effect } {
  const data: JsonObject = owner
    ? { identity_id: owner.identity.id, address_id: owner.addressId, via: 'email' }
    : { decoy: true };
  const { token, effect } = freshToken(deps, 'verification', flow, data);
  const message = flowMessage(deps, flow, context, {
    templateType: owner ? 'verification_valid' : 'verification_invalid',
    channel: 'email',
    recipient: address,
    owner: owner?.identity ?? null,
    variables: { VerificationURL: linkUrl(deps, 'verification', flow, token) },
    decoy: !owner && !context.notify,
  });
  const writes = [effect, markSent(flow, owner)];
  return { secret: effect.secret, proof: { do: 'prove', once: [], proofs: [{ message, writes }] } };
}

async function send(
  deps: LinkDeps,
  settings: LinkSettings,
  turn: Turn<'verification'>,
  payload: LinkPayload,
): Promise<Outcome<'verification'>> {
  if (turn.flow.state === 'passed_challenge') return { to: 'restart', issues: [{ message: uiText(4070002) }] };
  const target = await proofTarget(deps.identities, turn.flow, payload.email ?? '', 'email');
  if (target === 'taken') return { to: 'form', issues: [{ message: uiText(4000007) }] };
  const context = {
    transient: payload.transient,
    acceptLanguage: turn.request.header('accept-language'),
    notify: settings.notifyUnknown.verification,
  };
  const { secret, proof } = challenge(deps, turn.flow, target, context);
  return {
    to: 'form',
    status: 200,
    progress: true,
    withoutPayload: true,
    issues: [{ message: uiText(1080001) }],
    patch: {
      state: 'sent_email',
      ...notes.write(turn.flow, notesAfter(turn.flow, target.typed, secret)),
    },
    effects: [proof],
  };
}

/** Proving an address with a link that was sent to it (contract: verification, section 3.5). */
export function linkVerification(deps: LinkDeps, settings: LinkSettings): Step<'verification'> {
  return linkStep(deps, {
    purpose: 'verification',
    refusals: { expired: 4070005, wrong: 4070001 },
    render,
    send: (turn, payload) => send(deps, settings, turn, payload),
    prove: (_turn, { identity_id: identityId, address_id: addressId }) => ({
      identityId: String(identityId),
      addressId: String(addressId),
      via: 'email',
    }),
    begin(flow, { identity, address, transientPayload, acceptLanguage }) {
      // Links go by mail only.
      if (address.via !== 'email') return null;
      const { secret, proof } = challenge(
        deps,
        flow,
        { address: address.value, owner: { identity, addressId: address.id } },
        { transient: transientPayload, acceptLanguage, notify: false },
      );
      return {
        patch: { state: 'sent_email', ...notes.write(flow, notesAfter(flow, address.value, secret)) },
        issues: [{ message: uiText(1080001) }],
        effects: [proof],
      };
    },
  });
}
