import { BCRYPT_MAX_PASSWORD_BYTES } from '../../ports/hasher.ts';
import type { HashFormat, StoredHash } from './format.ts';
import { malformed } from './format.ts';

const SHAPE = /^\$2[abyz]?\$(\d\d)\$([./A-Za-z0-9]{21})([./A-Za-z0-9])([./A-Za-z0-9]{31})$/;
const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const MIN_COST = 4;
/** Bound of foreign hashes. */
const MAX_COST = 15;

/**
 * The 22nd character of a salt carries two bits of it; some writers leave noise in the other four. The native module
 * refuses such a salt, the original implementation ignores the noise.
 */
const withoutNoise = (character: string): string => ALPHABET.charAt(ALPHABET.indexOf(character) & 0b110000);

const read = (encoded: string): StoredHash => {
  const [, digits, salt, last, digest] = SHAPE.exec(encoded) ?? [];
  if (digits === undefined || last === undefined) throw malformed('bcrypt');
  const cost = Number(digits);
  if (cost < MIN_COST || cost > 31) throw malformed('bcrypt');
  // The variants differ in bugs of old implementations only: the digest of a correct one is the same for all of them.
  const canonical = `$2b$${digits}$${salt}${withoutNoise(last)}${digest}`;
  return {
    affordable: cost <= MAX_COST,
    current: ({ algorithm, bcrypt }) => algorithm === 'bcrypt' && bcrypt.cost === cost,
    matches: (password, native) => {
      // The bytes after the 72nd would not count: such a password cannot be the one that was hashed. Same work all the same.
      const fits = password.length <= BCRYPT_MAX_PASSWORD_BYTES;
      return native.bcryptVerify(password.subarray(0, BCRYPT_MAX_PASSWORD_BYTES), canonical) && fits;
    },
  };
};

/** bcrypt with the prefixes of all correct implementations (`$2x$`, which marks a buggy one, is not among them). */
export const bcrypt: HashFormat = {
  name: 'bcrypt',
  claims: (encoded) => /^\$2[abyz]?\$/.test(encoded),
  checkedAtImport: true,
  read,
};
