import { StoreUnavailableError } from '../../ports/store.ts';
import { classifySqliteError } from './errors.ts';

export type Release = () => void;

/** Lets one writer of this process in at a time, in the order of arrival. */
export interface Gate {
  /** Whether somebody is inside. */
  readonly held: boolean;
  /** Enters at once when nobody is inside. */
  tryEnter(): Release | null;
  /** Throws StoreUnavailableError after `patienceMs` of waiting. */
  enter(): Promise<Release>;
}

/** @param patienceMs how long a caller waits for its turn, in milliseconds. */
export function createGate(patienceMs: number): Gate {
  const waiting = new Set<(release: Release) => void>();
  let held = false;

  const releaseOnce = (): Release => {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const [next] = waiting;
      if (next === undefined) {
        held = false;
        return;
      }
      waiting.delete(next);
      next(releaseOnce());
    };
  };

  const tryEnter = (): Release | null => {
    if (held) return null;
    held = true;
    return releaseOnce();
  };

  return {
    get held() {
      return held;
    },
    tryEnter,
    enter: async () =>
      tryEnter() ??
      new Promise<Release>((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(admit);
          reject(new StoreUnavailableError('the database is busy: too many writes are waiting'));
        }, patienceMs);
        const admit = (release: Release): void => {
          clearTimeout(timer);
          resolve(release);
        };
        waiting.add(admit);
      }),
  };
}

const LONGEST_PAUSE_MS = 25;

/**
 * Repeats `attempt` while another process holds the lock it needs. The pauses are timers, so that the event loop serves
 * others meanwhile (SQLite's own busy handler would sleep the thread).
 * @param patienceMs after so many milliseconds the error of the last attempt is thrown.
 */
export async function patiently<T>(attempt: () => T, patienceMs: number): Promise<T> {
  const start = performance.now();
  for (let pause = 1; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return attempt();
    } catch (error) {
      if (classifySqliteError(error).kind !== 'busy' || performance.now() - start > patienceMs) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
