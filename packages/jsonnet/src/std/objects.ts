import { later2 } from '../runtime/call.ts';
import { allowItems, charge, enter, leave, vm } from '../runtime/machine.ts';
import { type FieldDefinition, Obj, objectOf, objectOfFields } from '../runtime/objects.ts';
import {
  type CodeInfo,
  element,
  force,
  type Frame,
  type Lazy,
  type Native,
  Thunk,
  type Value,
} from '../runtime/values.ts';
import { bool, func, object, text } from './arguments.ts';
import { natives } from './registry.ts';

/** Objects (specification: std, objects). */
export function objectNatives(): Native[] {
  return natives({
    get: ['o, f, ~default?, inc_hidden?', get],
    objectHas: ['o, f', (o: Value, f: Value) => object(o, 'o').isVisible(text(f, 'f'))],
    objectHasAll: ['o, f', (o: Value, f: Value) => object(o, 'o').has(text(f, 'f'))],
    objectHasEx: [
      'obj, fname, hidden',
      (o: Value, f: Value, hidden: Value) => hasField(object(o, 'obj'), text(f, 'fname'), bool(hidden, 'hidden')),
    ],
    objectFields: ['o', (o: Value) => names(object(o, 'o'), false)],
    objectFieldsAll: ['o', (o: Value) => names(object(o, 'o'), true)],
    objectFieldsEx: ['obj, hidden', (o: Value, hidden: Value) => names(object(o, 'obj'), bool(hidden, 'hidden'))],
    objectValues: ['o', (o: Value) => values(object(o, 'o'), false)],
    objectValuesAll: ['o', (o: Value) => values(object(o, 'o'), true)],
    objectKeysValues: ['o', (o: Value) => keysValues(object(o, 'o'), false)],
    objectKeysValuesAll: ['o', (o: Value) => keysValues(object(o, 'o'), true)],
    objectRemoveKey: ['obj, key', removeKey],
    mapWithKey: ['func, obj', mapWithKey],
    mergePatch: ['target, patch', mergePatch],
    prune: ['a', prune],
  });
}

function hasField(o: Obj, name: string, hidden: boolean): boolean {
  return hidden ? o.has(name) : o.isVisible(name);
}

function get(o: Value, f: Value, otherwise: Lazy | undefined, hidden: Value | undefined): Value {
  const from = object(o, 'o');
  const name = text(f, 'f');
  const all = hidden === undefined ? true : bool(hidden, 'inc_hidden');
  if (hasField(from, name, all)) return from.get(name);
  return otherwise === undefined ? null : force(otherwise);
}

function namesOf(o: Obj, hidden: boolean): readonly string[] {
  const list = hidden ? o.allNames : o.visibleNames;
  allowItems(list.length * 4);
  return list;
}

function names(o: Obj, hidden: boolean): Lazy[] {
  return namesOf(o, hidden).slice();
}

const READ_FIELD = (frame: Frame): Value => (frame[0] as Obj).get(frame[1] as string);

function here(): CodeInfo {
  return { site: vm.sites[vm.height - 1] as CodeInfo['site'], weight: 1, steps: 1 };
}

function values(o: Obj, hidden: boolean): Lazy[] {
  const info = here();
  return namesOf(o, hidden).map((name) => new Thunk(READ_FIELD, [o, name], info));
}

/** A field computed when it is needed. */
function lazyField(code: (frame: Frame) => Value, frame: Frame, visibility: 0 | 1 = 0): FieldDefinition {
  return { visibility, plus: false, value: undefined, code, info: here(), env: frame };
}

function keysValues(o: Obj, hidden: boolean): Lazy[] {
  return namesOf(o, hidden).map((name) => {
    const key = lazyField((f) => f[0] as Value, [name]);
    return objectOfFields(
      new Map([
        ['key', key],
        ['value', lazyField(READ_FIELD, [o, name])],
      ]),
    );
  });
}

function removeKey(obj: Value, key: Value): Value {
  const from = object(obj, 'obj');
  const unwanted = text(key, 'key');
  const fields = new Map<string, FieldDefinition>();
  for (const name of namesOf(from, true))
    if (name !== unwanted) fields.set(name, lazyField(READ_FIELD, [from, name], from.isVisible(name) ? 0 : 1));
  return objectOfFields(fields);
}

function mapWithKey(f: Value, obj: Value): Value {
  const change = func(f, 'func');
  const from = object(obj, 'obj');
  const info = here();
  const fields = new Map<string, FieldDefinition>();
  for (const name of namesOf(from, false)) {
    const later = later2(change, name, new Thunk(READ_FIELD, [from, name], info));
    fields.set(
      name,
      lazyField((frame) => force(frame[0] as Lazy), [later]),
    );
  }
  return objectOfFields(fields);
}

/** The patch of RFC 7396 applied to a value. */
function mergePatch(target: Value, patch: Value): Value {
  if (!(patch instanceof Obj)) return patch;
  enter(undefined);
  const base = target instanceof Obj ? target : undefined;
  const entries: [string, Value][] = [];
  if (base !== undefined)
    for (const name of namesOf(base, false)) if (!patch.isVisible(name)) entries.push([name, base.get(name)]);
  for (const name of namesOf(patch, false)) {
    const change = patch.get(name);
    if (change === null) continue;
    charge(1);
    entries.push([name, mergePatch(base?.isVisible(name) && change instanceof Obj ? base.get(name) : null, change)]);
  }
  leave();
  return objectOf(entries);
}

function isEmpty(value: Value): boolean {
  if (value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return value instanceof Obj && value.visibleNames.length === 0;
}

/** A value without null and empty members at any depth. */
function prune(value: Value): Value {
  charge(1);
  if (Array.isArray(value)) {
    enter(undefined);
    const items: Lazy[] = [];
    for (let i = 0; i < value.length; i++) {
      const item = prune(element(value, i));
      if (!isEmpty(item)) items.push(item);
    }
    leave();
    return items;
  }
  if (!(value instanceof Obj)) return value;
  enter(undefined);
  const entries: [string, Value][] = [];
  for (const name of namesOf(value, false)) {
    const item = prune(value.get(name));
    if (!isEmpty(item)) entries.push([name, item]);
  }
  leave();
  return objectOf(entries);
}
