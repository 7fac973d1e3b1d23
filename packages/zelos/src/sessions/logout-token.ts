import type { Mac } from '../ports/cipher.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * The logout token of a session. It has to be re-issuable at any time and constant for the session's life, so it is
 * derived from the session id with a server key and never stored (security decision D1).
 */
export function createLogoutTokens(mac: Mac) {
  const encode = (digestHex: string): string => {
    // 32 characters of a 62 letter alphabet from 32 digest bytes; the slight bias of `% 62` leaves far more than 128 bits.
    const bytes = Buffer.from(digestHex, 'hex');
    return `ory_lo_${Array.from(bytes, (b) => ALPHABET[b % ALPHABET.length]).join('')}`;
  };
  return {
    tokenFor: (sessionId: string): string => encode(mac.sign('logout', sessionId)),
    /** True when the token was made for this session by any configured key. */
    matches: (sessionId: string, token: string): boolean =>
      mac.candidates('logout', sessionId).some((digest) => mac.same(encode(digest), token)),
  };
}

export type LogoutTokens = ReturnType<typeof createLogoutTokens>;
