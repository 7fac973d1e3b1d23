import { decodeBareBase64, encodeBareBase64, equalBytes, readNumbers } from './encoding.ts';
import type { Argon2Parameters, HashFormat, StoredHash } from './format.ts';
import { malformed } from './format.ts';

const SHAPE = /^\$(argon2id|argon2i)\$v=19\$([^$]*)\$([^$]*)\$([^$]*)$/;
/** Bounds of foreign hashes: memory in KiB. */
const MAX = { memoryKib: 1_048_576, iterations: 10, parallelism: 16 };
/** RFC 9106 section 3.1: salt and tag lengths in bytes. */
const MIN_SALT = 8;
const MIN_KEY = 4;

const read = (encoded: string): StoredHash => {
  const [, name, costs = '', saltText = '', keyText = ''] = SHAPE.exec(encoded) ?? [];
  const [memoryKib = 0, iterations = 0, parallelism = 0] = readNumbers(costs, ['m', 't', 'p']) ?? [];
  const salt = decodeBareBase64(saltText);
  const key = decodeBareBase64(keyText);
  if (name === undefined || salt === null || key === null) throw malformed('argon2');
  if (salt.length < MIN_SALT || key.length < MIN_KEY) throw malformed('argon2');
  // RFC 9106: at least one pass and one lane, and eight blocks of 1 KiB a lane.
  if (iterations < 1 || parallelism < 1 || memoryKib < 8 * parallelism) throw malformed('argon2');
  const variant = name === 'argon2id' ? 'argon2id' : 'argon2i';
  const cost = { memoryKib, iterations, parallelism, keyLength: key.length };
  return {
    affordable: memoryKib <= MAX.memoryKib && iterations <= MAX.iterations && parallelism <= MAX.parallelism,
    current: ({ algorithm, argon2 }) =>
      algorithm === 'argon2' &&
      variant === 'argon2id' &&
      argon2.memoryKib === memoryKib &&
      argon2.iterations === iterations &&
      argon2.parallelism === parallelism &&
      argon2.saltLength === salt.length &&
      argon2.keyLength === key.length,
    matches: (password, native) => equalBytes(native.argon2(variant, password, salt, cost), key),
  };
};

/** argon2id and argon2i version 19 as PHC strings with unpadded base64. */
export const argon2: HashFormat = {
  name: 'argon2',
  claims: (encoded) => /^\$argon2id?\$/.test(encoded),
  checkedAtImport: true,
  read,
};

/** The PHC string of a new argon2id hash. */
export const encodeArgon2id = (parameters: Argon2Parameters, salt: Buffer, key: Buffer): string => {
  const { memoryKib, iterations, parallelism } = parameters;
  const costs = `m=${memoryKib},t=${iterations},p=${parallelism}`;
  return `$argon2id$v=19$${costs}$${encodeBareBase64(salt)}$${encodeBareBase64(key)}`;
};
