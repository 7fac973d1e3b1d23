import { createHash } from 'node:crypto';
import { TemplateFault } from '../error.ts';
import { type JsonLayout, writeJson } from '../json.ts';
import { importValue, isEqual, isTrue, kindName, typeName, type Value } from '../value.ts';
import { atLeast, exactly, overText, textAt, valueAt } from './arguments.ts';
import type { FunctionHost, FunctionTable, TemplateFunction } from './function.ts';

/** Defaults, JSON, encodings, digests and type names of the Sprig library (sprig docs, the sections of these names). */
export const encodingFunctions: FunctionTable = {
  default: {
    min: 1,
    max: Number.POSITIVE_INFINITY,
    run: (args) => (isTrue(args[1]) ? valueAt(args, 1) : valueAt(args, 0)),
  },
  empty: exactly(1, (args) => !isTrue(args[0])),
  coalesce: atLeast(0, (args) => args.find((value) => isTrue(value)) ?? null),
  all: atLeast(0, (args) => args.every((value) => isTrue(value))),
  any: atLeast(0, (args) => args.some((value) => isTrue(value))),
  ternary: exactly(3, (args) => {
    if (typeof args[2] !== 'boolean')
      throw new TemplateFault(`argument 3 must be true or false, not ${typeName(args[2])}`);
    return valueAt(args, args[2] ? 0 : 1);
  }),
  fail: overText((text) => {
    throw new TemplateFault(text);
  }),
  toJson: json({ indent: '', escapesHtml: true }),
  mustToJson: json({ indent: '', escapesHtml: true }),
  toRawJson: json({ indent: '', escapesHtml: false }),
  mustToRawJson: json({ indent: '', escapesHtml: false }),
  toPrettyJson: json({ indent: '  ', escapesHtml: true }),
  mustToPrettyJson: json({ indent: '  ', escapesHtml: true }),
  fromJson: overText((text, host) => readJson(text, host) ?? null),
  mustFromJson: overText((text, host) => {
    const value = readJson(text, host);
    if (value === undefined) throw new TemplateFault('the text is not JSON');
    return value;
  }),
  b64enc: overText((text) => Buffer.from(text).toString('base64')),
  b64dec: overText(decodeBase64),
  b32enc: overText(encodeBase32),
  b32dec: overText(decodeBase32),
  sha1sum: digest('sha1'),
  sha256sum: digest('sha256'),
  sha512sum: digest('sha512'),
  adler32sum: overText(adler32),
  typeOf: exactly(1, (args) => typeName(args[0])),
  kindOf: exactly(1, (args) => kindName(args[0])),
  typeIs: exactly(2, (args) => typeName(args[1]) === textAt(args, 0)),
  typeIsLike: exactly(2, (args) => typeName(args[1]) === textAt(args, 0).replace(/^\*/, '')),
  kindIs: exactly(2, (args) => kindName(args[1]) === textAt(args, 0)),
  deepEqual: exactly(2, (args, host) => isEqual(valueAt(args, 0), valueAt(args, 1), host.budget.step)),
};

function json(layout: JsonLayout): TemplateFunction {
  return exactly(1, (args, host) => writeJson(valueAt(args, 0), host.budget, layout));
}

function readJson(text: string, host: FunctionHost): Value | undefined {
  host.budget.memory(text.length);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  return importValue(data, host.budget.step);
}

function decodeBase64(text: string): string {
  const compact = text.replace(/[\r\n]/g, '');
  // Wrong input gives a message as the value and no failure: that is what the function does where it comes from.
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(compact)) return 'illegal base64 data';
  return Buffer.from(compact, 'base64').toString('utf8');
}

const base32Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648, section 6. */
function encodeBase32(text: string): string {
  let bits = 0;
  let held = 0;
  let encoded = '';
  for (const byte of Buffer.from(text)) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      encoded += base32Alphabet[(held >> bits) & 31] ?? '';
    }
  }
  if (bits > 0) encoded += base32Alphabet[(held << (5 - bits)) & 31] ?? '';
  return encoded.padEnd(Math.ceil(encoded.length / 8) * 8, '=');
}

function decodeBase32(text: string): string {
  const compact = text.replace(/[\r\n]/g, '');
  if (compact.length % 8 !== 0 || !/^[A-Z2-7]*={0,6}$/.test(compact)) return 'illegal base32 data';
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const char of compact.replace(/=+$/, '')) {
    held = ((held << 5) | base32Alphabet.indexOf(char)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 255);
  }
  return Buffer.from(bytes).toString('utf8');
}

function digest(algorithm: 'sha1' | 'sha256' | 'sha512'): TemplateFunction {
  return overText((text) => createHash(algorithm).update(text).digest('hex'));
}

/** RFC 1950, section 8.2; in decimal digits. */
function adler32(text: string): string {
  let low = 1;
  let high = 0;
  for (const byte of Buffer.from(text)) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return String(high * 65_536 + low);
}
