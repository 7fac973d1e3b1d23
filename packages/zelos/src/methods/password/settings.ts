import { type UiNode, uiText } from '@zelos/contract';
import { issuesAmong, requiredText } from '../../kernel/payload.ts';
import { csrfNode } from '../../kernel/ui.ts';
import type { IdentityWithCredentials } from '../../kernel/identity.ts';
import { type HashCaller, PasswordTooLongError, UnsupportedHashError } from '../../ports/hasher.ts';
import { type Outcome, type Step, step, type Turn } from '../api.ts';
import { hashedPassword, type PasswordDeps } from './config.ts';
import { hashCaller, withHasher } from './hashing.ts';
import { newPassword, passwordButton } from './nodes.ts';
import { passwordIssues } from './registration.ts';

/** True when the new password is the one in use. An unreadable or missing hash is nobody's password. */
async function isCurrent(
  deps: PasswordDeps,
  identity: IdentityWithCredentials | null,
  password: string,
  caller: HashCaller,
): Promise<boolean> {
  const credential = identity?.credentials.find((c) => c.type === 'password');
  const stored = credential ? hashedPassword(credential) : null;
  if (stored === null) return false;
  try {
    return (await deps.hasher.verify(password, stored, caller)).ok;
  } catch (error) {
    if (error instanceof UnsupportedHashError || error instanceof PasswordTooLongError) return false;
    throw error;
  }
}

async function submit(deps: PasswordDeps, turn: Turn<'settings'>, password: string): Promise<Outcome<'settings'>> {
  // A limit of zero means always privileged for other methods; for the password it means always ask (contract, 1.6).
  if (!turn.strictlyPrivileged) return { to: 'reauthenticate' };
  const identity = await deps.identities.getWithCredentials(turn.flow.identityId);
  const identifiers = turn.schema?.identifiers(identity?.traits ?? {}, 'password') ?? [];
  if (identifiers.length === 0) return { to: 'form', issues: [{ message: uiText(4000009) }] };
  const issues = await passwordIssues(deps, password, identifiers);
  if (issues.length > 0) return { to: 'form', issues };
  const caller = hashCaller(turn.request, 'change', turn.flow.identityId);
  if (await isCurrent(deps, identity, password, caller))
    return { to: 'form', issues: [{ at: 'password', message: uiText(4000039) }] };
  const hash = await deps.hasher.hash(password, caller);
  return {
    to: 'done',
    result: {
      method: 'password',
      credentials: [{ type: 'password', config: { hashed_password: hash }, version: 1 }],
    },
  };
}

/** Setting or changing one's password. */
export function passwordSettings(deps: PasswordDeps): Step<'settings'> {
  return step<'settings', string>({
    claims: (submission) => submission.method === 'password',
    whenDisabled: 'not_found',
    parse({ fields }) {
      const password = requiredText(fields, 'password');
      const issues = issuesAmong(password);
      return issues.length > 0 ? { ok: false, issues } : { ok: true, payload: password as string };
    },
    render: (): readonly UiNode[] => [csrfNode(''), newPassword(), passwordButton(uiText(1070003))],
    submit: (turn, password) => withHasher(() => submit(deps, turn, password)),
  });
}
