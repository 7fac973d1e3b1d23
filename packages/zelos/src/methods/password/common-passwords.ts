import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

/** Sets already built, by minimum length: the list never changes while the process runs. */
const built = new Map<number, ReadonlySet<string>>();

/** Reads the list alone, without the dictionaries and keyboards that the package's entry point brings along. */
const readList = (): readonly string[] => {
  const list: unknown = load('@zxcvbn-ts/language-common/dist/passwords.json.js');
  // The set holds what is needed; without this the module cache would keep all entries for good.
  delete load.cache[load.resolve('@zxcvbn-ts/language-common/dist/passwords.json.js')];
  if (!Array.isArray(list)) throw new TypeError('The list of common passwords has an unexpected form.');
  return list.filter((entry): entry is string => typeof entry === 'string');
};

const build = (minLength: number): ReadonlySet<string> =>
  new Set(
    readList()
      .filter((entry) => entry.length >= minLength)
      .map((entry) => entry.toLowerCase()),
  );

/**
 * Whether a password is one of the most common ones (SR-PW-05), whatever its letter case. `minLength` is the policy's
 * minimum in code points: shorter entries cannot be chosen anyway and are not kept. The list is read by the first call.
 */
export const isCommonPassword = (password: string, minLength: number): boolean => {
  const entries = built.get(minLength) ?? build(minLength);
  built.set(minLength, entries);
  return entries.has(password.toLowerCase());
};
