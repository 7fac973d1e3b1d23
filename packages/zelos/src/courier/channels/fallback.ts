import { type Channel, DeliveryError } from '../../ports/channel.ts';

/** Development mode without a mail server: a message counts as sent, the inbox shows it. */
export const inboxChannel = (id: string): Channel => ({
  id,
  deliver: () => Promise.resolve(),
  close: () => Promise.resolve(),
});

/** A channel whose settings are missing: every attempt fails with the key to set. */
export const missingChannel = (id: string, key: string): Channel => ({
  id,
  deliver: () => Promise.reject(new DeliveryError(`${key} is not configured`, { permanent: false })),
  close: () => Promise.resolve(),
});
