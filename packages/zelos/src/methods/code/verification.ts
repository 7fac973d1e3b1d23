import { type JsonObject, type UiNode, uiText } from '@zelos/contract';
import { textField } from '../../kernel/fields.ts';
import { drawer, type VerificationFlow } from '../../kernel/flow.ts';
import { normalizeIdentifier } from '../../kernel/normalize.ts';
import { missing, transientPayload } from '../../kernel/payload.ts';
import { csrfNode, genericIssue, inputNode, linkNode, submitNode } from '../../kernel/ui.ts';
import type { Effect } from '../../ports/effect.ts';
import { type Outcome, type Step, step, type Turn, type VerificationTarget, type View } from '../api.ts';
import { markSent, type ProofTarget, proofTarget } from '../pending-target.ts';
import { throttled } from '../throttled.ts';
import { viaOf } from './addresses.ts';
import { freshCode, judgeCode, tooOften } from './codes.ts';
import type { CodeDeps, CodeSettings } from './config.ts';
import { flowMessage, type MessageContext } from '../message.ts';

/** Where the code of a flow went. */
type Notes = {
  readonly address: string;
  readonly via: 'email' | 'sms';
  /** Name of the resend button. */
  readonly button?: string;
};
const notes = drawer<Notes>('code');

interface Payload {
  readonly code: string | undefined;
  readonly email: string | undefined;
  readonly transient: JsonObject;
}

const MAX_ADDRESS = 320;

function codeInput(): UiNode {
  return inputNode('code', 'code', 'text', { required: true, autocomplete: 'one-time-code', label: uiText(1070011) });
}

function render(settings: CodeSettings, view: View<'verification'>): readonly UiNode[] {
  const { flow } = view;
  if (flow.active !== 'code') return [];
  const csrf = flow.type === 'browser' ? [csrfNode('')] : [];
  const go = submitNode('code', 'method', 'code', uiText(1070009));
  switch (flow.state) {
    case 'sent_email': {
      const sent = notes.read(flow);
      // A flow that a sign-up or sign-in began names its resend button after the channel (better.md B28 accepts both).
      const resend = sent ? [submitNode('code', sent.button ?? 'email', sent.address, uiText(1070008))] : [];
      return [inputNode('code', 'method', 'hidden', { value: 'code' }), codeInput(), go, ...csrf, ...resend];
    }
    case 'passed_challenge':
      return [csrfNode(''), linkNode('code', 'continue', view.continueUrl ?? '', uiText(1070009))];
    default: {
      const input = settings.sms
        ? inputNode('code', 'email', 'text', { required: true, label: uiText(1070018) })
        : inputNode('code', 'email', 'email', { required: true, label: uiText(1070007) });
      return [input, go, ...csrf];
    }
  }
}

/** The writes and the new state of sending a code to an address; a decoy when nobody may get one. */
function challenge(
  deps: CodeDeps,
  flow: VerificationFlow,
  target: Omit<ProofTarget, 'typed'>,
  context: MessageContext & { readonly notify: boolean },
): Effect {
  const { address, via, owner } = target;
  const data: JsonObject = owner
    ? { identity_id: owner.identity.id, address_id: owner.addressId, via, address }
    : { decoy: true };
  const { code, effects } = freshCode(deps, 'verification', flow, data);
  const url = new URL(`${deps.publicUrl}self-service/verification`);
  url.searchParams.set('code', code);
  url.searchParams.set('flow', flow.id);
  const message = flowMessage(deps, flow, context, {
    // There is no notice for texts: a decoy that is never sent takes its place (AB-42).
    templateType: owner || via === 'sms' ? 'verification_code_valid' : 'verification_code_invalid',
    channel: via,
    recipient: address,
    owner: owner?.identity ?? null,
    variables: { VerificationCode: code, VerificationURL: url.href },
    decoy: !owner && !context.notify,
  });
  return { do: 'prove', once: [], proofs: [{ message, writes: [...effects, markSent(flow, owner)] }] };
}

async function sendCode(
  deps: CodeDeps,
  settings: CodeSettings,
  turn: Turn<'verification'>,
  payload: Payload,
): Promise<Outcome<'verification'>> {
  const asked = payload.email ?? '';
  const target = await proofTarget(deps.identities, turn.flow, asked, viaOf(asked));
  if (target === 'taken') return { to: 'form', issues: [{ message: uiText(4000007) }] };
  const { typed, address, via, owner } = target;
  const context = {
    transient: payload.transient,
    acceptLanguage: turn.request.header('accept-language'),
    notify: settings.notifyUnknown.verification && via === 'email',
  };
  return {
    to: 'form',
    status: 200,
    progress: true,
    withoutPayload: true,
    issues: [{ message: uiText(via === 'email' ? 1080003 : 1080004) }],
    patch: { state: 'sent_email', ...notes.write(turn.flow, { address: typed, via }) },
    effects: [challenge(deps, turn.flow, { address, via, owner }, context)],
  };
}

async function useCode(deps: CodeDeps, turn: Turn<'verification'>, code: string): Promise<Outcome<'verification'>> {
  const account = notes.read(turn.flow)?.address ?? turn.flow.id;
  const verdict = await judgeCode(deps, 'verification', turn.flow, code, {
    account: normalizeIdentifier(account),
    clientAddress: turn.request.clientAddress,
  });
  switch (verdict.is) {
    case 'throttled':
      return throttled<'verification'>(verdict.retryAfterSeconds);
    case 'too_often':
      return { to: 'restart', issues: [tooOften()] };
    case 'wrong':
      return { to: 'form', status: 200, accepted: true, issues: [{ message: uiText(4070006) }] };
    case 'right':
      return {
        to: 'done',
        result: {
          identityId: String(verdict.data['identity_id']),
          addressId: String(verdict.data['address_id']),
          via: verdict.data['via'] === 'sms' ? 'sms' : 'email',
        },
        effects: [{ do: 'settle_attempt', ticket: verdict.ticket }],
      };
  }
}

/** Proving an address with a code that was sent to it. */
export function codeVerification(deps: CodeDeps, settings: CodeSettings): Step<'verification'> {
  return step<'verification', Payload>({
    claims: ({ method, fields }, flow) =>
      flow.active === 'code' &&
      method !== 'link' &&
      (method !== undefined || textField(fields, 'code') !== undefined || textField(fields, 'sms') !== undefined),
    whenDisabled: 'not_found',
    skipsCsrf: ({ fields }) => textField(fields, 'code') !== undefined,
    parse({ method, fields }, { request }) {
      if (method !== undefined && method !== 'code') {
        const reason = `Addresses are not verified by "${method.slice(0, 100)}".`;
        return { ok: false, issues: [{ ...genericIssue(reason), at: 'method' }] };
      }
      const transient = transientPayload(fields);
      const code = textField(fields, 'code');
      const email = textField(fields, 'email') ?? textField(fields, 'sms');
      if (code === undefined && email === undefined && request.method !== 'GET')
        return { ok: false, issues: [missing('email')] };
      if (email !== undefined && email.length > MAX_ADDRESS) {
        return {
          ok: false,
          issues: [{ at: 'email', message: uiText(4000017, { max_length: MAX_ADDRESS, actual_length: email.length }) }],
        };
      }
      return { ok: true, payload: { code, email, transient } };
    },
    render: (view) => render(settings, view),
    async submit(turn, payload) {
      if (turn.request.method === 'GET') {
        // A mailed link only fills the code in: scanners that open links must not use it up (SR-OB-08).
        return { to: 'form', progress: true, rebind: true, values: { code: payload.code ?? '' }, keepMessages: true };
      }
      if (turn.flow.state === 'passed_challenge') return { to: 'restart', issues: [{ message: uiText(4070002) }] };
      return payload.code === undefined ? sendCode(deps, settings, turn, payload) : useCode(deps, turn, payload.code);
    },
    begin(flow, target: VerificationTarget) {
      const { identity, address } = target;
      return {
        patch: {
          state: 'sent_email',
          ...notes.write(flow, { address: address.value, via: address.via, button: address.via }),
        },
        issues: [{ message: uiText(address.via === 'email' ? 1080003 : 1080004) }],
        effects: [
          challenge(
            deps,
            flow,
            { address: address.value, via: address.via, owner: { identity, addressId: address.id } },
            { transient: target.transientPayload, acceptLanguage: target.acceptLanguage, notify: false },
          ),
        ],
      };
    },
  });
}
