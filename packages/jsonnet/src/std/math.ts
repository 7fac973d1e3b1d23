import { fail } from '../runtime/machine.ts';
import { finite } from '../runtime/numbers.ts';
import { compare, modulo } from '../runtime/operators.ts';
import type { Native, Value } from '../runtime/values.ts';
import { num } from './arguments.ts';
import { format } from './format.ts';
import { type NativeTable, natives } from './registry.ts';

type Unary = readonly [name: string, compute: (x: number) => number];

/** Functions of one number under their parameter name (specification: std, mathematical utilities). */
const OF_X: readonly Unary[] = [
  ['floor', Math.floor],
  ['ceil', Math.ceil],
  ['round', (x) => Math.sign(x) * Math.round(Math.abs(x))],
  ['sqrt', Math.sqrt],
  ['sin', Math.sin],
  ['cos', Math.cos],
  ['tan', Math.tan],
  ['asin', Math.asin],
  ['acos', Math.acos],
  ['atan', Math.atan],
  ['log', Math.log],
  ['log2', Math.log2],
  ['log10', Math.log10],
  ['exp', Math.exp],
  ['mantissa', (x) => decompose(x).mantissa],
  ['exponent', (x) => decompose(x).exponent],
  ['deg2rad', (x) => (x * Math.PI) / 180],
  ['rad2deg', (x) => (x * 180) / Math.PI],
];

const TESTS: readonly (readonly [string, (x: number) => boolean])[] = [
  ['isEven', (x) => Math.trunc(x) % 2 === 0],
  ['isOdd', (x) => Math.trunc(x) % 2 !== 0],
  ['isInteger', (x) => Number.isInteger(x)],
  ['isDecimal', (x) => !Number.isInteger(x)],
];

/** Mathematical functions. */
export function mathNatives(): Native[] {
  const table: Record<string, NativeTable[string]> = {
    abs: ['n', (n: Value) => Math.abs(num(n, 'n'))],
    sign: ['n', (n: Value) => Math.sign(num(n, 'n')) + 0],
    max: ['a, b', (a: Value, b: Value) => Math.max(num(a, 'a'), num(b, 'b'))],
    min: ['a, b', (a: Value, b: Value) => Math.min(num(a, 'a'), num(b, 'b'))],
    pow: ['x, n', (x: Value, n: Value) => finite(num(x, 'x') ** num(n, 'n'))],
    atan2: ['y, x', (y: Value, x: Value) => Math.atan2(num(y, 'y'), num(x, 'x'))],
    hypot: ['a, b', (a: Value, b: Value) => finite(Math.hypot(num(a, 'a'), num(b, 'b')))],
    clamp: ['x, minVal, maxVal', clamp],
    mod: ['a, b', mod],
    modulo: ['x, y', (x: Value, y: Value) => modulo(num(x, 'x'), num(y, 'y'))],
  };
  for (const [name, compute] of OF_X) table[name] = ['x', (x: Value) => finite(compute(num(x, 'x')))];
  for (const [name, test] of TESTS) table[name] = ['x', (x: Value) => test(num(x, 'x'))];
  return natives(table);
}

function clamp(x: Value, low: Value, high: Value): Value {
  if (compare(x, low) < 0) return low;
  return compare(x, high) > 0 ? high : x;
}

function mod(a: Value, b: Value): Value {
  if (typeof a === 'string') return format(a, b);
  return typeof a === 'number' && typeof b === 'number'
    ? modulo(a, b)
    : fail('std.mod needs two numbers, or a string first');
}

/** Binary mantissa (0.5 to 1) and exponent of a number, as C's frexp. */
function decompose(x: number): { mantissa: number; exponent: number } {
  if (x === 0 || !Number.isFinite(x)) return { mantissa: x, exponent: 0 };
  let exponent = Math.max(-1023, Math.floor(Math.log2(Math.abs(x))) + 1);
  let mantissa = x * 2 ** -exponent;
  while (Math.abs(mantissa) < 0.5) {
    mantissa *= 2;
    exponent--;
  }
  while (Math.abs(mantissa) >= 1) {
    mantissa /= 2;
    exponent++;
  }
  return { mantissa, exponent };
}
