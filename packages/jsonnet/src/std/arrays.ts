import { call1, call2, later1, later2 } from '../runtime/call.ts';
import { allowItems, allowText, charge, enter, fail, failLimit, leave, vm } from '../runtime/machine.ts';
import { finite } from '../runtime/numbers.ts';

import { compare, equals, slice } from '../runtime/operators.ts';
import { chars } from '../runtime/text.ts';
import { element, failType, force, type Func, type Lazy, type Native, type Value } from '../runtime/values.ts';
import { array, bool, func, integer, num, sequence, size, text } from './arguments.ts';
import { natives } from './registry.ts';

/** Arrays and folds (specification: std, arrays). */
export function arrayNatives(): Native[] {
  return natives({
    makeArray: ['sz, func', makeArray],
    range: ['from, to', range],
    repeat: ['what, count', repeat],
    map: ['func, arr', (f: Value, arr: Value) => mapItems(f, sequence(arr, 'arr', chars))],
    mapWithIndex: ['func, arr', mapWithIndex],
    filter: ['func, arr', (f: Value, arr: Value) => filterItems(func(f, 'func'), array(arr, 'arr'))],
    filterMap: ['filter_func, map_func, arr', filterMap],
    flatMap: ['func, arr', flatMap],
    foldl: ['func, arr, ~init', foldl],
    foldr: ['func, arr, ~init', foldr],
    flattenArrays: ['arrs', flattenArrays],
    flattenDeepArray: ['value', flattenDeep],
    join: ['sep, arr', join],
    reverse: ['arrs', (arr: Value) => copied(array(arr, 'arrs')).reverse()],
    slice: ['indexable, index, end, step', (v: Value, from: Value, to: Value, step: Value) => slice(v, from, to, step)],
    member: ['arr, x', member],
    contains: ['arr, elem', (arr: Value, x: Value) => indexOf(array(arr, 'arr'), x) >= 0],
    count: ['arr, x', count],
    find: ['value, arr', find],
    all: ['arr', (arr: Value) => every(array(arr, 'arr'), true)],
    any: ['arr', (arr: Value) => !every(array(arr, 'arr'), false)],
    sum: ['arr', (arr: Value) => total(array(arr, 'arr'))],
    avg: ['arr', average],
    minArray: ['arr, keyF?, ~onEmpty?', (arr: Value, f: Value | undefined, empty?: Lazy) => extreme(arr, f, empty, -1)],
    maxArray: ['arr, keyF?, ~onEmpty?', (arr: Value, f: Value | undefined, empty?: Lazy) => extreme(arr, f, empty, 1)],
    remove: ['arr, elem', remove],
    removeAt: ['arr, at', removeAt],
  });
}

function copied(items: Lazy[]): Lazy[] {
  allowItems(items.length);
  return items.slice();
}

function makeArray(sz: Value, f: Value): Value {
  const length = size(sz, 'sz');
  const make = func(f, 'func');
  allowItems(length * 4);
  if (length > vm.arrayLength) failLimit('arrayLength');
  return Array.from({ length }, (_, i) => later1(make, i));
}

function range(from: Value, to: Value): Value {
  const start = integer(from, 'from');
  const length = Math.max(0, integer(to, 'to') - start + 1);
  allowItems(length);
  const items: number[] = [];
  for (let i = 0; i < length; i++) items.push(start + i);
  return items;
}

function repeat(what: Value, count: Value): Value {
  const times = size(count, 'count');
  if (typeof what === 'string') {
    allowText(what.length * times);
    return what.repeat(times);
  }
  const items = array(what, 'what');
  allowItems(items.length * times);
  const result: Lazy[] = [];
  for (let i = 0; i < times && items.length > 0; i++) for (const item of items) result.push(item);
  return result;
}

/** The results of a function for every element, each computed when it is needed. */
function mapItems(f: Value, items: Lazy[]): Lazy[] {
  const change = func(f, 'func');
  allowItems(items.length * 4);
  return items.map((item) => later1(change, item));
}

function mapWithIndex(f: Value, arr: Value): Value {
  const items = sequence(arr, 'arr', chars);
  const change = func(f, 'func');
  allowItems(items.length * 4);
  return items.map((item, i) => later2(change, i, item));
}

/** The elements a function is true for. */
export function filterItems(test: Func, items: Lazy[]): Lazy[] {
  const result: Lazy[] = [];
  for (const item of items) {
    charge(1);
    if (bool(call1(test, item), 'the result of the filter')) result.push(item);
  }
  return result;
}

function filterMap(test: Value, change: Value, arr: Value): Value {
  return mapItems(change, filterItems(func(test, 'filter_func'), array(arr, 'arr')));
}

function flatMap(f: Value, arr: Value): Value {
  const change = func(f, 'func');
  if (typeof arr === 'string') {
    let result = '';
    for (const char of chars(arr)) {
      charge(1);
      const part = call1(change, char);
      if (part !== null) result += text(part, 'the result of func');
      if (result.length > vm.stringLength) failLimit('stringLength');
    }
    return result;
  }
  const result: Lazy[] = [];
  for (const item of array(arr, 'arr')) {
    const part = call1(change, item);
    if (part !== null) append(result, array(part, 'the result of func'));
  }
  return result;
}

function append(result: Lazy[], items: Lazy[]): void {
  if (result.length + items.length > vm.arrayLength) failLimit('arrayLength');
  allowItems(items.length);
  for (const item of items) result.push(item);
}

function foldl(f: Value, arr: Value, init: Lazy): Value {
  const step = func(f, 'func');
  const items = sequence(arr, 'arr', chars);
  let result = init;
  for (let i = 0; i < items.length; i++) result = call2(step, result, items[i] as Lazy);
  return force(result);
}

function foldr(f: Value, arr: Value, init: Lazy): Value {
  const step = func(f, 'func');
  const items = sequence(arr, 'arr', chars);
  let result = init;
  for (let i = items.length - 1; i >= 0; i--) result = call2(step, items[i] as Lazy, result);
  return force(result);
}

function flattenArrays(arrs: Value): Value {
  const items = array(arrs, 'arrs');
  const result: Lazy[] = [];
  for (let i = 0; i < items.length; i++) {
    charge(1);
    append(result, array(element(items, i), 'an element of arrs'));
  }
  return result;
}

function flattenDeep(value: Value): Value {
  const result: Lazy[] = [];
  const visit = (item: Value): void => {
    charge(1);
    if (!Array.isArray(item)) {
      if (result.push(item) > vm.arrayLength) failLimit('arrayLength');
      return;
    }
    enter(undefined);
    for (let i = 0; i < item.length; i++) visit(element(item, i));
    leave();
  };
  visit(value);
  return result;
}

function join(sep: Value, arr: Value): Value {
  const items = array(arr, 'arr');
  if (typeof sep === 'string') return joinText(sep, items);
  if (!Array.isArray(sep)) return failType('sep', 'string or array', sep);
  const result: Lazy[] = [];
  let first = true;
  for (let i = 0; i < items.length; i++) {
    charge(1);
    const item = element(items, i);
    if (item === null) continue;
    if (!first) append(result, sep);
    append(result, array(item, 'an element of arr'));
    first = false;
  }
  return result;
}

function joinText(sep: string, items: Lazy[]): string {
  const parts: string[] = [];
  let length = 0;
  for (let i = 0; i < items.length; i++) {
    charge(1);
    const item = element(items, i);
    if (item === null) continue;
    length += text(item, 'an element of arr').length + sep.length;
    if (length - sep.length > vm.stringLength) failLimit('stringLength');
    parts.push(item as string);
  }
  allowText(Math.max(0, length - sep.length));
  return parts.join(sep);
}

/** The first place of a value in an array, or -1. */
export function indexOf(items: Lazy[], x: Value): number {
  for (let i = 0; i < items.length; i++) {
    charge(1);
    if (equals(element(items, i), x)) return i;
  }
  return -1;
}

function member(arr: Value, x: Value): Value {
  if (typeof arr === 'string') {
    charge(1 + arr.length / 64);
    return arr.includes(text(x, 'x'));
  }
  return indexOf(array(arr, 'arr'), x) >= 0;
}

function count(arr: Value, x: Value): Value {
  return (find(x, arr) as Lazy[]).length;
}

function find(value: Value, arr: Value): Value {
  const items = array(arr, 'arr');
  const places: number[] = [];
  for (let i = 0; i < items.length; i++) {
    charge(1);
    if (equals(element(items, i), value)) places.push(i);
  }
  return places;
}

/** Whether every element is the given boolean. */
function every(items: Lazy[], wanted: boolean): boolean {
  for (let i = 0; i < items.length; i++) {
    charge(1);
    if (bool(element(items, i), 'an element of arr') !== wanted) return false;
  }
  return true;
}

function total(items: Lazy[]): number {
  let sum = 0;
  for (let i = 0; i < items.length; i++) {
    charge(1);
    sum = finite(sum + num(element(items, i), 'an element of arr'));
  }
  return sum;
}

function average(arr: Value): Value {
  const items = array(arr, 'arr');
  return items.length === 0 ? fail('std.avg needs at least one element') : total(items) / items.length;
}

function extreme(arr: Value, f: Value | undefined, empty: Lazy | undefined, wanted: 1 | -1): Value {
  const items = array(arr, 'arr');
  if (items.length === 0)
    return empty === undefined ? fail('the array is empty and there is no onEmpty') : force(empty);
  const key = f === undefined ? undefined : func(f, 'keyF');
  const keyOf = (i: number): Value => (key === undefined ? element(items, i) : call1(key, items[i] as Lazy));
  let best = 0;
  let bestKey = keyOf(0);
  for (let i = 1; i < items.length; i++) {
    charge(1);
    const next = keyOf(i);
    if (compare(next, bestKey) * wanted <= 0) continue;
    best = i;
    bestKey = next;
  }
  compare(bestKey, bestKey);
  return element(items, best);
}

function remove(arr: Value, x: Value): Value {
  const items = array(arr, 'arr');
  const at = indexOf(items, x);
  return at < 0 ? items : without(items, at);
}

function removeAt(arr: Value, at: Value): Value {
  const items = array(arr, 'arr');
  const place = integer(at, 'at');
  return place < 0 || place >= items.length ? items : without(items, place);
}

function without(items: Lazy[], at: number): Lazy[] {
  const result = copied(items);
  result.splice(at, 1);
  return result;
}
