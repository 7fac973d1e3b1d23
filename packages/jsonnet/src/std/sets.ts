import { call1 } from '../runtime/call.ts';
import { allowItems, charge } from '../runtime/machine.ts';
import { compare, equals } from '../runtime/operators.ts';
import { chars } from '../runtime/text.ts';
import { element, type Func, type Lazy, type Native, type Value } from '../runtime/values.ts';
import { func, sequence } from './arguments.ts';
import { natives } from './registry.ts';

/** Sorting and sets: arrays sorted by key without equal keys (specification: std, sets). */
export function setNatives(): Native[] {
  return natives({
    sort: ['arr, keyF?', (arr: Value, keyF?: Value) => values(sorted(keyed(arr, 'arr', keyF)))],
    uniq: ['arr, keyF?', (arr: Value, keyF?: Value) => values(distinct(keyed(arr, 'arr', keyF)))],
    set: ['arr, keyF?', (arr: Value, keyF?: Value) => values(distinct(sorted(keyed(arr, 'arr', keyF))))],
    setMember: ['x, arr, keyF?', setMember],
    setUnion: [
      'a, b, keyF?',
      (a: Value, b: Value, keyF?: Value) => combine(a, b, keyF, { left: true, both: true, right: true }),
    ],
    setInter: [
      'a, b, keyF?',
      (a: Value, b: Value, keyF?: Value) => combine(a, b, keyF, { left: false, both: true, right: false }),
    ],
    setDiff: [
      'a, b, keyF?',
      (a: Value, b: Value, keyF?: Value) => combine(a, b, keyF, { left: true, both: false, right: false }),
    ],
  });
}

interface Keyed {
  readonly key: Value;
  readonly item: Lazy;
}

function keyed(arr: Value, name: string, keyF: Value | undefined): Keyed[] {
  const items = sequence(arr, name, chars);
  const key: Func | undefined = keyF === undefined ? undefined : func(keyF, 'keyF');
  allowItems(items.length * 4);
  return items.map((item, i) => ({ key: key === undefined ? element(items, i) : call1(key, item), item }));
}

function values(list: readonly Keyed[]): Lazy[] {
  return list.map(({ item }) => item);
}

function sorted(list: Keyed[]): Keyed[] {
  const [only] = list;
  if (only !== undefined && list.length === 1) return list;
  return list.sort((a, b) => {
    charge(1);
    return compare(a.key, b.key);
  });
}

function distinct(list: readonly Keyed[]): Keyed[] {
  const result: Keyed[] = [];
  for (const next of list) {
    charge(1);
    const last = result.at(-1);
    if (last === undefined || !equals(last.key, next.key)) result.push(next);
  }
  return result;
}

function setMember(x: Value, arr: Value, keyF?: Value): Value {
  const items = sequence(arr, 'arr', chars);
  const key = keyF === undefined ? undefined : func(keyF, 'keyF');
  const wanted = key === undefined ? x : call1(key, x);
  let low = 0;
  let high = items.length;
  while (low < high) {
    charge(1);
    const middle = (low + high) >> 1;
    const order = compare(key === undefined ? element(items, middle) : call1(key, items[middle] as Lazy), wanted);
    if (order === 0) return true;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return false;
}

/** Which elements of a merge are kept. */
interface Kept {
  readonly left: boolean;
  readonly both: boolean;
  readonly right: boolean;
}

function combine(a: Value, b: Value, keyF: Value | undefined, kept: Kept): Value {
  const left = keyed(a, 'a', keyF);
  const right = keyed(b, 'b', keyF);
  const result: Lazy[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    charge(1);
    const l = left[i];
    const r = right[j];
    const order = l === undefined ? 1 : r === undefined ? -1 : compare(l.key, r.key);
    if (order <= 0 && l !== undefined) {
      if (order === 0 ? kept.both : kept.left) result.push(l.item);
      i++;
    } else if (r !== undefined && kept.right) result.push(r.item);
    if (order >= 0) j++;
  }
  return result;
}
