import { defineMethod } from '../api.ts';
import { hashedPassword, type PasswordDeps, type PasswordSettings } from './config.ts';
import { passwordLogin } from './login.ts';
import { passwordRegistration } from './registration.ts';
import { passwordSettings } from './settings.ts';

/** `password`: an identifier and something only its owner knows. */
export const passwordMethod = defineMethod<PasswordDeps, PasswordSettings>({
  id: 'password',
  create: (deps, settings) => ({
    id: 'password',
    enabled: settings.enabled,
    count: (credential) => ({
      first:
        credential.type === 'password' && credential.identifiers.length > 0 && hashedPassword(credential) !== null
          ? 1
          : 0,
      second: 0,
    }),
    login: passwordLogin(deps),
    registration: passwordRegistration(deps),
    settings: passwordSettings(deps),
  }),
});
