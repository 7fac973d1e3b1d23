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

/** Compiles a call. Calls of std functions by name are bound before anything runs. */
export function compileApply(node: Apply, scope: Scope, tailPosition: boolean): Code {
  const site = scope.site(node);
  const native = staticNative(node, scope);
  const compileArgument = (expr: Apply['target']): LazyCode =>
    node.tailstrict ? compile(expr, scope) : compileLazy(expr, scope);
  if (
    native !== undefined &&
    node.named.length === 0 &&
    node.positional.length <= native.params.length &&
    node.positional.length >= native.required
  )
    return compileNativeCall(native, node, scope, site);
  const target = compile(node.target, scope);
  const positional = node.positional.map(compileArgument);
  const names = node.named.map((arg) => arg.name);
  const named = node.named.map((arg) => compileArgument(arg.value));
  if (node.tailstrict && tailPosition) return tailCall(target, positional, names, named, site);
  const general = generalCall(target, positional, names, named, site);
  if (names.length > 0) return general;
  const [a, b] = positional as [LazyCode, LazyCode];
  if (positional.length === 1)
    return (f) => {
      const func = target(f);
      if (func instanceof Closure && func.proto.params.length === 1) {
        const { proto } = func;
        return runBody(proto, frame1(proto, func.env, a(f)), site);
      }
      return applyAll(func, f, positional, names, named, site);
    };
  if (positional.length === 2)
    return (f) => {
      const func = target(f);
      if (func instanceof Closure && func.proto.params.length === 2) {
        const { proto } = func;
        return runBody(proto, frame2(proto, func.env, a(f), b(f)), site);
      }
      return applyAll(func, f, positional, names, named, site);
    };
  return general;
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

function applyAll(
  target: Value,
  f: Frame,
  positional: readonly LazyCode[],
  names: readonly string[],
  named: readonly LazyCode[],
  site: Site,
): Value {
  const func = asCallable(target, site);
  return callArranged(func, argumentsOf(func, f, positional, names, named, site), site);
}

function argumentsOf(
  func: Func,
  f: Frame,
  positional: readonly LazyCode[],
  names: readonly string[],
  named: readonly LazyCode[],
  site: Site,
): (Lazy | undefined)[] {
  const given: Lazy[] = positional.map((code) => code(f));
  const others: Lazy[] = named.map((code) => code(f));
  return arrange(func, given, names, others, site);
}

function generalCall(
  target: Code,
  positional: readonly LazyCode[],
  names: readonly string[],
  named: readonly LazyCode[],
  site: Site,
): Code {
  return (f) => applyAll(target(f), f, positional, names, named, site);
}

/** A tail-strict call as the last thing a function does: the caller of the function makes it, on its own stack. */
function tailCall(
  target: Code,
  positional: readonly LazyCode[],
  names: readonly string[],
  named: readonly LazyCode[],
  site: Site,
): Code {
  return (f) => {
    const func = asCallable(target(f), site);
    if (func instanceof Closure && names.length === 0 && func.proto.params.length === positional.length) {
      const frame = emptyFrame(func.proto.size);
      frame[0] = func.env;
      for (let i = 0; i < positional.length; i++) frame[i + 1] = (positional[i] as LazyCode)(f);
      tail.proto = func.proto;
      tail.frame = frame;
      return TAIL;
    }
    const args = argumentsOf(func, f, positional, names, named, site);
    if (!(func instanceof Closure)) return callArranged(func, args, site);
    const frame = frameOf(func, args, site);
    tail.proto = func.proto;
    tail.frame = frame;
    return TAIL;
  };
}
