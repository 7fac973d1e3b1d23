export { createHasher } from './create-hasher.ts';
export type { HasherParts, HasherSettings, ThreadedHasher } from './create-hasher.ts';
export type { Argon2Parameters, HashParameters } from './format.ts';
export { checkHashCost, isSupportedHash, MAX_HASH_LENGTH } from './formats.ts';
export { hasherSettings, hasherWarnings } from './settings.ts';
export type { HashersSection, HasherSurroundings } from './settings.ts';
