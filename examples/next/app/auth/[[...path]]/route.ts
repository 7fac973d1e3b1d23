import { toNextHandlers } from 'zelos';
import { identity } from '../../../identity.ts';

// Throttles count per client address. Next.js gives it in X-Forwarded-For only, which is to be believed when one proxy of
// yours stands in front and appends to it, and nobody can reach Next.js past that proxy.
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = toNextHandlers(async () => (await identity()).public, {
  stripPrefix: '/auth',
  trustProxy: 1,
});
