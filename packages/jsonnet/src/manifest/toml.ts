import { enter, fail, leave } from '../runtime/machine.ts';
import { formatNumber } from '../runtime/numbers.ts';
import { Obj } from '../runtime/objects.ts';
import { element, type Lazy, type Value } from '../runtime/values.ts';
import { quoteJson, TextSink } from './text.ts';

/** An object as a TOML document (specification: std.manifestTomlEx). */
export function tomlText(value: Obj, indent: string): string {
  const sink = new TextSink();
  writeTable(value, [], '', indent, sink);
  return sink.finish();
}

function key(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : quoteJson(name);
}

/** Whether a value gets a section of its own: an object, or an array of objects only. */
function isSection(value: Value): boolean {
  if (value instanceof Obj) return true;
  if (!Array.isArray(value) || value.length === 0) return false;
  for (let i = 0; i < value.length; i++) if (!(element(value, i) instanceof Obj)) return false;
  return true;
}

function writeTable(value: Obj, path: readonly string[], at: string, indent: string, sink: TextSink): void {
  value.check();
  enter(undefined);
  const sections: string[] = [];
  let first = true;
  for (const name of value.visibleNames) {
    const item = value.get(name);
    if (isSection(item)) {
      sections.push(name);
      continue;
    }
    sink.put(`${first ? '' : '\n'}${at}${key(name)} = `);
    writeInline(item, at, indent, sink, false);
    first = false;
  }
  for (const name of sections) {
    const item = value.get(name);
    const inner = [...path, key(name)];
    const tables = Array.isArray(item) ? item.map((_, i) => element(item, i) as Obj) : [item as Obj];
    const [open, close] = Array.isArray(item) ? ['[[', ']]'] : ['[', ']'];
    for (const table of tables) {
      sink.put(`\n\n${at}${open}${inner.join('.')}${close}`);
      if (table.visibleNames.length === 0) continue;
      sink.put('\n');
      writeTable(table, inner, at + indent, indent, sink);
    }
  }
  leave();
}

/** A value on the right of `=`; arrays directly there take lines, those inside do not. */
function writeInline(value: Value, at: string, indent: string, sink: TextSink, nested: boolean): void {
  if (typeof value === 'string') return sink.put(quoteJson(value));
  if (typeof value === 'number') return sink.put(formatNumber(value));
  if (typeof value === 'boolean') return sink.put(String(value));
  if (value === null) return fail('TOML has no null');
  enter(undefined);
  if (Array.isArray(value)) writeInlineArray(value, at, indent, sink, nested);
  else if (value instanceof Obj) writeInlineObject(value, at, indent, sink);
  else fail('a function cannot become TOML');
  leave();
}

function writeInlineArray(value: Lazy[], at: string, indent: string, sink: TextSink, nested: boolean): void {
  if (value.length === 0) return sink.put('[]');
  const lead = nested ? ' ' : `\n${at}${indent}`;
  sink.put('[');
  for (let i = 0; i < value.length; i++) {
    sink.put(i === 0 ? lead : `,${lead}`);
    writeInline(element(value, i), '', '', sink, true);
  }
  sink.put(nested ? ' ]' : `\n${at}]`);
}

function writeInlineObject(value: Obj, at: string, indent: string, sink: TextSink): void {
  value.check();
  const names = value.visibleNames;
  if (names.length === 0) return sink.put('{}');
  let separator = '{ ';
  for (const name of names) {
    sink.put(`${separator}${key(name)} = `);
    writeInline(value.get(name), at, indent, sink, true);
    separator = ', ';
  }
  sink.put(' }');
}
