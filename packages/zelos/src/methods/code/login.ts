import { type JsonObject, type UiNode, uiText } from '@zelos/contract';
import { textField } from '../../kernel/fields.ts';
import { drawer, type LoginFlow } from '../../kernel/flow.ts';
import type { Identity, IdentityWithCredentials } from '../../kernel/identity.ts';
import { normalizeIdentifier } from '../../kernel/normalize.ts';
import { missing, transientPayload } from '../../kernel/payload.ts';
import { csrfNode, genericIssue, inputNode, submitNode } from '../../kernel/ui.ts';
import type { Effect } from '../../ports/effect.ts';
import { type Outcome, type Step, step, type Turn, type View } from '../api.ts';
import { throttled } from '../throttled.ts';
import { type Address, addressesOf, verifiedEffect } from './addresses.ts';
import { judgeCode, rememberCode } from './codes.ts';
import type { CodeDeps, CodeSettings } from './config.ts';
import { commonVariables, identityVariable, languagesOf } from './message.ts';

type Notes = {
  /** What was typed or chosen; the hidden field carries it. */
  readonly identifier: string;
};
const notes = drawer<Notes>('code');

interface Payload {
  readonly identifier: string | undefined;
  readonly code: string | undefined;
  readonly resend: boolean;
  readonly transient: JsonObject;
}

const PURPOSE = 'login';

/** A flow whose code is on its way shows nothing but its field. */
function isWaiting(flow: LoginFlow): boolean {
  return flow.active === 'code' && flow.state === 'sent_email';
}

/** The screen on which a sent code is typed in. */
function waitingNodes(view: View<'login'>): readonly UiNode[] {
  const second = view.flow.requestedAal === 'aal2';
  const value = notes.read(view.flow)?.identifier ?? '';
  return [
    inputNode(second ? 'code' : 'default', 'identifier', 'hidden', {
      value,
      ...(second
        ? { label: uiText(1010023, { address: value, channel: channelOf(value) }) }
        : { required: true, label: view.identifierLabel }),
    }),
    inputNode('code', 'method', 'hidden', { value: 'code' }),
    inputNode('code', 'code', 'text', { required: true, autocomplete: 'one-time-code', label: uiText(1070013) }),
    submitNode('code', 'method', 'code', uiText(1070009)),
    submitNode('code', 'resend', 'code', uiText(1070008)),
    ...(view.flow.type === 'browser' ? [csrfNode('')] : []),
  ];
}

function channelOf(address: string): 'email' | 'sms' {
  return address.includes('@') ? 'email' : 'sms';
}

function render(settings: CodeSettings, view: View<'login'>): readonly UiNode[] {
  const { flow, identity } = view;
  if (isWaiting(flow)) return waitingNodes(view);
  if (flow.requestedAal === 'aal2') {
    if (!settings.mfa || !identity) return [];
    const buttons = addressesOf(identity, settings.fallback).map(({ address, via }) =>
      submitNode('code', 'address', address, uiText(1010023, { address, channel: via })),
    );
    return buttons.length > 0 ? [csrfNode(''), ...buttons] : [];
  }
  if (!settings.passwordless || view.screen === 'identifier') return [];
  const button = submitNode('code', 'method', 'code', uiText(1010015));
  const csrf = flow.type === 'browser' ? [csrfNode('')] : [];
  if (view.screen === 'credentials') return view.anybody || identity ? [...csrf, button] : [];
  return [
    inputNode('default', 'identifier', 'text', { value: '', required: true, label: view.identifierLabel }),
    ...csrf,
    button,
  ];
}

/** Who is meant, and where their codes go; nobody gets a decoy where that must not show. */
async function resolve(
  deps: CodeDeps,
  settings: CodeSettings,
  turn: Turn<'login'>,
  identifier: string,
): Promise<{ readonly identity: IdentityWithCredentials; readonly addresses: readonly Address[] } | null> {
  const wanted = normalizeIdentifier(identifier);
  const { session, flow } = turn;
  if (flow.requestedAal === 'aal2') {
    // Second factors go to addresses of the person who is signed in, and to nobody else (better.md B3).
    const identity = session ? await deps.identities.getWithCredentials(session.identityId) : null;
    const own = identity ? addressesOf(identity, settings.fallback).filter((a) => a.address === wanted) : [];
    return identity && own.length > 0 ? { identity, addresses: own } : null;
  }
  const byCode = await deps.identities.findByIdentifier(['code'], [identifier, wanted]);
  const identity =
    byCode ?? (settings.fallback ? await deps.identities.findByIdentifier([], [identifier, wanted]) : null);
  if (!identity || (flow.refresh && session && session.identityId !== identity.id)) return null;
  const stored = addressesOf(identity, false);
  const exact = stored.filter((a) => a.address === wanted);
  if (exact.length > 0) return { identity, addresses: exact };
  if (stored.length > 0) return { identity, addresses: stored };
  return wanted.includes('@') ? { identity, addresses: [{ address: wanted, via: 'email' }] } : null;
}

/** The writes that send one code per address (SR-OB-06: they replace all earlier ones). */
function challenge(
  deps: CodeDeps,
  turn: Turn<'login'>,
  addresses: readonly Address[],
  owner: Identity | null,
  transient: JsonObject,
): readonly Effect[] {
  const effects: Effect[] = [{ do: 'forget_secrets', purpose: `code:${PURPOSE}`, flowId: turn.flow.id }];
  for (const { address, via } of addresses) {
    const code = deps.random.digits(6);
    const data: JsonObject = owner ? { identity_id: owner.id, address, via } : { decoy: true };
    effects.push(rememberCode(deps, PURPOSE, turn.flow, code, data, turn.now), {
      do: 'send',
      message: {
        templateType: 'login_code_valid',
        channel: via,
        recipient: address,
        variables: {
          To: address,
          LoginCode: code,
          ...(owner ? { Identity: identityVariable(owner) } : {}),
          ...commonVariables(turn.flow, transient, deps.lifespanMs),
        },
        languages: languagesOf(transient, owner, turn.request.header('accept-language')),
        ...(owner ? {} : { decoy: true }),
      },
    });
  }
  return effects;
}

async function send(
  deps: CodeDeps,
  settings: CodeSettings,
  turn: Turn<'login'>,
  payload: Payload,
): Promise<Outcome<'login'>> {
  const typed = payload.identifier;
  if (typed === undefined) return { to: 'form', issues: [missing('identifier')], patch: { state: 'choose_method' } };
  const identifier = typed.includes('@') ? typed.toLowerCase() : typed;
  const found = await resolve(deps, settings, turn, identifier);
  const hidden = settings.mitigateEnumeration && turn.flow.requestedAal === 'aal1' && !turn.flow.refresh;
  if (!found && !hidden) return { to: 'form', issues: [{ message: uiText(4000035) }] };
  const addresses = found?.addresses ?? [{ address: normalizeIdentifier(identifier), via: channelOf(identifier) }];
  const allowed: Address[] = [];
  for (const target of addresses) {
    if (await deps.sends(target.address, turn.request.clientAddress)) allowed.push(target);
  }
  const raised = turn.flow.refresh || turn.flow.requestedAal === 'aal2';
  return {
    to: 'form',
    status: 400,
    progress: true,
    accepted: true,
    issues: [{ message: uiText(raised ? 1010025 : 1010014) }],
    patch: { state: 'sent_email', active: 'code', ...notes.write(turn.flow, { identifier }) },
    effects: allowed.length > 0 ? challenge(deps, turn, allowed, found?.identity ?? null, payload.transient) : [],
  };
}

async function use(
  deps: CodeDeps,
  settings: CodeSettings,
  turn: Turn<'login'>,
  payload: Payload,
): Promise<Outcome<'login'>> {
  if (payload.code === undefined) return { to: 'form', issues: [missing('code')] };
  const account = normalizeIdentifier(payload.identifier ?? notes.read(turn.flow)?.identifier ?? turn.flow.id);
  const verdict = await judgeCode(deps, PURPOSE, turn.flow, payload.code, {
    account,
    clientAddress: turn.request.clientAddress,
  });
  switch (verdict.is) {
    case 'throttled':
      return throttled<'login'>(verdict.retryAfterSeconds);
    case 'too_often':
      return { to: 'form', issues: [genericIssue('A code was submitted too often. Ask for a new one.')] };
    case 'wrong':
      return { to: 'form', issues: [{ message: uiText(4010008) }] };
    case 'right': {
      const identity = await deps.identities.getWithCredentials(String(verdict.data['identity_id']));
      if (!identity) return { to: 'form', issues: [{ message: uiText(4010008) }] };
      return {
        to: 'done',
        result: { identity, by: { method: 'code', aal: settings.mfa ? 'aal2' : 'aal1', completedAt: turn.now } },
        patch: { state: 'passed_challenge' },
        effects: [{ do: 'settle_attempt', ticket: verdict.ticket }, ...verifiedEffect(identity, verdict.data)],
      };
    }
  }
}

/** Signing in with a code: as a first factor where that is switched on, as a second one otherwise. */
export function codeLogin(deps: CodeDeps, settings: CodeSettings): Step<'login'> {
  return step<'login', Payload>({
    claims({ method, fields }, flow) {
      const on = flow.requestedAal === 'aal2' ? settings.mfa : settings.passwordless;
      if (!on || flow.state === 'passed_challenge') return false;
      return method === 'code' || (method === undefined && settings.mfa && textField(fields, 'address') !== undefined);
    },
    parse({ fields }) {
      const transient = transientPayload(fields);
      return {
        ok: true,
        payload: {
          identifier: textField(fields, 'address') ?? textField(fields, 'identifier'),
          code: textField(fields, 'code'),
          resend: textField(fields, 'resend') === 'code',
          transient: 'message' in transient ? {} : transient,
        },
      };
    },
    takesOver: isWaiting,
    render: (view) => render(settings, view),
    submit: (turn, payload) =>
      turn.flow.state === 'sent_email' && !payload.resend
        ? use(deps, settings, turn, payload)
        : send(deps, settings, turn, payload),
  });
}
