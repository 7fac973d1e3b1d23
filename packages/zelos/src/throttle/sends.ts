import type { Clock } from '../ports/clock.ts';
import type { Mac } from '../ports/cipher.ts';
import type { Counters } from '../ports/store.ts';
import type { SendBudget } from '../ports/throttle.ts';

const MINUTE = 60_000;
/** AB-20: messages to one recipient. */
const PER_RECIPIENT = [
  { name: '30s', limit: 1, windowMs: MINUTE / 2 },
  { name: '1h', limit: 5, windowMs: 60 * MINUTE },
  { name: '1d', limit: 20, windowMs: 24 * 60 * MINUTE },
] as const;
/** AB-21: messages that one client address may cause. */
const PER_ADDRESS = [{ name: '1h', limit: 30, windowMs: 60 * MINUTE }] as const;

/**
 * Budgets of messages per recipient and per client address. Over budget nothing is sent and the answer stays as usual.
 * Recipients appear in the database only as keyed digests.
 */
export function createSendBudget(deps: {
  readonly counters: Counters;
  readonly clock: Clock;
  readonly mac: Mac;
  readonly enabled: boolean;
}): SendBudget {
  return async (recipient, address) => {
    if (!deps.enabled) return true;
    const now = deps.clock.now();
    const digest = deps.mac.sign('sends', recipient);
    let within = true;
    for (const { name, limit, windowMs } of PER_RECIPIENT) {
      within = (await deps.counters.increment(`sends:${name}:${digest}`, windowMs, now)).count <= limit && within;
    }
    for (const { name, limit, windowMs } of PER_ADDRESS) {
      within = (await deps.counters.increment(`sends:${name}:from:${address}`, windowMs, now)).count <= limit && within;
    }
    return within;
  };
}
