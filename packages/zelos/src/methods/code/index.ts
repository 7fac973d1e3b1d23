import { defineMethod } from '../api.ts';
import type { CodeDeps, CodeSettings } from './config.ts';
import { codeLogin } from './login.ts';
import { codeRegistration } from './registration.ts';
import { codeRecovery } from './recovery.ts';
import { codeVerification } from './verification.ts';

/** `code`: digits sent to an address. Proves addresses, gets people back in, and signs in where that is switched on. */
export const codeMethod = defineMethod<CodeDeps, CodeSettings>({
  id: 'code',
  create: (deps, settings) => ({
    id: 'code',
    enabled: settings.enabled,
    secondFactor: settings.mfa,
    count(credential) {
      const addresses = credential.type === 'code' ? credential.config['addresses'] : undefined;
      const any = Array.isArray(addresses) && addresses.length > 0;
      return { first: any && settings.passwordless ? 1 : 0, second: any && settings.mfa ? addresses.length : 0 };
    },
    login: codeLogin(deps, settings),
    registration: codeRegistration(deps, settings),
    verification: codeVerification(deps, settings),
    recovery: codeRecovery(deps, settings),
  }),
});
