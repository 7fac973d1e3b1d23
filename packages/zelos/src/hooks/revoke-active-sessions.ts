import { defineHook } from './api.ts';

/** `revoke_active_sessions`: ends every other session of the person who just signed in. */
export const revokeActiveSessionsHook = defineHook<unknown>({
  id: 'revoke_active_sessions',
  create: () => ({
    id: 'revoke_active_sessions',
    at: ['login.after', 'settings.persist', 'recovery.after'],
    run: async () => ({ then: 'continue', effects: [{ do: 'revoke_other_sessions' }] }),
  }),
});
