import { type Config, parseDuration } from '@zelos/contract';
import type { Method } from './api.ts';
import type { CodeDeps } from './code/config.ts';
import { codeMethod } from './code/index.ts';
import { identifierFirstMethod } from './identifier-first/index.ts';
import { linkMethod } from './link/index.ts';
import type { PasswordDeps } from './password/config.ts';
import { passwordMethod } from './password/index.ts';
import { profileMethod } from './profile/index.ts';

/** What the built-in methods work with. */
export interface MethodDeps {
  readonly config: Config;
  readonly password: PasswordDeps;
  readonly code: Omit<CodeDeps, 'lifespanMs' | 'maxSubmissions'>;
  /** Ways out for messages that the embedding application brings. */
  readonly channels?: readonly string[];
}

/** The methods in their order of precedence: the first that claims a submission takes it. The order is part of the contract. */
export function createMethods({ config, password, code, channels = [] }: MethodDeps): readonly Method[] {
  const { methods, flows } = config.selfservice;
  const { registration } = flows;
  return [
    profileMethod.create(
      {},
      {
        twoSteps: registration.style === 'profile_first' && !registration.enable_legacy_one_step,
        editable: methods.profile.enabled,
      },
    ),
    passwordMethod.create(password, { enabled: methods.password.enabled }),
    codeMethod.create(
      {
        ...code,
        lifespanMs: parseDuration(methods.code.config.lifespan),
        maxSubmissions: methods.code.config.max_submissions,
      },
      {
        enabled: methods.code.enabled || methods.code.passwordless_enabled,
        passwordless: methods.code.passwordless_enabled,
        mfa: methods.code.mfa_enabled,
        chooseOnRefresh: config.feature_flags.refresh_login_choose_address,
        fallback: methods.code.config.missing_credential_fallback_enabled,
        mitigateEnumeration: config.security.account_enumeration.mitigate,
        sms: channels.includes('sms') || config.courier.channels.some((channel) => channel.id === 'sms'),
        notifyUnknown: {
          verification: flows.verification.notify_unknown_recipients,
          recovery: flows.recovery.notify_unknown_recipients,
        },
      },
    ),
    linkMethod.create(
      { ...code, lifespanMs: parseDuration(methods.link.config.lifespan) },
      {
        enabled: methods.link.enabled,
        notifyUnknown: {
          verification: flows.verification.notify_unknown_recipients,
          recovery: flows.recovery.notify_unknown_recipients,
        },
      },
    ),
    identifierFirstMethod.create(
      { identities: password.identities },
      {
        enabled: flows.login.style === 'identifier_first',
        mitigateEnumeration: config.security.account_enumeration.mitigate,
      },
    ),
  ];
}
