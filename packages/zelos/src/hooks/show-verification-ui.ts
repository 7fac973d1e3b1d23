import { defineHook } from './api.ts';

/** `show_verification_ui`: leads to the verification that was begun before, instead of the return address. */
export const showVerificationUiHook = defineHook<unknown>({
  id: 'show_verification_ui',
  create: () => ({
    id: 'show_verification_ui',
    at: ['login.after', 'registration.post_persist', 'settings.persist'],
    run: async () => ({ then: 'continue', effects: [{ do: 'show_verification_ui' }] }),
  }),
});
