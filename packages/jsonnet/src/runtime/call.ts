import type { Site } from '../source.ts';
import { enter, fail, failLimit, leave, vm } from './machine.ts';
import {
  emptyFrame,
  Closure,
  force,
  type Frame,
  type Func,
  type FunctionProto,
  type Lazy,
  Native,
  Thunk,
  type Value,
} from './values.ts';

/** What a function body returns instead of a value to have its caller make a tail call. */
export const TAIL: Value = new Native('tail call', '', () => null);

/** The pending tail call of `TAIL`. */
export const tail: { proto: FunctionProto | undefined; frame: Frame } = { proto: undefined, frame: [] };

/** Runs a function body in a frame that holds its arguments. */
export function runBody(proto: FunctionProto, frame: Frame, site: Site): Value {
  const { weight } = proto;
  if ((vm.depth += weight) > vm.maxDepth) failLimit('depth');
  if ((vm.steps += proto.steps) > vm.maxSteps) failLimit('steps');
  vm.sites[vm.height++] = site;
  let value = proto.body(frame);
  while (value === TAIL) {
    const next = tail.proto as FunctionProto;
    if ((vm.steps += next.steps) > vm.maxSteps) failLimit('steps');
    const extra = next.weight > weight ? next.weight - weight : 0;
    if ((vm.depth += extra) > vm.maxDepth) failLimit('depth');
    value = next.body(tail.frame);
    vm.depth -= extra;
  }
  vm.depth -= weight;
  vm.height--;
  return value;
}

/** A frame for a call with all arguments given by position. */
export function frame1(proto: FunctionProto, env: Frame, a: Lazy): Frame {
  switch (proto.size) {
    case 2:
      return [env, a];
    case 3:
      return [env, a, undefined];
    case 4:
      return [env, a, undefined, undefined];
    default: {
      const frame: Frame = emptyFrame(proto.size);
      frame[0] = env;
      frame[1] = a;
      return frame;
    }
  }
}

/** A frame for a call with two arguments given by position. */
export function frame2(proto: FunctionProto, env: Frame, a: Lazy, b: Lazy): Frame {
  switch (proto.size) {
    case 3:
      return [env, a, b];
    case 4:
      return [env, a, b, undefined];
    case 5:
      return [env, a, b, undefined, undefined];
    default: {
      const frame: Frame = emptyFrame(proto.size);
      frame[0] = env;
      frame[1] = a;
      frame[2] = b;
      return frame;
    }
  }
}

/** A frame for any call; undefined arguments take their default. */
export function frameOf(closure: Closure, args: readonly (Lazy | undefined)[], site: Site): Frame {
  const { proto, env } = closure;
  const frame: Frame = emptyFrame(proto.size);
  frame[0] = env;
  for (let i = 0; i < proto.params.length; i++) frame[i + 1] = args[i];
  for (let i = 0; i < proto.params.length; i++) {
    if (args[i] !== undefined) continue;
    const value = proto.defaults[i];
    if (value === undefined) fail(`argument '${proto.params[i]}' of ${describeFunc(closure)} is missing`, site);
    frame[i + 1] = value(frame);
  }
  return frame;
}

/** A function as error messages name it. */
export function describeFunc(func: Func): string {
  if (func instanceof Native) return `std.${func.name}`;
  return func.name === '' ? 'the function' : `function '${func.name}'`;
}

/** Arguments by parameter order from positional and named ones. */
export function arrange(
  func: Func,
  positional: readonly Lazy[],
  names: readonly string[],
  named: readonly Lazy[],
  site: Site,
): (Lazy | undefined)[] {
  const { params } = func;
  if (positional.length > params.length)
    fail(
      `${describeFunc(func)} takes ${params.length} argument${params.length === 1 ? '' : 's'}, not ${positional.length}`,
      site,
    );
  const args: (Lazy | undefined)[] = Array.from({ length: params.length }, () => undefined);
  for (let i = 0; i < positional.length; i++) args[i] = positional[i];
  for (let i = 0; i < names.length; i++) {
    const at = params.indexOf(names[i] as string);
    if (at < 0) fail(`${describeFunc(func)} has no parameter '${names[i]}'`, site);
    if (args[at] !== undefined) fail(`argument '${names[i]}' of ${describeFunc(func)} is given twice`, site);
    args[at] = named[i];
  }
  return args;
}

/** Calls any function with arguments in parameter order; undefined stands for an omitted one. */
export function callArranged(func: Func, args: readonly (Lazy | undefined)[], site: Site): Value {
  if (func instanceof Closure) return runBody(func.proto, frameOf(func, args, site), site);
  return callNative(func as Native, args, site);
}

/** Calls a native: forces the strict arguments in order. */
export function callNative(native: Native, args: readonly (Lazy | undefined)[], site: Site): Value {
  const given: (Lazy | undefined)[] = [];
  for (let i = 0; i < native.params.length; i++) {
    const arg = args[i];
    if (arg === undefined) {
      if (!native.optional[i]) fail(`argument '${native.params[i]}' of ${describeFunc(native)} is missing`, site);
      given[i] = undefined;
    } else given[i] = native.lazy[i] ? arg : force(arg);
  }
  enter(site);
  const value = native.implementation(...given);
  leave();
  return value;
}

/** The place that calls from inside a native appear at: that of the native's own call. */
function here(): Site {
  return vm.sites[vm.height - 1] as Site;
}

/** Calls a function with one argument from inside a native. */
export function call1(func: Func, a: Lazy): Value {
  if (func instanceof Closure && func.proto.params.length === 1)
    return runBody(func.proto, frame1(func.proto, func.env, a), here());
  return callArranged(func, arrange(func, [a], [], [], here()), here());
}

/** Calls a function with two arguments from inside a native. */
export function call2(func: Func, a: Lazy, b: Lazy): Value {
  if (func instanceof Closure && func.proto.params.length === 2)
    return runBody(func.proto, frame2(func.proto, func.env, a, b), here());
  return callArranged(func, arrange(func, [a, b], [], [], here()), here());
}

/** A function called once for many elements: gives a thunk for each call. */
export function later1(func: Func, a: Lazy): Thunk {
  return new Thunk(CALL_1, [func, a], { site: here(), weight: 1, steps: 1 });
}

/** As `later1` with two arguments. */
export function later2(func: Func, a: Lazy, b: Lazy): Thunk {
  return new Thunk(CALL_2, [func, a, b], { site: here(), weight: 1, steps: 1 });
}

const CALL_1 = (frame: Frame): Value => call1(frame[0] as Func, frame[1] as Lazy);
const CALL_2 = (frame: Frame): Value => call2(frame[0] as Func, frame[1] as Lazy, frame[2] as Lazy);
