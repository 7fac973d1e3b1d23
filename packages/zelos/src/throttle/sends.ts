import type { Mac } from '../ports/cipher.ts';
import type { Counters } from '../ports/store.ts';
import type { SendBudget, SendOrder } from '../ports/throttle.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What an operator may set. */
export interface SendLimits {
  /** Messages that one client address may cause in an hour (AB-21). */
  readonly perClient: number;
  /** Different recipients of one client address in an hour (AB-21). */
  readonly recipientsPerClient: number;
  /** Text messages of all in a day (AB-22). */
  readonly smsPerDay: number;
  /** What the number of a text message begins with; empty for any number (AB-22). */
  readonly smsPrefixes: readonly string[];
}

/** At most `limit` messages in a window that begins with the first; `name` is for the log. */
interface Rule {
  readonly name: string;
  readonly key: string;
  readonly limit: number;
  readonly windowMs: number;
}

const PER_TEXT_NUMBER = 3;

/** AB-20 and AB-22: proofs to one recipient, known or not. */
function recipientRules({ channel }: SendOrder, digest: string): readonly Rule[] {
  return [
    { name: 'recipient-30s', key: `sends:30s:${digest}`, limit: 1, windowMs: MINUTE / 2 },
    { name: 'recipient-1h', key: `sends:1h:${digest}`, limit: channel === 'sms' ? PER_TEXT_NUMBER : 5, windowMs: HOUR },
    { name: 'recipient-1d', key: `sends:1d:${digest}`, limit: 20, windowMs: DAY },
  ];
}

/** Notices have counters of their own: whoever uses up the proofs of an address must not silence what warns its owner. */
function noticeRules({ channel }: SendOrder, digest: string): readonly Rule[] {
  const perDay = { name: 'notice-1d', key: `notices:1d:${digest}`, limit: 20, windowMs: DAY };
  return channel === 'sms'
    ? [{ name: 'notice-1h', key: `notices:1h:${digest}`, limit: PER_TEXT_NUMBER, windowMs: HOUR }, perDay]
    : [perDay];
}

/** AB-22: all text messages together. Decoys cost nothing, so they do not count; they write a counter like the others. */
function textRules({ channel, decoy }: SendOrder, { smsPerDay }: SendLimits): readonly Rule[] {
  if (channel !== 'sms') return [];
  const [key, limit] = decoy ? ['sends:1d:decoys', Infinity] : ['sends:1d:texts', smsPerDay];
  return [{ name: 'texts-1d', key, limit, windowMs: DAY }];
}

type Verdict = { readonly over: string | null } | 'again';

/** Raises all counters of a message, or none of them. */
async function count(counters: Counters, rules: readonly Rule[], now: Date): Promise<Verdict> {
  const states = [];
  for (const rule of rules) states.push({ rule, state: await counters.read(rule.key, now) });
  const over = states.find(({ rule, state }) => (state?.count ?? 0) >= rule.limit);
  if (over) return { over: over.rule.name };
  for (const { rule, state } of states) {
    const before = state?.count ?? 0;
    const resetsAt = state?.resetsAt ?? new Date(now.getTime() + rule.windowMs);
    const next = { count: before + 1, blockedUntil: null, resetsAt };
    if (!(await counters.compareAndSet(rule.key, before, next, now))) return 'again';
  }
  return { over: null };
}

/**
 * The budgets of messages (AB-20 to AB-22, SR-TH-08). Only what may be sent is counted, in the transaction that queues
 * it: asking on keeps nobody's address blocked, and of parallel askers one gets through. Recipients appear in the database only
 * as keyed digests.
 * @param deps.enabled false: nothing is counted; the prefixes of numbers hold in any case
 */
export function createSendBudget(deps: {
  readonly mac: Mac;
  readonly enabled: boolean;
  readonly limits: SendLimits;
}): SendBudget {
  const { mac, limits } = deps;
  return async (counters, order, now) => {
    const { channel, purpose, subject, clientAddress } = order;
    const prefixes = channel === 'sms' ? limits.smsPrefixes : [];
    if (prefixes.length > 0 && !prefixes.some((prefix) => subject.startsWith(prefix))) return 'sms-prefix';
    if (!deps.enabled) return null;
    const digest = mac.sign('sends', subject);
    const rules = [...textRules(order, limits)];
    if (purpose === 'notice') rules.push(...noticeRules(order, digest));
    else {
      rules.push(...recipientRules(order, digest));
      rules.push({ name: 'client-1h', key: `sends:1h:from:${clientAddress}`, limit: limits.perClient, windowMs: HOUR });
      const pair = `sends:1h:pair:${mac.sign('sends', `${clientAddress} ${subject}`)}`;
      if ((await counters.read(pair, now)) === null) {
        const key = `sends:1h:recipients:${clientAddress}`;
        rules.push({ name: 'client-recipients-1h', key, limit: limits.recipientsPerClient, windowMs: HOUR });
      }
      rules.push({ name: 'pair', key: pair, limit: Infinity, windowMs: HOUR });
    }
    for (;;) {
      const verdict = await count(counters, rules, now);
      if (verdict !== 'again') return verdict.over;
    }
  };
}
