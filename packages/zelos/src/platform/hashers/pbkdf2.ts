import { pbkdf2Sync } from 'node:crypto';
import { decodeBareBase64, equalBytes, readNumbers } from './encoding.ts';
import type { HashFormat, StoredHash } from './format.ts';
import { malformed, neverCurrent } from './format.ts';

const SHAPE = /^\$pbkdf2-sha(\d{1,3})\$([^$]*)\$([^$]*)\$([^$]*)$/;
const MAX_ITERATIONS = 10_000_000;
/** PHC string format: an output shorter than this could be hit by chance. In bytes. */
const MIN_KEY = 10;

/** The names are those of the format: 224 and 384 stand for SHA-3 there, and every number it does not know for SHA-256. */
const DIGESTS: Readonly<Record<string, string>> = { 1: 'sha1', 224: 'sha3-224', 384: 'sha3-384', 512: 'sha512' };

const read = (encoded: string): StoredHash => {
  const [, number, costs = '', saltText = '', keyText = ''] = SHAPE.exec(encoded) ?? [];
  // The second value repeats the length of the key; the key itself is what counts.
  const [iterations = 0] = readNumbers(costs, ['i', 'l']) ?? [];
  const salt = decodeBareBase64(saltText);
  const key = decodeBareBase64(keyText);
  if (number === undefined || salt === null || key === null) throw malformed('pbkdf2');
  if (iterations < 1 || key.length < MIN_KEY) throw malformed('pbkdf2');
  const digest = DIGESTS[number] ?? 'sha256';
  return {
    affordable: iterations <= MAX_ITERATIONS,
    current: neverCurrent,
    matches: (password) => equalBytes(pbkdf2Sync(password, salt, iterations, key.length, digest), key),
  };
};

/** PBKDF2 (RFC 8018 section 5.2), `$pbkdf2-sha256$i=…,l=…$salt$key` with unpadded base64. */
export const pbkdf2: HashFormat = {
  name: 'pbkdf2',
  claims: (encoded) => /^\$pbkdf2-sha\d{1,3}\$/.test(encoded),
  checkedAtImport: true,
  read,
};
