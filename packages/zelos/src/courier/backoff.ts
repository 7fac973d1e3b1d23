import type { Random } from '../ports/random.ts';

const GROWTH = 2;
/** In pauses of the worker: with the usual second 10 s to 30 min. */
const FIRST_PAUSES = 10;
const LONGEST_PAUSES = 1800;

/**
 * How long to wait before the next attempt: exponential, between half and the whole of the step by chance, so that messages
 * which failed together do not come back together.
 * @param attempt number of the attempt that failed, from 1
 * @param pauseMs pause of the worker (`courier.worker.pull_wait`) in milliseconds
 */
export function backoffMs(attempt: number, pauseMs: number, random: Random): number {
  const step = Math.min(FIRST_PAUSES * GROWTH ** Math.max(0, attempt - 1), LONGEST_PAUSES) * pauseMs;
  const [high = 0, low = 0] = random.bytes(2);
  return Math.round(step * (0.5 + (high * 256 + low) / 0x1_0000 / 2));
}
