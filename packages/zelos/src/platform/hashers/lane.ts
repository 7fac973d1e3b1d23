import type { Worker } from 'node:worker_threads';
import type { HashCaller } from '../../ports/hasher.ts';
import { HasherBusyError } from '../../ports/hasher.ts';
import type { AnswerMessage, JobMessage } from './protocol.ts';
import { toError } from './protocol.ts';
import { createQueue, type Pending, type QueueOptions } from './queue.ts';

/** How a lane is built. */
export interface LaneOptions extends QueueOptions {
  /** Most worker threads at a time; started when first needed. */
  readonly threads: number;
  readonly startWorker: () => Worker;
}

/** Threads that compute one job each, and one bounded, fair queue in front of them (AB-32). */
export interface Lane {
  /**
   * Rejects with `HasherBusyError` when the queue is full or the lane closes, with `HasherOverLimitError` when the caller
   * has enough jobs waiting, and with what the job threw.
   */
  run(job: JobMessage, caller: HashCaller): Promise<AnswerMessage>;
  /** Jobs that wait, jobs being computed, threads alive. */
  load(): { readonly waiting: number; readonly running: number; readonly threads: number };
  /** Refuses new jobs, finishes the accepted ones, ends the threads. May be called more than once. */
  close(): Promise<void>;
}

interface Seat {
  readonly worker: Worker;
  current: Pending | null;
}

const assign = (seat: Seat, pending: Pending): void => {
  seat.current = pending;
  seat.worker.ref();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin, this is not a window
  seat.worker.postMessage(pending.job);
};

/** Creates the lane; no thread is started yet, and an idle lane never keeps the process alive. */
export const createLane = (options: LaneOptions): Lane => {
  const busy = () => new HasherBusyError(options.retryAfterSeconds());
  const waiting = createQueue(options);
  const seats = new Set<Seat>();
  const idle: Seat[] = [];
  let closing: (() => void)[] | null = null;

  /** True while a thread computes for this account (AB-32: one after the other, which ends races as well). */
  const inHand = (account: string | undefined): boolean =>
    options.fair && account !== undefined && [...seats].some((seat) => seat.current?.caller.account === account);

  const settleClosing = (): void => {
    if (closing === null || waiting.length() > 0 || [...seats].some((seat) => seat.current !== null)) return;
    for (const resolve of closing.splice(0)) resolve();
  };

  const release = (seat: Seat): void => {
    const next = waiting.take(inHand);
    if (next !== undefined) {
      assign(seat, next);
      return;
    }
    seat.worker.unref();
    idle.push(seat);
    settleClosing();
  };

  /** A thread that ended on its own takes its job with it; the jobs behind it get a new thread. */
  const lose = (seat: Seat, cause: unknown): void => {
    if (!seats.delete(seat)) return;
    const position = idle.indexOf(seat);
    if (position >= 0) idle.splice(position, 1);
    seat.current?.reject(new Error('The hashing worker stopped before it answered.', { cause }));
    const next = waiting.take(inHand);
    if (next !== undefined) openSeat(next);
    settleClosing();
  };

  const openSeat = (first: Pending): void => {
    const seat: Seat = { worker: options.startWorker(), current: null };
    seats.add(seat);
    seat.worker.on('message', (answer: AnswerMessage) => {
      const pending = seat.current;
      seat.current = null;
      // The next job is posted before the answer is handled, so that the thread does not wait for the caller's work.
      release(seat);
      const error = toError(answer);
      if (error === null) pending?.resolve(answer);
      else pending?.reject(error);
    });
    seat.worker.on('error', (error) => lose(seat, error));
    seat.worker.on('messageerror', () => void seat.worker.terminate());
    seat.worker.on('exit', (code) => lose(seat, `exit code ${code}`));
    assign(seat, first);
  };

  const accept = (pending: Pending): void => {
    const { account, signal } = pending.caller;
    if (signal?.aborted) return pending.reject(busy());
    // Whoever waits for somebody's own job is started by the thread that ends it, so no thread idles over waiting work.
    if (inHand(account)) return waiting.add(pending);
    const seat = idle.pop();
    if (seat !== undefined) assign(seat, pending);
    else if (seats.size < options.threads) openSeat(pending);
    else waiting.add(pending);
  };

  return {
    run: (job, caller) =>
      new Promise((resolve, reject) => {
        if (closing === null) accept({ job, caller, since: options.now(), resolve, reject });
        else reject(busy());
      }),
    load: () => ({ waiting: waiting.length(), running: seats.size - idle.length, threads: seats.size }),
    async close() {
      closing ??= [];
      const resolvers = closing;
      await new Promise<void>((resolve) => {
        resolvers.push(resolve);
        settleClosing();
      });
      await Promise.all([...seats].map((seat) => seat.worker.terminate()));
    },
  };
};
