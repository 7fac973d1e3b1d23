import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Random } from '../ports/random.ts';

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** The largest multiple of 62 below 256: bytes from here on are thrown away, so that every character is equally likely. */
const FAIR = 248;

function token(length: number): string {
  let out = '';
  while (out.length < length) {
    for (const byte of randomBytes(length * 2)) {
      if (byte < FAIR && out.length < length) out += ALPHANUMERIC[byte % 62];
    }
  }
  return out;
}

/** The operating system's CSPRNG. */
export const systemRandom: Random = {
  bytes: (length) => randomBytes(length),
  uuid: () => randomUUID(),
  token,
  digits: (length) => Array.from({ length }, () => randomInt(0, 10)).join(''),
};
