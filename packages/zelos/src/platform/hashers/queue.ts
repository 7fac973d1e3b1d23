import type { HashCaller } from '../../ports/hasher.ts';
import { HasherBusyError, HasherOverLimitError } from '../../ports/hasher.ts';
import type { AnswerMessage, JobMessage } from './protocol.ts';

/** A job that was accepted and has not been answered. */
export interface Pending {
  readonly job: JobMessage;
  readonly caller: HashCaller;
  /** When it came, in milliseconds of the lane's clock. */
  readonly since: number;
  readonly resolve: (answer: AnswerMessage) => void;
  readonly reject: (error: Error) => void;
}

export interface QueueOptions {
  /** Most jobs that wait. */
  readonly queueLimit: number;
  /** A job that waited longer, in milliseconds, is refused instead of started: its caller has given up (AB-32). */
  readonly maxWaitMs: number;
  /** Whether addresses and accounts are limited (AB-32); without it only the length of the queue is. */
  readonly fair: boolean;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  /** Seconds for `Retry-After` of a full queue, spread by the caller so that clients do not come back together. */
  readonly retryAfterSeconds: () => number;
}

/** The jobs that no thread has taken yet. Whatever leaves it without having been taken is rejected. */
export interface Queue {
  length(): number;
  add(pending: Pending): void;
  /** Takes the next job that may start: the most urgent, then the oldest, of nobody whose other job is in hand. */
  take(inHand: (account: string | undefined) => boolean): Pending | undefined;
}

/** AB-32: jobs of one address that may wait at a time. */
const PER_ADDRESS = 2;
/** A thread is free for the next job of an address in well below a second. */
const OWN_LIMIT_RETRY_SECONDS = 1;
const RANK: { readonly [K in HashCaller['urgency']]: number } = { login: 0, change: 1, rehash: 2 };

interface Entry {
  readonly pending: Pending;
  readonly rank: number;
  /** Stops listening for the client to go. */
  readonly quiet: () => void;
}

/** Creates an empty queue: bounded, by urgency and then by arrival. */
export const createQueue = (options: QueueOptions): Queue => {
  const { queueLimit, maxWaitMs, fair, now } = options;
  /** In the order in which they are to be started. */
  const entries: Entry[] = [];
  const busy = () => new HasherBusyError(options.retryAfterSeconds());

  const leave = (entry: Entry): Pending => {
    entries.splice(entries.indexOf(entry), 1);
    entry.quiet();
    return entry.pending;
  };

  /** A full queue makes room for what is more urgent than the last in it. */
  const makeRoom = (rank: number): boolean => {
    if (entries.length < queueLimit) return true;
    const last = entries.at(-1);
    if (last === undefined || last.rank <= rank) return false;
    leave(last).reject(busy());
    return true;
  };

  const crowded = ({ address }: HashCaller): boolean =>
    fair &&
    address !== undefined &&
    entries.filter(({ pending }) => pending.caller.address === address).length >= PER_ADDRESS;

  return {
    length: () => entries.length,
    add(pending) {
      const { signal, urgency } = pending.caller;
      const rank = RANK[urgency];
      if (crowded(pending.caller)) return pending.reject(new HasherOverLimitError(OWN_LIMIT_RETRY_SECONDS));
      if (!makeRoom(rank)) return pending.reject(busy());
      const drop = () => leave(entry).reject(busy());
      const entry: Entry = { pending, rank, quiet: () => signal?.removeEventListener('abort', drop) };
      signal?.addEventListener('abort', drop, { once: true });
      entries.splice(entries.findLastIndex((other) => other.rank <= rank) + 1, 0, entry);
    },
    take(inHand) {
      for (let at = 0; at < entries.length; ) {
        const entry = entries[at] as Entry;
        if (now() - entry.pending.since > maxWaitMs) leave(entry).reject(busy());
        else if (!inHand(entry.pending.caller.account)) return leave(entry);
        else at += 1;
      }
      return undefined;
    },
  };
};
