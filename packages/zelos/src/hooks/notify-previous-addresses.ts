import type { VerifiableAddress } from '../kernel/identity.ts';
import { identityVariable, languagesOf } from '../kernel/message.ts';
import type { Effect } from '../ports/effect.ts';
import { defineHook } from './api.ts';

const keyOf = ({ via, value }: VerifiableAddress) => `${via} ${value}`;

/**
 * `notify_previous_addresses`: tells the addresses that an account had before that they were changed (SR-MF-11, SR-RC-06).
 * `config.recipients`: `removed` (default), `all_verified` or `all` of them, as they were before the change.
 */
export const notifyPreviousAddressesHook = defineHook<unknown>({
  id: 'notify_previous_addresses',
  create: (_deps, config) => ({
    id: 'notify_previous_addresses',
    at: ['settings.persist'],
    async run(event) {
      if (event.at !== 'settings.persist') return { then: 'continue' };
      const { before, identity, request, transientPayload } = event;
      const now = new Set(identity.verifiableAddresses.map(keyOf));
      const earlier = before.verifiableAddresses.filter(({ value }) => value !== '');
      if (now.size === earlier.length && earlier.every((address) => now.has(keyOf(address)))) {
        return { then: 'continue' };
      }
      const told = earlier.filter((address) => {
        if (config['recipients'] === 'all') return true;
        return config['recipients'] === 'all_verified' ? address.verified : !now.has(keyOf(address));
      });
      const effects = told.map(
        ({ via, value }): Effect => ({
          do: 'send',
          message: {
            templateType: 'verifiable_address_changed',
            channel: via,
            recipient: value,
            variables: { Identity: identityVariable(identity), ChangedAt: identity.updatedAt.toISOString() },
            languages: languagesOf(transientPayload, identity, request.header('accept-language')),
          },
        }),
      );
      return { then: 'continue', effects };
    },
  }),
});
