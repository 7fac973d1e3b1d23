import { toText } from '../manifest/text.ts';
import type { Site } from '../source.ts';
import { allowItems, allowText, charge, chargeText, enter, fail, failLimit, leave, vm } from './machine.ts';
import { asInteger, bitOperand, finite, shift } from './numbers.ts';
import { compareText, inherit, Obj, setAddition } from './objects.ts';
import { charAt, sliceText, textLength } from './text.ts';
import { element, failType, type Lazy, typeOf, type Value } from './values.ts';

/** `left + right`: numbers, arrays, objects, or text when either side is a string. */
export function add(left: Value, right: Value, site: Site | undefined): Value {
  if (typeof left === 'number' && typeof right === 'number') return finite(left + right, site);
  if (typeof left === 'string' || typeof right === 'string') {
    const text = (typeof left === 'string' ? left : toText(left)) + (typeof right === 'string' ? right : toText(right));
    // The engine joins ropes for free; reading the text is charged where it happens.
    return text.length > vm.stringLength ? failLimit('stringLength') : text;
  }
  if (left instanceof Obj && right instanceof Obj) return inherit(left, right);
  if (Array.isArray(left) && Array.isArray(right)) return concat(left, right);
  return fail(`'+' cannot add ${describePair(left, right)}`, site);
}

function concat(left: Lazy[], right: Lazy[]): Lazy[] {
  allowItems(left.length + right.length);
  return left.concat(right);
}

function describePair(left: Value, right: Value): string {
  return `${typeOf(left)} and ${typeOf(right)}`;
}

/** `-`, `*`, `/` of two values that must be numbers. */
export function arithmetic(op: '-' | '*' | '/', left: Value, right: Value, site: Site): number {
  if (typeof left !== 'number' || typeof right !== 'number')
    return fail(`'${op}' needs two numbers, not ${describePair(left, right)}`, site);
  if (op === '-') return finite(left - right, site);
  if (op === '*') return finite(left * right, site);
  if (right === 0) return fail('division by zero', site);
  return finite(left / right, site);
}

/** The remainder of `%` with the sign of the dividend, as C's fmod. */
export function modulo(left: number, right: number, site?: Site): number {
  return right === 0 ? fail('division by zero', site) : finite(left % right, site);
}

/** `&`, `|`, `^`, `<<`, `>>` of two values that must be numbers. */
export function bitwise(op: '&' | '|' | '^' | '<<' | '>>', left: Value, right: Value, site: Site): number {
  if (typeof left !== 'number' || typeof right !== 'number')
    return fail(`'${op}' needs two numbers, not ${describePair(left, right)}`, site);
  if (op === '<<' || op === '>>') return shift(left, right, op === '<<', site);
  const a = bitOperand(left, site);
  const b = bitOperand(right, site);
  return Number(op === '&' ? a & b : op === '|' ? a | b : a ^ b);
}

/** Orders two numbers, strings or arrays: negative, zero or positive. */
export function compare(left: Value, right: Value, site?: Site): number {
  if (typeof left === 'number' && typeof right === 'number') return left < right ? -1 : left > right ? 1 : 0;
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  if (Array.isArray(left) && Array.isArray(right)) {
    const length = Math.min(left.length, right.length);
    enter(site);
    for (let i = 0; i < length; i++) {
      charge(1);
      const order = compare(element(left, i), element(right, i), site);
      if (order !== 0) {
        leave();
        return order;
      }
    }
    leave();
    return left.length - right.length;
  }
  return fail(`${describePair(left, right)} cannot be ordered`, site);
}

/** `left == right`, deeply; functions cannot be compared with each other. */
export function equals(left: Value, right: Value, site?: Site): boolean {
  if (left === null || right === null) return left === right;
  if (typeof left === 'string' && typeof right === 'string') {
    if (left.length !== right.length) return false;
    chargeText(left.length);
    return left === right;
  }
  if (typeof left !== 'object' || typeof right !== 'object') return left === right;
  if (Array.isArray(left)) return Array.isArray(right) && equalArrays(left, right, site);
  if (left instanceof Obj) return right instanceof Obj && equalObjects(left, right, site);
  if (Array.isArray(right) || right instanceof Obj) return false;
  return fail('functions cannot be compared', site);
}

function equalArrays(left: Lazy[], right: Lazy[], site: Site | undefined): boolean {
  if (left.length !== right.length) return false;
  enter(site);
  let same = true;
  for (let i = 0; same && i < left.length; i++) {
    charge(1);
    same = equals(element(left, i), element(right, i), site);
  }
  leave();
  return same;
}

function equalObjects(left: Obj, right: Obj, site: Site | undefined): boolean {
  left.check();
  right.check();
  const names = left.visibleNames;
  const others = right.visibleNames;
  if (names.length !== others.length) return false;
  for (let i = 0; i < names.length; i++) if (names[i] !== others[i]) return false;
  enter(site);
  let same = true;
  for (let i = 0; same && i < names.length; i++) {
    charge(1);
    same = equals(left.get(names[i] as string, site), right.get(names[i] as string, site), site);
  }
  leave();
  return same;
}

/** `target[index]` for objects, arrays and strings. */
export function index(target: Value, key: Value, site: Site): Value {
  if (target instanceof Obj) {
    if (typeof key !== 'string') return failType('an object index', 'string', key, site);
    return target.get(key, site);
  }
  if (Array.isArray(target)) {
    const at = asInteger(key, 'an array index', site);
    if (at < 0 || at >= target.length) return failBounds(at, target.length, site);
    return element(target, at);
  }
  if (typeof target !== 'string')
    return fail(`${typeOf(target)} has no ${typeof key === 'string' ? `field '${key}'` : 'elements'}`, site);
  const at = asInteger(key, 'a string index', site);
  return charAt(target, at) ?? failBounds(at, textLength(target), site);
}

function failBounds(at: number, length: number, site: Site): never {
  return fail(length === 0 ? `index ${at} of an empty value` : `index ${at} is not within 0 to ${length - 1}`, site);
}

/** `target[from:to:step]`; null stands for an omitted part; negative bounds count from the end. */
export function slice(target: Value, from: Value, to: Value, step: Value, site?: Site): Value {
  if (typeof target !== 'string' && !Array.isArray(target))
    return failType('the target of a slice', 'string or array', target, site);
  const length = typeof target === 'string' ? textLength(target) : target.length;
  const bound = (value: Value, otherwise: number): number => {
    if (value === null) return otherwise;
    const at = asInteger(value, 'a slice bound', site);
    return at < 0 ? Math.max(0, length + at) : Math.min(at, length);
  };
  const start = bound(from, 0);
  const end = bound(to, length);
  const by = step === null ? 1 : asInteger(step, 'a slice step', site);
  if (by <= 0) return fail(`a slice step must be positive, not ${by}`, site);
  if (typeof target === 'string') {
    const part = sliceText(target, start, end);
    allowText(part.length);
    return by === 1
      ? part
      : Array.from(part)
          .filter((_, i) => i % by === 0)
          .join('');
  }
  if (end <= start) return [];
  allowItems((end - start) / by);
  if (by === 1) return target.slice(start, end);
  const items: Lazy[] = [];
  for (let i = start; i < end; i += by) items.push(target[i] as Lazy);
  return items;
}

setAddition(add);
