import { enter, fail, leave } from '../runtime/machine.ts';
import { formatNumber } from '../runtime/numbers.ts';
import { Obj } from '../runtime/objects.ts';
import { element, type Lazy, type Value } from '../runtime/values.ts';
import { quoteJson, TextSink } from './text.ts';

/** Choices of std.manifestYamlDoc. */
export interface YamlStyle {
  /** Arrays in objects are indented under their key. */
  readonly indentArrays: boolean;
  /** Every key is quoted, not only those that need it. */
  readonly quoteKeys: boolean;
}

const INDENT = '  ';
const BARE_KEY = /^[A-Za-z0-9_./-]+$/;
const OTHER_MEANING =
  /^(?:null|true|false|yes|no|on|off|y|n|-?\.inf|\.nan|-+|\.+|-.*|[+.\d][\d_.:+-]*(?:e[+-]?\d+)?|0[xob][\da-f_]+)$/i;
// eslint-disable-next-line no-control-regex
const NOT_FOR_BLOCK = /^[ \n]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ud800-\udfff]/;

/** A value as one YAML document without an end of line (specification: std.manifestYamlDoc). */
export function yamlText(value: Value, style: YamlStyle): string {
  const sink = new TextSink();
  write(value, '', style, sink);
  return sink.finish();
}

/** A string: in a block if it is made of lines, otherwise quoted as in JSON. */
function writeString(value: string, indent: string, sink: TextSink): void {
  if (!value.endsWith('\n') || NOT_FOR_BLOCK.test(value)) return sink.put(quoteJson(value));
  sink.put('|');
  for (const line of value.slice(0, -1).split('\n')) {
    sink.put(`\n${indent}${INDENT}`);
    sink.put(line);
  }
}

function write(value: Value, indent: string, style: YamlStyle, sink: TextSink): void {
  if (typeof value === 'string') writeString(value, indent, sink);
  else if (typeof value === 'number') sink.put(formatNumber(value));
  else if (value === null || typeof value === 'boolean') sink.put(String(value));
  else if (Array.isArray(value)) {
    enter(undefined);
    writeArray(value, indent, style, sink);
    leave();
  } else if (value instanceof Obj) {
    enter(undefined);
    writeObject(value, indent, style, sink);
    leave();
  } else fail('a function cannot become YAML');
}

function isFilledArray(value: Value): boolean {
  return Array.isArray(value) && value.length > 0;
}

function isFilledObject(value: Value): boolean {
  return value instanceof Obj && value.visibleNames.length > 0;
}

function writeArray(value: Lazy[], indent: string, style: YamlStyle, sink: TextSink): void {
  if (value.length === 0) return sink.put('[]');
  for (let i = 0; i < value.length; i++) {
    const item = element(value, i);
    sink.put(i === 0 ? '-' : `\n${indent}-`);
    const inner = isFilledArray(item) || isFilledObject(item) ? indent + INDENT : indent;
    sink.put(isFilledArray(item) ? `\n${inner}` : ' ');
    write(item, inner, style, sink);
  }
}

function writeObject(value: Obj, indent: string, style: YamlStyle, sink: TextSink): void {
  value.check();
  const names = value.visibleNames;
  if (names.length === 0) return sink.put('{}');
  let first = true;
  for (const name of names) {
    const item = value.get(name);
    if (!first) sink.put(`\n${indent}`);
    first = false;
    sink.put(style.quoteKeys || !isBareKey(name) ? quoteJson(name) : name);
    sink.put(':');
    if (isFilledArray(item)) {
      const inner = style.indentArrays ? indent + INDENT : indent;
      sink.put(`\n${inner}`);
      write(item, inner, style, sink);
    } else if (isFilledObject(item)) {
      sink.put(`\n${indent}${INDENT}`);
      write(item, indent + INDENT, style, sink);
    } else {
      sink.put(' ');
      write(item, indent, style, sink);
    }
  }
}

/** Whether a key means the same string without quotes, to readers of YAML 1.1 and 1.2. */
function isBareKey(name: string): boolean {
  return BARE_KEY.test(name) && !OTHER_MEANING.test(name);
}
