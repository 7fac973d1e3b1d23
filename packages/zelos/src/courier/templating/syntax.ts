import type { At } from './error.ts';
import type { TemplateFunction } from './functions/function.ts';
import type { Value } from './value.ts';

export type Expression =
  | { readonly kind: 'literal'; readonly at: At; readonly value: Value }
  | { readonly kind: 'dot'; readonly at: At }
  | { readonly kind: 'variable'; readonly at: At; readonly slot: number }
  | { readonly kind: 'fields'; readonly at: At; readonly base: Expression; readonly names: readonly string[] }
  | Call;

export interface Call {
  readonly kind: 'call';
  readonly at: At;
  readonly name: string;
  readonly run: TemplateFunction;
  readonly args: readonly Expression[];
  /** The last argument came through `|`. */
  readonly piped: boolean;
}

export interface Pipeline {
  readonly at: At;
  readonly expression: Expression;
  /** Variables that receive the value (none, one, or two in `range`). */
  readonly slots: readonly number[];
}

export type Statement =
  | Text
  | { readonly kind: 'output'; readonly at: At; readonly pipeline: Pipeline }
  | Branch
  | { readonly kind: 'template'; readonly at: At; readonly name: string; readonly argument: Pipeline | null }
  | { readonly kind: 'break' | 'continue'; readonly at: At };

/** Literal text; comments inside it are gone, `marks` tell which index came from which offset of the source. */
export interface Text {
  readonly kind: 'text';
  readonly at: At;
  readonly text: string;
  readonly marks: readonly { readonly index: number; readonly offset: number }[];
}

export interface Branch {
  readonly kind: 'if' | 'with' | 'range';
  readonly at: At;
  readonly pipeline: Pipeline;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

/** One named template: the main one, a partial, a `define` or a `block`. */
export interface Definition {
  readonly name: string;
  readonly at: At;
  readonly body: readonly Statement[];
  /** Number of variable slots; slot 0 is `$`. */
  readonly slots: number;
}
