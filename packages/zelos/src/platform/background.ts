import type { Background } from '../ports/background.ts';
import type { Logger } from '../ports/logger.ts';

/** Runs tasks after the answer and waits for them on close. */
export function createBackground(log: Logger): Background & { drain(): Promise<void> } {
  const running = new Set<Promise<void>>();
  return {
    run(name, task) {
      const job = task()
        .catch((error: unknown) =>
          log.warn({ task: name, error: error instanceof Error ? error.name : 'unknown' }, 'background task failed'),
        )
        .finally(() => running.delete(job));
      running.add(job);
    },
    async drain() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
