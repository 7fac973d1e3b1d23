import { defineHook } from './api.ts';

/** `verification`: begins the verification of an unproven address at a sign-in with a first factor. */
export const verificationHook = defineHook<unknown>({
  id: 'verification',
  create: () => ({
    id: 'verification',
    at: ['login.after'],
    run: async (event) =>
      event.at === 'login.after' && event.flow.requestedAal === 'aal1'
        ? { then: 'continue', effects: [{ do: 'start_verification' }] }
        : { then: 'continue' },
  }),
});
