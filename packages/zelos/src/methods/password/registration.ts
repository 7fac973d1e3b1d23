import { type JsonObject, type UiNode, uiText } from '@zelos/contract';
import type { Issue } from '../../kernel/issue.ts';
import { issuesAmong, requiredText } from '../../kernel/payload.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import { csrfNode } from '../../kernel/ui.ts';
import { type Outcome, type Step, step, type Turn, type View } from '../api.ts';
import type { PasswordDeps } from './config.ts';
import { hashCaller, withHasher } from './hashing.ts';
import { newPassword, passwordButton } from './nodes.ts';
import { BreachServiceUnavailableError } from './policy.ts';

interface Payload {
  readonly traits: JsonObject;
  readonly password: string;
}

function render(view: View<'registration'>): readonly UiNode[] {
  if (view.screen === 'traits') return [];
  return [csrfNode(''), newPassword(), passwordButton(uiText(1040001))];
}

/** What the policy holds against a password, as messages at its field. */
export async function passwordIssues(
  deps: PasswordDeps,
  password: string,
  identifiers: readonly string[],
): Promise<readonly Issue[]> {
  try {
    const findings = await deps.policy.check({ password, identifiers });
    return (findings ?? []).map(({ id, context }) => ({ at: 'password', message: uiText(id, context) }));
  } catch (error) {
    if (!(error instanceof BreachServiceUnavailableError)) throw error;
    throw new ProtocolError(502, {
      id: 'upstream_error',
      reason: 'The check against known leaked passwords is not available. Try again later.',
    });
  }
}

async function submit(
  deps: PasswordDeps,
  turn: Turn<'registration'>,
  payload: Payload,
): Promise<Outcome<'registration'>> {
  const identifiers = turn.schema?.identifiers(payload.traits, 'password') ?? [];
  if (identifiers.length === 0) return { to: 'form', issues: [{ message: uiText(4000009) }] };
  const issues = await passwordIssues(deps, payload.password, identifiers);
  if (issues.length > 0) return { to: 'form', issues };
  const caller = hashCaller(turn.request, 'change', identifiers[0] ?? turn.flow.id);
  const hash = await deps.hasher.hash(payload.password, caller);
  return {
    to: 'done',
    result: {
      traits: payload.traits,
      credentials: [{ type: 'password', config: { hashed_password: hash }, version: 1 }],
      by: { method: 'password', aal: 'aal1', completedAt: turn.now },
    },
  };
}

/** Signing up with traits and a new password. */
export function passwordRegistration(deps: PasswordDeps): Step<'registration'> {
  return step<'registration', Payload>({
    claims: (submission) => submission.method === 'password',
    whenDisabled: 'not_found',
    parse({ fields }, { schema }) {
      const decoded = schema?.decode(fields) ?? { traits: {}, issues: [] };
      const password = requiredText(fields, 'password');
      const issues = [...decoded.issues, ...issuesAmong(password)];
      return issues.length > 0
        ? { ok: false, issues }
        : { ok: true, payload: { traits: decoded.traits, password: password as string } };
    },
    render,
    submit: (turn, payload) => withHasher(() => submit(deps, turn, payload)),
  });
}
