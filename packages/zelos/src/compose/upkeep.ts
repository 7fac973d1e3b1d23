import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Database } from '../ports/store.ts';

const MAX_BATCHES = 100;
const BREATH_MS = 20;

/**
 * Removes expired rows in small batches, with a breath between them so that sign-ins are never held up.
 * An interval of 0 is off.
 */
export function startUpkeep(deps: {
  readonly database: Pick<Database, 'removeExpired'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly intervalMs: number;
  readonly batchSize: number;
}): { stop(): Promise<void> } {
  const abort = new AbortController();
  const pause = (ms: number) => sleep(ms, undefined, { signal: abort.signal, ref: false });
  const run = async () => {
    while (!abort.signal.aborted) {
      await pause(deps.intervalMs);
      for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
        if ((await deps.database.removeExpired(deps.clock.now(), deps.batchSize)) === 0) break;
        await pause(BREATH_MS);
      }
    }
  };
  const guarded = async () => {
    while (!abort.signal.aborted) {
      try {
        await run();
      } catch (error) {
        if (abort.signal.aborted) return;
        deps.log.warn({ error: error instanceof Error ? error.name : 'unknown' }, 'removal of expired rows failed');
      }
    }
  };
  const done = deps.intervalMs > 0 ? guarded() : Promise.resolve();
  return {
    async stop() {
      abort.abort();
      await done;
    },
  };
}
