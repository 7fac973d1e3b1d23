import { type JsonObject, type UiNode, uiText } from '@zelos/contract';
import { type RawFields, textField } from '../../kernel/fields.ts';
import { flowPage, type RecoveryFlow } from '../../kernel/flow.ts';
import { addressIssues } from '../../kernel/loose-email.ts';
import { normalizeIdentifier } from '../../kernel/normalize.ts';
import { missing, transientPayload } from '../../kernel/payload.ts';
import { csrfNode, genericIssue, inputNode, submitNode } from '../../kernel/ui.ts';
import { type Outcome, type Parsed, type Step, step, type Turn, type View } from '../api.ts';
import { freshCode } from './codes.ts';
import type { CodeDeps, CodeSettings } from './config.ts';
import { type ChoicePayload, parseChoice, renderChoice, submitChoice } from './recovery-choice.ts';
import {
  isChoosing,
  recoveryChallenge,
  recoveryCodeInput,
  recoveryNotes as notes,
  useRecoveryCode,
} from './recovery-proof.ts';

interface PlainPayload {
  readonly code: string | undefined;
  readonly email: string | undefined;
  readonly transient: JsonObject;
}

type Payload =
  | { readonly form: 'plain'; readonly plain: PlainPayload }
  | { readonly form: 'choice'; readonly choice: ChoicePayload };

function renderPlain(view: View<'recovery'>): readonly UiNode[] {
  const { flow } = view;
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

function parsePlain(fields: RawFields, flow: RecoveryFlow): Parsed<PlainPayload> {
  const email = textField(fields, 'email');
  if (email === undefined && flow.state === 'choose_method') return { ok: false, issues: [missing('email')] };
  const issues = email === undefined ? [] : addressIssues(email, 'email');
  if (issues.length > 0) return { ok: false, issues };
  return {
    ok: true,
    payload: { code: textField(fields, 'code'), email, transient: transientPayload(fields) },
  };
}

async function submitPlain(
  deps: CodeDeps,
  settings: CodeSettings,
  turn: Turn<'recovery'>,
  payload: PlainPayload,
): Promise<Outcome<'recovery'>> {
  const { flow } = turn;
  if (flow.state !== 'choose_method' && payload.email === undefined) {
    const outcome = await useRecoveryCode(deps, turn, payload.code ?? '', notes.read(flow)?.address ?? flow.id);
    return outcome.to === 'form' && outcome.status === 200 ? { ...outcome, accepted: true } : outcome;
  }
  if (flow.state === 'passed_challenge') return { to: 'restart', issues: [{ message: uiText(4060001) }] };
  const email = payload.email ?? '';
  const target = { address: normalizeIdentifier(email), via: 'email' } as const;
  return {
    to: 'form',
    status: 200,
    progress: true,
    accepted: true,
    issues: [{ message: uiText(1060003) }],
    patch: { state: 'sent_email', ...notes.write(flow, { address: email, via: 'email' }) },
    effects: [await recoveryChallenge(deps, settings, turn, target, payload.transient)],
  };
}

/** Getting back in with a code that was sent to an address of the account. */
export function codeRecovery(deps: CodeDeps, settings: CodeSettings): Step<'recovery'> {
  return step<'recovery', Payload>({
    claims({ method, fields }, flow) {
      if (flow.active !== 'code') return false;
      if (method === 'code') return true;
      // Where addresses are chosen, buttons say what is meant: no method is needed.
      return (
        method === undefined &&
        (isChoosing(flow) || (flow.state !== 'choose_method' && textField(fields, 'code') !== undefined))
      );
    },
    whenDisabled: 'not_found',
    parse({ fields }, { flow, request }) {
      if (request.method !== 'POST') return { ok: false, issues: [genericIssue('Send the form with POST.')] };
      if (isChoosing(flow)) {
        const parsed = parseChoice(fields, flow);
        return parsed.ok ? { ok: true, payload: { form: 'choice', choice: parsed.payload } } : parsed;
      }
      const parsed = parsePlain(fields, flow);
      return parsed.ok ? { ok: true, payload: { form: 'plain', plain: parsed.payload } } : parsed;
    },
    // An administrator hands the flow out by its id: no browser has begun it.
    skipsCsrf: (_submission, flow) => notes.read(flow)?.admin === true,
    render(view) {
      if (view.flow.active !== 'code') return [];
      return isChoosing(view.flow) ? renderChoice(view) : renderPlain(view);
    },
    submit: (turn, payload) =>
      payload.form === 'choice'
        ? submitChoice(deps, settings, turn, payload.choice)
        : submitPlain(deps, settings, turn, payload.plain),
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
        link: (page) => flowPage(page, flow.id),
      };
    },
  });
}
