import type { Config } from '@zelos/contract';
import type { Method } from './api.ts';
import { identifierFirstMethod } from './identifier-first/index.ts';
import type { PasswordDeps } from './password/config.ts';
import { passwordMethod } from './password/index.ts';
import { profileMethod } from './profile/index.ts';

/** What the built-in methods work with. */
export interface MethodDeps {
  readonly config: Config;
  readonly password: PasswordDeps;
}

/** The methods in their order of precedence: the first that claims a submission takes it. The order is part of the contract. */
export function createMethods({ config, password }: MethodDeps): readonly Method[] {
  const { methods, flows } = config.selfservice;
  const { registration } = flows;
  return [
    profileMethod.create({}, { twoSteps: registration.style === 'profile_first' && !registration.enable_legacy_one_step }),
    passwordMethod.create(password, { enabled: methods.password.enabled }),
    identifierFirstMethod.create(
      { identities: password.identities },
      {
        enabled: flows.login.style === 'identifier_first',
        mitigateEnumeration: config.security.account_enumeration.mitigate,
      },
    ),
  ];
}
