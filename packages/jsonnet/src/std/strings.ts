import { toText } from '../manifest/text.ts';
import { allowItems, allowText, charge, chargeText, fail } from '../runtime/machine.ts';
import { chars, sliceText, textLength } from '../runtime/text.ts';
import { element, failType, type Lazy, type Native, type Value } from '../runtime/values.ts';
import { array, integer, num, size, text } from './arguments.ts';
import { format } from './format.ts';
import { natives } from './registry.ts';

/** Strings (specification: std, string manipulation). */
export function stringNatives(): Native[] {
  return natives({
    codepoint: ['str', codepoint],
    char: ['n', char],
    substr: ['str, from, len', substr],
    findSubstr: ['pat, str', findSubstr],
    startsWith: ['a, b', (a: Value, b: Value) => text(a, 'a').startsWith(text(b, 'b'))],
    endsWith: ['a, b', (a: Value, b: Value) => text(a, 'a').endsWith(text(b, 'b'))],
    stripChars: ['str, chars', (str: Value, set: Value) => strip(str, set, true, true)],
    lstripChars: ['str, chars', (str: Value, set: Value) => strip(str, set, true, false)],
    rstripChars: ['str, chars', (str: Value, set: Value) => strip(str, set, false, true)],
    trim: ['str', (str: Value) => strip(str, ' \t\n\f\r\u0085\u00a0', true, true)],
    split: ['str, c', (str: Value, c: Value) => splitText(str, c, -1)],
    splitLimit: [
      'str, c, maxsplits',
      (str: Value, c: Value, limit: Value) => splitText(str, c, integer(limit, 'maxsplits')),
    ],
    splitLimitR: ['str, c, maxsplits', splitLimitR],
    strReplace: ['str, from, to', strReplace],
    isEmpty: ['str', (str: Value) => text(str, 'str') === ''],
    asciiUpper: ['str', (str: Value) => mapAscii(str, /[a-z]+/g, (part) => part.toUpperCase())],
    asciiLower: ['str', (str: Value) => mapAscii(str, /[A-Z]+/g, (part) => part.toLowerCase())],
    equalsIgnoreCase: ['str1, str2', equalsIgnoreCase],
    stringChars: ['str', stringChars],
    format: ['str, vals', (str: Value, values: Value) => format(text(str, 'str'), values)],
    lines: ['arr', lines],
    deepJoin: ['arr', deepJoin],
    escapeStringBash: ['str_', (str: Value) => replaced(`'${toText(str).replaceAll("'", "'\"'\"'")}'`)],
    escapeStringDollars: ['str_', (str: Value) => replaced(toText(str).replaceAll('$', '$$$$'))],
    escapeStringXML: ['str_', (str: Value) => replaced(escapeXml(toText(str)))],
    resolvePath: ['f, r', resolvePath],
  });
}

function replaced(result: string): string {
  allowText(result.length);
  return result;
}

function codepoint(str: Value): Value {
  const given = text(str, 'str');
  const point = given.codePointAt(0);
  if (point === undefined || textLength(given) !== 1)
    return fail(`str must be one character, not ${textLength(given)}`);
  return point;
}

function char(n: Value): Value {
  const point = Math.trunc(num(n, 'n'));
  if (point < 0 || point > 0x10ffff) return fail(`${point} is not a code point`);
  return point >= 0xd800 && point <= 0xdfff ? '\ufffd' : String.fromCodePoint(point);
}

function substr(str: Value, from: Value, len: Value): Value {
  const start = size(from, 'from');
  const result = sliceText(text(str, 'str'), start, start + size(len, 'len'));
  return replaced(result);
}

function findSubstr(pat: Value, str: Value): Value {
  const wanted = text(pat, 'pat');
  const whole = text(str, 'str');
  if (wanted === '') return [];
  chargeSearch(whole, wanted);
  const places: number[] = [];
  let points = 0;
  let counted = 0;
  const plain = textLength(whole) === whole.length;
  for (let at = whole.indexOf(wanted); at >= 0; at = whole.indexOf(wanted, at + 1)) {
    charge(1);
    if (plain) places.push(at);
    else {
      for (; counted < at; counted++) if ((whole.charCodeAt(counted) & 0xfc00) !== 0xdc00) points++;
      places.push(points);
    }
  }
  return places;
}

/** Searching may compare the pattern at every place in the worst case. */
function chargeSearch(whole: string, pattern: string): void {
  chargeText(whole.length + pattern.length);
  if (pattern.length > 64) charge((whole.length / 64) * Math.min(pattern.length / 64, 16));
}

function strip(str: Value, set: Value, left: boolean, right: boolean): Value {
  const given = text(str, 'str');
  const unwanted = new Set(text(set, 'chars'));
  chargeText(given.length);
  const points = chars(given);
  let from = 0;
  let to = points.length;
  if (left) while (from < to && unwanted.has(points[from] as string)) from++;
  if (right) while (to > from && unwanted.has(points[to - 1] as string)) to--;
  return from === 0 && to === points.length ? given : points.slice(from, to).join('');
}

function separator(c: Value): string {
  const given = text(c, 'c');
  return given === '' ? fail('the separator must not be empty') : given;
}

function splitText(str: Value, c: Value, limit: number): Lazy[] {
  const given = text(str, 'str');
  const by = separator(c);
  chargeSearch(given, by);
  const parts: string[] = [];
  let from = 0;
  const most = limit < 0 ? Number.POSITIVE_INFINITY : limit;
  while (parts.length < most) {
    const at = given.indexOf(by, from);
    if (at < 0) break;
    charge(1);
    parts.push(given.slice(from, at));
    from = at + by.length;
  }
  parts.push(given.slice(from));
  allowItems(parts.length);
  return parts;
}

function splitLimitR(str: Value, c: Value, maxsplits: Value): Value {
  const limit = integer(maxsplits, 'maxsplits');
  if (limit < 0) return splitText(str, c, -1);
  const given = text(str, 'str');
  const by = separator(c);
  chargeSearch(given, by);
  const parts: string[] = [];
  let to = given.length;
  while (parts.length < limit && to >= by.length) {
    const at = given.lastIndexOf(by, to - by.length);
    if (at < 0) break;
    charge(1);
    parts.push(given.slice(at + by.length, to));
    to = at;
  }
  parts.push(given.slice(0, to));
  return parts.reverse();
}

function strReplace(str: Value, from: Value, to: Value): Value {
  const given = text(str, 'str');
  const old = text(from, 'from');
  const fresh = text(to, 'to');
  if (old === '') return fail("'from' must not be empty");
  const parts = splitText(given, old, -1) as string[];
  allowText(given.length + (parts.length - 1) * (fresh.length - old.length));
  return parts.join(fresh);
}

function mapAscii(str: Value, pattern: RegExp, change: (part: string) => string): Value {
  const given = text(str, 'str');
  allowText(given.length);
  return given.replace(pattern, change);
}

function equalsIgnoreCase(a: Value, b: Value): Value {
  const lower = (value: Value, name: string): Value =>
    mapAscii(text(value, name), /[A-Z]+/g, (part) => part.toLowerCase());
  return lower(a, 'str1') === lower(b, 'str2');
}

function stringChars(str: Value): Value {
  const given = text(str, 'str');
  allowItems(given.length);
  return chars(given);
}

function lines(arr: Value): Value {
  const items = array(arr, 'arr');
  let result = '';
  for (let i = 0; i < items.length; i++) {
    charge(1);
    const item = element(items, i);
    if (item === null) continue;
    result += `${text(item, 'a line')}\n`;
    allowText(result.length > 65536 ? result.length : 0);
  }
  return replaced(result);
}

function deepJoin(arr: Value): Value {
  const parts: string[] = [];
  let total = 0;
  const todo: { items: Lazy[]; at: number }[] = [];
  const take = (value: Value): void => {
    if (typeof value === 'string') {
      total += value.length;
      allowText(0);
      if (total > 65536) chargeText(64);
      parts.push(value);
    } else if (Array.isArray(value)) todo.push({ items: value, at: 0 });
    else failType('arr', 'string or array of strings', value);
  };
  take(arr);
  for (let top = todo.at(-1); top !== undefined; top = todo.at(-1)) {
    charge(1);
    if (todo.length > 10_000) fail('arr is nested too deeply');
    if (top.at < top.items.length) take(element(top.items, top.at++));
    else todo.pop();
  }
  allowText(total);
  return parts.join('');
}

const XML: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', "'": '&apos;' };

/** A text with the characters that mean something in XML replaced. */
export function escapeXml(given: string): string {
  chargeText(given.length);
  return given.replace(/[<>&"']/g, (char) => XML[char] ?? char);
}

function resolvePath(f: Value, r: Value): Value {
  const path = text(f, 'f');
  return path.slice(0, path.lastIndexOf('/') + 1) + text(r, 'r');
}
