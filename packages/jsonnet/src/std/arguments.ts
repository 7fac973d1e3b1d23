import { fail } from '../runtime/machine.ts';
import { formatNumber } from '../runtime/numbers.ts';
import { Obj } from '../runtime/objects.ts';
import { failType, Func, type Lazy, type Value } from '../runtime/values.ts';

/** Checks of native arguments; `name` is how the error names the argument. */
export function text(value: Value, name: string): string {
  return typeof value === 'string' ? value : failType(name, 'string', value);
}

export function num(value: Value, name: string): number {
  return typeof value === 'number' ? value : failType(name, 'number', value);
}

export function integer(value: Value, name: string): number {
  const number = num(value, name);
  return Number.isInteger(number) ? number : fail(`${name} must be a whole number, not ${formatNumber(number)}`);
}

/** A whole number that is not negative. */
export function size(value: Value, name: string): number {
  const number = integer(value, name);
  return number >= 0 ? number : fail(`${name} must not be negative, not ${formatNumber(number)}`);
}

export function bool(value: Value, name: string): boolean {
  return typeof value === 'boolean' ? value : failType(name, 'boolean', value);
}

export function array(value: Value, name: string): Lazy[] {
  return Array.isArray(value) ? value : failType(name, 'array', value);
}

export function object(value: Value, name: string): Obj {
  return value instanceof Obj ? value : failType(name, 'object', value);
}

export function func(value: Value, name: string): Func {
  return value instanceof Func ? value : failType(name, 'function', value);
}

/** An array, or a string as the array of its code points. */
export function sequence(value: Value, name: string, split: (text: string) => string[]): Lazy[] {
  if (typeof value === 'string') return split(value);
  return Array.isArray(value) ? value : failType(name, 'string or array', value);
}
