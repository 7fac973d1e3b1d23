import { type JsonObject, type UiNode, uiText } from '@zelos/contract';
import { drawer, type RecoveryFlow } from '../../kernel/flow.ts';
import { normalizeIdentifier } from '../../kernel/normalize.ts';
import { genericIssue, inputNode } from '../../kernel/ui.ts';
import type { Effect } from '../../ports/effect.ts';
import type { Outcome, Turn } from '../api.ts';
import { flowMessage } from '../message.ts';
import { throttled } from '../throttled.ts';
import { freshCode, judgeCode, tooOften } from './codes.ts';
import type { CodeDeps, CodeSettings } from './config.ts';

/** What a recovery by code notes in its flow. */
export type RecoveryNotes = {
  /** Where the code was sent to, as it was typed; the resend button carries it. */
  readonly address: string;
  readonly via: 'email' | 'sms';
  /** Begun by an administrator: no anti-CSRF token, nothing to send again. */
  readonly admin?: boolean;
  /** The address that the choice began with, as it was typed (`choose_recovery_address`). */
  readonly typed?: string;
  /** What is offered to choose from, in the order of the clear addresses. */
  readonly choices?: readonly { readonly choice: string; readonly masked: string }[];
  /** Whether the chosen address is to be typed in full as an e-mail address or as a number. */
  readonly confirm?: 'email' | 'tel';
};
export const recoveryNotes = drawer<RecoveryNotes>('code');

/** True for flows that let people choose among their addresses; decided when the flow begins. */
export function isChoosing(flow: RecoveryFlow): boolean {
  return flow.state.startsWith('recovery_') || recoveryNotes.read(flow)?.typed !== undefined;
}

/** The field for a recovery code. */
export function recoveryCodeInput(): UiNode {
  return inputNode('code', 'code', 'text', {
    required: true,
    autocomplete: 'one-time-code',
    pattern: '[0-9]+',
    maxlength: 6,
    label: uiText(1070010),
  });
}

/**
 * The writes of sending a recovery code to an address: a real one, a notice, or a decoy of the same cost, so that neither
 * time nor writes tell known from unknown addresses (AB-23, AB-42).
 */
export async function recoveryChallenge(
  deps: CodeDeps,
  settings: CodeSettings,
  turn: Turn<'recovery'>,
  target: { readonly address: string; readonly via: 'email' | 'sms' },
  transient: JsonObject,
): Promise<Effect> {
  const { address, via } = target;
  const owner = await deps.identities.findRecoveryAddress(via, address);
  const data: JsonObject = owner ? { identity_id: owner.identity.id, via, address } : { decoy: true };
  const { code, effects } = freshCode(deps, 'recovery', turn.flow, data);
  const notify = settings.notifyUnknown.recovery && via === 'email';
  const context = { transient, acceptLanguage: turn.request.header('accept-language') };
  const message = flowMessage(deps, turn.flow, context, {
    // There is no notice for texts: a decoy that is never sent takes its place.
    templateType: owner || via === 'sms' ? 'recovery_code_valid' : 'recovery_code_invalid',
    channel: via,
    recipient: address,
    owner: owner?.identity ?? null,
    variables: { RecoveryCode: code },
    decoy: !owner && !notify,
  });
  return { do: 'prove', once: [], proofs: [{ message, writes: effects }] };
}

/**
 * Judges a recovery code; the same for both forms of the flow.
 * @param account whose guesses are counted: the address that the code was sent to
 */
export async function useRecoveryCode(
  deps: CodeDeps,
  turn: Turn<'recovery'>,
  code: string,
  account: string,
): Promise<Outcome<'recovery'>> {
  // Nothing that was sent for a flow can be used after the flow has passed.
  if (turn.flow.state === 'passed_challenge') {
    return { to: 'restart', issues: [genericIssue('The code was used already.')] };
  }
  const verdict = await judgeCode(deps, 'recovery', turn.flow, code, {
    account: normalizeIdentifier(account),
    clientAddress: turn.request.clientAddress,
  });
  switch (verdict.is) {
    case 'throttled':
      return throttled<'recovery'>(verdict.retryAfterSeconds);
    case 'too_often':
      return { to: 'restart', issues: [tooOften()] };
    case 'wrong':
      return { to: 'form', status: 200, issues: [{ message: uiText(4060006) }] };
    case 'right': {
      const { identity_id: identityId, via, address } = verdict.data;
      return {
        to: 'done',
        result: {
          identityId: String(identityId),
          address: typeof address === 'string' ? { via: via === 'sms' ? 'sms' : 'email', value: address } : null,
          by: { method: 'code_recovery', aal: 'aal1', completedAt: turn.now },
        },
        effects: [{ do: 'settle_attempt', ticket: verdict.ticket }],
      };
    }
  }
}
