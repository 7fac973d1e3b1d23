import { hash as digestOf } from 'node:crypto';
import { CRYPT_MAX_PASSWORD_BYTES, encodeCrypt, repeatTo } from './crypt-alphabet.ts';
import { equalBytes } from './encoding.ts';
import type { HashFormat, StoredHash } from './format.ts';
import { malformed, neverCurrent } from './format.ts';

const DEFAULT_ROUNDS = 5000;
const MIN_ROUNDS = 1000;
/** Bound of foreign hashes: a second or two of work, and above what password tools choose. */
const MAX_ROUNDS = 1_000_000;

interface Variant {
  readonly digest: 'sha256' | 'sha512';
  readonly textLength: number;
  readonly groups: readonly (readonly number[])[];
}

/** The byte order of the text: three columns of the digest, each group starting one column further. */
const columns = (height: number, step: 1 | 2, last: readonly number[]): readonly (readonly number[])[] => [
  ...Array.from({ length: height }, (_, row) => [0, 1, 2].map((column) => row + height * ((column + step * row) % 3))),
  last,
];

const VARIANTS: Readonly<Record<'sha256' | 'sha512', Variant>> = {
  sha256: { digest: 'sha256', textLength: 43, groups: columns(10, 2, [31, 30]) },
  sha512: { digest: 'sha512', textLength: 86, groups: columns(21, 1, [63]) },
};

/** Drepper, "Unix crypt using SHA-256 and SHA-512" (2007), steps 1 to 21. */
const derive = (variant: Variant, password: Buffer, salt: Buffer, rounds: number): string => {
  const digest = (parts: readonly Buffer[]): Buffer => digestOf(variant.digest, Buffer.concat(parts), 'buffer');
  const inner = digest([password, salt, password]);
  const bits: Buffer[] = [];
  for (let rest = password.length; rest > 0; rest >>= 1) bits.push(rest & 1 ? inner : password);
  let state = digest([password, salt, repeatTo(inner, password.length), ...bits]);
  const p = repeatTo(digest(Array.from({ length: password.length }, () => password)), password.length);
  const s = repeatTo(digest(Array.from({ length: 16 + (state[0] ?? 0) }, () => salt)), salt.length);
  for (let round = 0; round < rounds; round += 1) {
    const odd = round % 2 === 1;
    const parts = [odd ? p : state];
    if (round % 3 !== 0) parts.push(s);
    if (round % 7 !== 0) parts.push(p);
    parts.push(odd ? state : p);
    state = digest(parts);
  }
  return encodeCrypt(state, variant.groups);
};

const SHAPE = /^\$sha(?:256|512)-crypt\$(?:rounds=(\d{1,9})\$)?([^$]*)\$([./A-Za-z0-9]*)$/;

const reader =
  (variant: Variant) =>
  (encoded: string): StoredHash => {
    const [, digits, salt, text] = SHAPE.exec(encoded) ?? [];
    if (salt === undefined || text?.length !== variant.textLength) throw malformed(`${variant.digest}-crypt`);
    const rounds = Math.max(MIN_ROUNDS, Number(digits ?? DEFAULT_ROUNDS));
    return {
      affordable: rounds <= MAX_ROUNDS,
      current: neverCurrent,
      matches: (password) =>
        password.length <= CRYPT_MAX_PASSWORD_BYTES &&
        equalBytes(
          Buffer.from(derive(variant, password, Buffer.from(salt).subarray(0, 16), rounds)),
          Buffer.from(text),
        ),
    };
  };

const format = (digest: 'sha256' | 'sha512'): HashFormat => ({
  name: `${digest}-crypt`,
  claims: (encoded) => encoded.startsWith(`$${digest}-crypt$`),
  checkedAtImport: false,
  read: reader(VARIANTS[digest]),
});

/** crypt(3) `$5$` and `$6$` under their import prefixes: `$sha512-crypt$rounds=…$salt$digest`. */
export const shaCrypts: readonly HashFormat[] = [format('sha256'), format('sha512')];
