import { TemplateFault } from '../error.ts';
import { formatValue, quoteString } from '../format.ts';
import type { Value } from '../value.ts';
import { atLeast, exactly, overText, textAt, toInt, toText, toTexts, valueAt, wholeAt } from './arguments.ts';
import { camelCase, initialsOf, lowerCase, separatedCase, swapCase, titleCase, untitle, upperCase } from './letters.ts';
import type { FunctionHost, FunctionTable } from './function.ts';

/** Functions over text of the Sprig library (sprig docs, "String Functions"); positions count bytes of UTF-8 as there. */
export const stringFunctions: FunctionTable = {
  trim: overText((text) => trimBlank(text)),
  upper: overText(upperCase),
  lower: overText(lowerCase),
  title: overText(titleCase),
  untitle: overText(untitle),
  swapcase: overText(swapCase),
  snakecase: overText((text) => separatedCase(text, '_')),
  kebabcase: overText((text) => separatedCase(text, '-')),
  camelcase: overText(camelCase),
  initials: overText(initialsOf),
  nospace: overText((text) => text.replace(/\s/gu, '')),
  toString: exactly(1, (args, host) => toText(valueAt(args, 0), host)),
  toStrings: exactly(1, (args, host) => toTexts(valueAt(args, 0), host)),
  hello: exactly(0, () => 'Hello!'),
  substr: exactly(3, (args) => substring(wholeAt(args, 0), wholeAt(args, 1), textAt(args, 2))),
  trunc: exactly(2, (args) => truncate(wholeAt(args, 0), textAt(args, 1))),
  abbrev: exactly(2, (args) =>
    wholeAt(args, 0) < 4 ? textAt(args, 1) : abbreviate(textAt(args, 1), 0, wholeAt(args, 0)),
  ),
  abbrevboth: exactly(3, (args) => {
    const left = wholeAt(args, 0);
    const right = wholeAt(args, 1);
    const text = textAt(args, 2);
    return right < 4 || (left > 0 && right < 7) ? text : abbreviate(text, left, right);
  }),
  repeat: exactly(2, (args, host) => repeat(wholeAt(args, 0), textAt(args, 1), host)),
  trimAll: exactly(2, (args) => trimCharacters(textAt(args, 0), textAt(args, 1))),
  trimall: exactly(2, (args) => trimCharacters(textAt(args, 0), textAt(args, 1))),
  trimPrefix: exactly(2, ([part, text]) =>
    cut(part, text, (prefix, whole) => (whole.startsWith(prefix) ? whole.slice(prefix.length) : whole)),
  ),
  trimSuffix: exactly(2, ([part, text]) =>
    cut(part, text, (suffix, whole) =>
      suffix !== '' && whole.endsWith(suffix) ? whole.slice(0, -suffix.length) : whole,
    ),
  ),
  contains: exactly(2, (args) => textAt(args, 1).includes(textAt(args, 0))),
  hasPrefix: exactly(2, (args) => textAt(args, 1).startsWith(textAt(args, 0))),
  hasSuffix: exactly(2, (args) => textAt(args, 1).endsWith(textAt(args, 0))),
  replace: exactly(3, (args, host) => replaceAll(textAt(args, 0), textAt(args, 1), textAt(args, 2), host)),
  plural: exactly(3, (args) => (toInt(valueAt(args, 2)) === 1n ? textAt(args, 0) : textAt(args, 1))),
  quote: atLeast(0, (args, host) =>
    present(args)
      .map((value) => quoteString(toText(value, host)))
      .join(' '),
  ),
  squote: atLeast(0, (args, host) =>
    present(args)
      .map((value) => `'${formatValue(value, host.budget)}'`)
      .join(' '),
  ),
  cat: atLeast(0, (args, host) =>
    present(args)
      .map((value) => formatValue(value, host.budget))
      .join(' '),
  ),
  indent: exactly(2, (args, host) => indent(wholeAt(args, 0), textAt(args, 1), host)),
  nindent: exactly(2, (args, host) => `\n${indent(wholeAt(args, 0), textAt(args, 1), host)}`),
  wrap: exactly(2, (args) => wrapWords(textAt(args, 1), wholeAt(args, 0), '\n', false)),
  wrapWith: exactly(3, (args) => wrapWords(textAt(args, 2), wholeAt(args, 0), textAt(args, 1), true)),
  join: exactly(2, (args, host) => {
    const parts = toTexts(valueAt(args, 1), host);
    const separator = textAt(args, 0);
    host.budget.memory(separator.length * parts.length);
    return parts.join(separator);
  }),
  splitList: exactly(2, (args, host) => split(textAt(args, 0), textAt(args, 1), host)),
  split: exactly(2, (args, host) => numbered(split(textAt(args, 0), textAt(args, 1), host))),
  splitn: exactly(3, (args, host) => {
    const count = wholeAt(args, 1);
    const separator = textAt(args, 0);
    const parts = split(separator, textAt(args, 2), host);
    if (count === 0) return new Map();
    if (count < 0 || parts.length <= count) return numbered(parts);
    return numbered([...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)]);
  }),
};

function present(args: readonly Value[]): Value[] {
  return args.filter((value) => value !== null);
}

function cut(part: Value | undefined, text: Value | undefined, work: (part: string, text: string) => string): string {
  const args = [part ?? null, text ?? null];
  return work(textAt(args, 0), textAt(args, 1));
}

/** Written as loops: a pattern for blanks before the end would try every blank anew. */
function trimBlank(text: string): string {
  const blank = /[\t-\r\x85\p{Z}]/u;
  let start = 0;
  let end = text.length;
  while (start < end && blank.test(text[start] ?? '')) start += 1;
  while (end > start && blank.test(text[end - 1] ?? '')) end -= 1;
  return text.slice(start, end);
}

function trimCharacters(characters: string, text: string): string {
  const set = new Set(characters);
  const chars = [...text];
  let start = 0;
  let end = chars.length;
  while (start < end && set.has(chars[start] ?? '')) start += 1;
  while (end > start && set.has(chars[end - 1] ?? '')) end -= 1;
  return chars.slice(start, end).join('');
}

function bytesBetween(text: string, start: number, end: number): string {
  const bytes = Buffer.from(text);
  if (start > bytes.length || start > end) throw new TemplateFault('the bounds are out of range');
  return bytes.subarray(start, end).toString('utf8');
}

function substring(start: number, end: number, text: string): string {
  const size = Buffer.byteLength(text);
  if (start < 0) return bytesBetween(text, 0, end < 0 || end > size ? size : end);
  return bytesBetween(text, start, end < 0 || end > size ? size : end);
}

function truncate(count: number, text: string): string {
  const size = Buffer.byteLength(text);
  if (count < 0 && size + count > 0) return bytesBetween(text, size + count, size);
  if (count >= 0 && size > count) return bytesBetween(text, 0, count);
  return text;
}

/** Shortens to at most `width` bytes with "..." where something was left out; starts at `offset` when that is far in. */
function abbreviate(text: string, offset: number, width: number): string {
  const size = Buffer.byteLength(text);
  if (size <= width) return text;
  const room = width - 3;
  const start = Math.min(offset, size, Math.max(size - room, 0));
  if (start <= 4) return `${bytesBetween(text, 0, room)}...`;
  if (start + room < size) return `...${abbreviate(bytesBetween(text, start, size), 0, room)}`;
  return `...${bytesBetween(text, size - room, size)}`;
}

function repeat(count: number, text: string, host: FunctionHost): string {
  if (count < 0) throw new TemplateFault('the count must not be negative');
  host.budget.memory(count * text.length);
  return text.repeat(count);
}

function replaceAll(from: string, to: string, text: string, host: FunctionHost): string {
  host.budget.memory(text.length);
  const count = from === '' ? text.length + 1 : text.split(from).length - 1;
  host.budget.memory(count * to.length);
  if (from === '') return `${to}${[...text].map((char) => char + to).join('')}`;
  return text.replaceAll(from, () => to);
}

function indent(count: number, text: string, host: FunctionHost): string {
  if (count < 0) throw new TemplateFault('the count must not be negative');
  const lines = text.split('\n');
  host.budget.memory(lines.length * count);
  const blank = ' '.repeat(count);
  return blank + lines.join(`\n${blank}`);
}

function split(separator: string, text: string, host: FunctionHost): string[] {
  host.budget.step(Math.ceil(text.length / 16));
  const parts = separator === '' ? [...text] : text.split(separator);
  host.budget.step(parts.length);
  return parts;
}

function numbered(parts: readonly string[]): Map<string, Value> {
  return new Map(parts.map((part, index) => [`_${index}`, part]));
}

/** Breaks lines at blanks so that they hold at most `width` characters; longer words are cut only when asked for. */
function wrapWords(text: string, width: number, separator: string, cutsWords: boolean): string {
  const room = Math.max(width, 1);
  const lines: string[] = [];
  let rest = text;
  while (rest.length > room) {
    if (rest.startsWith(' ')) {
      rest = rest.slice(1);
      continue;
    }
    const inside = rest.lastIndexOf(' ', room);
    const breakAt = inside >= 0 ? inside : cutsWords ? room : rest.indexOf(' ', room);
    if (breakAt < 0) break;
    lines.push(rest.slice(0, breakAt));
    rest = rest.slice(inside >= 0 || !cutsWords ? breakAt + 1 : breakAt);
  }
  return [...lines, rest].join(separator);
}
