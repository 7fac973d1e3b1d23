import { createHash } from 'node:crypto';
import { allowItems, allowText, chargeText, fail } from '../runtime/machine.ts';
import { element, failType, type Lazy, type Native, type Value } from '../runtime/values.ts';
import { array, text } from './arguments.ts';
import { natives } from './registry.ts';

/** Hashes, Base64 and UTF-8 (specification: std, parsing and encoding). */
export function codecNatives(): Native[] {
  const hash = (algorithm: string) => ['str', (str: Value) => digest(algorithm, text(str, 'str'))] as const;
  return natives({
    md5: ['s', (s: Value) => digest('md5', text(s, 's'))],
    sha1: hash('sha1'),
    sha256: hash('sha256'),
    sha512: hash('sha512'),
    sha3: hash('sha3-512'),
    base64: ['input', base64],
    base64Decode: ['str', (str: Value) => new TextDecoder().decode(decoded(str))],
    base64DecodeBytes: ['str', (str: Value) => Array.from(decoded(str))],
    encodeUTF8: ['str', encodeUTF8],
    decodeUTF8: [
      'arr',
      (arr: Value) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes(array(arr, 'arr'), 'arr')),
    ],
  });
}

function digest(algorithm: string, input: string): string {
  chargeText(input.length * 4);
  return createHash(algorithm).update(input, 'utf8').digest('hex');
}

function bytes(items: Lazy[], name: string): Uint8Array {
  allowItems(items.length);
  const result = new Uint8Array(items.length);
  for (let i = 0; i < items.length; i++) {
    const byte = element(items, i);
    if (typeof byte !== 'number' || !Number.isInteger(byte) || byte < 0 || byte > 255)
      fail(`${name} must hold bytes: whole numbers from 0 to 255`);
    result[i] = byte;
  }
  return result;
}

/** Base64 of the bytes of an array, or of a string in UTF-8. */
function base64(input: Value): Value {
  if (typeof input === 'string') {
    allowText(input.length * 4);
    return Buffer.from(input, 'utf8').toString('base64');
  }
  if (!Array.isArray(input)) return failType('input', 'string or array', input);
  allowText(input.length * 2);
  return Buffer.from(bytes(input, 'input')).toString('base64');
}

function decoded(str: Value): Uint8Array {
  const input = text(str, 'str');
  allowItems(input.length);
  if (input.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(input)) fail('str is not Base64');
  return Buffer.from(input, 'base64');
}

function encodeUTF8(str: Value): Value {
  const input = text(str, 'str');
  allowItems(input.length * 3);
  return Array.from(new TextEncoder().encode(input));
}
