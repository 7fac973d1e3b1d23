import { type JsonValue, uiText } from '@zelos/contract';
import { decodeTraits } from '../../identities/schemas/index.ts';
import { ProtocolError } from '../../kernel/problem.ts';
import { sessionAvailable } from '../login/start.ts';
import { flowExpired } from '../pipeline/announce.ts';
import type { FlowPolicy } from '../policy.ts';
import type { FlowDeps } from '../types.ts';
import { completeRegistration } from './complete.ts';
import { successorOfRegistration } from './start.ts';
import { flowSchema } from '../pipeline/start.ts';

/** Registration switched off means off on every path (SR-RC-13). */
export function assertRegistrationEnabled(deps: FlowDeps): void {
  if (deps.settings.registration.enabled) return;
  throw new ProtocolError(400, {
    id: 'self_service_flow_disabled',
    reason: 'Registration is not allowed: the administrator has switched it off.',
  });
}

export const registrationPolicy: FlowPolicy<'registration'> = {
  kind: 'registration',
  settings: (deps) => deps.settings.registration,
  nobodyAnswers: () => uiText(4010003),
  expired: (context) => uiText(4040001, context),
  order(schema) {
    const [first, ...others] = schema?.keyOrder ?? [];
    return {
      groups: ['oidc', 'saml', 'default', 'webauthn', 'passkey', 'code', 'password', 'captcha', 'profile'],
      keys: [
        'csrf_token',
        ...(first === undefined ? [] : [first]),
        'password',
        ...others,
        'webauthn_remove',
        'webauthn_register_displayname',
        'webauthn_register',
      ],
    };
  },
  schema: flowSchema,
  firstScreen: (deps) => (deps.settings.registration.style === 'profile_first' ? 'traits' : 'unified'),
  owner: async () => null,
  remember(submission, schema, before) {
    if (!schema || !submission) return before;
    const { traits } = decodeTraits(schema, submission.fields);
    const values: Record<string, JsonValue> = { ...before };
    for (const leaf of schema.leaves) {
      let value: unknown = { traits };
      for (const key of leaf.path.split('.')) {
        value =
          value !== null && typeof value === 'object' && Object.hasOwn(value, key)
            ? (value as Record<string, unknown>)[key]
            : undefined;
      }
      if (['string', 'number', 'boolean'].includes(typeof value)) values[leaf.path] = value as string;
    }
    return values;
  },
  gate(deps, flow, request) {
    if (request.current) {
      if (flow.type === 'api' || request.facts.isJson) throw sessionAvailable();
      const own = flow.returnTo ? deps.returnTo.own(flow.returnTo) : null;
      return {
        then: 'answer',
        result: { is: 'already_signed_in', returnTo: own ?? deps.returnTo.global, status: 302, flow },
      };
    }
    assertRegistrationEnabled(deps);
    return { then: 'continue' };
  },
  successor: successorOfRegistration,
  announce: (deps, old, fresh) => ({ as: 'error', error: flowExpired(deps.clock.now(), old, fresh) }),
  complete: completeRegistration,
};
