import { scryptSync } from 'node:crypto';
import { decodeBase64, equalBytes, readNumbers } from './encoding.ts';
import type { HashFormat, StoredHash } from './format.ts';
import { malformed, neverCurrent } from './format.ts';

/** Cost of scrypt (RFC 7914 section 2). `n` is the number of blocks itself, not its logarithm. */
export interface ScryptCost {
  readonly n: number;
  readonly r: number;
  readonly p: number;
}

const MAX: ScryptCost = { n: 131_072, r: 8, p: 10 };
const MIN_KEY = 10;

/** Whether the algorithm is defined for these values: N a power of two above one, r and p at least one. */
export const isScryptCost = ({ n, r, p }: ScryptCost): boolean =>
  n > 1 && Number.isInteger(Math.log2(n)) && r > 0 && p > 0;

/** Whether foreign hashes with this cost are compared. */
export const isAffordableScrypt = ({ n, r, p }: ScryptCost): boolean => n <= MAX.n && r <= MAX.r && p <= MAX.p;

/** The derived key. `keyLength` in bytes. */
export const deriveScrypt = (password: Buffer, salt: Buffer, { n, r, p }: ScryptCost, keyLength: number): Buffer =>
  // Node's default memory limit ends at N = 32768; the working memory is 128·r·(N + p) bytes and a little.
  scryptSync(password, salt, keyLength, { N: n, r, p, maxmem: 128 * r * (n + p + 2) + 65_536 });

const read = (encoded: string): StoredHash => {
  const [, costs = '', saltText, keyText] = /^\$scrypt\$([^$]*)\$([^$]*)\$([^$]*)$/.exec(encoded) ?? [];
  const [n = 0, r = 0, p = 0] = readNumbers(costs, ['ln', 'r', 'p']) ?? [];
  const salt = decodeBase64(saltText ?? '');
  const key = decodeBase64(keyText ?? '');
  const cost = { n, r, p };
  if (salt === null || key === null || key.length < MIN_KEY || !isScryptCost(cost)) throw malformed('scrypt');
  return {
    affordable: isAffordableScrypt(cost),
    current: neverCurrent,
    matches: (password) => equalBytes(deriveScrypt(password, salt, cost, key.length), key),
  };
};

/** scrypt (RFC 7914), `$scrypt$ln=N,r=…,p=…$salt$key` with padded base64. */
export const scrypt: HashFormat = {
  name: 'scrypt',
  claims: (encoded) => encoded.startsWith('$scrypt$'),
  checkedAtImport: true,
  read,
};
