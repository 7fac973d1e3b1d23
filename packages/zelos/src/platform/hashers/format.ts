import { UnsupportedHashError } from '../../ports/hasher.ts';

/** Parameters of a new argon2id hash (RFC 9106). Memory in KiB, lengths in bytes. */
export interface Argon2Parameters {
  readonly memoryKib: number;
  readonly iterations: number;
  readonly parallelism: number;
  readonly saltLength: number;
  readonly keyLength: number;
}

/** The algorithm and cost of new hashes; what `outdated` is measured against. */
export interface HashParameters {
  readonly algorithm: 'argon2' | 'bcrypt';
  readonly argon2: Argon2Parameters;
  /** Binary logarithm of the number of rounds. */
  readonly bcrypt: { readonly cost: number };
}

/** The functions of the native modules. Passed in, so that reading a hash string never loads them. */
export interface NativeHashes {
  argon2(
    variant: 'argon2i' | 'argon2id',
    password: Buffer,
    salt: Buffer,
    cost: Pick<Argon2Parameters, 'memoryKib' | 'iterations' | 'parallelism' | 'keyLength'>,
  ): Buffer;
  bcryptHash(password: Buffer, cost: number): string;
  bcryptVerify(password: Buffer, encoded: string): boolean;
}

/** A parsed hash string. */
export interface StoredHash {
  /** False when a parameter is beyond the bound up to which foreign hashes are compared (SR-PW-14). */
  readonly affordable: boolean;
  /** True when a new hash under these parameters would have the same algorithm and cost. */
  current(parameters: HashParameters): boolean;
  /** Constant time in the password's content; the native functions are used by argon2 and bcrypt only. */
  matches(password: Buffer, native: NativeHashes): boolean;
}

/** One family of hash strings. */
export interface HashFormat {
  readonly name: string;
  /** Whether a string belongs to this family, by its prefix alone. */
  claims(encoded: string): boolean;
  /** Whether the text of an import is parsed before it is stored. Families without a cost are taken as they are. */
  readonly checkedAtImport: boolean;
  /** Throws `UnsupportedHashError` (`malformed`). */
  read(encoded: string): StoredHash;
}

/** The error for text that has the prefix of a family but not its form. */
export const malformed = (family: string): UnsupportedHashError =>
  new UnsupportedHashError('malformed', `The ${family} hash is not well-formed.`);

/** `current` of every family that is only read, never written. */
export const neverCurrent = (): boolean => false;
