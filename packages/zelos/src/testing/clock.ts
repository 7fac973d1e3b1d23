import type { Clock } from '../ports/clock.ts';

/** A clock that stands still until somebody moves it. */
export interface TestClock extends Clock {
  /** Moves on by some milliseconds; negative values go back. */
  advance(milliseconds: number): void;
  /** Jumps to a moment. */
  set(moment: Date): void;
}

/** Where a test clock stands when nothing else is said. */
export const TEST_NOW = new Date('2026-03-01T12:00:00.000Z');

/** Creates a clock that stands at `start`. Nothing waits: a test says how time passes. */
export function createTestClock(start: Date = TEST_NOW): TestClock {
  let now = start.getTime();
  return {
    now: () => new Date(now),
    advance(milliseconds) {
      now += milliseconds;
    },
    set(moment) {
      now = moment.getTime();
    },
  };
}
