import type { Site } from '../source.ts';
import { fail, failLimit, vm } from './machine.ts';
import type { Obj } from './objects.ts';

/** A Jsonnet value. Arrays are plain arrays whose elements may still be thunks; nothing mutates a value otherwise. */
export type Value = null | boolean | number | string | Lazy[] | Obj | Func;

/** A value, or a computation that gives one when forced. */
export type Lazy = Value | Thunk;

/** The variables of one call, loop turn or object: slot 0 is the enclosing frame. */
export type Frame = (Lazy | Frame | undefined)[];

/** Compiled code: computes a value from the frame its variables live in. */
export type Code = (frame: Frame) => Value;

/** Compiled code of an argument, element or variable: gives a value if that is cheap, or a thunk. */
export type LazyCode = (frame: Frame) => Lazy;

/** A frame of so many slots, all unset. */
export function emptyFrame(slots: number): Frame {
  // oxlint-disable-next-line unicorn/no-new-array -- a length is meant; frames are made for every call
  return new Array<Lazy | undefined>(slots);
}

/** Facts about a stretch of code that runs in a frame of its own or as a thunk. */
export interface CodeInfo {
  readonly site: Site;
  /** Levels of depth it counts for: a deeply nested expression uses more of the native stack. */
  weight: number;
  /** Steps it counts for: an upper bound of its work without calls, thunks and branches. */
  steps: number;
}

const running: Code = () => fail('infinite recursion: a value depends on itself');

/** A computation that runs at most once. */
export class Thunk {
  value: Value | undefined = undefined;
  code: Code;
  frame: Frame | undefined;
  info: CodeInfo;

  constructor(code: Code, frame: Frame, info: CodeInfo) {
    this.code = code;
    this.frame = frame;
    this.info = info;
  }

  /** The value; computes it the first time. */
  force(): Value {
    return this.value !== undefined ? this.value : this.#run();
  }

  #run(): Value {
    const { code, frame, info } = this;
    const { weight } = info;
    if ((vm.depth += weight) > vm.maxDepth) failLimit('depth');
    if ((vm.steps += info.steps) > vm.maxSteps) failLimit('steps');
    vm.sites[vm.height++] = info.site;
    this.code = running;
    this.frame = undefined;
    const value = code(frame as Frame);
    this.value = value;
    vm.depth -= weight;
    vm.height--;
    return value;
  }
}

/** A function: user-defined (`Closure`) or built in (`Native`). */
export abstract class Func {
  /** Parameter names in order. */
  abstract readonly params: readonly string[];
  /** How many of the first parameters have no default… */
  abstract readonly required: number;
  abstract readonly name: string;
}

/** What all closures of one function expression share. */
export interface FunctionProto extends CodeInfo {
  readonly name: string;
  readonly params: readonly string[];
  /** Default values in the function's own frame; undefined for required parameters. */
  readonly defaults: readonly (LazyCode | undefined)[];
  readonly required: number;
  /** Slots of a frame: the enclosing frame, parameters, locals. */
  size: number;
  body: Code;
}

export class Closure extends Func {
  readonly proto: FunctionProto;
  readonly env: Frame;

  constructor(proto: FunctionProto, env: Frame) {
    super();
    this.proto = proto;
    this.env = env;
  }

  get params(): readonly string[] {
    return this.proto.params;
  }
  get required(): number {
    return this.proto.required;
  }
  get name(): string {
    return this.proto.name;
  }
}

/** The implementation of a native: strict parameters get values, lazy ones may get thunks, omitted ones undefined. */
export type NativeImplementation = (...args: never[]) => Value;

export class Native extends Func {
  readonly name: string;
  readonly params: readonly string[];
  readonly required: number;
  readonly optional: readonly boolean[];
  readonly lazy: readonly boolean[];
  readonly implementation: (...args: (Lazy | undefined)[]) => Value;

  /** @param signature parameter names with commas; `?` after a name makes it optional, `~` before it lazy. */
  constructor(name: string, signature: string, implementation: NativeImplementation) {
    super();
    const parts = signature === '' ? [] : signature.split(', ');
    this.name = name;
    this.params = parts.map((part) => part.replace(/^~|\?$/g, ''));
    this.optional = parts.map((part) => part.endsWith('?'));
    this.lazy = parts.map((part) => part.startsWith('~'));
    this.required = this.optional.filter((optional) => !optional).length;
    this.implementation = implementation as (...args: unknown[]) => Value;
  }
}

/** The value of a lazy. */
export function force(lazy: Lazy): Value {
  return lazy instanceof Thunk ? lazy.force() : lazy;
}

/** An element of an array, forced in place. */
export function element(array: Lazy[], index: number): Value {
  const item = array[index] as Lazy;
  return item instanceof Thunk ? (array[index] = item.force()) : item;
}

/** The type of a value as std.type names it. */
export function typeOf(value: Value): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (Array.isArray(value)) return 'array';
  return value instanceof Func ? 'function' : 'object';
}

/** A type error: what was expected of what, and what was found. */
export function failType(what: string, expected: string, found: Value, site?: Site): never {
  fail(`${what} must be ${/^[aeiou]/.test(expected) ? 'an' : 'a'} ${expected}, not ${typeOf(found)}`, site);
}
