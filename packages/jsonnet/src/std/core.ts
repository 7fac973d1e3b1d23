import { toText } from '../manifest/text.ts';
import { fail, vm } from '../runtime/machine.ts';
import { Obj } from '../runtime/objects.ts';
import { equals } from '../runtime/operators.ts';
import { session } from '../runtime/session.ts';
import { textLength } from '../runtime/text.ts';
import type { NativeTable } from './registry.ts';
import { failType, force, Func, type Lazy, type Native, typeOf, type Value } from '../runtime/values.ts';
import { bool, text } from './arguments.ts';
import { natives } from './registry.ts';

/** Types, equality, variables, natives, trace (specification: std, external variables; types and reflection). */
export function coreNatives(): Native[] {
  const table: NativeTable = {
    type: ['x', (x: Value) => typeOf(x)],
    isString: ['v', (v: Value) => typeof v === 'string'],
    isNumber: ['v', (v: Value) => typeof v === 'number'],
    isBoolean: ['v', (v: Value) => typeof v === 'boolean'],
    isNull: ['v', (v: Value) => v === null],
    isArray: ['v', (v: Value) => Array.isArray(v)],
    isObject: ['v', (v: Value) => v instanceof Obj],
    isFunction: ['v', (v: Value) => v instanceof Func],
    length: ['x', length],
    toString: ['a', (a: Value) => toText(a)] as const,
    id: ['x', (x: Value) => x],
    equals: ['a, b', (a: Value, b: Value) => equals(a, b)],
    primitiveEquals: ['x, y', primitiveEquals],
    assertEqual: ['a, b', assertEqual],
    extVar: ['x', extVar],
    native: ['x', native],
    trace: ['str, ~rest', trace],
    xor: ['x, y', (x: Value, y: Value) => bool(x, 'x') !== bool(y, 'y')],
    xnor: ['x, y', (x: Value, y: Value) => bool(x, 'x') === bool(y, 'y')],
  };
  return natives(table);
}

function length(x: Value): Value {
  if (typeof x === 'string') return textLength(x);
  if (Array.isArray(x)) return x.length;
  if (x instanceof Obj) return x.visibleNames.length;
  return x instanceof Func ? x.params.length : failType('x', 'string, array, object or function', x);
}

function primitiveEquals(x: Value, y: Value): Value {
  if (typeOf(x) !== typeOf(y)) return false;
  if (x !== null && typeof x === 'object')
    return fail(`primitiveEquals is for null, booleans, numbers and strings, not ${typeOf(x)}`);
  return equals(x, y);
}

function assertEqual(a: Value, b: Value): Value {
  return equals(a, b) ? true : fail(`assertEqual: ${toText(a)} is not equal to ${toText(b)}`);
}

function extVar(x: Value): Value {
  const name = text(x, 'x');
  const value = session().extVars.get(name);
  return value === undefined ? fail(`there is no external variable '${name}'`) : force(value);
}

function native(x: Value): Value {
  return session().natives.get(text(x, 'x')) ?? null;
}

function trace(message: Value, rest: Lazy): Value {
  const shown = text(message, 'str');
  const site = vm.sites[vm.height - 1];
  if (site !== undefined) session().trace?.(shown, { file: site.file.name, line: site.file.position(site.start).line });
  return force(rest);
}
