/**
 * The budgets of one evaluation. Every number is a hard upper bound; going over one ends the evaluation with a
 * `JsonnetLimitError` whose `code` names the budget.
 */
export interface Limits {
  /** Units of work: calls, forced thunks, loop turns, and bulk work in proportion to its size. */
  readonly steps: number;
  /** Nested evaluations (calls, forced thunks and fields, levels of manifested data). */
  readonly depth: number;
  /** Size of the manifested output in UTF-16 code units of its compact JSON (or of the returned string). */
  readonly outputBytes: number;
  /** Longest string the program may build, in UTF-16 code units. */
  readonly stringLength: number;
  /** Longest array the program may build, and most fields of one built object. */
  readonly arrayLength: number;
  /** Deepest nesting of brackets and operators the parser accepts. */
  readonly nesting: number;
  /** Longest program text, in UTF-16 code units. */
  readonly sourceLength: number;
}

/** The name of a budget. */
export type LimitName = keyof Limits;

/** The budgets used where the caller names none; hostile programs end well under a second with them. */
export const defaultLimits: Limits = Object.freeze({
  steps: 2_000_000,
  depth: 500,
  outputBytes: 8 * 1024 * 1024,
  stringLength: 8 * 1024 * 1024,
  arrayLength: 1_000_000,
  nesting: 150,
  sourceLength: 4 * 1024 * 1024,
});

/** What the engine itself can hold, whatever a caller allows. */
const CEILINGS: Partial<Record<LimitName, number>> = {
  stringLength: 2 ** 28,
  outputBytes: 2 ** 28,
  arrayLength: 2 ** 27,
};

/**
 * The default budgets with some replaced.
 * @param overrides budgets to replace; each must be a positive finite number.
 * @throws RangeError if a budget is not a positive finite number.
 */
export function resolveLimits(overrides: Partial<Limits> | undefined): Limits {
  if (overrides === undefined) return defaultLimits;
  const limits: Record<LimitName, number> = { ...defaultLimits };
  for (const name of Object.keys(defaultLimits) as LimitName[]) {
    const value = overrides[name];
    if (value === undefined) continue;
    if (!Number.isFinite(value) || value <= 0) throw new RangeError(`limit ${name} must be a positive number`);
    limits[name] = Math.min(value, CEILINGS[name] ?? value);
  }
  return limits;
}
