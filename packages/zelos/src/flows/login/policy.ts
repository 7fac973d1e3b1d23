import { uiText } from '@zelos/contract';
import { textField } from '../../kernel/fields.ts';
import type { LoginFlow } from '../../kernel/flow.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import { satisfies } from '../../kernel/assurance.ts';
import { normalizeIdentifier } from '../../kernel/normalize.ts';
import { genericIssue } from '../../kernel/ui.ts';
import { formNotes } from '../pipeline/form.ts';
import { flowExpired } from '../pipeline/announce.ts';
import type { FlowPolicy } from '../policy.ts';
import type { FlowDeps, FlowRequest } from '../types.ts';
import { completeLogin } from './complete.ts';
import { followIdentifier } from './only-way.ts';
import { successorOfLogin } from './start.ts';
import { flowSchema } from '../pipeline/start.ts';

/** Refuses a second factor to somebody who has not shown a first one. */
export function aal1Required(): ProtocolError {
  return new ProtocolError(401, {
    id: 'session_aal1_required',
    reason: 'Sign in with a first factor before you ask for the second one.',
  });
}

/** True when a session leaves nothing to do for a flow. */
export function nothingToDo(
  request: FlowRequest,
  wanted: { readonly refresh: boolean; readonly requestedAal: LoginFlow['requestedAal'] },
): boolean {
  const session = request.current?.session;
  return session !== undefined && !wanted.refresh && satisfies(session.aal, wanted.requestedAal);
}

/**
 * Whose factors a login form shows: known when somebody signs in again, adds a second factor, or gave the identifier
 * first. With enumeration mitigation nobody is looked up for the last of these.
 */
async function owner(deps: FlowDeps, flow: LoginFlow, request: FlowRequest) {
  const { screen, values } = formNotes(flow);
  if (screen === 'credentials') {
    if (deps.settings.mitigateEnumeration) return 'anybody' as const;
    const identifier = String(values['identifier'] ?? '');
    return deps.database.identities.findByIdentifier([], [identifier, normalizeIdentifier(identifier)]);
  }
  if (!flow.refresh && flow.requestedAal !== 'aal2') return null;
  const session = request.current?.session;
  return session ? deps.database.identities.getWithCredentials(session.identityId) : null;
}

export const loginPolicy: FlowPolicy<'login'> = {
  kind: 'login',
  settings: (deps) => deps.settings.login,
  nobodyAnswers: () => uiText(4010002),
  expired: (context) => uiText(4010001, context),
  order: () => ({
    groups: ['oidc', 'default', 'webauthn', 'passkey', 'code', 'password', 'totp', 'lookup_secret'],
    keys: ['csrf_token', 'identifier', 'password'],
  }),
  schema: flowSchema,
  firstScreen: (deps, flow) =>
    deps.settings.login.style === 'identifier_first' && !flow.refresh && flow.requestedAal === 'aal1'
      ? 'identifier'
      : 'unified',
  owner,
  remember(submission) {
    if (!submission) return {};
    const identifier =
      textField(submission.fields, 'identifier') ?? textField(submission.fields, 'password_identifier');
    return identifier === undefined ? {} : { identifier };
  },
  gate(_deps, flow, request) {
    if (flow.requestedAal === 'aal2' && !request.current) throw aal1Required();
    if (!nothingToDo(request, flow)) return { then: 'continue' };
    return flow.type === 'api' || request.facts.isJson
      ? { then: 'form', issues: [genericIssue('You are signed in already.')] }
      : {
          then: 'answer',
          result: { is: 'already_signed_in', returnTo: _deps.returnTo.global, status: 303, flow },
        };
  },
  follow: followIdentifier,
  successor: successorOfLogin,
  announce: (deps, old, fresh) => ({ as: 'error', error: flowExpired(deps.clock.now(), old, fresh) }),
  complete: completeLogin,
};
