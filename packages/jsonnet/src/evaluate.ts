import { compileText, instantiate, type Program } from './compile/program.ts';
import { JsonnetError, JsonnetLimitError } from './errors.ts';
import { type Limits, resolveLimits } from './limits.ts';
import { jsonText, TextSink } from './manifest/text.ts';
import { documentLayout } from './manifest/json.ts';
import { arrange, callArranged } from './runtime/call.ts';
import { fromJson, fromJsonLazy, type JsonValue, toJson } from './runtime/host.ts';
import { fail, failLimit, isStackOverflow, type TraceSink, withMachine } from './runtime/machine.ts';
import type { Imported, ImportResolver, Session } from './runtime/session.ts';
import { forgetText } from './runtime/text.ts';
import { Func, type Lazy, Native, type Thunk, type Value } from './runtime/values.ts';

/** A function of the host for std.native: called with JSON data, returns JSON data. */
export type NativeFunction =
  | ((...args: JsonValue[]) => JsonValue)
  | { readonly params: readonly string[]; readonly call: (...args: JsonValue[]) => JsonValue };

/** What a program text means the same with, in every evaluation. */
export interface CompileOptions {
  /** The name errors give the program and imports are relative to; `<program>` without one. */
  readonly filename?: string;
  readonly limits?: Partial<Limits>;
  /** Finds imports; without one every import is an error. */
  readonly importResolver?: ImportResolver;
  /** Functions for std.native by name. */
  readonly nativeFunctions?: Readonly<Record<string, NativeFunction>>;
  /** Receives the messages of std.trace; without one they are dropped. */
  readonly trace?: TraceSink;
}

/** What differs from evaluation to evaluation. */
export interface EvaluateOptions extends Omit<CompileOptions, 'filename'> {
  /** Values for std.extVar, as JSON data. */
  readonly extVars?: Readonly<Record<string, JsonValue>>;
  /** Program texts for std.extVar; evaluated only if asked for. */
  readonly extCode?: Readonly<Record<string, string>>;
  /** Arguments for a program that is a function, as JSON data. */
  readonly tlaVars?: Readonly<Record<string, JsonValue>>;
  /** Arguments for a program that is a function, as program texts. */
  readonly tlaCode?: Readonly<Record<string, string>>;
}

/** A program ready to be evaluated any number of times; evaluations share nothing but the code. */
export interface Compiled {
  /** The result as JSON data. @throws JsonnetError */
  evaluate(options?: EvaluateOptions): JsonValue;
  /** The result as text: JSON in lines indented by three spaces. @throws JsonnetError */
  evaluateToString(options?: EvaluateOptions & StringOptions): string;
}

/** How the text form shows the result. */
export interface StringOptions {
  /** The result must be a string, which is returned as it is. */
  readonly stringOutput?: boolean;
}

/**
 * Parses and compiles a program once for many evaluations.
 * @throws JsonnetError `syntax` or `static` with the place; JsonnetLimitError for too long or too deep programs.
 */
export function compile(source: string, options: CompileOptions = {}): Compiled {
  const limits = resolveLimits(options.limits);
  const program = withMachine(limits, undefined, () => compileText(options.filename ?? '<program>', source, limits));
  const programs = new Map<string, Program>();
  const run = <T>(given: EvaluateOptions, use: (value: Value) => T): T => {
    const merged = { ...options, ...given };
    const own = given.limits === undefined ? limits : resolveLimits({ ...options.limits, ...given.limits });
    return evaluateProgram(program, merged, own, programs, use);
  };
  return {
    evaluate: (given = {}) => run(given, toJson),
    evaluateToString: (given = {}) => run(given, given.stringOutput === true ? plainText : documentText),
  };
}

/**
 * Evaluates a program to JSON data.
 * @throws JsonnetError for an error of the program; JsonnetLimitError if a budget was exceeded.
 */
export function evaluate(source: string, options: CompileOptions & EvaluateOptions = {}): JsonValue {
  return compile(source, options).evaluate(options);
}

/** As `evaluate`, but gives text: JSON in lines, or with `stringOutput` the string that the result is. */
export function evaluateToString(
  source: string,
  options: CompileOptions & EvaluateOptions & StringOptions = {},
): string {
  return compile(source, options).evaluateToString(options);
}

function evaluateProgram<T>(
  program: Program,
  options: EvaluateOptions,
  limits: Limits,
  programs: Map<string, Program>,
  use: (value: Value) => T,
): T {
  const session: Session = {
    extVars: new Map(),
    natives: nativesOf(options.nativeFunctions),
    trace: options.trace,
    resolver: options.importResolver,
    imports: new Map<string, Thunk>(),
    found: new Map<string, Imported>(),
    programs,
  };
  try {
    return withMachine(limits, session, () => {
      bindVariables(session.extVars as Map<string, Lazy>, options.extVars, options.extCode, 'extvar', limits);
      const value = instantiate(program).force();
      return use(value instanceof Func ? callTop(value, program, options, limits) : value);
    });
  } finally {
    forgetText();
  }
}

function bindVariables(
  target: Map<string, Lazy>,
  data: EvaluateOptions['extVars'],
  code: EvaluateOptions['extCode'],
  kind: string,
  limits: Limits,
): void {
  if (data !== undefined) for (const name of Object.keys(data)) target.set(name, fromJsonLazy(data[name]));
  if (code !== undefined)
    for (const name of Object.keys(code))
      target.set(name, instantiate(compileText(`<${kind}:${name}>`, code[name] ?? '', limits)));
}

/** Calls a program that is a function with the top-level arguments (specification: top-level arguments). */
function callTop(func: Func, program: Program, options: EvaluateOptions, limits: Limits): Value {
  const args = new Map<string, Lazy>();
  bindVariables(args, options.tlaVars, options.tlaCode, 'tla', limits);
  const { site } = program.info;
  const names = Array.from(args.keys());
  return callArranged(func, arrange(func, [], names, Array.from(args.values()), site), site);
}

const NO_NATIVES: ReadonlyMap<string, Native> = new Map();

function nativesOf(functions: CompileOptions['nativeFunctions']): ReadonlyMap<string, Native> {
  if (functions === undefined) return NO_NATIVES;
  const natives = new Map<string, Native>();
  for (const name of Object.keys(functions)) {
    const given = functions[name] as NativeFunction;
    const params =
      typeof given === 'function' ? Array.from({ length: given.length }, (_, i) => `arg${i}`) : given.params;
    const call = typeof given === 'function' ? given : given.call;
    natives.set(name, new Native(name, params.join(', '), (...args: Value[]) => callHost(name, call, args)));
  }
  return natives;
}

function callHost(name: string, call: (...args: JsonValue[]) => JsonValue, args: readonly Value[]): Value {
  const data = args.map(toJson);
  let result: JsonValue;
  try {
    result = call(...data);
  } catch (error) {
    if (isStackOverflow(error)) throw error;
    if (error instanceof JsonnetLimitError && error.limit === 'depth') return failLimit('depth');
    return fail(
      `native function '${name}' failed: ${error instanceof Error ? error.message : String(error)}`,
      undefined,
      { cause: error },
    );
  }
  return fromJson(result);
}

function plainText(value: Value): string {
  if (typeof value !== 'string') throw new JsonnetError('runtime', 'the result must be a string');
  const sink = new TextSink('outputBytes');
  sink.put(value);
  return sink.finish();
}

function documentText(value: Value): string {
  return `${jsonText(value, documentLayout, new TextSink('outputBytes'))}\n`;
}
