import { TemplateFault } from '../error.ts';
import { type Value, wrapInt } from '../value.ts';
import { atLeast, exactly, textAt, toFloat, toInt, valueAt, wholeAt } from './arguments.ts';
import type { FunctionHost, FunctionTable } from './function.ts';

type Fold = (left: bigint, right: bigint) => bigint;

/** Arithmetic of the Sprig library (sprig docs, "Integer Math", "Float Math", "Integer Slice Functions"). */
export const mathFunctions: FunctionTable = {
  int: exactly(1, (args) => toInt(valueAt(args, 0))),
  int64: exactly(1, (args) => toInt(valueAt(args, 0))),
  float64: exactly(1, (args) => toFloat(valueAt(args, 0))),
  atoi: exactly(1, (args) =>
    /^[+-]?[0-9]{1,18}$/.test(textAt(args, 0)) ? BigInt(textAt(args, 0).replace('+', '')) : 0n,
  ),
  toDecimal: exactly(1, (args) => fromOctal(String(valueAt(args, 0)))),
  add1: exactly(1, (args) => wrapInt(toInt(valueAt(args, 0)) + 1n)),
  add: atLeast(0, (args) => foldInts(args, (left, right) => left + right, 0n)),
  sub: exactly(2, (args) => foldInts(args, (left, right) => left - right)),
  mul: atLeast(1, (args) => foldInts(args, (left, right) => left * right)),
  div: exactly(2, (args) => foldInts(args, (left, right) => left / divisor(right))),
  mod: exactly(2, (args) => foldInts(args, (left, right) => left % divisor(right))),
  max: atLeast(1, (args) => foldInts(args, (left, right) => (right > left ? right : left))),
  biggest: atLeast(1, (args) => foldInts(args, (left, right) => (right > left ? right : left))),
  min: atLeast(1, (args) => foldInts(args, (left, right) => (right < left ? right : left))),
  add1f: exactly(1, (args) => foldDecimals([...args, 1n], addDecimals)),
  addf: atLeast(0, (args) => foldDecimals([0n, ...args], addDecimals)),
  subf: atLeast(1, (args) =>
    foldDecimals(args, (left, right) => addDecimals(left, { ...right, digits: -right.digits })),
  ),
  mulf: atLeast(1, (args) =>
    foldDecimals(args, (left, right) => ({ digits: left.digits * right.digits, scale: left.scale + right.scale })),
  ),
  divf: atLeast(1, (args) => foldDecimals(args, divideDecimals)),
  maxf: atLeast(1, (args) => Math.max(...args.map(toFloat))),
  minf: atLeast(1, (args) => Math.min(...args.map(toFloat))),
  ceil: exactly(1, (args) => Math.ceil(toFloat(valueAt(args, 0)))),
  floor: exactly(1, (args) => Math.floor(toFloat(valueAt(args, 0)))),
  round: {
    min: 2,
    max: 3,
    run: (args) =>
      round(toFloat(valueAt(args, 0)), wholeAt(args, 1), args.length > 2 ? toFloat(valueAt(args, 2)) : 0.5),
  },
  until: exactly(1, (args, host) => {
    const count = wholeAt(args, 0);
    return sequence(0, count, count < 0 ? -1 : 1, host);
  }),
  untilStep: exactly(3, (args, host) => sequence(wholeAt(args, 0), wholeAt(args, 1), wholeAt(args, 2), host)),
  seq: atLeast(0, (args, host) =>
    inclusiveSequence(
      args.map((_, index) => wholeAt(args, index)),
      host,
    ),
  ),
};

function foldInts(args: readonly Value[], fold: Fold, start?: bigint): bigint {
  const numbers = args.map(toInt);
  const first = start ?? numbers.shift() ?? 0n;
  return numbers.reduce((left, right) => wrapInt(fold(left, right)), first);
}

function divisor(value: bigint): bigint {
  if (value === 0n) throw new TemplateFault('division by zero');
  return value;
}

function fromOctal(text: string): bigint {
  return /^[0-7]{1,20}$/.test(text) ? wrapInt(BigInt(`0o${text}`)) : 0n;
}

/** An exact decimal number, `digits` / 10^`scale`, so that 0.1 and 0.2 make 0.3. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** Digits that divisions keep behind the point, and the most that are kept of any result. */
const divisionDigits = 16;
const keptDigits = 400;

function toDecimal(value: Value): Decimal {
  const [mantissa = '0', exponent = '0'] = toFloat(value).toExponential().split('e');
  if (!/^-?[0-9.]+$/.test(mantissa)) throw new TemplateFault('the number is not finite');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale };
}

function rescale(value: Decimal, scale: number): bigint {
  return value.digits * 10n ** BigInt(Math.max(0, scale - value.scale));
}

function addDecimals(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale);
  return { digits: rescale(left, scale) + rescale(right, scale), scale };
}

function divideDecimals(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale);
  const below = divisor(rescale(right, scale));
  const scaled = rescale(left, scale) * 10n ** BigInt(divisionDigits + 1);
  const quotient = scaled / below;
  const half = quotient < 0n ? -5n : 5n;
  return { digits: (quotient + half) / 10n, scale: divisionDigits };
}

function foldDecimals(args: readonly Value[], fold: (left: Decimal, right: Decimal) => Decimal): number {
  const [first = { digits: 0n, scale: 0 }, ...rest] = args.map(toDecimal);
  const result = rest.reduce((left, right) => shorten(fold(left, right)), first);
  return Number(`${result.digits}e${-result.scale}`);
}

function shorten(value: Decimal): Decimal {
  const surplus = value.scale - keptDigits;
  return surplus > 0 ? { digits: value.digits / 10n ** BigInt(surplus), scale: keptDigits } : value;
}

/** Rounds at `places` behind the point; a rest of `turn` and more goes up. */
function round(value: number, places: number, turn: number): number {
  const power = 10 ** places;
  const scaled = power * value;
  const rest = scaled % 1;
  const whole = Math.trunc(scaled);
  const away = rest < 0 ? Math.abs(rest) >= turn : rest >= turn;
  return (away ? whole + (rest < 0 ? -1 : 1) : whole) / power;
}

function sequence(start: number, end: number, step: number, host: FunctionHost): bigint[] {
  if (step === 0 || (end - start) / step <= 0) return [];
  const count = Math.ceil((end - start) / step);
  host.budget.step(count);
  return Array.from({ length: count }, (_, index) => BigInt(start + index * step));
}

/** One bound counts from 1, three are first, step and last; the result is text with blanks between. */
function inclusiveSequence(bounds: readonly number[], host: FunctionHost): string {
  const [first = 0, second = 0, third = 0] = bounds;
  if (bounds.length === 0 || bounds.length > 3) return '';
  const start = bounds.length === 1 ? 1 : first;
  const end = bounds.length === 1 ? first : bounds.length === 2 ? second : third;
  const direction = end < start ? -1 : 1;
  const step = bounds.length === 3 ? second : direction;
  if (step === 0 || (end !== start && Math.sign(step) !== direction)) return '';
  return sequence(start, end + direction, step, host).join(' ');
}
