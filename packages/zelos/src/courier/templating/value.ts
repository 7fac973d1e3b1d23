import { TemplateFault } from './error.ts';

/**
 * A value inside a template. Whole numbers that the template itself makes are `bigint` (64 bit, wrapping);
 * numbers of the data and fractions are `number`. Maps are real `Map`s: a key can only be what the data
 * carries, nothing inherited exists.
 */
export type Value = null | boolean | bigint | number | string | ValueList | ValueMap;
export type ValueList = readonly Value[];
export type ValueMap = Map<string, Value>;

/** What an expression gives: `undefined` is the absent map key, which unlike null may be asked for further keys. */
export type Result = Value | undefined;

/** The largest nesting of data, parsed JSON and values built by functions. */
export const maxValueDepth = 100;

export function isList(value: Result): value is ValueList {
  return Array.isArray(value);
}

export function isMap(value: Result): value is ValueMap {
  return value instanceof Map;
}

/**
 * Copies JSON-like data into values. Only own enumerable keys are read; objects other than plain ones are refused.
 * @throws TemplateFault for functions, symbols, class instances and data nested deeper than `maxValueDepth`
 */
export function importValue(data: unknown, step: () => void, depth = 0): Value {
  step();
  if (depth > maxValueDepth) throw new TemplateFault('the data is nested too deeply', 'limit');
  if (data === null || data === undefined) return null;
  if (typeof data === 'string' || typeof data === 'number' || typeof data === 'boolean') return data;
  if (typeof data === 'bigint') return wrapInt(data);
  if (Array.isArray(data)) return data.map((item) => importValue(item, step, depth + 1));
  if (typeof data === 'object') {
    const prototype: unknown = Object.getPrototypeOf(data);
    if (prototype === null || prototype === Object.prototype) {
      const map: ValueMap = new Map();
      for (const [key, item] of Object.entries(data)) {
        if (item !== undefined) map.set(key, importValue(item, step, depth + 1));
      }
      return map;
    }
  }
  throw new TemplateFault('the data is not plain JSON');
}

/** Keeps a whole number in the range of a signed 64 bit integer by wrapping, as Go's int does. */
export function wrapInt(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

/** The truth of a value: zero, the empty string, list and map, false and null are false. */
export function isTrue(value: Result): boolean {
  if (value === undefined || value === null || value === false || value === '') return false;
  if (typeof value === 'bigint') return value !== 0n;
  if (typeof value === 'number') return value !== 0;
  if (isList(value)) return value.length > 0;
  if (isMap(value)) return value.size > 0;
  return true;
}

/** Compares strings by code points (the order of their UTF-8 bytes), not by UTF-16 units. */
export function compareStrings(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a === b) continue;
    const aHigh = a >= 0xd800 && a <= 0xdfff;
    const bHigh = b >= 0xd800 && b <= 0xdfff;
    if (aHigh !== bHigh) return aHigh ? 1 : -1;
    return a - b;
  }
  return left.length - right.length;
}

/** The keys of a map in their sorted order, the order in which maps are walked and printed. */
export function sortedKeys(map: ReadonlyMap<string, Value>): string[] {
  return [...map.keys()].sort(compareStrings);
}

/** The name of a value's type as error texts, `%T` and `typeOf` show it. */
export function typeName(value: Result): string {
  if (value === undefined || value === null) return '<nil>';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'float64';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  return isList(value) ? '[]interface {}' : 'map[string]interface {}';
}

/** The kind of a value, as `kindOf` shows it. */
export function kindName(value: Result): string {
  if (value === undefined || value === null) return 'invalid';
  if (isList(value)) return 'slice';
  return isMap(value) ? 'map' : typeName(value);
}

/** Whether a number is whole and exactly representable, so that it can stand for an integer. */
export function isWhole(value: Result): value is bigint | number {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value));
}

/** Deep equality; numbers compare by amount. `step` is called once per compared pair. */
export function isEqual(left: Value, right: Value, step: () => void, depth = 0): boolean {
  step();
  if (depth > maxValueDepth) throw new TemplateFault('values are nested too deeply', 'limit');
  if (isNumeric(left) && isNumeric(right))
    return Number(left) === Number(right) && (typeof left !== typeof right || left === right);
  if (isList(left) && isList(right)) {
    return (
      left.length === right.length && left.every((item, index) => isEqual(item, right[index] ?? null, step, depth + 1))
    );
  }
  if (isMap(left) && isMap(right)) {
    if (left.size !== right.size) return false;
    for (const [key, item] of left) {
      const other = right.get(key);
      if (other === undefined || !isEqual(item, other, step, depth + 1)) return false;
    }
    return true;
  }
  return left === right;
}

export function isNumeric(value: Result): value is bigint | number {
  return typeof value === 'bigint' || typeof value === 'number';
}
