import { timeContext, type UiNode, uiText } from '@zelos/contract';
import { normalizeIdentifier } from '../../kernel/normalize.ts';
import { csrfNode, inputNode, submitNode } from '../../kernel/ui.ts';
import { type Outcome, type Step, step, type Turn, type View } from '../api.ts';
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

function render(view: View<'recovery'>): readonly UiNode[] {
  if (view.flow.active !== 'link') return [];
  const value = notes.read(view.flow)?.address;
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

async function send(
  deps: LinkDeps,
  settings: LinkSettings,
  turn: Turn<'recovery'>,
  payload: LinkPayload,
): Promise<Outcome<'recovery'>> {
  if (turn.flow.state === 'passed_challenge') return { to: 'restart', issues: [{ message: uiText(4060001) }] };
  const typed = payload.email ?? '';
  const address = normalizeIdentifier(typed);
  const owner = await deps.identities.findRecoveryAddress('email', address);
  const within = await deps.sends(address, turn.request.clientAddress);
  const { token, effect } = freshToken(
    deps,
    'recovery',
    turn.flow,
    owner ? { identity_id: owner.identity.id, address } : { decoy: true },
  );
  return {
    to: 'form',
    status: 200,
    progress: true,
    accepted: true,
    issues: [{ message: uiText(1060002) }],
    patch: {
      state: 'sent_email',
      ...notes.write(turn.flow, notesAfter(turn.flow, typed, within ? effect.secret : null)),
    },
    effects: within
      ? [
          effect,
          {
            do: 'send',
            message: {
              templateType: owner ? 'recovery_valid' : 'recovery_invalid',
              channel: 'email',
              recipient: address,
              variables: {
                To: address,
                RecoveryURL: linkUrl(deps, 'recovery', turn.flow, token),
                ...(owner ? { Identity: identityVariable(owner.identity) } : {}),
                ...commonVariables(turn.flow, payload.transient, deps.lifespanMs),
              },
              languages: languagesOf(
                payload.transient,
                owner?.identity ?? null,
                turn.request.header('accept-language'),
              ),
              ...(owner || settings.notifyUnknown.recovery ? {} : { decoy: true }),
            },
          },
        ]
      : [],
  };
}

/** An opened link gets its person back in, once. */
async function open(deps: LinkDeps, turn: Turn<'recovery'>, token: string): Promise<Outcome<'recovery'>> {
  const verdict = await useToken(deps, 'recovery', turn.flow, token);
  if (verdict.is === 'expired') {
    return { to: 'restart', issues: [{ message: uiText(4060005, timeContext('expired_at', verdict.at)) }] };
  }
  if (verdict.is === 'wrong') return { to: 'restart', issues: [{ message: uiText(4060004) }] };
  const { identity_id: identityId, address } = verdict.data;
  return {
    to: 'done',
    result: {
      identityId: String(identityId),
      address: typeof address === 'string' ? { via: 'email', value: address } : null,
      by: { method: 'link_recovery', aal: 'aal1', completedAt: turn.now },
      opensInBrowser: true,
    },
    effects: [endTokens('recovery', turn.flow)],
  };
}

/** Getting back in with a link that was sent to an address of the account (contract: recovery, section 2.7). */
export function linkRecovery(deps: LinkDeps, settings: LinkSettings): Step<'recovery'> {
  return step<'recovery', LinkPayload>({
    claims: ({ method, fields }, flow) =>
      method === 'link' || (flow.active === 'link' && method === undefined && hasToken(fields)),
    whenDisabled: 'not_found',
    // A mailed link is opened in whatever browser reads the mail.
    skipsCsrf: ({ fields }) => hasToken(fields),
    parse: ({ fields }, { request }) => parseLink(fields, request.method !== 'POST'),
    render,
    submit: (turn, payload) =>
      payload.token === undefined ? send(deps, settings, turn, payload) : open(deps, turn, payload.token),
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

function hasToken(fields: Parameters<typeof parseLink>[0]): boolean {
  const parsed = parseLink(fields, true);
  return parsed.ok && parsed.payload.token !== undefined;
}
