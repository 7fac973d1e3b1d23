import { exLayout, minifiedLayout } from '../manifest/json.ts';
import { jsonText, quoteJson, TextSink, toText } from '../manifest/text.ts';
import { tomlText } from '../manifest/toml.ts';
import { yamlText } from '../manifest/yaml.ts';
import { allowText, charge, enter, fail, leave } from '../runtime/machine.ts';
import { formatNumber } from '../runtime/numbers.ts';
import { Obj } from '../runtime/objects.ts';
import { element, failType, type Native, type Value } from '../runtime/values.ts';
import { array, bool, object, text } from './arguments.ts';
import { natives } from './registry.ts';

/** Values as text in other formats (specification: std, manifestation). */
export function manifestNatives(): Native[] {
  return natives({
    manifestJson: ['value', (value: Value) => jsonText(value, exLayout('    ', '\n', ': '))],
    manifestJsonEx: ['value, indent, newline?, key_val_sep?', manifestJsonEx],
    manifestJsonMinified: ['value', (value: Value) => jsonText(value, minifiedLayout)],
    escapeStringJson: ['str_', (str: Value) => quoted(str)],
    escapeStringPython: ['str', (str: Value) => quoted(str)],
    manifestYamlDoc: ['value, indent_array_in_object?, quote_keys?', manifestYamlDoc],
    manifestYamlStream: ['value, indent_array_in_object?, c_document_end?, quote_keys?', manifestYamlStream],
    manifestIni: ['ini', manifestIni],
    manifestPython: ['v', (v: Value) => python(v)],
    manifestPythonVars: ['conf', manifestPythonVars],
    manifestXmlJsonml: ['value', manifestXmlJsonml],
    manifestToml: ['value', (value: Value) => tomlText(object(value, 'value'), '  ')],
    manifestTomlEx: [
      'value, indent',
      (value: Value, indent: Value) => tomlText(object(value, 'value'), text(indent, 'indent')),
    ],
  });
}

function quoted(value: Value): string {
  const given = toText(value);
  allowText(given.length);
  const result = quoteJson(given);
  allowText(result.length);
  return result;
}

function flag(value: Value | undefined, name: string, otherwise: boolean): boolean {
  return value === undefined ? otherwise : bool(value, name);
}

function manifestJsonEx(value: Value, indent: Value, newline?: Value, colon?: Value): Value {
  const layout = exLayout(
    text(indent, 'indent'),
    newline === undefined ? '\n' : text(newline, 'newline'),
    colon === undefined ? ': ' : text(colon, 'key_val_sep'),
  );
  return jsonText(value, layout);
}

function manifestYamlDoc(value: Value, indentArrays?: Value, quoteKeys?: Value): Value {
  return yamlText(value, {
    indentArrays: flag(indentArrays, 'indent_array_in_object', false),
    quoteKeys: flag(quoteKeys, 'quote_keys', true),
  });
}

function manifestYamlStream(value: Value, indentArrays?: Value, documentEnd?: Value, quoteKeys?: Value): Value {
  const items = array(value, 'value');
  const sink = new TextSink();
  sink.put('---\n');
  for (let i = 0; i < items.length; i++) {
    if (i > 0) sink.put('\n---\n');
    sink.put(manifestYamlDoc(element(items, i), indentArrays, quoteKeys) as string);
  }
  sink.put(flag(documentEnd, 'c_document_end', true) ? '\n...\n' : '\n');
  return sink.finish();
}

function manifestIni(ini: Value): Value {
  const whole = object(ini, 'ini');
  const sink = new TextSink();
  if (whole.isVisible('main')) iniBody(object(whole.get('main'), 'main'), sink);
  const sections = object(whole.get('sections'), 'sections');
  for (const name of sections.visibleNames) {
    sink.put(`[${name}]\n`);
    iniBody(object(sections.get(name), `section ${name}`), sink);
  }
  return sink.finish();
}

function iniBody(body: Obj, sink: TextSink): void {
  for (const name of body.visibleNames) {
    const value = body.get(name);
    const items = Array.isArray(value) ? value : [value];
    for (let i = 0; i < items.length; i++) sink.put(`${name} = ${toText(element(items, i))}\n`);
  }
}

function python(value: Value): string {
  const sink = new TextSink();
  writePython(value, sink);
  return sink.finish();
}

function writePython(value: Value, sink: TextSink): void {
  if (value === null) return sink.put('None');
  if (typeof value === 'boolean') return sink.put(value ? 'True' : 'False');
  if (typeof value === 'number') return sink.put(formatNumber(value));
  if (typeof value === 'string') return sink.put(quoteJson(value));
  enter(undefined);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      sink.put(i === 0 ? '[' : ', ');
      writePython(element(value, i), sink);
    }
    sink.put(value.length === 0 ? '[]' : ']');
  } else if (value instanceof Obj) {
    let separator = '{';
    value.check();
    for (const name of value.visibleNames) {
      sink.put(`${separator}${quoteJson(name)}: `);
      writePython(value.get(name), sink);
      separator = ', ';
    }
    sink.put(separator === '{' ? '{}' : '}');
  } else fail('a function cannot become Python');
  leave();
}

function manifestPythonVars(conf: Value): Value {
  const vars = object(conf, 'conf');
  const sink = new TextSink();
  vars.check();
  for (const name of vars.visibleNames) {
    sink.put(`${name} = `);
    writePython(vars.get(name), sink);
    sink.put('\n');
  }
  return sink.finish();
}

/** JsonML as XML. As specified, text and attributes are not escaped: that is what std.escapeStringXML is for. */
function manifestXmlJsonml(value: Value): Value {
  const sink = new TextSink();
  writeXml(array(value, 'value'), sink);
  return sink.finish();
}

function writeXml(value: Value, sink: TextSink): void {
  charge(1);
  if (typeof value === 'string') return sink.put(value);
  if (!Array.isArray(value)) return failType('a JsonML node', 'string or array', value);
  if (value.length === 0) return fail('a JsonML element needs a tag name');
  enter(undefined);
  const tag = text(element(value, 0), 'a JsonML tag name');
  sink.put(`<${tag}`);
  const second = value.length > 1 ? element(value, 1) : null;
  const attributes = second instanceof Obj ? second : undefined;
  for (const name of attributes?.visibleNames ?? []) sink.put(` ${name}="${toText((attributes as Obj).get(name))}"`);
  sink.put('>');
  for (let i = attributes === undefined ? 1 : 2; i < value.length; i++) writeXml(element(value, i), sink);
  sink.put(`</${tag}>`);
  leave();
}
