import { uiText } from '@zelos/contract';
import type { SettingsFlow } from '../../kernel/flow.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import { flowExpired } from '../pipeline/announce.ts';
import type { FlowPolicy } from '../policy.ts';
import { registrationPolicy } from '../registration/policy.ts';
import type { FlowDeps, FlowRequest } from '../types.ts';
import { completeSettings } from './complete.ts';
import { pauseSubmission, resumeSubmission } from './continuity.ts';
import { successorOfSettings } from './start.ts';
import { flowSchema } from '../pipeline/start.ts';

/** Keys behind the traits, in the order in which their nodes appear (contract: nodes, section 2). */
const KEYS = [
  'lookup_secret_reveal',
  'lookup_secret_regenerate',
  'lookup_secret_codes',
  'lookup_secret_confirm',
  'webauthn_remove',
  'webauthn_register_displayname',
  'webauthn_register',
  'passkey_remove',
  'passkey_register',
  'totp_qr',
  'totp_secret_key',
  'totp_unlink',
  'totp_code',
];

/** The refusal for a session below the level that settings ask for; leads back to `returnTo`. */
export function settingsAal2Required(deps: FlowDeps, returnTo: string | undefined): ProtocolError {
  const url = new URL(`${deps.settings.publicUrl}self-service/login/browser?aal=aal2`);
  if (returnTo) url.searchParams.set('return_to', returnTo);
  return new ProtocolError(403, {
    id: 'session_aal2_required',
    reason: 'This session needs a second factor before settings can be opened.',
    details: { redirect_browser_to: url.href },
    siblings: { redirect_browser_to: url.href },
  });
}

/** The flow belongs to somebody else. */
export function identityMismatch(): ProtocolError {
  return new ProtocolError(403, {
    id: 'security_identity_mismatch',
    reason: 'This flow belongs to another person than the one who is signed in.',
  });
}

/** Nobody is signed in: pages go to the sign-in page, everybody else gets an error without an id. */
async function gate(deps: FlowDeps, flow: SettingsFlow, request: FlowRequest) {
  const { current, facts } = request;
  if (!current) {
    if (flow.type === 'api' || facts.isJson)
      throw new ProtocolError(401, { reason: 'No active session was found in this request.' });
    return { then: 'answer', result: { is: 'go', status: 302, url: deps.settings.login.uiUrl } } as const;
  }
  if (!(await deps.satisfies(current.session, deps.settings.settings.requiredAal))) {
    throw settingsAal2Required(deps, `${deps.settings.publicUrl}self-service/settings?flow=${flow.id}`);
  }
  if (flow.identityId !== current.session.identityId) throw identityMismatch();
  return { then: 'continue' } as const;
}

export const settingsPolicy: FlowPolicy<'settings'> = {
  kind: 'settings',
  settings: (deps) => deps.settings.settings,
  nobodyAnswers: () => uiText(4010004),
  expired: (context) => uiText(4050001, context),
  order: (schema) => ({
    groups: ['default', 'profile', 'password', 'oidc', 'lookup_secret', 'webauthn', 'passkey', 'totp'],
    keys: [...(schema?.keyOrder ?? []), ...KEYS],
  }),
  schema: flowSchema,
  refusedState: 'show_form',
  firstScreen: () => 'unified',
  owner: (deps, flow) => deps.database.identities.getWithCredentials(flow.identityId),
  remember: (submission, schema, before) =>
    submission?.method === 'profile' ? registrationPolicy.remember(submission, schema, before) : {},
  gate,
  resume: resumeSubmission,
  pause: pauseSubmission,
  successor: successorOfSettings,
  announce: (deps, old, fresh) => ({ as: 'error', error: flowExpired(deps.clock.now(), old, fresh) }),
  complete: completeSettings,
};
