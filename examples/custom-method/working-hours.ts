import { type CustomHook, defineHook, type HookTools } from 'zelos';

/** A hook of the application: nobody signs in before a given hour (UTC). */
export const workingHours: CustomHook = defineHook<HookTools>({
  id: 'working_hours',
  config: {
    type: 'object',
    properties: { from: { type: 'integer', minimum: 0, maximum: 24 } },
    required: ['from'],
    additionalProperties: false,
  },
  create: ({ clock }, config) => ({
    id: 'working_hours',
    at: ['login.after'],
    async run() {
      if (clock.now().getUTCHours() >= Number(config['from'])) return { then: 'continue' };
      return { then: 'refuse', issues: [{ message: { id: 9_040_010, type: 'error', text: 'We are closed.' } }] };
    },
  }),
});
