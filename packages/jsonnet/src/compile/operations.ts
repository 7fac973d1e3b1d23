import type { Binary, BinaryOperator, Expr, Span, UnaryOperator } from '../ast.ts';
import { format } from '../std/format.ts';
import { fail } from '../runtime/machine.ts';
import { bitOperand, finite } from '../runtime/numbers.ts';
import { asObject } from '../runtime/objects.ts';
import { add, arithmetic, bitwise, compare, equals, modulo } from '../runtime/operators.ts';
import {
  type Code,
  type CodeInfo,
  type Frame,
  failType,
  type Lazy,
  type LazyCode,
  Thunk,
  typeOf,
  type Value,
} from '../runtime/values.ts';
import type { Site } from '../source.ts';
import { compile, compileRawVariable } from './expressions.ts';
import type { Scope } from './scope.ts';

const NESTED_CHAIN = 8;

/** Compiles a chain of operators: short ones to nested closures, long ones to a loop. */
export function compileBinary(node: Binary, scope: Scope): Code {
  const { rest } = node;
  const first = compile(node.first, scope);
  if (rest.length > NESTED_CHAIN) {
    const links = rest.map(({ op, expr }) => {
      const right = compile(expr, scope);
      const site = scope.site({ start: node.start, end: expr.end });
      return { right, apply: op === '&&' || op === '||' ? undefined : operation(op, site), op, site };
    });
    return (f) => {
      let left = first(f);
      for (const { apply, right, op, site } of links)
        left = apply === undefined ? logic(op, left, right, f, site) : apply(left, right(f));
      return left;
    };
  }
  let code = first;
  for (const { op, expr } of rest)
    code = compilePair(op, code, compile(expr, scope), scope.site({ start: node.start, end: expr.end }));
  scope.unit.tallest += rest.length - 1;
  return code;
}

function logic(op: BinaryOperator, left: Value, right: Code, f: Frame, site: Site): Value {
  if (typeof left !== 'boolean') return failType(`the left side of '${op}'`, 'boolean', left, site);
  if (left === (op === '||')) return left;
  const value = right(f);
  return typeof value === 'boolean' ? value : failType(`the right side of '${op}'`, 'boolean', value, site);
}

function compilePair(op: BinaryOperator, left: Code, right: Code, site: Site): Code {
  switch (op) {
    case '&&':
    case '||':
      return (f) => logic(op, left(f), right, f, site);
    case '+':
      return (f) => {
        const a = left(f);
        const b = right(f);
        if (typeof a === 'number' && typeof b === 'number') {
          const sum = a + b;
          return sum - sum === 0 ? sum : finite(sum, site);
        }
        return add(a, b, site);
      };
    case '-':
      return (f) => {
        const a = left(f);
        const b = right(f);
        return typeof a === 'number' && typeof b === 'number' ? finite(a - b, site) : arithmetic('-', a, b, site);
      };
    case '==':
      return (f) => equals(left(f), right(f), site);
    case '!=':
      return (f) => !equals(left(f), right(f), site);
    case '<':
      return (f) => {
        const a = left(f);
        const b = right(f);
        return typeof a === 'number' && typeof b === 'number' ? a < b : compare(a, b, site) < 0;
      };
    default: {
      const apply = operation(op, site);
      return (f) => apply(left(f), right(f));
    }
  }
}

/** What an operator does with two evaluated operands. */
function operation(op: Exclude<BinaryOperator, '&&' | '||'>, site: Site): (left: Value, right: Value) => Value {
  switch (op) {
    case '+':
      return (a, b) => add(a, b, site);
    case '-':
    case '*':
    case '/':
      return (a, b) => arithmetic(op, a, b, site);
    case '%':
      return (a, b) => remainder(a, b, site);
    case '==':
      return (a, b) => equals(a, b, site);
    case '!=':
      return (a, b) => !equals(a, b, site);
    case '<':
      return (a, b) => compare(a, b, site) < 0;
    case '<=':
      return (a, b) => compare(a, b, site) <= 0;
    case '>':
      return (a, b) => compare(a, b, site) > 0;
    case '>=':
      return (a, b) => compare(a, b, site) >= 0;
    case 'in':
      return (a, b) => {
        if (typeof a !== 'string') return failType("the left side of 'in'", 'string', a, site);
        return asObject(b, "the right side of 'in'", site).has(a);
      };
    default:
      return (a, b) => bitwise(op, a, b, site);
  }
}

/** `%`: the remainder of numbers, or formatting of a string. */
function remainder(left: Value, right: Value, site: Site): Value {
  if (typeof left === 'string') return format(left, right, site);
  if (typeof left !== 'number' || typeof right !== 'number')
    return fail(`'%' needs two numbers, or a string on its left, not ${typeOf(left)} and ${typeOf(right)}`, site);
  return modulo(left, right, site);
}

/** Compiles a prefix operator. */
export function compileUnary(op: UnaryOperator, operand: Expr, scope: Scope, span: Span): Code {
  const site = scope.site(span);
  const code = compile(operand, scope);
  if (op === '!')
    return (f) => {
      const value = code(f);
      return typeof value === 'boolean' ? !value : failType("the operand of '!'", 'boolean', value, site);
    };
  return (f) => {
    const value = code(f);
    if (typeof value !== 'number') return failType(`the operand of '${op}'`, 'number', value, site);
    if (op === '-') return -value;
    return op === '+' ? value : Number(~bitOperand(value, site));
  };
}

/**
 * An expression like `n - 1` whose operands turn out to be known numbers is computed at once instead of becoming a
 * thunk: it cannot fail, so nobody can tell.
 */
export function speculate(node: Expr, scope: Scope, code: Code, info: CodeInfo): LazyCode | undefined {
  if (node.kind !== 'binary' || node.rest.length !== 1) return undefined;
  const [link] = node.rest;
  if (link === undefined || (link.op !== '+' && link.op !== '-' && link.op !== '*')) return undefined;
  const left = operandOf(node.first, scope);
  const right = operandOf(link.expr, scope);
  if (left === undefined || right === undefined) return undefined;
  const { op } = link;
  return (f) => {
    const a = left(f);
    const b = right(f);
    if (typeof a === 'number' && typeof b === 'number') {
      const value = op === '+' ? a + b : op === '-' ? a - b : a * b;
      if (value - value === 0) return value;
    }
    return new Thunk(code, f, info);
  };
}

function operandOf(node: Expr, scope: Scope): ((frame: Frame) => Lazy | undefined) | undefined {
  if (node.kind === 'literal' && typeof node.value === 'number') {
    const { value } = node;
    return () => value;
  }
  if (node.kind !== 'var') return undefined;
  const raw = compileRawVariable(node.name, scope);
  if (raw === undefined) return undefined;
  return (f) => {
    const value = raw(f);
    return value instanceof Thunk ? value.value : value;
  };
}
