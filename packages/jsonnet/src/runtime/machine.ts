import { JsonnetError, JsonnetLimitError } from '../errors.ts';
import { defaultLimits, type LimitName, type Limits } from '../limits.ts';
import type { Site } from '../source.ts';

/** Receives the messages of std.trace with the place of the call. */
export type TraceSink = (message: string, place: { file: string; line: number }) => void;

/**
 * The budget counters and the Jsonnet stack of the evaluation that runs now. There is one for speed (its address is
 * a constant of the compiled closures); an evaluation takes it over on entry and restores it on exit, also when it
 * fails, so evaluations started inside native functions or import resolvers are separate.
 */
class Machine {
  steps = 0;
  maxSteps = 0;
  depth = 0;
  maxDepth = 0;
  stringLength = 0;
  arrayLength = 0;
  /** Height of the site stack; the sites below it are live, those above are stale. */
  height = 0;
  sites: Site[] = [];
  limits: Limits = defaultLimits;
  /** What only this evaluation knows: variables, imports, callbacks. */
  session: unknown = undefined;
}

export const vm = new Machine();

/** Most places an error keeps of its stack; the middle goes first. */
const SPARE_SITES = 64;

/**
 * Runs a function as one evaluation with budgets of its own; the depth continues from an evaluation around it.
 * @throws JsonnetLimitError also when the native stack ran out (`limit.depth`).
 */
export function withMachine<T>(limits: Limits, session: unknown, run: () => T): T {
  const saved = { ...vm };
  const outer = vm.session === undefined ? 0 : vm.depth;
  vm.steps = 0;
  vm.maxSteps = limits.steps;
  vm.depth = outer;
  vm.maxDepth = limits.depth;
  vm.stringLength = limits.stringLength;
  vm.arrayLength = limits.arrayLength;
  vm.height = 0;
  vm.sites = [];
  vm.limits = limits;
  vm.session = session;
  try {
    return run();
  } catch (error) {
    if (isStackOverflow(error))
      throw new JsonnetLimitError('depth', 'the native stack is used up', liveSites(), { cause: error });
    throw error;
  } finally {
    Object.assign(vm, saved);
  }
}

/** Whether an error is the engine's own report of an exhausted native stack. */
export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && /call stack/i.test(error.message);
}

function liveSites(site?: Site): Site[] {
  const sites: Site[] = site === undefined ? [] : [site];
  for (let i = Math.min(vm.height, vm.sites.length) - 1; i >= 0; i--) {
    const next = vm.sites[i];
    if (next !== undefined && !samePlace(next, sites.at(-1))) sites.push(next);
  }
  return sites.length > SPARE_SITES ? [...sites.slice(0, SPARE_SITES / 2), ...sites.slice(-SPARE_SITES / 2)] : sites;
}

function samePlace(a: Site, b: Site | undefined): boolean {
  return b !== undefined && a.start === b.start && a.file === b.file && a.within === b.within;
}

/** A runtime error at a site (or at the innermost call) with the Jsonnet stack. */
export function fail(message: string, site?: Site, options?: ErrorOptions): never {
  throw new JsonnetError('runtime', message, liveSites(site), options);
}

/** An import error at a site with the Jsonnet stack. */
export function failImport(message: string, site: Site, options?: ErrorOptions): never {
  throw new JsonnetError('import', message, liveSites(site), options);
}

/** A budget error with the Jsonnet stack. */
export function failLimit(limit: LimitName): never {
  const { limits } = vm;
  const unit =
    limit === 'steps' ? 'steps' : limit === 'depth' ? 'levels' : limit === 'arrayLength' ? 'elements' : 'characters';
  throw new JsonnetLimitError(
    limit,
    `the evaluation needs more than ${limits[limit]} ${unit} (limit ${limit})`,
    liveSites(),
  );
}

/** Counts work. */
export function charge(steps: number): void {
  if ((vm.steps += steps) > vm.maxSteps) failLimit('steps');
}

const CHARS_PER_STEP = 64;
const ITEMS_PER_STEP = 8;

/** Counts the work of reading or writing a whole string. */
export function chargeText(length: number): void {
  if (length >= CHARS_PER_STEP && (vm.steps += length / CHARS_PER_STEP) > vm.maxSteps) failLimit('steps');
}

/** Checks the length of a string to be built and counts the work. */
export function allowText(length: number): void {
  if (length > vm.stringLength) failLimit('stringLength');
  chargeText(length);
}

/** Checks the length of an array to be built and counts the work. */
export function allowItems(length: number): void {
  if (length > vm.arrayLength) failLimit('arrayLength');
  if ((vm.steps += length / ITEMS_PER_STEP) > vm.maxSteps) failLimit('steps');
}

/** Goes one level deeper, as calls, forced thunks and fields, and recursive walks over data do. */
export function enter(site: Site | undefined, weight = 1): void {
  if ((vm.depth += weight) > vm.maxDepth) failLimit('depth');
  if (++vm.steps > vm.maxSteps) failLimit('steps');
  if (site !== undefined) vm.sites[vm.height] = site;
  else if (vm.height > 0) vm.sites[vm.height] = vm.sites[vm.height - 1] as Site;
  vm.height++;
}

/** Comes back from `enter`. Not needed when an error is thrown: errors end the evaluation. */
export function leave(weight = 1): void {
  vm.depth -= weight;
  vm.height--;
}
