import type { Mac } from '../ports/cipher.ts';
import type { Clock } from '../ports/clock.ts';
import type { Counters, CounterState, Database } from '../ports/store.ts';
import type { Attempts, Subject, Ticket } from '../ports/throttle.ts';
import {
  KNOWN_FOR,
  KNOWN_LIMIT,
  networkOf,
  placeRules,
  type Rule,
  SERIES_PAUSE,
  STOP,
  STOPPED_FOR,
  waitAfter,
} from './rules.ts';

/** Where the failures at a subject are counted. Accounts are keyed digests, unknown ones like known ones. */
interface Keys {
  /** Of attempts from anywhere. */
  readonly anywhere: string;
  /** Of attempts from the network that they come from, once that is known; null for an address without one. */
  readonly here: string | null;
}

const later = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

/** How the keys of an account begin, whatever the factor: of its common counters, and of those of its known networks. */
function prefixesOf(mac: Mac, account: string): { readonly common: string; readonly known: string } {
  const digest = mac.sign('throttle', account);
  return { common: `account:${digest}:`, known: `known:${digest}:` };
}

function keysOf(mac: Mac, { factor, account }: Subject, address: string): Keys {
  const { common, known } = prefixesOf(mac, account);
  const network = networkOf(address);
  return {
    anywhere: `${common}${factor}`,
    here: network === null ? null : `${known}${factor}:${mac.sign('throttle network', `${network} ${account}`)}`,
  };
}

/**
 * AB-1 and AB-3: which counter of an account an attempt raises. A known network has one of its own, so that strangers
 * cannot lock the owner out. Its waits are the same, and when it is used up its count goes on in the common one: from
 * inside of one network a known account looks like an unknown one.
 */
async function guessRule(
  counters: Counters,
  { anywhere, here }: Keys,
  { unowned = false }: Subject,
  now: Date,
): Promise<{ readonly rule: Rule; readonly state: CounterState | null } | { readonly held: number }> {
  const known = here === null ? null : await counters.read(here, now);
  const common = await counters.read(anywhere, now);
  if (here !== null && known !== null && known.count < KNOWN_LIMIT) {
    const resetsAt = (_: number, at: Date, before: Date | undefined) => before ?? later(at, KNOWN_FOR);
    return { rule: { key: here, wait: waitAfter, resetsAt }, state: known };
  }
  const spent = known?.count ?? 0;
  if (!unowned && (common?.count ?? 0) + spent >= STOP) return { held: waitAfter(STOP) };
  const heldHere = known === null ? 0 : secondsHeld(known, waitAfter, now);
  if (heldHere > 0) return { held: heldHere };
  const rule: Rule = {
    key: anywhere,
    wait: (count) => waitAfter(count + spent),
    resetsAt: (count, at) => later(at, !unowned && count + spent >= STOP ? STOPPED_FOR : SERIES_PAUSE),
  };
  return { rule, state: common };
}

/** Seconds that a counter still holds back. What was given back since no longer does. */
function secondsHeld(state: CounterState, wait: Rule['wait'], now: Date): number {
  if (state.blockedUntil === null || state.blockedUntil <= now || wait(state.count) === 0) return 0;
  return Math.max(1, Math.ceil((state.blockedUntil.getTime() - now.getTime()) / 1000));
}

/** The counter that an attempt raised, or the seconds that it has to wait. */
type Counted = { readonly counted: string } | { readonly held: number };

/** Somebody else was faster: the transaction is given up with what it has written, and tried again. */
class Outrun extends Error {}

/** Raises all counters of an attempt, or none. Throws `Outrun`. */
async function count(
  counters: Counters,
  keys: Keys,
  subject: Subject,
  places: readonly Rule[],
  now: Date,
): Promise<Counted> {
  const guess = await guessRule(counters, keys, subject, now);
  if ('held' in guess) return guess;
  const states = [guess];
  for (const rule of places) states.push({ rule, state: await counters.read(rule.key, now) });
  for (const { rule, state } of states) {
    const held = state === null ? 0 : secondsHeld(state, rule.wait, now);
    if (held > 0) return { held };
  }
  for (const { rule, state } of states) {
    const next = (state?.count ?? 0) + 1;
    const wait = rule.wait(next);
    const done = await counters.compareAndSet(
      rule.key,
      state?.count ?? 0,
      {
        count: next,
        blockedUntil: wait > 0 ? later(now, wait * 1000) : null,
        resetsAt: rule.resetsAt(next, now, state?.resetsAt),
      },
      now,
    );
    if (!done) throw new Outrun();
  }
  return { counted: guess.rule.key };
}

const FREE: Ticket = { succeeded: async () => {}, withdraw: async () => {} };

/**
 * Guessing protection: counters per account and factor, kept in the database and raised before the comparison, and some
 * per client address. All counters of an attempt move in one transaction by compare-and-set, so a burst passes exactly
 * the limit.
 */
export function createAttempts(deps: {
  readonly database: Pick<Database, 'transaction'>;
  readonly clock: Clock;
  readonly mac: Mac;
  readonly enabled: boolean;
}): Attempts {
  const { database, clock, mac } = deps;

  const giveBack = async (counters: Counters, keys: readonly string[]): Promise<void> => {
    for (const key of keys) await counters.decrement(key, 1, clock.now());
  };

  return {
    async admit(subject, address) {
      if (!deps.enabled) return { admitted: true, ticket: FREE };
      const now = clock.now();
      const keys = keysOf(mac, subject, address);
      const places = placeRules(address);
      const near = places.map(({ key }) => key);
      const attempt = (): Promise<Counted> =>
        database
          .transaction(({ counters }) => count(counters, keys, subject, places, now))
          .catch((error: unknown) => {
            if (error instanceof Outrun) return attempt();
            throw error;
          });
      const verdict = await attempt();
      if ('held' in verdict) return { admitted: false, retryAfterSeconds: verdict.held };
      const { counted } = verdict;
      return {
        admitted: true,
        ticket: {
          async succeeded(counters, names = []) {
            // Another factor's stop ends with it (AB-4), its lesser counts stay (AB-5).
            const stops = names.map((name) => ({ prefix: prefixesOf(mac, name).common, atLeast: STOP }));
            await counters.reset(keys.anywhere, ...stops);
            if (keys.here !== null) await counters.renew(keys.here, KNOWN_FOR, clock.now());
            await giveBack(counters, near);
          },
          withdraw: () => database.transaction(({ counters }) => giveBack(counters, [counted, ...near])),
        },
      };
    },
    async forgive(counters, names) {
      if (!deps.enabled || names.length === 0) return;
      const spans = names.map((name) => prefixesOf(mac, name));
      await counters.reset(
        ...spans.map(({ common }) => ({ prefix: common, atLeast: 0 })),
        // Known networks stay known; those that have used that up only begin anew with the next success.
        ...spans.map(({ known }) => ({ prefix: known, atLeast: KNOWN_LIMIT })),
      );
    },
  };
}
