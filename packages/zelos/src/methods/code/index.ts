import { defineMethod } from '../api.ts';
import type { CodeDeps, CodeSettings } from './config.ts';
import { codeRecovery } from './recovery.ts';
import { codeVerification } from './verification.ts';

/** `code`: digits sent to an address. Proves addresses, gets people back in, and signs in where that is switched on. */
export const codeMethod = defineMethod<CodeDeps, CodeSettings>({
  id: 'code',
  create: (deps, settings) => ({
    id: 'code',
    enabled: settings.enabled,
    verification: codeVerification(deps, settings),
    recovery: codeRecovery(deps, settings),
  }),
});
