import { createHash } from 'node:crypto';
import { decodeBase64, equalBytes } from './encoding.ts';
import type { HashFormat, StoredHash } from './format.ts';
import { malformed, neverCurrent } from './format.ts';

// SHA-1 only compares hashes that were made elsewhere (SR-CR-10).
const DIGESTS = {
  '': { name: 'sha1', bytes: 20 },
  256: { name: 'sha256', bytes: 32 },
  512: { name: 'sha512', bytes: 64 },
};

const read = (encoded: string): StoredHash => {
  const [, size, text = ''] = /^\{SSHA(|256|512)\}(.*)$/.exec(encoded) ?? [];
  const bytes = decodeBase64(text);
  if (bytes === null || (size !== '' && size !== '256' && size !== '512')) throw malformed('SSHA');
  const digest = DIGESTS[size];
  const salt = bytes.subarray(digest.bytes);
  if (salt.length < 1) throw malformed('SSHA');
  return {
    affordable: true,
    current: neverCurrent,
    matches: (password) =>
      equalBytes(createHash(digest.name).update(password).update(salt).digest(), bytes.subarray(0, digest.bytes)),
  };
};

/** Salted SHA of LDAP directories: the prefix and padded base64 of digest and salt. */
export const ssha: HashFormat = {
  name: 'ssha',
  claims: (encoded) => /^\{SSHA(|256|512)\}/.test(encoded),
  checkedAtImport: false,
  read,
};
