import type { Hook, HookDefinition } from './api.ts';
import { type RequireVerifiedAddressDeps, requireVerifiedAddressHook } from './require-verified-address.ts';
import { revokeActiveSessionsHook } from './revoke-active-sessions.ts';
import { notifyPreviousAddressesHook } from './notify-previous-addresses.ts';
import type { HookEntry } from './runner.ts';
import { sessionHook } from './session.ts';
import { showVerificationUiHook } from './show-verification-ui.ts';
import { verificationHook } from './verification.ts';
import { verifyNewAddressHook } from './verify-new-address.ts';

export type HookDeps = RequireVerifiedAddressDeps;

const BUILT_IN: readonly HookDefinition<HookDeps>[] = [
  sessionHook,
  revokeActiveSessionsHook,
  requireVerifiedAddressHook,
  verificationHook,
  showVerificationUiHook,
  verifyNewAddressHook,
  notifyPreviousAddressesHook,
];

/**
 * Makes a hook from its entry in the configuration; unknown and not yet built names give null after `warn` was told.
 * @param extra hooks of the embedding application
 */
export function hookFactory(
  deps: HookDeps,
  warn: (name: string) => void,
  extra: readonly HookDefinition<HookDeps>[] = [],
): (entry: HookEntry) => Hook | null {
  const byId = new Map([...BUILT_IN, ...extra].map((definition) => [definition.id, definition]));
  return (entry) => {
    const definition = byId.get(entry.hook);
    if (!definition) {
      warn(entry.hook);
      return null;
    }
    return definition.create(deps, entry.config ?? {});
  };
}
