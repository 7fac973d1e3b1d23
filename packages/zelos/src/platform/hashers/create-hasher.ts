import { randomInt } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Hasher } from '../../ports/hasher.ts';
import type { HashParameters } from './format.ts';
import type { Lane } from './lane.ts';
import { createLane } from './lane.ts';
import type { AnswerMessage } from './protocol.ts';

/** Algorithm, cost and capacity of a hasher. */
export interface HasherSettings extends HashParameters {
  /** Worker threads; one core is left to the event loop when this is cores − 1 (D7). */
  readonly threads: number;
  /** Most jobs that wait for a thread. */
  readonly queueLimit: number;
  /** Whether one address or account may take only a part of the queue (AB-32); no without it. */
  readonly fair?: boolean;
}

/** A hasher with its own threads. */
export interface ThreadedHasher extends Hasher {
  /** Jobs that wait, jobs being computed, threads alive: for metrics. */
  load: Lane['load'];
  /** Refuses new work, finishes what was accepted, ends the threads. */
  close(): Promise<void>;
}

/** Replaceable parts, for tests. */
export interface HasherParts {
  readonly startWorker?: (parameters: HashParameters) => Worker;
  /** A monotonic clock in milliseconds. */
  readonly now?: () => number;
}

const MAX_WAIT_MS = 5000;

const startHashWorker = ({ algorithm, argon2, bcrypt }: HashParameters): Worker => {
  // The same file, as a source when the sources run unbuilt and as a built one otherwise.
  const url = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
  // Options of the main process (an inspector, an input type) are not the worker's.
  return new Worker(url, { workerData: { algorithm, argon2, bcrypt }, execArgv: [], name: 'zelos-hash' });
};

const unexpected = (answer: AnswerMessage): Error => new Error(`The hashing worker answered ${answer[0]}.`);

/**
 * Creates the hasher. Threads and native modules are loaded by the first call, not here; idle threads do not keep the
 * process alive. Every call rejects with `HasherBusyError` when the queue is full.
 */
export const createHasher = (settings: HasherSettings, parts: HasherParts = {}): ThreadedHasher => {
  const startWorker = parts.startWorker ?? startHashWorker;
  const lane = createLane({
    threads: settings.threads,
    queueLimit: settings.queueLimit,
    maxWaitMs: MAX_WAIT_MS,
    fair: settings.fair ?? false,
    startWorker: () => startWorker(settings),
    now: parts.now ?? (() => performance.now()),
    retryAfterSeconds: () => randomInt(1, 6),
  });
  return {
    async hash(password, caller) {
      const answer = await lane.run(['hash', password, ''], caller);
      if (answer[0] !== 'hash') throw unexpected(answer);
      return answer[1];
    },
    async verify(password, encoded, caller) {
      const answer = await lane.run(['verify', password, encoded], caller);
      if (answer[0] !== 'verify') throw unexpected(answer);
      return { ok: answer[1], outdated: answer[2] };
    },
    async burn(password, caller) {
      await lane.run(['burn', password, ''], caller);
    },
    load: lane.load,
    close: lane.close,
  };
};
