/** Failures in a row that mean the other side is away. */
const OPENS_AFTER = 5;

/** Which channels are worth an attempt. One per worker. */
export interface Breaker {
  /** Channels that rest now. */
  resting(now: Date): readonly string[];
  /** Whether a channel has rested and is being probed: one message shows whether it is back. */
  probing(now: Date): boolean;
  worked(channel: string): void;
  unreachable(channel: string, now: Date): void;
}

interface State {
  failures: number;
  until: number;
  restMs: number;
}

/**
 * Saves the attempts of messages while the other side is away (FT-16): after five failures in a row a channel rests, longer
 * each time, and comes back with one message.
 */
export function createBreaker(restMs: { readonly first: number; readonly longest: number }): Breaker {
  const states = new Map<string, State>();
  const open = (state: State) => state.failures >= OPENS_AFTER;
  return {
    resting: (now) => [...states].filter(([, state]) => open(state) && now.getTime() < state.until).map(([id]) => id),
    probing: (now) => [...states.values()].some((state) => open(state) && now.getTime() >= state.until),
    worked: (channel) => void states.delete(channel),
    unreachable(channel, now) {
      const state = states.get(channel) ?? { failures: 0, until: 0, restMs: restMs.first };
      state.failures += 1;
      if (open(state)) {
        state.until = now.getTime() + state.restMs;
        state.restMs = Math.min(state.restMs * 2, restMs.longest);
      }
      states.set(channel, state);
    },
  };
}
