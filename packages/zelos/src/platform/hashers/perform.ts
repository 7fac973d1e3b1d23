import { randomBytes } from 'node:crypto';
import {
  BCRYPT_MAX_PASSWORD_BYTES,
  MAX_PASSWORD_BYTES,
  PasswordTooLongError,
  UnsupportedHashError,
} from '../../ports/hasher.ts';
import { encodeArgon2id } from './argon2.ts';
import type { HashParameters, NativeHashes } from './format.ts';
import { formatOf, tooCostly } from './formats.ts';

/** What one worker computes, synchronously. */
export interface HashWork {
  hash(password: string): string;
  verify(password: string, encoded: string): { readonly ok: boolean; readonly outdated: boolean };
  burn(password: string): void;
}

/** The work of the current algorithm on at most as many bytes as it takes; the result is thrown away. */
const burnBytes = (password: Buffer, parameters: HashParameters, native: NativeHashes): void => {
  const { algorithm, argon2, bcrypt } = parameters;
  if (algorithm === 'bcrypt') native.bcryptHash(password.subarray(0, BCRYPT_MAX_PASSWORD_BYTES), bcrypt.cost);
  else native.argon2('argon2id', password.subarray(0, MAX_PASSWORD_BYTES), Buffer.alloc(argon2.saltLength), argon2);
};

const hashBytes = (password: Buffer, parameters: HashParameters, native: NativeHashes): string => {
  const { algorithm, argon2, bcrypt } = parameters;
  const limit = algorithm === 'bcrypt' ? BCRYPT_MAX_PASSWORD_BYTES : MAX_PASSWORD_BYTES;
  if (password.length > limit) throw new PasswordTooLongError(limit, password.length);
  if (algorithm === 'bcrypt') return native.bcryptHash(password, bcrypt.cost);
  const salt = randomBytes(argon2.saltLength);
  return encodeArgon2id(argon2, salt, native.argon2('argon2id', password, salt, argon2));
};

/** A hash of the current kind that nobody's password has: random where a digest stands, so it was never computed. */
const nobodysHash = ({ algorithm, argon2, bcrypt }: HashParameters): string =>
  algorithm === 'argon2'
    ? encodeArgon2id(argon2, randomBytes(argon2.saltLength), randomBytes(argon2.keyLength))
    : `$2b$${String(bcrypt.cost).padStart(2, '0')}$${'.'.repeat(22)}${randomBytes(31).toString('base64').slice(0, 31).replaceAll('+', '.')}`;

/** Builds the three operations over the native functions. Everything runs on the calling thread. */
export const createHashWork = (parameters: HashParameters, native: NativeHashes): HashWork => {
  const readStored = (encoded: string) => {
    const format = formatOf(encoded);
    const stored = format.read(encoded);
    const current = stored.current(parameters);
    // The operator's own parameters are allowed whatever they are, or nobody could sign in with a hash made here.
    if (!stored.affordable && !current) throw tooCostly(format.name);
    return { stored, current };
  };

  const verify: HashWork['verify'] = (password, encoded) => {
    const bytes = Buffer.from(password);
    try {
      const { stored, current } = readStored(encoded);
      // Nothing longer is ever stored, and crypt-like schemes take time in proportion to the length.
      const ok = bytes.length <= MAX_PASSWORD_BYTES && stored.matches(bytes, native);
      // A foreign hash is never answered faster than a current one would be (AB-33).
      if (!current || bytes.length > MAX_PASSWORD_BYTES) burnBytes(bytes, parameters, native);
      return { ok, outdated: !current };
    } catch (error) {
      if (error instanceof UnsupportedHashError) burnBytes(bytes, parameters, native);
      throw error;
    }
  };
  const nobodys = nobodysHash(parameters);

  return {
    hash: (password) => hashBytes(Buffer.from(password), parameters, native),
    // The very steps of a comparison, reading and all (SR-PW-17).
    burn: (password) => void verify(password, nobodys),
    verify,
  };
};
