/**
 * The syntax tree. Chains that programs make long (operators of one precedence, `else if`, `local …; local …;`)
 * are lists rather than nested nodes, so that their length costs no native stack in any pass over the tree.
 */
export interface Span {
  readonly start: number;
  readonly end: number;
}

type ArithmeticOperator = '*' | '/' | '%' | '+' | '-';
type ComparisonOperator = '<' | '<=' | '>' | '>=' | 'in' | '==' | '!=';
type BitOperator = '<<' | '>>' | '&' | '^' | '|';
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | BitOperator | '&&' | '||';

export type UnaryOperator = '+' | '-' | '!' | '~';

/** Field visibility: `:` takes over what it overrides, `::` hides, `:::` shows. */
export type Visibility = ':' | '::' | ':::';

export interface Bind extends Span {
  readonly name: string;
  readonly nameSpan: Span;
  readonly body: Expr;
}

export interface Param extends Span {
  readonly name: string;
  readonly default: Expr | undefined;
}

export interface NamedArg {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: Expr;
}

export interface LocalStatement extends Span {
  readonly kind: 'local';
  readonly binds: readonly Bind[];
}

export interface AssertStatement extends Span {
  readonly kind: 'assert';
  readonly condition: Expr;
  readonly message: Expr | undefined;
}

export interface Field extends Span {
  readonly kind: 'field';
  /** A literal name, or the expression in brackets. */
  readonly name: string | Expr;
  readonly nameSpan: Span;
  readonly visibility: Visibility;
  readonly plus: boolean;
  readonly body: Expr;
}

export type Member = Field | LocalStatement | AssertStatement;

export interface ForSpec extends Span {
  readonly kind: 'for';
  readonly name: string;
  readonly source: Expr;
}

export interface IfSpec extends Span {
  readonly kind: 'if';
  readonly condition: Expr;
}

export type Spec = ForSpec | IfSpec;

export interface Literal extends Span {
  readonly kind: 'literal';
  readonly value: null | boolean | number | string;
}

export interface ObjectExpr extends Span {
  readonly kind: 'object';
  readonly members: readonly Member[];
  /** The body uses `self`, `super` or (for the outermost object) `$`. */
  readonly usesSelf: boolean;
}

export interface ObjectComp extends Span {
  readonly kind: 'objectComp';
  readonly locals: readonly LocalStatement[];
  readonly field: Field;
  readonly specs: readonly Spec[];
}

export interface FunctionExpr extends Span {
  readonly kind: 'function';
  readonly params: readonly Param[];
  readonly body: Expr;
  /** The name it is bound to, for stack traces. */
  readonly name: string | undefined;
}

export interface Apply extends Span {
  readonly kind: 'apply';
  readonly target: Expr;
  readonly positional: readonly Expr[];
  readonly named: readonly NamedArg[];
  readonly tailstrict: boolean;
}

export interface Binary extends Span {
  readonly kind: 'binary';
  readonly first: Expr;
  /** Operators of one precedence, applied from the left. */
  readonly rest: readonly { readonly op: BinaryOperator; readonly expr: Expr }[];
}

export interface Block extends Span {
  readonly kind: 'block';
  readonly statements: readonly (LocalStatement | AssertStatement)[];
  readonly body: Expr;
}

export interface If extends Span {
  readonly kind: 'if';
  readonly arms: readonly { readonly condition: Expr; readonly result: Expr }[];
  readonly otherwise: Expr | undefined;
}

export interface Index extends Span {
  readonly kind: 'index';
  readonly target: Expr;
  readonly index: Expr;
}

export interface Slice extends Span {
  readonly kind: 'slice';
  readonly target: Expr;
  readonly from: Expr | undefined;
  readonly to: Expr | undefined;
  readonly step: Expr | undefined;
}

export interface Import extends Span {
  readonly kind: 'import';
  readonly mode: 'code' | 'text' | 'bytes';
  readonly path: string;
}

export type Expr =
  | Literal
  | ({ readonly kind: 'self' } & Span)
  | ({ readonly kind: 'dollar' } & Span)
  | ({ readonly kind: 'superIndex'; readonly index: Expr } & Span)
  | ({ readonly kind: 'inSuper'; readonly name: Expr } & Span)
  | ({ readonly kind: 'var'; readonly name: string } & Span)
  | ({ readonly kind: 'array'; readonly items: readonly Expr[] } & Span)
  | ({ readonly kind: 'arrayComp'; readonly body: Expr; readonly specs: readonly Spec[] } & Span)
  | ObjectExpr
  | ObjectComp
  | Index
  | Slice
  | Apply
  | FunctionExpr
  | Block
  | If
  | Binary
  | ({ readonly kind: 'unary'; readonly op: UnaryOperator; readonly expr: Expr } & Span)
  | ({ readonly kind: 'error'; readonly expr: Expr } & Span)
  | Import;
