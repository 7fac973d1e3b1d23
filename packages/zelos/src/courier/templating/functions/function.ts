import type { Budget } from '../budget.ts';
import type { Value } from '../value.ts';

/** What a function may use besides its arguments: nothing but the account of the rendering. */
export interface FunctionHost {
  readonly budget: Budget;
}

/**
 * A function of templates. The number of arguments is checked when the template is compiled.
 * `run` must be pure; it throws TemplateFault for arguments it cannot take.
 */
export interface TemplateFunction {
  readonly min: number;
  readonly max: number;
  readonly run: (args: readonly Value[], host: FunctionHost) => Value;
}

export type FunctionTable = Readonly<Record<string, TemplateFunction>>;
