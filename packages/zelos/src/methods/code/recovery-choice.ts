import { type JsonObject, type UiNode, uiText } from '@zelos/contract';
import { type RawFields, textField } from '../../kernel/fields.ts';
import type { RecoveryFlow } from '../../kernel/flow.ts';
import type { RecoveryAddress } from '../../kernel/identity.ts';
import { normalizeIdentifier } from '../../kernel/normalize.ts';
import { missing, transientPayload } from '../../kernel/payload.ts';
import { csrfNode, genericIssue, inputNode, submitNode } from '../../kernel/ui.ts';
import type { Outcome, Parsed, Turn, View } from '../api.ts';
import { viaOf } from './addresses.ts';
import type { CodeDeps, CodeSettings } from './config.ts';
import { addressChoice, maskAddress } from './mask.ts';
import {
  type RecoveryNotes,
  recoveryChallenge,
  recoveryCodeInput,
  recoveryNotes as notes,
  useRecoveryCode,
} from './recovery-proof.ts';

// Recovery in which people choose where the code goes (contract: recovery, section 2.9).

const MAX_ADDRESS = 320;
const MAX_CHOICES = 10;

/** What a submit carries; what the state needs has been checked. */
export interface ChoicePayload {
  readonly previous: boolean;
  readonly address: string | undefined;
  readonly select: string | undefined;
  readonly confirm: string | undefined;
  readonly code: string | undefined;
  readonly transient: JsonObject;
}

/** The field that a state cannot do without. */
function neededField(flow: RecoveryFlow): 'recovery_address' | 'recovery_select_address' | 'recovery_confirm_address' {
  switch (flow.state) {
    case 'recovery_awaiting_address':
      return 'recovery_address';
    case 'recovery_awaiting_address_choice':
      return 'recovery_select_address';
    default:
      return 'recovery_confirm_address';
  }
}

/** Reads a submit of a flow that lets people choose. */
export function parseChoice(fields: RawFields, flow: RecoveryFlow): Parsed<ChoicePayload> {
  const payload: ChoicePayload = {
    previous: textField(fields, 'screen') === 'previous',
    address: textField(fields, 'recovery_address'),
    select: textField(fields, 'recovery_select_address'),
    confirm: textField(fields, 'recovery_confirm_address'),
    code: textField(fields, 'code'),
    transient: transientPayload(fields),
  };
  for (const at of ['recovery_address', 'recovery_confirm_address']) {
    const length = textField(fields, at)?.length ?? 0;
    if (length > MAX_ADDRESS) {
      const message = uiText(4000017, { max_length: MAX_ADDRESS, actual_length: length });
      return { ok: false, issues: [{ at, message }] };
    }
  }
  if (flow.state === 'passed_challenge' || payload.previous) return { ok: true, payload };
  const needed = neededField(flow);
  if (flow.state === 'recovery_awaiting_code') {
    const given = payload.code !== undefined || payload.confirm !== undefined;
    return given ? { ok: true, payload } : { ok: false, issues: [missing('code')] };
  }
  return textField(fields, needed) === undefined ? { ok: false, issues: [missing(needed)] } : { ok: true, payload };
}

/** The nodes of each state. */
export function renderChoice({ flow }: View<'recovery'>): readonly UiNode[] {
  const go = submitNode('code', 'method', 'code', uiText(1070009));
  if (flow.state === 'recovery_awaiting_address') {
    const input = inputNode('code', 'recovery_address', 'text', { required: true, label: uiText(1070016) });
    return [csrfNode(''), input, go];
  }
  const noted = notes.read(flow);
  const method = inputNode('code', 'method', 'hidden', { value: 'code' });
  const typed = inputNode('code', 'recovery_address', 'hidden', { value: noted?.typed ?? '' });
  const back = submitNode('code', 'screen', 'previous', uiText(1060007));
  switch (flow.state) {
    case 'recovery_awaiting_address_choice': {
      const offered = (noted?.choices ?? []).map(({ choice, masked }) =>
        submitNode('code', 'recovery_select_address', choice, uiText(1070000, { address: masked })),
      );
      return [csrfNode(''), ...offered, method, typed];
    }
    case 'recovery_confirming_address': {
      const type = noted?.confirm ?? 'email';
      const label = uiText(type === 'email' ? 1070007 : 1070017);
      const input = inputNode('code', 'recovery_confirm_address', type, { required: true, value: '', label });
      return [csrfNode(''), input, typed, go, method, back];
    }
    default: {
      const resend = submitNode('code', 'recovery_confirm_address', noted?.address ?? '', uiText(1070008));
      return [csrfNode(''), recoveryCodeInput(), go, method, resend, typed, back];
    }
  }
}

/** The recovery addresses of whoever owns the typed one, in the order of their clear values. */
async function addressesBehind(deps: CodeDeps, typed: string): Promise<readonly RecoveryAddress[]> {
  const address = normalizeIdentifier(typed);
  const owner = await deps.identities.findRecoveryAddress(viaOf(address), address);
  const all = (owner?.identity.recoveryAddresses ?? []).toSorted((a, b) => (a.value < b.value ? -1 : 1));
  return all.slice(0, MAX_CHOICES);
}

function screen(
  flow: RecoveryFlow,
  state: string,
  change: Partial<RecoveryNotes>,
  issues: Extract<Outcome<'recovery'>, { to: 'form' }>['issues'] = [],
): Extract<Outcome<'recovery'>, { to: 'form' }> {
  const before = notes.read(flow);
  return {
    to: 'form',
    status: 200,
    progress: true,
    accepted: true,
    issues,
    patch: { state, ...notes.write(flow, { address: '', via: 'email', ...before, ...change }) },
  };
}

function offer(flow: RecoveryFlow, typed: string, addresses: readonly RecoveryAddress[]): Outcome<'recovery'> {
  const choices = addresses.map(({ value }) => ({ choice: addressChoice(value), masked: maskAddress(value) }));
  return screen(flow, 'recovery_awaiting_address_choice', { typed, choices }, [{ message: uiText(1060006) }]);
}

async function send(
  deps: CodeDeps,
  settings: CodeSettings,
  turn: Turn<'recovery'>,
  target: { readonly typed: string; readonly address: string },
  transient: JsonObject,
): Promise<Outcome<'recovery'>> {
  const { typed, address } = target;
  const normal = normalizeIdentifier(address);
  const via = viaOf(normal);
  const sent = uiText(1060004, { masked_address: maskAddress(address) });
  return {
    ...screen(turn.flow, 'recovery_awaiting_code', { typed, address, via }, [{ message: sent }]),
    effects: [await recoveryChallenge(deps, settings, turn, { address: normal, via }, transient)],
  };
}

async function choose(
  deps: CodeDeps,
  settings: CodeSettings,
  turn: Turn<'recovery'>,
  typed: string,
  payload: ChoicePayload,
): Promise<Outcome<'recovery'>> {
  const { select = '', transient } = payload;
  if (select === addressChoice(normalizeIdentifier(typed))) {
    return send(deps, settings, turn, { typed, address: typed }, transient);
  }
  const chosen = (await addressesBehind(deps, typed)).find(({ value }) => addressChoice(value) === select);
  if (!chosen)
    return { to: 'form', accepted: false, issues: [genericIssue('Choose one of the addresses that are offered.')] };
  const confirm = chosen.via === 'email' ? 'email' : 'tel';
  return screen(turn.flow, 'recovery_confirming_address', { confirm }, [{ message: uiText(1060005) }]);
}

/** One step of a flow that lets people choose. */
export async function submitChoice(
  deps: CodeDeps,
  settings: CodeSettings,
  turn: Turn<'recovery'>,
  payload: ChoicePayload,
): Promise<Outcome<'recovery'>> {
  const { flow } = turn;
  const noted = notes.read(flow);
  const asksForMore = payload.address !== undefined || payload.confirm !== undefined;
  if (flow.state === 'passed_challenge' && (payload.code === undefined || asksForMore)) {
    return { to: 'restart', issues: [{ message: uiText(4060001) }] };
  }
  if (flow.state === 'recovery_awaiting_address') {
    const typed = payload.address ?? '';
    const addresses = await addressesBehind(deps, typed);
    if (addresses.length > 1) return offer(flow, typed, addresses);
    return send(deps, settings, turn, { typed, address: typed }, payload.transient);
  }
  // What was typed first stays what the flow is about, whatever a later submit says (SR-RC-05).
  const typed = noted?.typed ?? '';
  if (payload.previous) {
    const addresses = await addressesBehind(deps, typed);
    return addresses.length > 1 ? offer(flow, typed, addresses) : screen(flow, 'recovery_awaiting_address', {});
  }
  if (flow.state === 'recovery_awaiting_address_choice') return choose(deps, settings, turn, typed, payload);
  if (flow.state !== 'recovery_confirming_address' && payload.code !== undefined) {
    const outcome = await useRecoveryCode(deps, turn, payload.code, noted?.address ?? flow.id);
    return outcome.to === 'form' ? { ...outcome, accepted: false } : outcome;
  }
  return send(deps, settings, turn, { typed, address: payload.confirm ?? '' }, payload.transient);
}
