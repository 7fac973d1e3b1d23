import { TemplateFault } from '../error.ts';
import { printAll, printLine } from '../format.ts';
import { formatPrintf } from '../printf.ts';
import { compareStrings, isList, isMap, isNumeric, isTrue, kindName, typeName, type Value } from '../value.ts';
import { atLeast, exactly, textAt, valueAt, wholeAt } from './arguments.ts';
import type { FunctionHost, FunctionTable } from './function.ts';

/** The functions of the language itself (Go text/template, "Functions"). */
export const builtinFunctions: FunctionTable = {
  // The evaluator runs these two itself, so that later arguments are not evaluated; this is their table entry.
  and: atLeast(1, (args) => args.find((value) => !isTrue(value)) ?? valueAt(args, args.length - 1)),
  or: atLeast(1, (args) => args.find((value) => isTrue(value)) ?? valueAt(args, args.length - 1)),
  not: exactly(1, (args) => !isTrue(args[0])),
  eq: atLeast(2, (args) => args.slice(1).some((other) => equals(valueAt(args, 0), other))),
  ne: exactly(2, (args) => !equals(valueAt(args, 0), valueAt(args, 1))),
  lt: exactly(2, (args) => order(args) < 0),
  le: exactly(2, (args) => order(args) <= 0),
  gt: exactly(2, (args) => order(args) > 0),
  ge: exactly(2, (args) => order(args) >= 0),
  len: exactly(1, (args) => lengthOf(valueAt(args, 0))),
  index: atLeast(1, (args) => args.slice(1).reduce(indexInto, valueAt(args, 0))),
  slice: { min: 1, max: 4, run: sliceValue },
  print: atLeast(0, (args, host) => printAll(args, host.budget)),
  println: atLeast(0, (args, host) => printLine(args, host.budget)),
  printf: atLeast(1, (args, host) => formatPrintf(textAt(args, 0), args.slice(1), host.budget)),
  html: atLeast(0, (args, host) => escapeHtmlText(joined(args, host))),
  js: atLeast(0, (args, host) => escapeScript(joined(args, host))),
  urlquery: atLeast(0, (args, host) => escapeQuery(joined(args, host))),
  call: atLeast(1, (args) => {
    throw new TemplateFault(`a value of type ${typeName(valueAt(args, 0))} cannot be called`);
  }),
};

/** The operands of an escaping function as one text; null shows as it does in an action. */
function joined(args: readonly Value[], host: FunctionHost): string {
  return printAll(
    args.map((value) => value ?? '<no value>'),
    host.budget,
  );
}

function equals(left: Value, right: Value): boolean {
  if (left === null || right === null) return left === right;
  if (isNumeric(left) && isNumeric(right))
    return typeof left === typeof right ? left === right : Number(left) === Number(right);
  if (isList(left) || isMap(left) || isList(right) || isMap(right)) {
    throw new TemplateFault('lists and maps cannot be compared');
  }
  if (typeof left !== typeof right) throw mismatch(left, right);
  return left === right;
}

function order(args: readonly Value[]): number {
  const left = valueAt(args, 0);
  const right = valueAt(args, 1);
  if (typeof left === 'string' && typeof right === 'string') return compareStrings(left, right);
  if (!isNumeric(left) || !isNumeric(right)) throw mismatch(left, right);
  return left < right ? -1 : left > right ? 1 : 0;
}

function mismatch(left: Value, right: Value): TemplateFault {
  return new TemplateFault(`${typeName(left)} and ${typeName(right)} cannot be compared`);
}

/** Strings count in bytes of UTF-8, as in Go. */
function lengthOf(value: Value): bigint {
  if (typeof value === 'string') return BigInt(Buffer.byteLength(value));
  if (isList(value)) return BigInt(value.length);
  if (isMap(value)) return BigInt(value.size);
  throw new TemplateFault(`a value of kind ${kindName(value)} has no length`);
}

function indexInto(value: Value, key: Value): Value {
  if (isMap(value)) {
    if (typeof key !== 'string') throw new TemplateFault(`a map key must be a string, not ${typeName(key)}`);
    return value.get(key) ?? null;
  }
  if (!isList(value) && typeof value !== 'string')
    throw new TemplateFault(`a value of type ${typeName(value)} has no elements`);
  const position = wholeAt([key], 0);
  const items = typeof value === 'string' ? Buffer.from(value) : value;
  if (position < 0 || position >= items.length) throw new TemplateFault(`index ${position} is out of range`);
  const item = items[position] ?? null;
  return typeof value === 'string' ? BigInt(Number(item)) : item;
}

/** Cuts a list, or a string by its bytes; the bounds must lie inside. */
export function sliceValue(args: readonly Value[]): Value {
  const value = valueAt(args, 0);
  if (!isList(value) && typeof value !== 'string')
    throw new TemplateFault(`a value of type ${typeName(value)} cannot be sliced`);
  if (args.length > 3) {
    if (typeof value === 'string') throw new TemplateFault('a string cannot be sliced with three bounds');
    wholeAt(args, 3);
  }
  const items = typeof value === 'string' ? Buffer.from(value) : value;
  const start = args.length > 1 ? wholeAt(args, 1) : 0;
  const end = args.length > 2 ? wholeAt(args, 2) : items.length;
  if (start < 0 || end > items.length || start > end)
    throw new TemplateFault('the bounds of the slice are out of range');
  const cut = items.slice(start, end);
  return Buffer.isBuffer(cut) ? cut.toString('utf8') : (cut as readonly Value[]);
}

const htmlEntities: Readonly<Record<string, string>> = {
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
};

/** The escaping of the function `html`. */
export function escapeHtmlText(text: string): string {
  return text.replaceAll('\0', '\ufffd').replace(/["'&<>]/g, (char) => htmlEntities[char] ?? char);
}

const scriptEscapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
};

/** The escaping of the function `js`: safe inside a quoted script string. */
function escapeScript(text: string): string {
  return text.replace(/[\\'"<>&=]|[\p{C}\p{Zl}\p{Zp}]/gu, (char) => {
    const known = scriptEscapes[char];
    if (known !== undefined) return known;
    return [...char].length === 1 && char.length === 2
      ? char
      : `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  });
}

/** The escaping of the function `urlquery`: a value of a query, blanks as "+". */
export function escapeQuery(text: string): string {
  return [...Buffer.from(text.toWellFormed())]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      if (/[A-Za-z0-9\-_.~]/.test(char)) return char;
      return char === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}
