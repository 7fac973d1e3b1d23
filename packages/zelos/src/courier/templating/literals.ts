import { type Source, TemplateError } from './error.ts';
import type { Value } from './value.ts';

interface Literal {
  readonly value: Value;
  /** Offset behind the literal. */
  readonly end: number;
}

const simpleEscapes: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
};

/** A string in double quotes with the escapes of Go (Go spec, "String literals"). */
export function scanQuoted(source: Source, start: number): Literal {
  const { text } = source;
  const parts: Buffer[] = [];
  let position = start + 1;
  let plain = position;
  const keep = (): void => {
    if (position > plain) parts.push(Buffer.from(text.slice(plain, position)));
  };
  for (;;) {
    const char = text[position];
    if (char === undefined || char === '\n') throw refuse(source, start, 'the string is not closed');
    if (char === '"') break;
    if (char !== '\\') {
      position += 1;
      continue;
    }
    keep();
    const escape = scanEscape(source, position, '"');
    parts.push(escape.bytes);
    position = escape.end;
    plain = position;
  }
  keep();
  return { value: Buffer.concat(parts).toString('utf8'), end: position + 1 };
}

/** A string in back quotes: no escapes, may span lines; carriage returns are dropped. */
export function scanRaw(source: Source, start: number): Literal {
  const end = source.text.indexOf('`', start + 1);
  if (end < 0) throw refuse(source, start, 'the raw string is not closed');
  return { value: source.text.slice(start + 1, end).replaceAll('\r', ''), end: end + 1 };
}

/** A character constant: the number of its code point. */
export function scanChar(source: Source, start: number): Literal {
  const { text } = source;
  let value: number;
  let end: number;
  if (text[start + 1] === '\\') {
    const escape = scanEscape(source, start + 1, "'");
    value = escape.code;
    end = escape.end;
  } else {
    const code = text.codePointAt(start + 1);
    if (code === undefined || code === 10 || code === 39) throw refuse(source, start, 'malformed character constant');
    value = code;
    end = start + 1 + (code > 0xffff ? 2 : 1);
  }
  if (text[end] !== "'") throw refuse(source, start, 'malformed character constant');
  return { value: BigInt(value), end: end + 1 };
}

function scanEscape(source: Source, start: number, quote: string): { bytes: Buffer; code: number; end: number } {
  const { text } = source;
  const letter = text[start + 1] ?? '';
  const simple =
    letter === quote ? quote.charCodeAt(0) : Object.hasOwn(simpleEscapes, letter) ? simpleEscapes[letter] : undefined;
  if (simple !== undefined) return { bytes: Buffer.from([simple]), code: simple, end: start + 2 };
  const octal = /^[0-3][0-7]{2}/.exec(text.slice(start + 1, start + 4))?.[0];
  if (octal !== undefined) {
    const code = Number.parseInt(octal, 8);
    return { bytes: Buffer.from([code]), code, end: start + 4 };
  }
  const width = letter === 'x' ? 2 : letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
  const digits = text.slice(start + 2, start + 2 + width);
  if (width > 0 && digits.length === width && /^[0-9a-fA-F]+$/.test(digits)) {
    const code = Number.parseInt(digits, 16);
    if (letter === 'x') return { bytes: Buffer.from([code]), code, end: start + 4 };
    if (code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)) {
      return { bytes: Buffer.from(String.fromCodePoint(code)), code, end: start + 2 + width };
    }
  }
  throw refuse(source, start, 'unknown escape sequence');
}

const integer = /^[+-]?(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO]?(?:_?[0-7])+|0|[1-9](?:_?[0-9])*)$/;
const decimal = /^[+-]?(?:[0-9](?:_?[0-9])*\.?(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)(?:[eE][+-]?[0-9]+)?$/;

/** A number: whole numbers in the four bases of Go, decimal fractions; complex and hexadecimal fractions are refused. */
export function scanNumber(source: Source, start: number): Literal {
  const match = /^[+-]?(?:0[xX][0-9a-fA-F_]*|[0-9_.]*(?:[eE][+-]?[0-9]*)?)[\p{L}\p{Nd}_]*/u.exec(
    source.text.slice(start, start + 400),
  );
  // A dot that starts a field (as in "1.x") cannot belong to a number; reading it as malformed is what Go does too.
  const token = match?.[0] ?? '';
  const end = start + token.length;
  if (integer.test(token)) {
    const negative = token.startsWith('-');
    const digits = token.replace(/^[+-]/, '').replaceAll('_', '');
    const whole = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
    const value = negative ? -whole : whole;
    if (BigInt.asIntN(64, value) !== value) throw refuse(source, start, `the number ${token} is too large`);
    return { value, end };
  }
  if (decimal.test(token) && /[.eE]/.test(token)) {
    const value = Number(token.replaceAll('_', ''));
    if (Number.isFinite(value)) return { value, end };
  }
  throw refuse(source, start, `malformed number ${JSON.stringify(token)}`);
}

function refuse(source: Source, offset: number, reason: string): TemplateError {
  return new TemplateError('syntax', { source, offset }, reason);
}
