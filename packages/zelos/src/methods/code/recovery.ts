import { type JsonObject, type UiNode, uiText } from '@zelos/contract';
import { textField } from '../../kernel/fields.ts';
import { drawer } from '../../kernel/flow.ts';
import type { Issue } from '../../kernel/issue.ts';
import { normalizeIdentifier } from '../../kernel/normalize.ts';
import { missing, transientPayload } from '../../kernel/payload.ts';
import { csrfNode, genericIssue, inputNode, submitNode } from '../../kernel/ui.ts';
import type { Effect } from '../../ports/effect.ts';
import { type Outcome, type Step, step, type Turn, type View } from '../api.ts';
import { throttled } from '../throttled.ts';
import { freshCode, judgeCode } from './codes.ts';
import type { CodeDeps, CodeSettings } from './config.ts';
import { isLooseEmail } from '../../kernel/loose-email.ts';
import { commonVariables, identityVariable, languagesOf } from '../message.ts';

type Notes = {
  /** What the person typed; the resend button carries it. */
  readonly address: string;
  readonly via: 'email' | 'sms';
  /** Begun by an administrator: no anti-CSRF token, nothing to send again. */
  readonly admin?: boolean;
};
const notes = drawer<Notes>('code');

interface Payload {
  readonly code: string | undefined;
  readonly email: string | undefined;
  readonly transient: JsonObject;
}

const MAX_ADDRESS = 320;

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

function render(view: View<'recovery'>): readonly UiNode[] {
  const { flow } = view;
  if (flow.active !== 'code' || flow.state.startsWith('recovery_')) return [];
  const sent = notes.read(flow);
  const go = submitNode('code', 'method', 'code', uiText(1070009));
  if (sent?.admin) return [recoveryCodeInput(), go];
  if (flow.state === 'choose_method') {
    return [csrfNode(''), inputNode('code', 'email', 'email', { required: true, label: uiText(1070007) }), go];
  }
  return [
    csrfNode(''),
    recoveryCodeInput(),
    inputNode('code', 'method', 'hidden', { value: 'code' }),
    go,
    ...(sent ? [submitNode('code', 'email', sent.address, uiText(1070008))] : []),
  ];
}

/** What is wrong with a typed e-mail address; messages as the contract has them (recovery, section 2.3). */
export function addressIssues(email: string, at: string): readonly Issue[] {
  const issues: Issue[] = [];
  if (email.length > MAX_ADDRESS)
    issues.push({ at, message: uiText(4000017, { max_length: MAX_ADDRESS, actual_length: email.length }) });
  if (!isLooseEmail(email)) issues.push({ at, message: uiText(4000040, { value: email.slice(0, 100) }) });
  return issues;
}

/** The writes of sending a recovery code to an address: a real one, a notice, or a decoy of the same cost. */
export async function recoveryChallenge(
  deps: CodeDeps,
  settings: CodeSettings,
  turn: Turn<'recovery'>,
  target: { readonly address: string; readonly via: 'email' | 'sms' },
  transient: JsonObject,
): Promise<readonly Effect[]> {
  const { address, via } = target;
  const owner = await deps.identities.findRecoveryAddress(via, address);
  // Over budget the answer stays as it is, and a code that is on its way stays good.
  if (!(await deps.sends(address, turn.request.clientAddress))) return [];
  const data: JsonObject = owner ? { identity_id: owner.identity.id, via, address } : { decoy: true };
  const { code, effects } = freshCode(deps, 'recovery', turn.flow, data);
  const notify = settings.notifyUnknown.recovery && via === 'email';
  return [
    ...effects,
    {
      do: 'send',
      message: {
        templateType: owner ? 'recovery_code_valid' : 'recovery_code_invalid',
        channel: owner ? via : 'email',
        recipient: address,
        variables: {
          To: address,
          RecoveryCode: code,
          ...(owner ? { Identity: identityVariable(owner.identity) } : {}),
          ...commonVariables(turn.flow, transient, deps.lifespanMs),
        },
        languages: languagesOf(transient, owner?.identity ?? null, turn.request.header('accept-language')),
        ...(owner || notify ? {} : { decoy: true }),
      },
    },
  ];
}

/** Judges a recovery code; the same for both forms of the flow. */
export async function useRecoveryCode(
  deps: CodeDeps,
  turn: Turn<'recovery'>,
  code: string,
  account: string,
): Promise<Outcome<'recovery'>> {
  const verdict = await judgeCode(deps, 'recovery', turn.flow, code, {
    account: normalizeIdentifier(account),
    clientAddress: turn.request.clientAddress,
  });
  switch (verdict.is) {
    case 'throttled':
      return throttled<'recovery'>(verdict.retryAfterSeconds);
    case 'too_often':
      return { to: 'restart', issues: [genericIssue('A code was submitted too often. Ask for a new one.')] };
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

async function submit(
  deps: CodeDeps,
  settings: CodeSettings,
  turn: Turn<'recovery'>,
  payload: Payload,
): Promise<Outcome<'recovery'>> {
  const { flow } = turn;
  if (turn.request.method === 'GET') return { to: 'form', issues: [genericIssue('Send the form with POST.')] };
  if (flow.state === 'passed_challenge') return { to: 'restart', issues: [{ message: uiText(4060001) }] };
  if (flow.state !== 'choose_method' && payload.email === undefined) {
    return useRecoveryCode(deps, turn, payload.code ?? '', notes.read(flow)?.address ?? flow.id);
  }
  const email = payload.email ?? '';
  const target = { address: normalizeIdentifier(email), via: 'email' } as const;
  return {
    to: 'form',
    status: 200,
    progress: true,
    issues: [{ message: uiText(1060003) }],
    patch: { state: 'sent_email', ...notes.write(flow, { address: email, via: 'email' }) },
    effects: await recoveryChallenge(deps, settings, turn, target, payload.transient),
  };
}

/** Getting back in with a code that was sent to an address of the account. */
export function codeRecovery(deps: CodeDeps, settings: CodeSettings): Step<'recovery'> {
  return step<'recovery', Payload>({
    claims: ({ method, fields }, flow) =>
      flow.active === 'code' &&
      !flow.state.startsWith('recovery_') &&
      (method === 'code' ||
        (method === undefined && flow.state !== 'choose_method' && textField(fields, 'code') !== undefined)),
    whenDisabled: 'not_found',
    parse({ fields }, { flow }) {
      const transient = transientPayload(fields);
      const email = textField(fields, 'email');
      if (email === undefined && flow.state === 'choose_method') return { ok: false, issues: [missing('email')] };
      const issues = email === undefined ? [] : addressIssues(email, 'email');
      if (issues.length > 0) return { ok: false, issues };
      return {
        ok: true,
        payload: { code: textField(fields, 'code'), email, transient: 'message' in transient ? {} : transient },
      };
    },
    // An administrator hands the flow out by its id: no browser has begun it.
    skipsCsrf: (_submission, flow) => notes.read(flow)?.admin === true,
    render,
    submit: (turn, payload) => submit(deps, settings, turn, payload),
    handOut(flow, identity, lifespanMs = deps.lifespanMs) {
      const { code, effects } = freshCode({ ...deps, lifespanMs }, 'recovery', flow, { identity_id: identity.id });
      return {
        secret: code,
        lifespanMs,
        effects,
        patch: {
          state: 'sent_email',
          csrfSecret: '',
          ...notes.write(flow, { address: identity.id, via: 'email', admin: true }),
        },
        link(page) {
          const url = new URL(page);
          url.searchParams.set('flow', flow.id);
          return url.href;
        },
      };
    },
  });
}
