import type { Site } from '../source.ts';
import { fail } from './machine.ts';
import { failType, type Value } from './values.ts';

const SIGNIFICANT = 17;

/** A number as Jsonnet prints it: integers plainly, others with 17 significant digits as C's `%.17g` does. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value)) {
    if (value === 0) return Object.is(value, -0) ? '-0' : '0';
    return Math.abs(value) < 1e21 ? value.toFixed(0) : BigInt(value).toString();
  }
  return formatGeneral(value, SIGNIFICANT, false, false);
}

/**
 * C's `%g`.
 * @param precision significant digits, at least 1.
 * @param alternate keep trailing zeros (`#`).
 */
export function formatGeneral(value: number, precision: number, alternate: boolean, upper: boolean): string {
  const digits = Math.max(1, Math.min(precision, 100));
  const [mantissa = '', power = '0'] = value.toExponential(digits - 1).split('e');
  const exponent = value === 0 ? 0 : Number(power);
  let text: string;
  if (exponent < -4 || exponent >= digits) {
    const sign = exponent < 0 ? '-' : '+';
    const shown = alternate ? mantissa : dropZeros(mantissa);
    text = `${shown}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  } else {
    const fixed = value.toFixed(Math.max(0, Math.min(100, digits - 1 - exponent)));
    text = alternate ? fixed : dropZeros(fixed);
  }
  return upper ? text.toUpperCase() : text;
}

function dropZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** The result of arithmetic, which must be finite (specification: numbers). */
export function finite(value: number, site?: Site): number {
  if (value - value !== 0)
    fail(Number.isNaN(value) ? 'the result is not a number' : 'the result is too large (overflow)', site);
  return value;
}

/** A value that must be a number. */
export function asNumber(value: Value, what: string, site?: Site): number {
  return typeof value === 'number' ? value : failType(what, 'number', value, site);
}

/** A value that must be a whole number. */
export function asInteger(value: Value, what: string, site?: Site): number {
  const number = asNumber(value, what, site);
  return Number.isInteger(number) ? number : fail(`${what} must be a whole number, not ${formatNumber(number)}`, site);
}

/** An operand of a bit operator: cut to a whole number that a double holds exactly (specification: bit operations). */
export function bitOperand(value: number, site?: Site): bigint {
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER)
    fail(`bit operand ${formatNumber(value)} is outside of -(2^53-1) to 2^53-1`, site);
  return BigInt(Math.trunc(value));
}

/** A shift by the right operand modulo 64 in 64-bit arithmetic. */
export function shift(left: number, right: number, leftward: boolean, site?: Site): number {
  if (right < 0) fail('shift by a negative number', site);
  const operand = bitOperand(left, site);
  const by = bitOperand(right, site) % 64n;
  if (!leftward) return Number(operand >> by);
  const shifted = operand << by;
  const wrapped = BigInt.asIntN(64, shifted);
  if (wrapped !== shifted) fail('left shift overflows 64 bits', site);
  return Number(wrapped);
}
