import { timingSafeEqual } from 'node:crypto';

const decodeExactly = (text: string, encode: (bytes: Buffer) => string): Buffer | null => {
  const bytes = Buffer.from(text, 'base64');
  // Buffer.from skips what it does not know; only text that encodes back to itself was really base64.
  return encode(bytes) === text ? bytes : null;
};

/** Standard base64 with padding (RFC 4648 section 4); null for anything lenient decoders would let pass. */
export const decodeBase64 = (text: string): Buffer | null => decodeExactly(text, (bytes) => bytes.toString('base64'));

/** Standard alphabet without padding, as PHC strings have it; null for anything else. */
export const decodeBareBase64 = (text: string): Buffer | null => decodeExactly(text, encodeBareBase64);

/** Standard alphabet without padding. */
export const encodeBareBase64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

/** Compares in time that depends on the lengths only. */
export const equalBytes = (left: Buffer, right: Buffer): boolean =>
  left.length === right.length && timingSafeEqual(left, right);

/** Parameters of the form `a=1,b=2` in exactly the given order; null otherwise. Values are safe non-negative integers. */
export const readNumbers = (text: string, names: readonly string[]): readonly number[] | null => {
  const parts = text.split(',');
  if (parts.length !== names.length) return null;
  const numbers: number[] = [];
  for (const [index, part] of parts.entries()) {
    const [name, digits, ...rest] = part.split('=');
    if (name !== names[index] || digits === undefined || rest.length > 0 || !/^\d{1,12}$/.test(digits)) return null;
    numbers.push(Number(digits));
  }
  return numbers;
};
