import { createHmac } from 'node:crypto';
import { decodeBase64, equalBytes } from './encoding.ts';
import type { HashFormat, StoredHash } from './format.ts';
import { malformed, neverCurrent } from './format.ts';
import { md4 } from './md4.ts';

const PREFIX = /^\$hmac-(md4|md5|sha1|sha224|sha256|sha384|sha512)\$/;
const BLOCK = 64;

/** HMAC (RFC 2104) over MD4. */
const hmacMd4 = (key: Buffer, message: Buffer): Buffer => {
  const block = Buffer.alloc(BLOCK);
  (key.length > BLOCK ? md4(key) : key).copy(block);
  const pad = (value: number): Buffer => Buffer.from(block.map((byte) => byte ^ value));
  return md4(Buffer.concat([pad(0x5c), md4(Buffer.concat([pad(0x36), message]))]));
};

// MD4, MD5 and SHA-1 only compare hashes that were made elsewhere (SR-CR-10).
const compute = (algorithm: string, key: Buffer, message: Buffer): Buffer =>
  algorithm === 'md4' ? hmacMd4(key, message) : createHmac(algorithm, key).update(message).digest();

const read = (encoded: string): StoredHash => {
  const algorithm = PREFIX.exec(encoded)?.[1];
  const [, digestText = '', keyText = ''] = /^\$[^$]*\$([^$]*)\$([^$]*)$/.exec(encoded) ?? [];
  const digest = decodeBase64(digestText);
  const key = decodeBase64(keyText);
  if (algorithm === undefined || digest === null || key === null || digest.length === 0) throw malformed('hmac');
  return {
    affordable: true,
    current: neverCurrent,
    // The digest is stored as the base64 of its lower-case hexadecimal text.
    matches: (password) => equalBytes(Buffer.from(compute(algorithm, key, password).toString('hex')), digest),
  };
};

/** HMAC of the password under a key that the string carries: `$hmac-sha256$<digest>$<key>`, padded base64. */
export const hmac: HashFormat = {
  name: 'hmac',
  claims: (encoded) => PREFIX.test(encoded),
  checkedAtImport: false,
  read,
};
