import type { Clock } from '../ports/clock.ts';
import type { Mac } from '../ports/cipher.ts';
import type { Database } from '../ports/store.ts';
import type { Attempts } from '../ports/throttle.ts';

const HOUR = 3_600_000;
/** Failures are forgotten this long after the first of a series when nobody succeeds (AB-1 counts consecutive failures). */
const ACCOUNT_WINDOW = 30 * 24 * HOUR;
/** From the hundredth consecutive failure on nothing is evaluated for this long: the series has to end on another way (AB-1, AB-4). */
const HARD_STOP = 24 * HOUR;

/** AB-1: seconds to wait before the attempt that follows `failures` consecutive failures. */
export function waitAfter(failures: number): number {
  if (failures < 6) return 0;
  if (failures <= 10) return 2 ** (failures - 6);
  if (failures <= 20) return 30;
  if (failures <= 50) return 300;
  if (failures <= 75) return 900;
  if (failures < 100) return 3600;
  return HARD_STOP / 1000;
}

/** AB-10: how many failures one address may cause in a window, and how long it then waits. */
const ADDRESS_LIMITS = [
  { name: '5m', limit: 20, windowMs: 5 * 60_000, waitSeconds: 60 },
  { name: '1h', limit: 100, windowMs: HOUR, waitSeconds: 900 },
  { name: '1d', limit: 300, windowMs: 24 * HOUR, waitSeconds: 6 * 3600 },
] as const;

/** How much more the network around an address may cause than the address alone. */
const NETWORK_FACTOR = 4;

/** The network around a bucketed address: /24 of IPv4, /48 of the /64 that stands for IPv6 (SR-TH-07); null for anything else. */
function networkOf(address: string): string | null {
  const four = /^(\d+\.\d+\.\d+)\.\d+$/.exec(address)?.[1];
  if (four !== undefined) return `${four}.0/24`;
  const six = /^([0-9a-f]+:[0-9a-f]+:[0-9a-f]+):[0-9a-f]+::\/64$/.exec(address)?.[1];
  return six === undefined ? null : `${six}::/48`;
}

/** A counter that holds back after `limit` events until `wait` has passed. */
interface Rule {
  readonly key: string;
  readonly windowMs: number;
  /** Seconds to hold back after the count has become `count`. */
  wait(count: number): number;
}

/**
 * Guessing protection: one counter per account and factor, kept in the database and raised before the comparison,
 * and some per client address. Accounts appear in the database only as keyed digests, unknown ones like known ones.
 * All counters of an attempt move in one transaction by compare-and-set, so a burst passes exactly the limit.
 */
export function createAttempts(deps: {
  readonly database: Pick<Database, 'transaction'>;
  readonly clock: Clock;
  readonly mac: Mac;
  readonly enabled: boolean;
}): Attempts {
  const { database, clock, mac } = deps;

  /** Seconds to wait when a rule holds back, `null` when all counted, 'again' when somebody else was faster. */
  const count = (rules: readonly Rule[], now: Date): Promise<number | null | 'again'> =>
    database.transaction(async ({ counters }) => {
      const states = [];
      for (const rule of rules) {
        const state = await counters.read(rule.key, now);
        if (state?.blockedUntil && state.blockedUntil > now) {
          return Math.max(1, Math.ceil((state.blockedUntil.getTime() - now.getTime()) / 1000));
        }
        states.push({ rule, state });
      }
      for (const { rule, state } of states) {
        const next = (state?.count ?? 0) + 1;
        const wait = rule.wait(next);
        const done = await counters.compareAndSet(
          rule.key,
          state?.count ?? 0,
          {
            count: next,
            blockedUntil: wait > 0 ? new Date(now.getTime() + wait * 1000) : null,
            resetsAt: state?.resetsAt ?? new Date(now.getTime() + rule.windowMs),
          },
          now,
        );
        if (!done) return 'again';
      }
      return null;
    });

  return {
    async admit(subject, address) {
      if (!deps.enabled) return { admitted: true, ticket: { succeeded: async () => {} } };
      const now = clock.now();
      const account = `account:${subject.factor}:${mac.sign('throttle', subject.account)}`;
      const network = networkOf(address);
      const places = [
        { place: address, factor: 1 },
        ...(network === null ? [] : [{ place: network, factor: NETWORK_FACTOR }]),
      ];
      const near: readonly Rule[] = places.flatMap(({ place, factor }) =>
        ADDRESS_LIMITS.map(({ name, limit, windowMs, waitSeconds }) => ({
          key: `address:${name}:${place}`,
          windowMs,
          wait: (n: number) => (n >= limit * factor ? waitSeconds : 0),
        })),
      );
      const rules: readonly Rule[] = [{ key: account, windowMs: ACCOUNT_WINDOW, wait: waitAfter }, ...near];
      let verdict = await count(rules, now);
      while (verdict === 'again') verdict = await count(rules, now);
      if (verdict !== null) return { admitted: false, retryAfterSeconds: verdict };
      return {
        admitted: true,
        ticket: {
          async succeeded(counters) {
            await counters.reset(account);
            for (const { key } of near) await counters.decrement(key, 1, clock.now());
          },
        },
      };
    },
  };
}
