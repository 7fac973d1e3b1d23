import { TemplateFault } from '../error.ts';
import { isEqual, isList, isMap, isTrue, maxValueDepth, type Value, type ValueList, type ValueMap } from '../value.ts';
import { atLeast, exactly, listAt, mapAt, textAt, toText, toTexts, valueAt, wholeAt } from './arguments.ts';
import { sliceValue } from './builtin.ts';
import type { FunctionHost, FunctionTable, TemplateFunction } from './function.ts';

const lists: Readonly<Record<string, TemplateFunction>> = {
  first: overList((list) => list[0] ?? null),
  last: overList((list) => list.at(-1) ?? null),
  rest: overList((list) => list.slice(1)),
  initial: overList((list) => list.slice(0, -1)),
  reverse: overList((list) => list.toReversed()),
  uniq: overList((list, host) => unique(list, host)),
  compact: overList((list) => list.filter((item) => isTrue(item))),
  append: exactly(2, (args) => [...listAt(args, 0), valueAt(args, 1)]),
  push: exactly(2, (args) => [...listAt(args, 0), valueAt(args, 1)]),
  prepend: exactly(2, (args) => [valueAt(args, 1), ...listAt(args, 0)]),
  without: atLeast(1, (args, host) => listAt(args, 0).filter((item) => !contains(args.slice(1), item, host))),
  has: exactly(2, (args, host) => args[1] !== null && contains(listAt(args, 1), valueAt(args, 0), host)),
  chunk: exactly(2, (args) => {
    const size = wholeAt(args, 0);
    const list = listAt(args, 1);
    if (size < 1) throw new TemplateFault('the size must be at least 1');
    return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
      list.slice(index * size, (index + 1) * size),
    );
  }),
};

/** Lists and maps of the Sprig library (sprig docs, "Lists and List Functions", "Dictionaries"). */
export const collectionFunctions: FunctionTable = {
  ...charged(lists),
  ...charged(
    Object.fromEntries(
      Object.entries(lists).map(([name, run]) => [`must${name[0]?.toUpperCase()}${name.slice(1)}`, run]),
    ),
  ),
  ...charged({
    mustSlice: { min: 1, max: 4, run: (args) => sliceValue([listAt(args, 0), ...args.slice(1)]) },
    list: atLeast(0, (args) => [...args]),
    tuple: atLeast(0, (args) => [...args]),
    concat: atLeast(0, (args) => args.flatMap((_, index) => listAt(args, index))),
    sortAlpha: exactly(1, (args, host) => {
      const texts = toTexts(valueAt(args, 0), host);
      return isList(valueAt(args, 0)) ? texts.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))) : texts;
    }),
    dict: atLeast(0, (args, host) => makeMap(args, host)),
    get: exactly(2, (args) => mapAt(args, 0).get(textAt(args, 1)) ?? ''),
    hasKey: exactly(2, (args) => mapAt(args, 0).has(textAt(args, 1))),
    set: exactly(3, (args) => mapAt(args, 0).set(textAt(args, 1), valueAt(args, 2))),
    unset: exactly(2, (args) => {
      mapAt(args, 0).delete(textAt(args, 1));
      return mapAt(args, 0);
    }),
    keys: atLeast(0, (args) => args.flatMap((_, index) => [...mapAt(args, index).keys()])),
    values: exactly(1, (args) => [...mapAt(args, 0).values()]),
    pluck: atLeast(1, (args) => {
      const maps = args.slice(1).map((_, index) => mapAt(args, index + 1));
      return maps.filter((map) => map.has(textAt(args, 0))).map((map) => map.get(textAt(args, 0)) ?? null);
    }),
    pick: atLeast(1, (args, host) => filterKeys(mapAt(args, 0), toTexts(args.slice(1), host), true)),
    omit: atLeast(1, (args, host) => filterKeys(mapAt(args, 0), toTexts(args.slice(1), host), false)),
    merge: mergeWith(false),
    mustMerge: mergeWith(false),
    mergeOverwrite: mergeWith(true),
    mustMergeOverwrite: mergeWith(true),
    deepCopy: exactly(1, (args, host) => copy(valueAt(args, 0), host, 0)),
    mustDeepCopy: exactly(1, (args, host) => copy(valueAt(args, 0), host, 0)),
    dig: atLeast(3, dig),
  }),
};

function overList(work: (list: ValueList, host: FunctionHost) => Value): TemplateFunction {
  return exactly(1, (args, host) => work(listAt(args, 0), host));
}

/** Accounts for every element of the arguments and of the result, since these functions walk or copy them. */
function charged(table: FunctionTable): FunctionTable {
  const entries = Object.entries(table).map(([name, entry]) => {
    const run: TemplateFunction['run'] = (args, host) => {
      host.budget.step(args.reduce<number>((sum, value) => sum + sizeOf(value), 0));
      const result = entry.run(args, host);
      host.budget.step(sizeOf(result));
      return result;
    };
    return [name, { ...entry, run }] as const;
  });
  return Object.fromEntries(entries);
}

function sizeOf(value: Value): number {
  if (isList(value)) return value.length;
  return isMap(value) ? value.size : 1;
}

function contains(list: ValueList, needle: Value, host: FunctionHost): boolean {
  return list.some((item) => isEqual(item, needle, host.budget.step));
}

function unique(list: ValueList, host: FunctionHost): Value[] {
  const kept: Value[] = [];
  for (const item of list) {
    if (!contains(kept, item, host)) kept.push(item);
  }
  return kept;
}

function makeMap(args: readonly Value[], host: FunctionHost): ValueMap {
  const map: ValueMap = new Map();
  for (let index = 0; index < args.length; index += 2) {
    map.set(toText(valueAt(args, index), host), index + 1 < args.length ? valueAt(args, index + 1) : '');
  }
  return map;
}

function filterKeys(map: ValueMap, names: readonly string[], keeps: boolean): ValueMap {
  const set = new Set(names);
  return new Map([...map].filter(([key]) => set.has(key) === keeps));
}

/** Adds the keys of the later maps to the first one, which is changed; nested maps are merged in turn. */
function mergeWith(overwrites: boolean): TemplateFunction {
  return atLeast(1, (args, host) => {
    const target = mapAt(args, 0);
    for (let index = 1; index < args.length; index += 1) mergeInto(target, mapAt(args, index), overwrites, host, 0);
    return target;
  });
}

function mergeInto(target: ValueMap, source: ValueMap, overwrites: boolean, host: FunctionHost, depth: number): void {
  if (depth > maxValueDepth) throw new TemplateFault('values are nested too deeply', 'limit');
  for (const [key, value] of source) {
    host.budget.step();
    const present = target.get(key);
    if (present !== undefined && isMap(present) && isMap(value)) mergeInto(present, value, overwrites, host, depth + 1);
    else if (overwrites || !isTrue(present)) target.set(key, value);
  }
}

function copy(value: Value, host: FunctionHost, depth: number): Value {
  if (depth > maxValueDepth) throw new TemplateFault('values are nested too deeply', 'limit');
  host.budget.step();
  if (isList(value)) return value.map((item) => copy(item, host, depth + 1));
  if (isMap(value)) return new Map([...value].map(([key, item]) => [key, copy(item, host, depth + 1)]));
  return value;
}

/** `dig key … default map`: the value behind a path of keys, or the default when a key is missing. */
function dig(args: readonly Value[]): Value {
  let map = mapAt(args, args.length - 1);
  const keys = args.slice(0, -2);
  for (let index = 0; index < keys.length; index += 1) {
    const value = map.get(textAt(keys, index));
    if (value === undefined) return valueAt(args, args.length - 2);
    if (index === keys.length - 1) return value;
    map = mapAt([value], 0);
  }
  return valueAt(args, args.length - 2);
}
