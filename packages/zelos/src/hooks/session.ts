import { defineHook } from './api.ts';

/** `session`: hands the session of a registration out, so that a newcomer is signed in. */
export const sessionHook = defineHook<unknown>({
  id: 'session',
  create: () => ({
    id: 'session',
    at: ['registration.post_persist'],
    run: async () => ({ then: 'continue', effects: [{ do: 'issue_session' }] }),
  }),
});
