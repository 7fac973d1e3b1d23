import { uiText } from '@zelos/contract';
import { defineHook } from './api.ts';

/**
 * `verify_new_address`: a new address is proven before anything of the change is applied. One at a time: a second one
 * could not be told apart from the first when its proof comes back (contract: settings, section 1.11).
 */
export const verifyNewAddressHook = defineHook<unknown>({
  id: 'verify_new_address',
  create: () => ({
    id: 'verify_new_address',
    at: ['settings.pre_persist'],
    async run(event) {
      if (event.at !== 'settings.pre_persist') return { then: 'continue' };
      const before = new Set(event.before.verifiableAddresses.map((address) => address.id));
      const added = event.identity.verifiableAddresses.filter(({ id, value }) => !before.has(id) && value !== '');
      const [address] = added;
      if (!address) return { then: 'continue' };
      if (added.length > 1) return { then: 'refuse', issues: [{ message: uiText(4050002) }], status: 200 };
      return { then: 'verify_first', address };
    },
  }),
});
