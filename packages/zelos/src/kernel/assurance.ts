import type { Aal, AuthenticationMethod } from './session.ts';

const RANK: Readonly<Record<Aal, number>> = { aal0: 0, aal1: 1, aal2: 2 };

/** True when `have` is at least `want`. */
export function satisfies(have: Aal, want: Aal): boolean {
  return RANK[have] >= RANK[want];
}

/**
 * The level that a list of completed proofs amounts to: a first and a second factor make aal2,
 * a provider's own second level counts as both, anything else is aal1, nothing is aal0.
 */
export function sessionAal(methods: readonly AuthenticationMethod[]): Aal {
  if (methods.length === 0) return 'aal0';
  const federatedSecond = methods.some((m) => m.aal === 'aal2' && m.provider !== undefined);
  const first = methods.some((m) => m.aal === 'aal1');
  const second = methods.some((m) => m.aal === 'aal2');
  return federatedSecond || (first && second) ? 'aal2' : 'aal1';
}

/** What one enabled method says about a person's credential: how many factors of which kind it stands for. */
export interface FactorCount {
  readonly first: number;
  readonly second: number;
}

/** The highest level a person can reach with the factors they have. */
export function availableAal(counts: readonly FactorCount[]): Aal {
  if (counts.some((c) => c.second > 0)) return 'aal2';
  return counts.some((c) => c.first > 0) ? 'aal1' : 'aal0';
}
