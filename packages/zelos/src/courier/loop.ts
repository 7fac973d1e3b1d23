import { setTimeout as pause } from 'node:timers/promises';
import { type CourierDeps, deliverBatch } from './worker.ts';

/** Times in milliseconds. */
export interface LoopSettings {
  /** Age at which finished messages lose their content (SR-DP-05). */
  readonly wipeAfterMs: number;
  readonly wipeEveryMs: number;
}

export interface LoopDeps extends CourierDeps {
  readonly loop: LoopSettings;
  /** Waits; ends early without error when the signal aborts. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** The worker that runs beside the server, or alone. */
export interface CourierLoop {
  /** Begins to deliver. A second call does nothing. */
  start(): void;
  /** Looks at the queue at once: something was queued in this process. */
  wake(): void;
  /** Ends after the messages in hand; the rest stays queued. */
  stop(): Promise<void>;
}

/** After a wake-up the row may not be committed yet: it is looked for a second time after this. */
const SECOND_LOOK_MS = 25;
const WIPED_AT_ONCE = 500;
/** Pauses after failures of the queue itself. */
const FIRST_PAUSE_MS = 500;
const PAUSE_GROWTH = 1.5;
const LONGEST_PAUSE_MS = 60_000;

const sleepUntil = async (ms: number, signal: AbortSignal): Promise<void> => {
  await pause(ms, undefined, { signal }).catch(() => {});
};

/** Delivers batch after batch: at once while there is something, every `pullWaitMs` otherwise. */
export function createCourierLoop(deps: LoopDeps): CourierLoop {
  const stopping = new AbortController();
  const sleep = deps.sleep ?? sleepUntil;
  let running: Promise<void> | null = null;
  let alarm = new AbortController();
  let looks = 0;

  const rest = async (ms: number): Promise<void> => {
    await sleep(ms, AbortSignal.any([alarm.signal, stopping.signal]));
    alarm = new AbortController();
  };
  const wipe = createWiper(deps);
  const run = async (): Promise<void> => {
    let trouble = FIRST_PAUSE_MS;
    while (!stopping.signal.aborted) {
      try {
        const taken = await deliverBatch(deps, stopping.signal);
        trouble = FIRST_PAUSE_MS;
        if (taken > 0 || stopping.signal.aborted) continue;
        await wipe();
        looks = Math.max(0, looks - 1);
        await rest(looks > 0 ? SECOND_LOOK_MS : deps.settings.pullWaitMs);
      } catch (error) {
        deps.log.error({ error: error instanceof Error ? error.name : 'unknown' }, 'the message queue cannot be read');
        await rest(trouble);
        trouble = Math.min(trouble * PAUSE_GROWTH, LONGEST_PAUSE_MS);
      }
    }
  };

  return {
    start() {
      running ??= run();
    },
    wake() {
      looks = 2;
      alarm.abort();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Takes the contents out of old messages now and then. */
function createWiper({ outbox, clock, loop }: LoopDeps): () => Promise<void> {
  let next = 0;
  return async () => {
    const now = clock.now().getTime();
    if (now < next) return;
    const changed = await outbox.wipe(new Date(now - loop.wipeAfterMs), WIPED_AT_ONCE);
    next = changed > 0 ? now : now + loop.wipeEveryMs;
  };
}
