import { SourceFile } from '../source.ts';
import { allowItems, charge, enter, fail, failLimit, leave, vm } from './machine.ts';
import { type FieldDefinition, Layer, Obj } from './objects.ts';
import { type CodeInfo, element, type Frame, Func, type Lazy, Thunk, type Value } from './values.ts';

/** JSON data as JavaScript has it. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

const DATA: CodeInfo = {
  site: { file: new SourceFile('<data>', ''), start: 0, end: 0, within: 'data from outside' },
  weight: 1,
  steps: 1,
};

const CONVERT = (frame: Frame): Value => fromJson(frame[0] as unknown);

/** Data from outside as a value; what is inside it is converted when it is looked at. */
export function fromJsonLazy(data: unknown): Lazy {
  if (typeof data === 'string' || typeof data === 'boolean' || data === null) return data;
  if (typeof data === 'number') return fromJson(data);
  return new Thunk(CONVERT, [data as Lazy], DATA);
}

/**
 * Data from outside as a value, one level deep.
 * @throws JsonnetError `runtime` for anything that is not JSON (undefined, functions, NaN, …).
 */
export function fromJson(data: unknown): Value {
  switch (typeof data) {
    case 'string':
      if (data.length > vm.stringLength) failLimit('stringLength');
      return data;
    case 'boolean':
      return data;
    case 'number':
      return Number.isFinite(data) ? data : fail(`data from outside holds ${data}, which is not JSON`);
    case 'object':
      if (data === null) return null;
      return Array.isArray(data) ? fromArray(data) : fromObject(data as Record<string, unknown>);
    default:
      return fail(`data from outside holds a ${typeof data}, which is not JSON`);
  }
}

function fromArray(data: readonly unknown[]): Lazy[] {
  allowItems(data.length);
  const items: Lazy[] = [];
  for (const item of data) items.push(fromJsonLazy(item));
  return items;
}

const NO_FRAME: Frame = [];

function fromObject(data: Readonly<Record<string, unknown>>): Obj {
  const prototype: unknown = Object.getPrototypeOf(data);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    fail(`data from outside holds a ${data.constructor?.name ?? 'special'} object, which is not JSON`);
  const names = Object.keys(data);
  if (names.length > vm.arrayLength) failLimit('arrayLength');
  charge(names.length / 4);
  const fields = new Map<string, FieldDefinition>();
  for (const name of names) {
    const inner = data[name];
    if (inner === undefined) continue;
    const known =
      inner === null || typeof inner === 'string' || typeof inner === 'boolean' || typeof inner === 'number';
    fields.set(name, {
      visibility: 0,
      plus: false,
      value: known ? fromJson(inner) : undefined,
      code: known ? undefined : CONVERT,
      info: DATA,
      env: known ? undefined : [inner as Lazy],
    });
  }
  return new Obj(new Layer(fields, undefined, NO_FRAME));
}

interface Output {
  size: number;
  readonly limit: number;
}

/**
 * A value as JSON data; object keys come in the order of their code points.
 * @throws JsonnetError `runtime` if it holds a function; JsonnetLimitError `limit.outputBytes` if it is too large.
 */
export function toJson(value: Value): JsonValue {
  return convert(value, { size: 0, limit: vm.limits.outputBytes });
}

function count(output: Output, size: number): void {
  if ((output.size += size) > output.limit) failLimit('outputBytes');
}

function convert(value: Value, output: Output): JsonValue {
  if (typeof value === 'string') {
    count(output, value.length + 2);
    return value;
  }
  if (value === null || typeof value !== 'object') {
    count(output, 4);
    return value;
  }
  if (Array.isArray(value)) {
    count(output, value.length + 2);
    charge(value.length / 4);
    enter(undefined);
    const items: JsonValue[] = [];
    for (let i = 0; i < value.length; i++) items.push(convert(element(value, i), output));
    leave();
    return items;
  }
  if (value instanceof Func) return fail('a function cannot become JSON');
  return convertObject(value, output);
}

function convertObject(value: Obj, output: Output): JsonValue {
  value.check();
  const names = value.visibleNames;
  const result: Record<string, JsonValue> = {};
  charge(names.length / 4);
  enter(undefined);
  for (const name of names) {
    count(output, name.length + 4);
    const item = convert(value.get(name), output);
    if (name === '__proto__')
      Object.defineProperty(result, name, { value: item, enumerable: true, configurable: true, writable: true });
    else result[name] = item;
  }
  leave();
  return result;
}
