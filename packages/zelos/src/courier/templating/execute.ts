import { type At, failAt, TemplateError, TemplateFault } from './error.ts';
import { compilePipeline, type Evaluate, type Frame } from './evaluate.ts';
import type { Branch, Definition, Pipeline, Statement } from './syntax.ts';
import { isList, isMap, isTrue, type Result, sortedKeys, typeName } from './value.ts';

/** How a list of statements ended: it ran through, or `break` or `continue` was met. */
export type Signal = 0 | 1 | 2;
const through: Signal = 0;
const broken: Signal = 1;
const continued: Signal = 2;

export type Execute = (frame: Frame, dot: Result) => Signal;

/** How an action's value becomes text; chosen per action by the mode and, in HTML, by the context. */
export type Printer = (value: Result, frame: Frame) => string;

export interface ExecuteOptions {
  /** The printer of an output statement. */
  readonly printerOf: (statement: Statement) => Printer;
  /** The compiled template behind a name; asked for while rendering because templates may call each other. */
  readonly templateOf: (name: string) => CompiledTemplate | undefined;
}

export interface CompiledTemplate {
  readonly execute: Execute;
  readonly slots: number;
}

/** Turns a definition into closures. */
export function compileDefinition(definition: Definition, options: ExecuteOptions): CompiledTemplate {
  return { execute: compileList(definition.body, options), slots: definition.slots };
}

function compileList(statements: readonly Statement[], options: ExecuteOptions): Execute {
  const steps = statements.map((statement) => compileStatement(statement, options));
  return (frame, dot) => {
    for (const step of steps) {
      const signal = step(frame, dot);
      if (signal !== through) return signal;
    }
    return through;
  };
}

function compileStatement(statement: Statement, options: ExecuteOptions): Execute {
  switch (statement.kind) {
    case 'text': {
      const { text, at } = statement;
      return (frame) => write(frame, at, text);
    }
    case 'output':
      return compileOutput(statement.pipeline, options.printerOf(statement));
    case 'if':
    case 'with':
      return compileCondition(statement, options);
    case 'range':
      return compileRange(statement, options);
    case 'template':
      return compileTemplateCall(statement, options);
    case 'break':
      return () => broken;
    case 'continue':
      return () => continued;
  }
}

function write(frame: Frame, at: At, text: string): Signal {
  try {
    frame.budget.step();
    frame.budget.output(text);
  } catch (error) {
    throw failAt(at, error);
  }
  frame.output.push(text);
  return through;
}

function compileOutput(pipeline: Pipeline, print: Printer): Execute {
  const evaluate = compilePipeline(pipeline);
  const { at } = pipeline;
  if (pipeline.slots.length > 0) {
    return (frame, dot) => {
      evaluate(frame, dot);
      return through;
    };
  }
  return (frame, dot) => {
    const value = evaluate(frame, dot);
    let text: string;
    try {
      text = print(value, frame);
    } catch (error) {
      throw failAt(at, error);
    }
    return write(frame, at, text);
  };
}

function compileCondition(branch: Branch, options: ExecuteOptions): Execute {
  const evaluate = compilePipeline(branch.pipeline);
  const body = compileList(branch.body, options);
  const otherwise = compileList(branch.otherwise, options);
  const rebinds = branch.kind === 'with';
  return (frame, dot) => {
    const value = evaluate(frame, dot);
    if (isTrue(value)) return body(frame, rebinds ? value : dot);
    return otherwise(frame, dot);
  };
}

function compileRange(branch: Branch, options: ExecuteOptions): Execute {
  const { slots, at } = branch.pipeline;
  // The loop sets the variables itself, once per round.
  const evaluate = compilePipeline({ ...branch.pipeline, slots: [] });
  const body = compileList(branch.body, options);
  const otherwise = compileList(branch.otherwise, options);
  const valueSlot = slots.at(-1);
  const keySlot = slots.length === 2 ? slots[0] : undefined;
  return (frame, dot) => {
    let rounds = 0;
    for (const [key, value] of entriesOf(evaluate(frame, dot), frame, at, keySlot !== undefined)) {
      rounds += 1;
      if (valueSlot !== undefined) frame.variables[valueSlot] = value;
      if (keySlot !== undefined) frame.variables[keySlot] = key;
      if (body(frame, value) === broken) break;
    }
    return rounds === 0 ? otherwise(frame, dot) : through;
  };
}

function* entriesOf(value: Result, frame: Frame, at: At, wantsKey: boolean): Generator<[Result, Result]> {
  const step = (): void => {
    try {
      frame.budget.step();
    } catch (error) {
      throw failAt(at, error);
    }
  };
  if (value === undefined || value === null) return;
  if (isList(value)) {
    for (let index = 0; index < value.length; index += 1) {
      step();
      yield [BigInt(index), value[index]];
    }
  } else if (isMap(value)) {
    for (const key of sortedKeys(value)) {
      step();
      yield [key, value.get(key)];
    }
  } else if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))) {
    if (wantsKey) throw new TemplateError('runtime', at, 'a number gives only one variable to {{range}}');
    for (let index = 0n; index < BigInt(value); index += 1n) {
      step();
      yield [index, index];
    }
  } else {
    throw new TemplateError('runtime', at, `{{range}} cannot walk a value of type ${typeName(value)}`);
  }
}

function compileTemplateCall(statement: Statement & { kind: 'template' }, options: ExecuteOptions): Execute {
  const { at, name, argument } = statement;
  const evaluate: Evaluate = argument === null ? () => undefined : compilePipeline(argument);
  return (frame, dot) => {
    const value = evaluate(frame, dot);
    const template = options.templateOf(name);
    if (template === undefined)
      throw new TemplateError('runtime', at, `template ${JSON.stringify(name)} is not defined`);
    try {
      frame.budget.step();
      frame.budget.enter();
      template.execute(createFrame(template, frame, value), value);
      frame.budget.leave();
    } catch (error) {
      throw failAt(at, error);
    }
    return through;
  };
}

/** The frame of a called template: its own variables, `$` being its data; account and output are shared. */
export function createFrame(template: CompiledTemplate, shared: Pick<Frame, 'budget' | 'output'>, data: Result): Frame {
  if (template.slots > 10_000) throw new TemplateFault('too many variables', 'limit');
  const variables = Array.from<Result>({ length: template.slots });
  variables[0] = data;
  return { variables, budget: shared.budget, output: shared.output };
}
