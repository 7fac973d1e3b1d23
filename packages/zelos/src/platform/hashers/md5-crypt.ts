import { createHash } from 'node:crypto';
import { CRYPT_MAX_PASSWORD_BYTES, encodeCrypt, repeatTo } from './crypt-alphabet.ts';
import { equalBytes } from './encoding.ts';
import type { HashFormat, StoredHash } from './format.ts';
import { malformed, neverCurrent } from './format.ts';

const ROUNDS = 1000;
const GROUPS = [[0, 6, 12], [1, 7, 13], [2, 8, 14], [3, 9, 15], [4, 10, 5], [11]];

// MD5 only compares hashes that were made elsewhere (SR-CR-10).
const md5 = (...parts: readonly Buffer[]): Buffer => createHash('md5').update(Buffer.concat(parts)).digest();

/** The digest of FreeBSD's `$1$` scheme (Kamp, 1995). */
const derive = (password: Buffer, salt: Buffer): string => {
  const inner = md5(password, salt, password);
  const bits: Buffer[] = [];
  for (let rest = password.length; rest > 0; rest >>= 1) {
    bits.push(rest & 1 ? Buffer.of(0) : password.subarray(0, 1));
  }
  let digest = md5(password, Buffer.from('$1$'), salt, repeatTo(inner, password.length), ...bits);
  for (let round = 0; round < ROUNDS; round += 1) {
    const odd = round % 2 === 1;
    const parts = [odd ? password : digest];
    if (round % 3 !== 0) parts.push(salt);
    if (round % 7 !== 0) parts.push(password);
    parts.push(odd ? digest : password);
    digest = md5(...parts);
  }
  return encodeCrypt(digest, GROUPS);
};

const read = (encoded: string): StoredHash => {
  const [, salt, digest] = /^\$md5-crypt\$([^$]*)\$([./A-Za-z0-9]{22})$/.exec(encoded) ?? [];
  if (salt === undefined || digest === undefined) throw malformed('md5-crypt');
  return {
    affordable: true,
    current: neverCurrent,
    matches: (password) =>
      password.length <= CRYPT_MAX_PASSWORD_BYTES &&
      equalBytes(Buffer.from(derive(password, Buffer.from(salt).subarray(0, 8))), Buffer.from(digest)),
  };
};

/** crypt(3) `$1$` under its import prefix: `$md5-crypt$salt$digest`. */
export const md5Crypt: HashFormat = {
  name: 'md5-crypt',
  claims: (encoded) => encoded.startsWith('$md5-crypt$'),
  checkedAtImport: false,
  read,
};
