import type { Budget } from './budget.ts';
import { failAt, TemplateFault } from './error.ts';
import type { Call, Expression, Pipeline } from './syntax.ts';
import { isMap, isTrue, type Result, typeName, type Value } from './value.ts';

/** What one execution of one template works on: its variables and the account and output of the rendering. */
export interface Frame {
  readonly variables: Result[];
  readonly budget: Budget;
  readonly output: string[];
}

export type Evaluate = (frame: Frame, dot: Result) => Result;

/** Turns a pipeline into a closure that evaluates it and sets its variables. */
export function compilePipeline(pipeline: Pipeline): Evaluate {
  const evaluate = compileExpression(pipeline.expression);
  const [slot] = pipeline.slots;
  if (slot === undefined) return evaluate;
  return (frame, dot) => {
    const value = evaluate(frame, dot);
    frame.variables[slot] = value;
    return value;
  };
}

/** Turns an expression into a closure. Failures carry the place of the expression. */
export function compileExpression(expression: Expression): Evaluate {
  switch (expression.kind) {
    case 'literal': {
      const { value } = expression;
      return () => value;
    }
    case 'dot':
      return (_frame, dot) => dot;
    case 'variable': {
      const { slot } = expression;
      return (frame) => frame.variables[slot];
    }
    case 'fields':
      return compileFields(expression);
    case 'call':
      if (expression.name === 'and' || expression.name === 'or') return compileShortCircuit(expression);
      return compileCall(expression);
  }
}

function compileFields(expression: Expression & { kind: 'fields' }): Evaluate {
  const base = compileExpression(expression.base);
  const { names, at } = expression;
  return (frame, dot) => {
    let value = base(frame, dot);
    if (value === null) value = undefined;
    try {
      for (const name of names) {
        frame.budget.step();
        value = fieldOf(value, name);
      }
    } catch (error) {
      throw failAt(at, error);
    }
    return value;
  };
}

/** A missing key gives nothing, and nothing has no keys; null in the middle of a chain is an error, as in Go. */
function fieldOf(value: Result, name: string): Result {
  if (value === undefined) return undefined;
  if (isMap(value)) return value.get(name);
  if (value === null) throw new TemplateFault(`null has no field "${name}"`);
  throw new TemplateFault(`a value of type ${typeName(value)} has no field "${name}"`);
}

function compileShortCircuit(expression: Call): Evaluate {
  const args = expression.args.map(compileExpression);
  const stopsAt = expression.name === 'or';
  return (frame, dot) => {
    let value: Result = null;
    for (const arg of args) {
      value = arg(frame, dot);
      if (isTrue(value) === stopsAt) break;
    }
    return value;
  };
}

function compileCall(expression: Call): Evaluate {
  const { at, name, piped } = expression;
  const { run } = expression.run;
  const args = expression.args.map(compileExpression);
  const count = args.length;
  return (frame, dot) => {
    const values: Value[] = Array.from<Value>({ length: count });
    // What comes through "|" was written, and is evaluated, before the other arguments.
    const last = count - 1;
    if (piped) values[last] = args[last]?.(frame, dot) ?? null;
    for (let index = 0; index < (piped ? last : count); index += 1) values[index] = args[index]?.(frame, dot) ?? null;
    try {
      frame.budget.step(costOf(values));
      const value = run(values, frame);
      if (typeof value === 'string') frame.budget.memory(value.length);
      return value;
    } catch (error) {
      const failure = failAt(at, error);
      if (error instanceof TemplateFault && error.kind === 'runtime')
        throw failAt(at, new TemplateFault(`${name}: ${error.message}`));
      throw failure;
    }
  };
}

/** Functions read their texts through, so long ones count for more than one step. */
function costOf(values: readonly Value[]): number {
  let cost = 1;
  for (const value of values) {
    if (typeof value === 'string') cost += value.length >> 6;
  }
  return cost;
}
