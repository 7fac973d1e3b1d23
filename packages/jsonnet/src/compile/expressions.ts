import type { Block, Expr, FunctionExpr, If, Index, Slice } from '../ast.ts';
import { JsonnetError } from '../errors.ts';
import { importBytes, importCode, importText } from '../runtime/imports.ts';
import { allowItems, charge, fail } from '../runtime/machine.ts';
import { Obj } from '../runtime/objects.ts';
import { index as indexValue, slice as sliceValue } from '../runtime/operators.ts';
import { toText } from '../manifest/text.ts';
import {
  Closure,
  type Code,
  type Frame,
  type FunctionProto,
  failType,
  type Lazy,
  type LazyCode,
  Thunk,
  type Value,
} from '../runtime/values.ts';
import { stdObject, stdValue } from '../std/index.ts';
import { compileApply } from './calls.ts';
import { compileArrayComp, compileObject, compileObjectComp } from './objects.ts';
import { compileBinary, compileUnary, speculate } from './operations.ts';
import type { Scope } from './scope.ts';

const LARGE_BRANCH = 32;

/**
 * Compiles an expression to a closure.
 * @param tail the value becomes the result of the function around it as it is, so tail-strict calls may be deferred.
 */
export function compile(node: Expr, scope: Scope, tail = false): Code {
  const { unit } = scope;
  unit.nodes++;
  if (++unit.height > unit.tallest) unit.tallest = unit.height;
  const code = compileNode(node, scope, tail);
  unit.height--;
  return code;
}

function compileNode(node: Expr, scope: Scope, tail: boolean): Code {
  switch (node.kind) {
    case 'literal': {
      const { value } = node;
      return () => value;
    }
    case 'var':
      return compileVariable(node.name, node, scope);
    case 'self':
      return compileVariable('self', node, scope);
    case 'dollar':
      return compileVariable('$', node, scope);
    case 'binary':
      return compileBinary(node, scope);
    case 'unary':
      return compileUnary(node.op, node.expr, scope, node);
    case 'index':
      return compileIndex(node, scope);
    case 'slice':
      return compileSlice(node, scope);
    case 'apply':
      return compileApply(node, scope, tail);
    case 'function':
      return compileFunction(node, scope);
    case 'block':
      return compileBlock(node, scope, tail);
    case 'if':
      return compileIf(node, scope, tail);
    case 'array':
      return compileArray(node.items, scope);
    case 'arrayComp':
      return compileArrayComp(node.body, node.specs, scope);
    case 'object':
      return compileObject(node, scope);
    case 'objectComp':
      return compileObjectComp(node, scope);
    default:
      return compileRare(node, scope);
  }
}

type Rare = Extract<Expr, { kind: 'superIndex' | 'inSuper' | 'error' | 'import' }>;

function compileRare(node: Rare, scope: Scope): Code {
  const site = scope.site(node);
  switch (node.kind) {
    case 'error': {
      const message = compile(node.expr, scope);
      return (f) => fail(toText(message(f)), site);
    }
    case 'superIndex': {
      const self = compileVariable('self', node, scope) as (f: Frame) => Obj;
      const level = compileVariable('super', node, scope) as (f: Frame) => number;
      const key = compile(node.index, scope);
      return (f) => {
        const name = key(f);
        if (typeof name !== 'string') return failType('an object index', 'string', name, site);
        return self(f).below(level(f), name) ?? fail(`super has no field '${name}'`, site);
      };
    }
    case 'inSuper': {
      const self = compileVariable('self', node, scope) as (f: Frame) => Obj;
      const level = compileVariable('super', node, scope) as (f: Frame) => number;
      const key = compile(node.name, scope);
      return (f) => {
        const name = key(f);
        if (typeof name !== 'string') return failType("the left side of 'in'", 'string', name, site);
        return self(f).hasBelow(level(f), name);
      };
    }
    default: {
      const { path, mode } = node;
      if (mode === 'text') return () => importText(path, site);
      if (mode === 'bytes') return () => importBytes(path, site);
      return () => importCode(path, site);
    }
  }
}

/** Whether an expression is the global `std`. */
export function isStd(node: Expr, scope: Scope): boolean {
  return node.kind === 'var' && node.name === 'std' && scope.resolve('std') === undefined;
}

function compileVariable(name: string, node: Expr, scope: Scope): Code {
  const place = scope.resolve(name);
  if (place === undefined) {
    if (name !== 'std') throw unknownVariable(name, node, scope);
    const std = stdObject(scope.file.name);
    return () => std;
  }
  const { hops, slot } = place;
  if (hops === 0) return (f) => read(f, slot);
  if (hops === 1) return (f) => read(f[0] as Frame, slot);
  if (hops === 2) return (f) => read((f[0] as Frame)[0] as Frame, slot);
  return (f) => read(outer(f, hops), slot);
}

function unknownVariable(name: string, node: Expr, scope: Scope): JsonnetError {
  return new JsonnetError('static', `unknown variable '${name}'`, [scope.site(node)]);
}

function outer(frame: Frame, hops: number): Frame {
  let at = frame;
  for (let i = 0; i < hops; i++) at = at[0] as Frame;
  return at;
}

function read(frame: Frame, slot: number): Value {
  const value = frame[slot] as Lazy;
  return value instanceof Thunk ? ((frame[slot] as Value) = value.force()) : value;
}

/** Reads a variable without forcing it; undefined if it is not bound yet. */
export function compileRawVariable(name: string, scope: Scope): ((frame: Frame) => Lazy | undefined) | undefined {
  const place = scope.resolve(name);
  if (place === undefined) return undefined;
  const { hops, slot } = place;
  if (hops === 0) return (f) => f[slot] as Lazy | undefined;
  if (hops === 1) return (f) => (f[0] as Frame)[slot] as Lazy | undefined;
  return (f) => outer(f, hops)[slot] as Lazy | undefined;
}

/** Compiles an expression that may not be needed: cheap, safe ones run at once, others become thunks. */
export function compileLazy(node: Expr, scope: Scope, within: string = scope.within): LazyCode {
  switch (node.kind) {
    case 'literal':
    case 'self':
    case 'dollar':
    case 'function':
    case 'array':
      return compile(node, scope);
    case 'object':
      if (node.members.every((member) => member.kind !== 'field' || typeof member.name === 'string'))
        return compile(node, scope);
      break;
    default:
  }
  const inner = scope.thunk(within);
  const code = compile(node, inner);
  const info = inner.info(node);
  if (node.kind === 'var') {
    const raw = compileRawVariable(node.name, scope);
    if (raw === undefined) return code;
    return (f) => {
      const value = raw(f);
      if (value === undefined) return new Thunk(code, f, info);
      return value instanceof Thunk && value.value !== undefined ? value.value : value;
    };
  }
  return speculate(node, scope, code, info) ?? ((f) => new Thunk(code, f, info));
}

/** Compiles an optional expression; what is left out is null. */
function compileOptional(node: Expr | undefined, scope: Scope): Code {
  return node === undefined ? () => null : compile(node, scope);
}

function compileIndex(node: Index, scope: Scope): Code {
  const site = scope.site(node);
  if (node.index.kind === 'literal' && typeof node.index.value === 'string') {
    const name = node.index.value;
    if (isStd(node.target, scope)) {
      const value = stdValue(name);
      if (value !== undefined) return () => value;
    }
    const target = compile(node.target, scope);
    return (f) => {
      const object = target(f);
      return object instanceof Obj ? object.get(name, site) : indexValue(object, name, site);
    };
  }
  const target = compile(node.target, scope);
  const key = compile(node.index, scope);
  return (f) => indexValue(target(f), key(f), site);
}

function compileSlice(node: Slice, scope: Scope): Code {
  const site = scope.site(node);
  const target = compile(node.target, scope);
  const from = compileOptional(node.from, scope);
  const to = compileOptional(node.to, scope);
  const step = compileOptional(node.step, scope);
  return (f) => sliceValue(target(f), from(f), to(f), step(f), site);
}

function compileArray(items: readonly Expr[], scope: Scope): Code {
  const codes = items.map((item) => compileLazy(item, scope));
  if (codes.length === 0) return () => [];
  const [first, second] = codes as [LazyCode, LazyCode];
  if (codes.length === 1) return (f) => [first(f)];
  if (codes.length === 2) return (f) => [first(f), second(f)];
  return (f) => {
    allowItems(codes.length);
    const array: Lazy[] = [];
    for (const code of codes) array.push(code(f));
    return array;
  };
}

function compileFunction(node: FunctionExpr, scope: Scope): Code {
  const name = node.name ?? '';
  const inner = scope.frame(`function <${node.name ?? 'anonymous'}>`);
  for (const param of node.params) inner.declare(param.name);
  const defaults = node.params.map((param) =>
    param.default === undefined ? undefined : compileLazy(param.default, inner),
  );
  const body = compile(node.body, inner, true);
  const proto: FunctionProto = {
    name,
    params: node.params.map((param) => param.name),
    defaults,
    required: defaults.filter((value) => value === undefined).length,
    size: inner.size,
    body,
    ...inner.info(node),
  };
  return (f) => new Closure(proto, f);
}

type Step = (frame: Frame) => void;

function compileBlock(node: Block, scope: Scope, tail: boolean): Code {
  const steps: Step[] = [];
  let inner = scope;
  for (const statement of node.statements) {
    if (statement.kind === 'assert') {
      steps.push(compileAssert(statement, inner));
      continue;
    }
    inner = inner.block();
    const slots = statement.binds.map((bind) => inner.declare(bind.name));
    statement.binds.forEach((bind, i) => {
      steps.push(compileBind(slots[i] as number, compileLazy(bind.body, inner, `variable <${bind.name}>`)));
    });
  }
  const body = compile(node.body, inner, tail);
  const [first] = steps as [Step];
  if (steps.length === 1)
    return (f) => {
      first(f);
      return body(f);
    };
  return (f) => {
    for (const step of steps) step(f);
    return body(f);
  };
}

/** Code that puts a lazy value in a slot. */
export function compileBind(slot: number, code: LazyCode): Step {
  return (f) => {
    f[slot] = code(f);
  };
}

/** Code that checks an assertion; its value is true. */
export function compileAssert(node: Extract<Block['statements'][number], { kind: 'assert' }>, scope: Scope): Code {
  const site = scope.site(node);
  const condition = compile(node.condition, scope);
  const message = node.message === undefined ? undefined : compile(node.message, scope);
  return (f) => {
    const value = condition(f);
    if (value === true) return true;
    if (value !== false) return failType('the condition of assert', 'boolean', value, site);
    return fail(message === undefined ? 'assertion failed' : toText(message(f)), site);
  };
}

function compileIf(node: If, scope: Scope, tail: boolean): Code {
  const site = scope.site(node);
  const arms = node.arms.map(({ condition, result }) => ({
    condition: compile(condition, scope),
    result: compileBranch(result, scope, tail),
  }));
  const otherwise = node.otherwise === undefined ? () => null : compileBranch(node.otherwise, scope, tail);
  const [{ condition, result }] = arms as [(typeof arms)[number]];
  if (arms.length === 1)
    return (f) => {
      const value = condition(f);
      if (value === true) return result(f);
      return value === false ? otherwise(f) : failType("the condition of 'if'", 'boolean', value, site);
    };
  return (f) => {
    for (const arm of arms) {
      const value = arm.condition(f);
      if (value === true) return arm.result(f);
      if (value !== false) return failType("the condition of 'if'", 'boolean', value, site);
    }
    return otherwise(f);
  };
}

/** Compiles a branch; a large one is charged for only when it is taken. */
function compileBranch(node: Expr, scope: Scope, tail: boolean): Code {
  const { unit } = scope;
  const before = unit.nodes;
  const code = compile(node, scope, tail);
  const nodes = unit.nodes - before;
  if (nodes < LARGE_BRANCH) return code;
  unit.nodes = before + 1;
  const steps = Math.floor(nodes / LARGE_BRANCH) * 2;
  return (f) => {
    charge(steps);
    return code(f);
  };
}
