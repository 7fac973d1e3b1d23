import { uiText } from '@zelos/contract';
import { ProtocolError } from '../kernel/problem.ts';
import { defineHook } from './api.ts';

export interface RequireVerifiedAddressDeps {
  /** The old way of saying it: a message in the login form, for password logins only. */
  readonly legacyError: boolean;
}

/** `require_verified_address`: nobody signs in before one of their addresses is verified. */
export const requireVerifiedAddressHook = defineHook<RequireVerifiedAddressDeps>({
  id: 'require_verified_address',
  create: ({ legacyError }) => ({
    id: 'require_verified_address',
    at: ['login.after'],
    async run(event) {
      if (event.at !== 'login.after') return { then: 'continue' };
      const { identity, method } = event;
      if (identity.verifiableAddresses.some((address) => address.verified)) return { then: 'continue' };
      if (identity.verifiableAddresses.length === 0) {
        // The operator asks for something that this schema cannot give: nobody could ever sign in.
        return {
          then: 'abort',
          error: new ProtocolError(500, {
            id: 'invalid_configuration',
            reason:
              'A verified address is required to sign in, but the identity schema marks no address as verifiable.',
          }),
        };
      }
      if (legacyError) {
        return method === 'password'
          ? { then: 'refuse', issues: [{ message: uiText(4000010) }] }
          : { then: 'continue' };
      }
      return { then: 'require_verification' };
    },
  }),
});
