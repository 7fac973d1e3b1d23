import { TemplateFault } from '../error.ts';
import { formatValue } from '../format.ts';
import { isList, isMap, isWhole, typeName, type Value, type ValueList, type ValueMap, wrapInt } from '../value.ts';
import type { FunctionHost, TemplateFunction } from './function.ts';

type Run = TemplateFunction['run'];

/** A function that takes exactly `count` arguments. */
export function exactly(count: number, run: Run): TemplateFunction {
  return { min: count, max: count, run };
}

/** A function that takes `count` or more arguments. */
export function atLeast(count: number, run: Run): TemplateFunction {
  return { min: count, max: Number.POSITIVE_INFINITY, run };
}

/** A function over one string. */
export function overText(work: (text: string, host: FunctionHost) => Value): TemplateFunction {
  return exactly(1, (args, host) => work(textAt(args, 0), host));
}

/** The argument as it is; absent ones are null. */
export function valueAt(args: readonly Value[], index: number): Value {
  return args[index] ?? null;
}

/** A string argument; other types are refused, as Go does for functions over strings. */
export function textAt(args: readonly Value[], index: number): string {
  const value = valueAt(args, index);
  if (typeof value !== 'string')
    throw new TemplateFault(`argument ${index + 1} must be a string, not ${typeName(value)}`);
  return value;
}

/** A whole number small enough for counts and positions. */
export function wholeAt(args: readonly Value[], index: number): number {
  const value = valueAt(args, index);
  if (!isWhole(value) || !Number.isSafeInteger(Number(value))) {
    throw new TemplateFault(`argument ${index + 1} must be a whole number, not ${typeName(value)}`);
  }
  return Number(value);
}

export function listAt(args: readonly Value[], index: number): ValueList {
  const value = valueAt(args, index);
  if (!isList(value)) throw new TemplateFault(`argument ${index + 1} must be a list, not ${typeName(value)}`);
  return value;
}

/** A map argument; null counts as an empty one. */
export function mapAt(args: readonly Value[], index: number): ValueMap {
  const value = valueAt(args, index);
  if (value === null) return new Map();
  if (!isMap(value)) throw new TemplateFault(`argument ${index + 1} must be a map, not ${typeName(value)}`);
  return value;
}

/** Any value as text: strings as they are, all else as `%v` prints it. */
export function toText(value: Value, host: FunctionHost): string {
  return typeof value === 'string' ? value : formatValue(value, host.budget);
}

/** Any value as a list of texts: null elements are dropped, a single value becomes a list of one. */
export function toTexts(value: Value, host: FunctionHost): string[] {
  if (value === null) return [];
  if (!isList(value)) return [toText(value, host)];
  host.budget.step(value.length);
  return value.filter((item) => item !== null).map((item) => toText(item, host));
}

/** Any value as a 64 bit integer: fractions are cut, unreadable strings count as 0. */
export function toInt(value: Value): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? wrapInt(BigInt(Math.trunc(value))) : 0n;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value !== 'string') return 0n;
  const match = /^([+-]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[0-9]+)(?:\.0*)?$/.exec(value);
  if (match === null || value.length > 70) return 0n;
  const [, sign, digits = '0'] = match;
  if (/^0[0-9]*[89]/.test(digits)) return 0n;
  const whole = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const signed = sign === '-' ? -whole : whole;
  return wrapInt(signed) === signed ? signed : 0n;
}

/** Any value as a fraction; what cannot be read counts as 0. */
export function toFloat(value: Value): number {
  if (typeof value === 'bigint' || typeof value === 'number') return Number(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string' || !/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(value)) return 0;
  return Number(value);
}
