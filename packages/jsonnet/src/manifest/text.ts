import { allowText, charge, enter, fail, failLimit, leave, vm } from '../runtime/machine.ts';
import { formatNumber } from '../runtime/numbers.ts';
import { Obj } from '../runtime/objects.ts';
import { element, type Lazy, type Value } from '../runtime/values.ts';

/** How JSON text is laid out. */
export interface JsonLayout {
  /** One level of indentation; undefined puts everything on one line. */
  readonly indent: string | undefined;
  readonly newline: string;
  /** Between a key and its value. */
  readonly colon: string;
  /** After a comma when everything is on one line. */
  readonly gap: string;
  readonly emptyArray: (indent: string) => string;
  readonly emptyObject: (indent: string) => string;
}

const ONE_LINE: JsonLayout = {
  indent: undefined,
  newline: '',
  colon: ': ',
  gap: ' ',
  emptyArray: () => '[ ]',
  emptyObject: () => '{ }',
};

// eslint-disable-next-line no-control-regex
const NEEDS_ESCAPE = /["\\\u0000-\u001f\u007f-\u009f\ud800-\udfff]/;
const C1 = /[\u007f-\u009f]/g;

/** A string as a JSON literal; control characters up to U+009F are escaped. */
export function quoteJson(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return `"${text}"`;
  return JSON.stringify(text).replace(C1, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Collects the parts of a text under the string budget. */
export class TextSink {
  readonly parts: string[] = [];
  #length = 0;
  readonly #limit: number;
  readonly #limitName: 'stringLength' | 'outputBytes';

  constructor(limitName: 'stringLength' | 'outputBytes' = 'stringLength') {
    this.#limitName = limitName;
    this.#limit = vm.limits[limitName];
  }

  put(text: string): void {
    if ((this.#length += text.length) > this.#limit) failLimit(this.#limitName);
    charge(0.25 + text.length / 64);
    this.parts.push(text);
  }

  finish(): string {
    return this.parts.join('');
  }
}

/** A value as text for `+` and std.toString: strings as they are, other values as JSON on one line. */
export function toText(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatNumber(value);
  if (value === null || typeof value === 'boolean') return String(value);
  return jsonText(value, ONE_LINE);
}

/** A value as JSON text. */
export function jsonText(value: Value, layout: JsonLayout, sink: TextSink = new TextSink()): string {
  writeJson(value, layout, '', sink);
  return sink.finish();
}

function writeJson(value: Value, layout: JsonLayout, indent: string, sink: TextSink): void {
  if (typeof value === 'string') {
    allowText(value.length);
    sink.put(quoteJson(value));
  } else if (typeof value === 'number') sink.put(formatNumber(value));
  else if (value === null || typeof value === 'boolean') sink.put(String(value));
  else if (Array.isArray(value)) writeArray(value, layout, indent, sink);
  else if (value instanceof Obj) writeObject(value, layout, indent, sink);
  else fail('a function cannot become JSON');
}

function writeArray(value: Lazy[], layout: JsonLayout, indent: string, sink: TextSink): void {
  if (value.length === 0) return sink.put(layout.emptyArray(indent));
  const inner = layout.indent === undefined ? '' : indent + layout.indent;
  const lead = layout.indent === undefined ? '' : layout.newline + inner;
  enter(undefined);
  sink.put('[');
  for (let i = 0; i < value.length; i++) {
    sink.put(i === 0 ? lead : `,${layout.indent === undefined ? layout.gap : lead}`);
    writeJson(element(value, i), layout, inner, sink);
  }
  leave();
  sink.put(layout.indent === undefined ? ']' : `${layout.newline}${indent}]`);
}

function writeObject(value: Obj, layout: JsonLayout, indent: string, sink: TextSink): void {
  value.check();
  const names = value.visibleNames;
  if (names.length === 0) return sink.put(layout.emptyObject(indent));
  const inner = layout.indent === undefined ? '' : indent + layout.indent;
  const lead = layout.indent === undefined ? '' : layout.newline + inner;
  enter(undefined);
  sink.put('{');
  let separator = lead;
  for (const name of names) {
    sink.put(separator);
    sink.put(quoteJson(name));
    sink.put(layout.colon);
    writeJson(value.get(name), layout, inner, sink);
    separator = `,${layout.indent === undefined ? layout.gap : lead}`;
  }
  leave();
  sink.put(layout.indent === undefined ? '}' : `${layout.newline}${indent}}`);
}
