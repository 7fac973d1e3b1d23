import { createHash } from 'node:crypto';
import type { Random } from '../ports/random.ts';

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** An endless stream of bytes that only depends on the seed: SHA-256 over seed and a counter. */
function byteStream(seed: string): () => number {
  let block = new Uint8Array(0);
  let at = 0;
  let counter = 0;
  return () => {
    if (at === block.length) {
      block = createHash('sha256').update(`${seed}:${counter}`).digest();
      counter += 1;
      at = 0;
    }
    const byte = block[at] ?? 0;
    at += 1;
    return byte;
  };
}

/**
 * A source of values that look random and repeat with the seed: for tests only, everybody can compute them.
 * @param seed two sources with the same seed give the same values in the same order
 */
export function createTestRandom(seed = 'zelos'): Random {
  const next = byteStream(seed);
  /** A number below `limit` (at most 256), each equally likely. */
  const below = (limit: number): number => {
    const fair = 256 - (256 % limit);
    let byte = next();
    while (byte >= fair) byte = next();
    return byte % limit;
  };
  const bytes = (length: number) => Uint8Array.from({ length }, next);
  return {
    bytes,
    uuid() {
      const raw = bytes(16);
      // RFC 9562, section 5.4: version 4, variant 10.
      raw[6] = ((raw[6] ?? 0) & 0x0f) | 0x40;
      raw[8] = ((raw[8] ?? 0) & 0x3f) | 0x80;
      const hex = Buffer.from(raw).toString('hex');
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
    },
    token: (length) => Array.from({ length }, () => ALPHANUMERIC[below(62)]).join(''),
    digits: (length) => Array.from({ length }, () => below(10)).join(''),
  };
}
