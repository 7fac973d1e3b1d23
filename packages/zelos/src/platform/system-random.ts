import { randomFillSync, randomInt, randomUUID } from 'node:crypto';
import type { Random } from '../ports/random.ts';

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** The largest multiple of 62 below 256: bytes from here on are thrown away, so that every character is equally likely. */
const FAIR = 248;

/** Asking the generator costs microseconds however little is asked for, so it is asked for this much at a time. */
const POOL_BYTES = 2048;
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** Takes bytes that nobody has had; they are wiped in the pool, so that memory tells nothing of what was given out. */
function take(length: number): Buffer {
  if (length > POOL_BYTES) return randomFillSync(Buffer.alloc(length));
  if (used + length > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const taken = Buffer.from(pool.subarray(used, used + length));
  pool.fill(0, used, used + length);
  used += length;
  return taken;
}

function token(length: number): string {
  let out = '';
  while (out.length < length) {
    for (const byte of take(length + 8)) {
      if (byte < FAIR && out.length < length) out += ALPHANUMERIC[byte % 62];
    }
  }
  return out;
}

/** The operating system's CSPRNG. */
export const systemRandom: Random = {
  bytes: take,
  uuid: () => randomUUID(),
  token,
  digits: (length) => Array.from({ length }, () => randomInt(0, 10)).join(''),
};
