import { UnsupportedHashError } from '../../ports/hasher.ts';
import { argon2 } from './argon2.ts';
import { bcrypt } from './bcrypt.ts';
import { firescrypt } from './firescrypt.ts';
import type { HashFormat } from './format.ts';
import { hmac } from './hmac.ts';
import { md5Crypt } from './md5-crypt.ts';
import { pbkdf2 } from './pbkdf2.ts';
import { plainDigests } from './plain-digest.ts';
import { scrypt } from './scrypt.ts';
import { shaCrypts } from './sha-crypt.ts';
import { ssha } from './ssha.ts';

const FORMATS: readonly HashFormat[] = [
  argon2,
  bcrypt,
  pbkdf2,
  scrypt,
  firescrypt,
  md5Crypt,
  ...shaCrypts,
  ssha,
  ...plainDigests,
  hmac,
];

/** Longest hash string that is looked at, in characters: it bounds salts, keys and templates. */
export const MAX_HASH_LENGTH = 4096;

/** The family of a hash string. Throws `UnsupportedHashError` (`unknown_format`) when there is none. */
export const formatOf = (encoded: string): HashFormat => {
  const format = encoded.length <= MAX_HASH_LENGTH ? FORMATS.find((candidate) => candidate.claims(encoded)) : undefined;
  if (format === undefined) throw new UnsupportedHashError('unknown_format', 'The hash has no known format.');
  return format;
};

/** Whether the text begins like a hash of a known family. Nothing is computed. */
export const isSupportedHash = (encoded: string): boolean =>
  encoded.length <= MAX_HASH_LENGTH && FORMATS.some((candidate) => candidate.claims(encoded));

/**
 * Whether a foreign hash may be stored: its format is known, its parameters can be read (families with a cost only; the
 * others are taken as they are) and lie within the bounds (SR-PW-14). Returns null or the reason. Nothing is computed.
 */
export const checkHashCost = (encoded: string): UnsupportedHashError | null => {
  try {
    const format = formatOf(encoded);
    try {
      if (format.read(encoded).affordable) return null;
    } catch (error) {
      if (!format.checkedAtImport) return null;
      throw error;
    }
    return tooCostly(format.name);
  } catch (error) {
    if (error instanceof UnsupportedHashError) return error;
    throw error;
  }
};

/** The error for a hash whose parameters are beyond the bounds. */
export const tooCostly = (family: string): UnsupportedHashError =>
  new UnsupportedHashError('too_costly', `The ${family} hash asks for more work than is allowed.`);
