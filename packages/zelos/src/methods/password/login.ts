import { type UiNode, uiText } from '@zelos/contract';
import { normalizeIdentifier } from '../../kernel/normalize.ts';
import { issuesAmong, requiredText } from '../../kernel/payload.ts';
import { csrfNode, inputNode } from '../../kernel/ui.ts';
import type { IdentityWithCredentials } from '../../kernel/identity.ts';
import { type HashCaller, HasherRefusedError, PasswordTooLongError, UnsupportedHashError } from '../../ports/hasher.ts';
import { type Outcome, type Step, step, type Turn, type View } from '../api.ts';
import { throttled } from '../throttled.ts';
import { hashedPassword, type PasswordDeps } from './config.ts';
import { hashCaller, withHasher } from './hashing.ts';
import { currentPassword, passwordButton } from './nodes.ts';

interface Payload {
  readonly identifier: string;
  readonly password: string;
}

function render(view: View<'login'>): readonly UiNode[] {
  const { flow, identity } = view;
  if (flow.requestedAal !== 'aal1') return [];
  if (flow.refresh) {
    const credential = identity?.credentials.find((c) => c.type === 'password');
    if (!credential || hashedPassword(credential) === null) return [];
    return [
      csrfNode(''),
      inputNode('default', 'identifier', 'hidden', { value: credential.identifiers[0] ?? '' }),
      currentPassword(),
      passwordButton(uiText(1010001)),
    ];
  }
  if (view.screen === 'identifier') return [];
  if (view.screen === 'credentials') {
    // The identifier came first: its field is there already, and the password only where one can be meant.
    const usable =
      view.anybody || identity?.credentials.some((c) => c.type === 'password' && hashedPassword(c) !== null);
    return usable ? [csrfNode(''), currentPassword(), passwordButton(uiText(1010022))] : [];
  }
  return [
    csrfNode(''),
    inputNode('default', 'identifier', 'text', { value: '', required: true, label: view.identifierLabel }),
    currentPassword(),
    passwordButton(uiText(1010022)),
  ];
}

/** Compares with the stored hash; unknown people and people without a password cost the same work (SR-PW-17). */
async function matches(
  deps: PasswordDeps,
  identity: IdentityWithCredentials | null,
  password: string,
  caller: HashCaller,
) {
  const credential = identity?.credentials.find((c) => c.type === 'password');
  const stored = credential ? hashedPassword(credential) : null;
  try {
    if (stored !== null) return await deps.hasher.verify(password, stored, caller);
    await deps.hasher.burn(password, caller);
  } catch (error) {
    if (!(error instanceof UnsupportedHashError || error instanceof PasswordTooLongError)) throw error;
  }
  return { ok: false, outdated: false };
}

function refused(error: unknown): null {
  if (error instanceof HasherRefusedError) return null;
  throw error;
}

/** Stores a better hash after the answer; of several sign-ins at once one wins and none fails (SR-PW-12). */
function rehash(deps: PasswordDeps, identity: IdentityWithCredentials, password: string, now: Date): void {
  const credential = identity.credentials.find((c) => c.type === 'password');
  if (!credential) return;
  deps.background.run('rehash of a password', async () => {
    const hash = await deps.hasher.hash(password, { urgency: 'rehash' }).catch(refused);
    // Without room for it now, the next sign-in tries again.
    if (hash === null) return;
    await deps.identities.replaceCredentialConfig({
      identityId: identity.id,
      type: 'password',
      expected: credential.config,
      config: { hashed_password: hash },
      version: credential.version,
      at: now,
    });
  });
}

async function submit(deps: PasswordDeps, turn: Turn<'login'>, payload: Payload): Promise<Outcome<'login'>> {
  const account = normalizeIdentifier(payload.identifier);
  const admission = await deps.attempts.admit({ factor: 'password', account }, turn.request.clientAddress);
  if (!admission.admitted) return throttled<'login'>(admission.retryAfterSeconds);
  const identity = await deps.identities.findByIdentifier(['password'], [payload.identifier, account]);
  const caller = hashCaller(turn.request, 'login', account);
  const { ok, outdated } = await matches(deps, identity, payload.password, caller).catch(async (error: unknown) => {
    if (error instanceof HasherRefusedError) await admission.ticket.withdraw();
    throw error;
  });
  if (!ok || !identity) return { to: 'form', issues: [{ message: uiText(4000006) }] };
  if (outdated && identity.state === 'active') rehash(deps, identity, payload.password, turn.now);
  return {
    to: 'done',
    result: { identity, by: { method: 'password', aal: 'aal1', completedAt: turn.now } },
    effects: [{ do: 'settle_attempt', ticket: admission.ticket }],
  };
}

/** Signing in with identifier and password. */
export function passwordLogin(deps: PasswordDeps): Step<'login'> {
  return step<'login', Payload>({
    claims: (submission, flow) => submission.method === 'password' && flow.requestedAal === 'aal1',
    whenDisabled: 'not_found',
    parse({ fields }) {
      const identifier = requiredText(fields, 'identifier', 'password_identifier');
      const password = requiredText(fields, 'password');
      const issues = issuesAmong(identifier, password);
      return issues.length > 0
        ? { ok: false, issues }
        : { ok: true, payload: { identifier: identifier as string, password: password as string } };
    },
    render,
    submit: (turn, payload) => withHasher(() => submit(deps, turn, payload)),
  });
}
