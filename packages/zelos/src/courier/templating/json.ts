import type { Budget } from './budget.ts';
import { TemplateFault } from './error.ts';
import { isList, isMap, maxValueDepth, sortedKeys, type Value } from './value.ts';

/** How JSON text is laid out: `indent` per level (empty for one line), and whether `<`, `>` and `&` are escaped. */
export interface JsonLayout {
  readonly indent: string;
  readonly escapesHtml: boolean;
}

/**
 * Writes a value as JSON with sorted keys, as Go's encoding/json does.
 * @throws TemplateFault for fractions that JSON cannot hold
 */
export function writeJson(value: Value, budget: Budget, layout: JsonLayout): string {
  return write(value, budget, layout, 0);
}

function write(value: Value, budget: Budget, layout: JsonLayout, depth: number): string {
  if (depth > maxValueDepth) throw new TemplateFault('values are nested too deeply', 'limit');
  budget.step();
  if (isList(value)) {
    return bracket(
      '[',
      ']',
      value.map((item) => write(item, budget, layout, depth + 1)),
      budget,
      layout,
      depth,
    );
  }
  if (isMap(value)) {
    const colon = layout.indent === '' ? ':' : ': ';
    const entries = sortedKeys(value).map((key) => {
      return writeText(key, layout) + colon + write(value.get(key) ?? null, budget, layout, depth + 1);
    });
    return bracket('{', '}', entries, budget, layout, depth);
  }
  if (typeof value === 'string') return writeText(value, layout);
  if (typeof value === 'number') return writeNumber(value);
  return String(value);
}

function bracket(
  open: string,
  close: string,
  entries: readonly string[],
  budget: Budget,
  layout: JsonLayout,
  depth: number,
): string {
  if (entries.length === 0) return open + close;
  const line = layout.indent === '' ? '' : `\n${layout.indent.repeat(depth + 1)}`;
  const last = layout.indent === '' ? '' : `\n${layout.indent.repeat(depth)}`;
  const text = open + line + entries.join(`,${line}`) + last + close;
  budget.memory(text.length);
  return text;
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TemplateFault(`${value} cannot be written as JSON`);
  return String(value);
}

function writeText(text: string, layout: JsonLayout): string {
  const json = JSON.stringify(text.toWellFormed()).replace(/[\u2028\u2029]/g, unicodeEscape);
  return layout.escapesHtml ? json.replace(/[<>&]/g, unicodeEscape) : json;
}

/** A character as `\uXXXX`. */
export function unicodeEscape(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
