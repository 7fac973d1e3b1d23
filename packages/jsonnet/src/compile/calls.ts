import type { Apply } from '../ast.ts';
import { arrange, callArranged, callNative, frame1, frame2, frameOf, runBody, TAIL, tail } from '../runtime/call.ts';
import { enter, fail, leave } from '../runtime/machine.ts';
import {
  Closure,
  type Code,
  emptyFrame,
  type Frame,
  Func,
  type Lazy,
  type LazyCode,
  Native,
  typeOf,
  type Value,
} from '../runtime/values.ts';
import type { Site } from '../source.ts';
import { stdValue } from '../std/index.ts';
import { compile, compileLazy, isStd } from './expressions.ts';
import type { Scope } from './scope.ts';

/** The compiled parts of a call. */
interface Call {
  readonly target: Code;
  readonly positional: readonly LazyCode[];
  readonly names: readonly string[];
  readonly named: readonly LazyCode[];
  readonly site: Site;
}

/** Compiles a call. Calls of std functions by name are bound before anything runs. */
export function compileApply(node: Apply, scope: Scope, tailPosition: boolean): Code {
  const site = scope.site(node);
  const { positional: given, named: others, tailstrict } = node;
  const native = others.length === 0 ? staticNative(node, scope) : undefined;
  if (native !== undefined && given.length <= native.params.length && given.length >= native.required)
    return compileNativeCall(native, node, scope, site);
  const argument = (expr: Apply['target']): LazyCode => (tailstrict ? compile(expr, scope) : compileLazy(expr, scope));
  const target = compile(node.target, scope);
  const positional = given.map(argument);
  const names = others.map((arg) => arg.name);
  const call: Call = { target, positional, names, named: others.map((arg) => argument(arg.value)), site };
  if (tailstrict && tailPosition) return tailCall(call);
  const [a, b] = positional as [LazyCode, LazyCode];
  if (names.length === 0 && positional.length === 1)
    return (f) => {
      const func = target(f);
      if (!(func instanceof Closure) || func.proto.params.length !== 1) return applyAll(func, f, call);
      const { proto } = func;
      return runBody(proto, frame1(proto, func.env, a(f)), site);
    };
  if (names.length === 0 && positional.length === 2)
    return (f) => {
      const func = target(f);
      if (!(func instanceof Closure) || func.proto.params.length !== 2) return applyAll(func, f, call);
      const { proto } = func;
      return runBody(proto, frame2(proto, func.env, a(f), b(f)), site);
    };
  return (f) => applyAll(target(f), f, call);
}

function staticNative(node: Apply, scope: Scope): Native | undefined {
  const { target } = node;
  if (target.kind !== 'index' || target.index.kind !== 'literal' || typeof target.index.value !== 'string')
    return undefined;
  if (!isStd(target.target, scope)) return undefined;
  const value = stdValue(target.index.value);
  return value instanceof Native ? value : undefined;
}

function compileNativeCall(native: Native, node: Apply, scope: Scope, site: Site): Code {
  const run = native.implementation;
  const args = node.positional.map((expr, i) =>
    native.lazy[i] && !node.tailstrict ? compileLazy(expr, scope) : compile(expr, scope),
  );
  const [a, b, c] = args as [LazyCode, LazyCode, LazyCode];
  if (args.length === 1)
    return (f) => {
      const first = a(f);
      enter(site);
      const value = run(first);
      leave();
      return value;
    };
  if (args.length === 2)
    return (f) => {
      const first = a(f);
      const second = b(f);
      enter(site);
      const value = run(first, second);
      leave();
      return value;
    };
  if (args.length === 3)
    return (f) => {
      const first = a(f);
      const second = b(f);
      const third = c(f);
      enter(site);
      const value = run(first, second, third);
      leave();
      return value;
    };
  return (f) =>
    callNative(
      native,
      args.map((arg) => arg(f)),
      site,
    );
}

function asCallable(value: Value, site: Site): Func {
  return value instanceof Func ? value : fail(`${typeOf(value)} cannot be called`, site);
}

function applyAll(target: Value, f: Frame, call: Call): Value {
  const func = asCallable(target, call.site);
  return callArranged(func, argumentsOf(func, f, call), call.site);
}

function argumentsOf(func: Func, f: Frame, { positional, names, named, site }: Call): (Lazy | undefined)[] {
  const given: Lazy[] = positional.map((code) => code(f));
  const others: Lazy[] = named.map((code) => code(f));
  return arrange(func, given, names, others, site);
}

/** A tail-strict call as the last thing a function does: the caller of the function makes it, on its own stack. */
function tailCall(call: Call): Code {
  const { target, positional, names, site } = call;
  return (f) => {
    const func = asCallable(target(f), site);
    if (!(func instanceof Closure)) return applyAll(func, f, call);
    let frame: Frame;
    if (names.length === 0 && func.proto.params.length === positional.length) {
      frame = emptyFrame(func.proto.size);
      frame[0] = func.env;
      for (let i = 0; i < positional.length; i++) frame[i + 1] = (positional[i] as LazyCode)(f);
    } else frame = frameOf(func, argumentsOf(func, f, call), site);
    tail.proto = func.proto;
    tail.frame = frame;
    return TAIL;
  };
}
