import type { HasherSettings } from './create-hasher.ts';

/** The `hashers` section as it stands in the file, before any defaults were filled in. */
export interface HashersSection {
  readonly algorithm?: 'argon2' | 'bcrypt';
  readonly bcrypt?: { readonly cost?: number };
  readonly argon2?: {
    /** Digits and a unit: B, KB, MB, GB, TB, PB or EB, in powers of 1024. */
    readonly memory?: string;
    readonly iterations?: number;
    readonly parallelism?: number;
    readonly salt_length?: number;
    readonly key_length?: number;
  };
}

/** What the settings depend on beside the section. */
export interface HasherSurroundings {
  readonly dev: boolean;
  /** Cores this process may use. */
  readonly cores: number;
  /** The operator's own choice of threads; cores − 1 otherwise. */
  readonly threads?: number | undefined;
  /** The operator's own choice of waiting jobs; about two seconds of work otherwise. */
  readonly queueLimit?: number | undefined;
}

type Argon2 = HasherSettings['argon2'];

const OWN_ARGON2: Argon2 = { memoryKib: 19_456, iterations: 2, parallelism: 1, saltLength: 16, keyLength: 32 };
const BCRYPT_COST = 12;
const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'];
const QUEUE_BOUNDS = { least: 8, most: 1024 };
/** What one core does, roughly: KiB passes of argon2 and bcrypt rounds in a millisecond. */
const SPEED = { argon2: 4000, bcrypt: 16 };

/** KiB of a size such as `128MB`. Throws a `RangeError` when it is none, or less than argon2 can work with. */
export const parseMemoryKib = (text: string): number => {
  const [, digits, unit] = /^(\d+)([KMGTPE]?B)$/.exec(text) ?? [];
  const bytes = Number(digits) * 1024 ** UNITS.indexOf(unit ?? '');
  const kib = Math.floor(bytes / 1024);
  if (digits === undefined || kib < 8 || kib > 0xffff_ffff) {
    throw new RangeError(`hashers.argon2.memory: "${text.slice(0, 100)}" is not a usable size such as 64MB.`);
  }
  return kib;
};

const argon2From = (section: HashersSection, cores: number): Argon2 => {
  const given = section.argon2 ?? {};
  // Naming the algorithm asks for the defaults that come with that name; without it ours hold.
  const named = section.algorithm === 'argon2';
  const base: Argon2 = named
    ? { ...OWN_ARGON2, memoryKib: 131_072, iterations: 1, parallelism: 2 * cores }
    : OWN_ARGON2;
  const parallelism = given.parallelism ?? base.parallelism;
  const memoryKib = given.memory === undefined ? base.memoryKib : parseMemoryKib(given.memory);
  if (memoryKib < 8 * parallelism) {
    throw new RangeError(`hashers.argon2.memory: ${parallelism} lanes need at least ${8 * parallelism}KB.`);
  }
  return {
    memoryKib,
    iterations: given.iterations ?? base.iterations,
    parallelism,
    saltLength: given.salt_length ?? base.saltLength,
    keyLength: given.key_length ?? base.keyLength,
  };
};

const bcryptFrom = (section: HashersSection, dev: boolean): HasherSettings['bcrypt'] => {
  const cost = section.bcrypt?.cost ?? BCRYPT_COST;
  return { cost: dev ? cost : Math.max(cost, BCRYPT_COST) };
};

const estimatedMs = ({ algorithm, argon2, bcrypt }: Pick<HasherSettings, 'algorithm' | 'argon2' | 'bcrypt'>): number =>
  algorithm === 'argon2' ? (argon2.memoryKib * argon2.iterations) / SPEED.argon2 : 2 ** bcrypt.cost / SPEED.bcrypt;

/**
 * Settings from the configuration (better.md B32 is the rule): without a named algorithm argon2id with 19 MiB, two
 * passes, one lane, unless only bcrypt is configured; a named one keeps its usual defaults; bcrypt below 12 is raised
 * outside development mode. Throws a `RangeError` that names the key for values nothing can be computed with.
 */
export const hasherSettings = (
  section: HashersSection | undefined,
  { dev, cores, threads, queueLimit }: HasherSurroundings,
): HasherSettings => {
  const given = section ?? {};
  const onlyBcrypt = given.bcrypt !== undefined && given.argon2 === undefined;
  const algorithm = given.algorithm ?? (onlyBcrypt ? 'bcrypt' : 'argon2');
  const parameters = { algorithm, argon2: argon2From(given, cores), bcrypt: bcryptFrom(given, dev) };
  const workers = threads ?? Math.max(1, cores - 1);
  // AB-31: what waits is done within about two seconds.
  const twoSeconds = Math.floor((workers * 2000) / estimatedMs(parameters));
  const bounded = Math.min(QUEUE_BOUNDS.most, Math.max(QUEUE_BOUNDS.least, twoSeconds));
  return { ...parameters, threads: workers, queueLimit: queueLimit ?? bounded };
};

/**
 * What the operator should hear at start: parameters below the floor (SR-PW-11) or that take long, memory that does not
 * fit. `memoryLimitBytes` is the limit of the container, if there is one. Empty when all is well.
 */
export const hasherWarnings = (settings: HasherSettings, memoryLimitBytes?: number): readonly string[] => {
  const { algorithm, argon2, bcrypt, threads } = settings;
  const warnings: string[] = [];
  if (algorithm === 'bcrypt' && bcrypt.cost < 10) warnings.push('hashers.bcrypt.cost is below 10.');
  const work = argon2.memoryKib * argon2.iterations;
  if (algorithm === 'argon2' && (argon2.memoryKib < 19_456 || work < 38_912)) {
    warnings.push('hashers.argon2 is below memory 19MB with 2 iterations (or 46MB with 1).');
  }
  const took = Math.round(estimatedMs(settings));
  if (took > 500) warnings.push(`One password hash takes about ${took} ms with the configured hashers.`);
  const needed = algorithm === 'argon2' ? threads * argon2.memoryKib * 1024 : 0;
  if (memoryLimitBytes !== undefined && needed > memoryLimitBytes / 4) {
    const most = Math.max(1, Math.floor(memoryLimitBytes / 4 / (argon2.memoryKib * 1024)));
    warnings.push(
      `Hashing may take ${Math.ceil(needed / 2 ** 20)} MiB, more than a quarter of the memory limit: lower hashers.argon2.memory or use ${most} thread(s).`,
    );
  }
  return warnings;
};
