export {
  compile,
  evaluate,
  evaluateToString,
  type StringOptions,
  type CompileOptions,
  type Compiled,
  type EvaluateOptions,
  type NativeFunction,
} from './evaluate.ts';
export { JsonnetError, type JsonnetErrorCode, JsonnetLimitError, type TraceEntry } from './errors.ts';
export { format, type FormatOptions } from './format/format.ts';
export { type Finding, lint, type LintRule } from './lint/lint.ts';
export { defaultLimits, type LimitName, type Limits } from './limits.ts';
export type { JsonValue } from './runtime/host.ts';
export type { TraceSink } from './runtime/machine.ts';
export type { Imported, ImportResolver } from './runtime/session.ts';
