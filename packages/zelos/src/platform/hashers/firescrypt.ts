import { createCipheriv } from 'node:crypto';
import { decodeBase64, equalBytes, readNumbers } from './encoding.ts';
import type { HashFormat, StoredHash } from './format.ts';
import { malformed, neverCurrent } from './format.ts';
import { deriveScrypt, isAffordableScrypt, isScryptCost } from './scrypt.ts';

const SHAPE = /^\$firescrypt\$([^$]*)\$([^$]*)\$([^$]*)\$([^$]*)\$([^$]*)$/;
const MIN_KEY = 10;

const read = (encoded: string): StoredHash => {
  const [, costs = '', ...texts] = SHAPE.exec(encoded) ?? [];
  const [logN = 0, r = 0, p = 0] = readNumbers(costs, ['ln', 'r', 'p']) ?? [];
  const [salt, key, separator, signerKey] = texts.map(decodeBase64);
  if (!salt || !key || !separator || !signerKey || key.length < MIN_KEY || logN > 52) throw malformed('firescrypt');
  const cost = { n: 2 ** logN, r, p };
  if (!isScryptCost(cost)) throw malformed('firescrypt');
  return {
    affordable: isAffordableScrypt(cost),
    current: neverCurrent,
    matches: (password) => {
      const cipherKey = deriveScrypt(password, Buffer.concat([salt, separator]), cost, 32);
      const cipher = createCipheriv('aes-256-ctr', cipherKey, Buffer.alloc(16));
      return equalBytes(Buffer.concat([cipher.update(signerKey), cipher.final()]), key);
    },
  };
};

/**
 * The scrypt variant of Firebase exports: `$firescrypt$ln=…,r=…,p=…$salt$hash$salt separator$signer key`, padded base64.
 * The derived key encrypts the project's signer key, and that ciphertext is the hash.
 */
export const firescrypt: HashFormat = {
  name: 'firescrypt',
  claims: (encoded) => encoded.startsWith('$firescrypt$'),
  checkedAtImport: true,
  read,
};
