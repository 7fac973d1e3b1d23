import { type JsonObject, type UiNode, uiText } from '@zelos/contract';
import { textField } from '../../kernel/fields.ts';
import { drawer, type RegistrationFlow } from '../../kernel/flow.ts';
import { missing, transientPayload } from '../../kernel/payload.ts';
import { csrfNode, hiddenNode, inputNode, nodeId, submitNode } from '../../kernel/ui.ts';
import type { Effect } from '../../ports/effect.ts';
import { type Outcome, type Step, step, type TraitsSchema, type Turn, type View } from '../api.ts';
import { throttled } from '../throttled.ts';
import type { Address } from './addresses.ts';
import { forgetCodes, judgeCode, oneMoreCode, tooOften } from './codes.ts';
import type { CodeDeps, CodeSettings } from './config.ts';
import { flowMessage } from '../message.ts';

type Notes = {
  /** The traits for which the codes were sent; what is submitted later is compared with them. */
  readonly traits: JsonObject;
};
const notes = drawer<Notes>('code');

interface Payload {
  readonly traits: JsonObject;
  readonly code: string | undefined;
  readonly resend: boolean;
  readonly transient: JsonObject;
}

const PURPOSE = 'registration';

function isWaiting(flow: RegistrationFlow): boolean {
  return flow.active === 'code' && flow.state === 'sent_email';
}

/** The trait fields as the form before showed them: in the order of the schema. */
function inSchemaOrder(schema: TraitsSchema | null): readonly UiNode[] {
  const rank = (node: UiNode) => schema?.keyOrder.indexOf(nodeId(node)) ?? 0;
  return [...(schema?.nodes() ?? [])].sort((a, b) => rank(a) - rank(b));
}

function render(settings: CodeSettings, view: View<'registration'>): readonly UiNode[] {
  if (!settings.passwordless || view.screen === 'traits') return [];
  if (!isWaiting(view.flow)) return [submitNode('code', 'method', 'code', uiText(1040006))];
  return [
    csrfNode(''),
    ...inSchemaOrder(view.schema).map(hiddenNode),
    inputNode('code', 'method', 'hidden', { value: 'code' }),
    inputNode('code', 'code', 'text', { required: true, autocomplete: 'one-time-code', label: uiText(1070012) }),
    submitNode('code', 'method', 'code', uiText(1070009)),
    submitNode('code', 'resend', 'code', uiText(1070008)),
    ...(view.screen === 'credentials'
      ? [submitNode('profile', 'screen', 'credential-selection', uiText(1040008))]
      : []),
  ];
}

/** Equal whatever the order of members. */
function sameTraits(a: unknown, b: unknown): boolean {
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return (
    left.length === right.length && left.every(([key, value]) => sameTraits(value, (b as Record<string, unknown>)[key]))
  );
}

function challenge(
  deps: CodeDeps,
  turn: Turn<'registration'>,
  addresses: readonly Address[],
  payload: Payload,
): Effect {
  const { flow } = turn;
  const { traits, transient } = payload;
  const context = { transient, acceptLanguage: turn.request.header('accept-language') };
  const proofs = addresses.map(({ address, via }) => {
    const { code, effect } = oneMoreCode(deps, PURPOSE, flow, { address, via });
    const message = flowMessage(deps, flow, context, {
      templateType: 'registration_code_valid',
      channel: via,
      recipient: address,
      owner: null,
      variables: { RegistrationCode: code, Traits: traits },
      preferences: { ...traits, ...transient },
    });
    return { message, writes: [effect] };
  });
  return { do: 'prove', once: [forgetCodes(PURPOSE, flow)], proofs };
}

async function send(deps: CodeDeps, turn: Turn<'registration'>, payload: Payload): Promise<Outcome<'registration'>> {
  const addresses = turn.schema?.codeAddresses(payload.traits) ?? [];
  if (addresses.length === 0) return { to: 'form', issues: [{ message: uiText(4000009) }] };
  return {
    to: 'form',
    status: 400,
    progress: true,
    accepted: true,
    issues: [{ message: uiText(1040005) }],
    patch: { state: 'sent_email', active: 'code', ...notes.write(turn.flow, { traits: payload.traits }) },
    effects: [challenge(deps, turn, addresses, payload)],
  };
}

async function use(deps: CodeDeps, turn: Turn<'registration'>, payload: Payload): Promise<Outcome<'registration'>> {
  if (payload.code === undefined) return { to: 'form', issues: [missing('code')] };
  if (!sameTraits(notes.read(turn.flow)?.traits, payload.traits))
    return { to: 'form', issues: [{ message: uiText(4000036) }] };
  const addresses = turn.schema?.codeAddresses(payload.traits) ?? [];
  const verdict = await judgeCode(deps, PURPOSE, turn.flow, payload.code, {
    account: addresses[0]?.address ?? turn.flow.id,
    clientAddress: turn.request.clientAddress,
  });
  switch (verdict.is) {
    case 'throttled':
      return throttled<'registration'>(verdict.retryAfterSeconds);
    case 'too_often':
      return { to: 'form', issues: [tooOften()] };
    case 'wrong':
      return { to: 'form', issues: [{ message: uiText(4040003) }] };
    case 'right': {
      const proven = addresses.find((a) => a.address === verdict.data['address']);
      if (!proven) return { to: 'form', issues: [{ message: uiText(4040003) }] };
      return {
        to: 'done',
        result: {
          traits: payload.traits,
          credentials: [],
          by: { method: 'code', aal: 'aal1', completedAt: turn.now },
          verified: [{ via: proven.via, value: proven.address }],
        },
        patch: { state: 'passed_challenge' },
        effects: [{ do: 'settle_attempt', ticket: verdict.ticket }],
      };
    }
  }
}

/** Signing up with a code that is sent to an address among the traits. */
export function codeRegistration(deps: CodeDeps, settings: CodeSettings): Step<'registration'> {
  return step<'registration', Payload>({
    // Without the passwordless switch nobody signs up by code, whatever else codes are used for (better.md B2).
    claims: (submission, flow) =>
      settings.passwordless && submission.method === 'code' && flow.state !== 'passed_challenge',
    parse({ fields }, { schema }) {
      const { traits, issues } = schema?.decode(fields) ?? { traits: {}, issues: [missing('traits')] };
      if (issues.length > 0) return { ok: false, issues };
      return {
        ok: true,
        payload: {
          traits,
          code: textField(fields, 'code'),
          resend: textField(fields, 'resend') === 'code',
          transient: transientPayload(fields),
        },
      };
    },
    takesOver: isWaiting,
    render: (view) => render(settings, view),
    submit: (turn, payload) =>
      turn.flow.state === 'sent_email' && !payload.resend ? use(deps, turn, payload) : send(deps, turn, payload),
  });
}
