import type { Budget } from './budget.ts';
import { TemplateFault } from './error.ts';
import { formatFloat } from './numbers.ts';
import { isList, isMap, maxValueDepth, type Result, sortedKeys, type Value } from './value.ts';

/** The text of a value inside other text: Go's `%v`. */
export function formatValue(value: Value, budget: Budget): string {
  return joinNested(value, budget, 0, (leaf) => {
    if (leaf === null) return '<nil>';
    if (typeof leaf === 'number') return formatFloat(leaf, 'g', -1);
    return String(leaf);
  });
}

/** What an action prints in a text template: `<no value>` for null and for missing keys. */
export function printResult(value: Result, budget: Budget): string {
  if (value === undefined || value === null) return '<no value>';
  return formatValue(value, budget);
}

/** Writes a value with the brackets of lists and maps, each leaf by `leaf`. */
export function joinNested(value: Value, budget: Budget, depth: number, leaf: (value: Value) => string): string {
  if (depth > maxValueDepth) throw new TemplateFault('values are nested too deeply', 'limit');
  budget.step();
  if (isList(value)) {
    const text = `[${value.map((item) => joinNested(item, budget, depth + 1, leaf)).join(' ')}]`;
    budget.memory(text.length);
    return text;
  }
  if (isMap(value)) {
    const entries = sortedKeys(value).map((key) => {
      return `${leaf(key)}:${joinNested(value.get(key) ?? null, budget, depth + 1, leaf)}`;
    });
    const text = `map[${entries.join(' ')}]`;
    budget.memory(text.length);
    return text;
  }
  return leaf(value);
}

/** Go's `print`: a blank stands between two operands when neither is a string. */
export function printAll(values: readonly Value[], budget: Budget): string {
  let text = '';
  values.forEach((value, index) => {
    const previous = values[index - 1];
    if (index > 0 && typeof value !== 'string' && typeof previous !== 'string') text += ' ';
    text += formatValue(value, budget);
  });
  return text;
}

/** Go's `println`: blanks between all operands, a line break at the end. */
export function printLine(values: readonly Value[], budget: Budget): string {
  return `${values.map((value) => formatValue(value, budget)).join(' ')}\n`;
}

const namedEscapes: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

/** A string as a Go literal in the given quotes (package strconv, Quote). */
export function quoteString(text: string, quote = '"', asciiOnly = false): string {
  let quoted = quote;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    const named = namedEscapes[char];
    if (char === quote) quoted += `\\${char}`;
    else if (named !== undefined) quoted += named;
    else if (isPrintable(char) && (!asciiOnly || code < 0x7f)) quoted += char;
    else if (code < 0x20 || code === 0x7f) quoted += `\\x${hex(code, 2)}`;
    else if (code >= 0xd800 && code <= 0xdfff) quoted += '\ufffd';
    else quoted += code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
  }
  return quoted + quote;
}

function isPrintable(char: string): boolean {
  return char === ' ' || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(char);
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}
