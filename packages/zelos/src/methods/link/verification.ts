import { type JsonObject, timeContext, type UiNode, uiText } from '@zelos/contract';
import type { VerificationFlow } from '../../kernel/flow.ts';
import type { Identity } from '../../kernel/identity.ts';
import { csrfNode, inputNode, linkNode, submitNode } from '../../kernel/ui.ts';
import type { Effect, NewSecret } from '../../ports/effect.ts';
import { type Outcome, type Step, step, type Turn, type View } from '../api.ts';
import { proofTarget } from '../pending-target.ts';
import { commonVariables, identityVariable, languagesOf } from '../message.ts';
import { type LinkPayload, parseLink } from './payload.ts';
import {
  endTokens,
  freshToken,
  type LinkDeps,
  linkNotes as notes,
  type LinkSettings,
  linkUrl,
  notesAfter,
  useToken,
} from './tokens.ts';

function render(view: View<'verification'>): readonly UiNode[] {
  const { flow } = view;
  if (flow.active !== 'link') return [];
  if (flow.state === 'passed_challenge') {
    return [csrfNode(''), linkNode('link', 'continue', view.continueUrl ?? '', uiText(1070009))];
  }
  const value = notes.read(flow)?.address;
  return [
    csrfNode(''),
    inputNode('link', 'email', 'email', {
      required: true,
      label: uiText(1070007),
      ...(value === undefined ? {} : { value }),
    }),
    submitNode('link', 'method', 'link', uiText(1070009)),
  ];
}

function challenge(
  deps: LinkDeps,
  flow: VerificationFlow,
  target: {
    readonly address: string;
    readonly owner: { readonly identity: Identity; readonly addressId: string } | null;
  },
  context: { readonly transient: JsonObject; readonly acceptLanguage: string | undefined; readonly notify: boolean },
): { readonly secret: NewSecret; readonly effects: readonly Effect[] } {
  const { address, owner } = target;
  const data: JsonObject = owner
    ? { identity_id: owner.identity.id, address_id: owner.addressId, via: 'email' }
    : { decoy: true };
  const { token, effect } = freshToken(deps, 'verification', flow, data);
  const effects: readonly Effect[] = [
    effect,
    {
      do: 'send',
      message: {
        templateType: owner ? 'verification_valid' : 'verification_invalid',
        channel: 'email',
        recipient: address,
        variables: {
          To: address,
          VerificationURL: linkUrl(deps, 'verification', flow, token),
          ...(owner ? { Identity: identityVariable(owner.identity) } : {}),
          ...commonVariables(flow, context.transient, deps.lifespanMs),
        },
        languages: languagesOf(context.transient, owner?.identity ?? null, context.acceptLanguage),
        ...(owner || context.notify ? {} : { decoy: true }),
      },
    },
    {
      do: 'mark_address',
      identityId: owner?.identity.id ?? flow.id,
      addressId: owner?.addressId ?? flow.id,
      status: 'sent',
    },
  ];
  return { secret: effect.secret, effects };
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
  const { typed, address, owner } = target;
  const within = await deps.sends(address, turn.request.clientAddress);
  const context = {
    transient: payload.transient,
    acceptLanguage: turn.request.header('accept-language'),
    notify: settings.notifyUnknown.verification,
  };
  const sent = within ? challenge(deps, turn.flow, { address, owner }, context) : null;
  return {
    to: 'form',
    status: 200,
    progress: true,
    withoutPayload: true,
    issues: [{ message: uiText(1080001) }],
    patch: { state: 'sent_email', ...notes.write(turn.flow, notesAfter(turn.flow, typed, sent?.secret ?? null)) },
    effects: sent?.effects ?? [],
  };
}

/** An opened link proves its address, once. */
async function open(deps: LinkDeps, turn: Turn<'verification'>, token: string): Promise<Outcome<'verification'>> {
  const verdict = await useToken(deps, 'verification', turn.flow, token);
  if (verdict.is === 'expired') {
    return { to: 'restart', issues: [{ message: uiText(4070005, timeContext('expired_at', verdict.at)) }] };
  }
  if (verdict.is === 'wrong') return { to: 'restart', issues: [{ message: uiText(4070001) }] };
  const { identity_id: identityId, address_id: addressId } = verdict.data;
  return {
    to: 'done',
    result: { identityId: String(identityId), addressId: String(addressId), via: 'email' },
    effects: [endTokens('verification', turn.flow)],
  };
}

/** Proving an address with a link that was sent to it (contract: verification, section 3.5). */
export function linkVerification(deps: LinkDeps, settings: LinkSettings): Step<'verification'> {
  return step<'verification', LinkPayload>({
    claims: ({ method, fields }, flow) =>
      method === 'link' || (flow.active === 'link' && method === undefined && hasToken(fields)),
    whenDisabled: 'not_found',
    // A mailed link is opened in whatever browser reads the mail.
    skipsCsrf: ({ fields }) => hasToken(fields),
    parse: ({ fields }, { request }) => parseLink(fields, request.method !== 'POST'),
    render,
    submit: (turn, payload) =>
      payload.token === undefined ? send(deps, settings, turn, payload) : open(deps, turn, payload.token),
    begin(flow, { identity, address, transientPayload, acceptLanguage }) {
      // Links go by mail only.
      if (address.via !== 'email') return null;
      const { secret, effects } = challenge(
        deps,
        flow,
        { address: address.value, owner: { identity, addressId: address.id } },
        { transient: transientPayload, acceptLanguage, notify: false },
      );
      return {
        patch: { state: 'sent_email', ...notes.write(flow, notesAfter(flow, address.value, secret)) },
        issues: [{ message: uiText(1080001) }],
        effects,
      };
    },
  });
}

function hasToken(fields: Parameters<typeof parseLink>[0]): boolean {
  const parsed = parseLink(fields, true);
  return parsed.ok && parsed.payload.token !== undefined;
}
