import type { Expr, LocalStatement, Span, Spec } from '../ast.ts';
import { JsonnetError } from '../errors.ts';
import { defaultLimits } from '../limits.ts';
import { parse } from '../parser/parser.ts';
import { SourceFile } from '../source.ts';

export type LintRule =
  | 'syntax'
  | 'unknown-variable'
  | 'unused-local'
  | 'shadowed-variable'
  | 'unreachable'
  | 'constant-condition';

/** Something in a program that is wrong or probably not meant. */
export interface Finding {
  readonly rule: LintRule;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

interface Variable {
  readonly name: string;
  readonly span: Span;
  /** Locals are reported when nothing uses them; parameters and loop variables are not. */
  readonly local: boolean;
  used: boolean;
}

type Scope = ReadonlyMap<string, Variable>;

/**
 * Looks for mistakes without evaluating: unknown variables, unused and shadowed locals, code that cannot be reached,
 * conditions that never change; duplicate fields and parameters come as `syntax`. Names that start with `_` may be
 * unused.
 * @returns the findings in the order of the text; never throws for a faulty program.
 */
export function lint(source: string, options: { readonly filename?: string } = {}): Finding[] {
  const file = new SourceFile(options.filename ?? '<program>', source);
  try {
    const { body } = parse(file, defaultLimits);
    return new Linter(file).run(body);
  } catch (error) {
    if (!(error instanceof JsonnetError)) throw error;
    return [
      { rule: 'syntax', message: error.message, file: file.name, line: error.line ?? 1, column: error.column ?? 1 },
    ];
  }
}

class Linter {
  readonly #file: SourceFile;
  readonly #found: { readonly at: number; readonly finding: Finding }[] = [];
  readonly #variables: Variable[] = [];

  constructor(file: SourceFile) {
    this.#file = file;
  }

  run(body: Expr): Finding[] {
    this.#visit(body, new Map());
    for (const { name, span, local, used } of this.#variables)
      if (local && !used && !name.startsWith('_')) this.#report('unused-local', `local '${name}' is never used`, span);
    return this.#found.sort((a, b) => a.at - b.at).map(({ finding }) => finding);
  }

  #report(rule: LintRule, message: string, span: Span): void {
    const { line, column } = this.#file.position(span.start);
    this.#found.push({ at: span.start, finding: { rule, message, file: this.#file.name, line, column } });
  }

  #declare(scope: Map<string, Variable>, name: string, span: Span, local: boolean): void {
    if (local && scope.has(name))
      this.#report('shadowed-variable', `'${name}' hides another variable of that name`, span);
    const variable = { name, span, local, used: false };
    this.#variables.push(variable);
    scope.set(name, variable);
  }

  #use(name: string, span: Span, scope: Scope): void {
    const variable = scope.get(name);
    if (variable !== undefined) variable.used = true;
    else if (name !== 'std') this.#report('unknown-variable', `unknown variable '${name}'`, span);
  }

  #locals(statements: readonly LocalStatement[], outer: Scope): Map<string, Variable> {
    const scope = new Map(outer);
    const binds = statements.flatMap((statement) => statement.binds);
    for (const bind of binds) this.#declare(scope, bind.name, bind.nameSpan, true);
    for (const bind of binds) this.#visit(bind.body, scope);
    return scope;
  }

  #specs(specs: readonly Spec[], outer: Scope): Scope {
    const scope = new Map(outer);
    for (const spec of specs) {
      if (spec.kind === 'if') this.#visit(spec.condition, scope);
      else {
        this.#visit(spec.source, scope);
        this.#declare(scope, spec.name, spec, false);
      }
    }
    return scope;
  }

  #visit(node: Expr, scope: Scope): void {
    switch (node.kind) {
      case 'var':
        return this.#use(node.name, node, scope);
      case 'block': {
        let inner = scope;
        for (const statement of node.statements) {
          if (statement.kind === 'local') inner = this.#locals([statement], inner);
          else this.#all([statement.condition, statement.message], inner);
        }
        return this.#visit(node.body, inner);
      }
      case 'function': {
        const inner = new Map(scope);
        for (const param of node.params) this.#declare(inner, param.name, param, false);
        this.#all(
          node.params.map((param) => param.default),
          inner,
        );
        return this.#visit(node.body, inner);
      }
      case 'object': {
        const inner = this.#locals(
          node.members.filter((member) => member.kind === 'local'),
          scope,
        );
        for (const member of node.members) {
          if (member.kind === 'assert') this.#all([member.condition, member.message], inner);
          if (member.kind !== 'field') continue;
          if (typeof member.name !== 'string') this.#visit(member.name, scope);
          this.#visit(member.body, inner);
        }
        return undefined;
      }
      case 'objectComp': {
        const loop = this.#specs(node.specs, scope);
        if (typeof node.field.name !== 'string') this.#visit(node.field.name, loop);
        return this.#visit(node.field.body, this.#locals(node.locals, loop));
      }
      case 'arrayComp':
        return this.#visit(node.body, this.#specs(node.specs, scope));
      case 'if':
        for (const { condition } of node.arms)
          if (condition.kind === 'literal')
            this.#report('constant-condition', 'the condition is always the same', condition);
        return this.#all([...node.arms.flatMap(({ condition, result }) => [condition, result]), node.otherwise], scope);
      case 'binary':
        if (node.first.kind === 'error') this.#report('unreachable', 'nothing is evaluated after an error', node.first);
        this.#constantLogic(node);
        return this.#all([node.first, ...node.rest.map(({ expr }) => expr)], scope);
      default:
        return this.#all(parts(node), scope);
    }
  }

  #constantLogic(node: Extract<Expr, { kind: 'binary' }>): void {
    const [link] = node.rest;
    if (node.first.kind !== 'literal' || link === undefined) return;
    if ((link.op === '&&' && node.first.value === false) || (link.op === '||' && node.first.value === true))
      this.#report('unreachable', `the right side of '${link.op}' is never evaluated`, link.expr);
  }

  #all(nodes: readonly (Expr | undefined)[], scope: Scope): void {
    for (const node of nodes) if (node !== undefined) this.#visit(node, scope);
  }
}

/** The expressions directly inside one that declares nothing. */
function parts(node: Expr): readonly (Expr | undefined)[] {
  switch (node.kind) {
    case 'array':
      return node.items;
    case 'index':
      return [node.target, node.index];
    case 'slice':
      return [node.target, node.from, node.to, node.step];
    case 'apply':
      return [node.target, ...node.positional, ...node.named.map(({ value }) => value)];
    case 'unary':
    case 'error':
      return [node.expr];
    case 'superIndex':
      return [node.index];
    case 'inSuper':
      return [node.name];
    default:
      return [];
  }
}
