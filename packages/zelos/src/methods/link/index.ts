import { defineMethod } from '../api.ts';
import { linkRecovery } from './recovery.ts';
import type { LinkDeps, LinkSettings } from './tokens.ts';
import { linkVerification } from './verification.ts';

/** `link`: an address that is opened once. Proves e-mail addresses and gets people back in. */
export const linkMethod = defineMethod<LinkDeps, LinkSettings>({
  id: 'link',
  create: (deps, settings) => ({
    id: 'link',
    enabled: settings.enabled,
    recovery: linkRecovery(deps, settings),
    verification: linkVerification(deps, settings),
  }),
});
