import { type At, TemplateError } from '../error.ts';
import type { Printer } from '../execute.ts';
import type { Branch, Definition, Expression, Pipeline, Statement, Text } from '../syntax.ts';
import { planAction } from './actions.ts';
import { type Context, contextKey, describeContext, joinContexts, textContext } from './context.ts';
import { scanMarkup } from './markup.ts';

/** A template rewritten for one context: comments dropped, calls led to the right variants, a printer per action. */
export interface EscapedTemplate {
  readonly definition: Definition;
  readonly printers: ReadonlyMap<object, Printer>;
}

/** Statements walked in all; templates called in many contexts and nested loops multiply. */
const maxWalked = 100_000;
/** Variants of templates for different contexts. */
const maxVariants = 500;

interface Variant {
  readonly key: string;
  template: EscapedTemplate | null;
  end: Context | undefined;
  /** It was called again while it was being worked out; its end was taken to equal its start. */
  recursive: boolean;
}

interface Walk {
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly variants: Map<string, Variant>;
  readonly main: string;
  walked: number;
}

interface Scope {
  readonly walk: Walk;
  readonly printers: Map<object, Printer>;
  /** Where `break` and `continue` of the innermost loop were met. */
  readonly leaves: { context: Context; at: At }[];
}

interface Walked {
  readonly statements: readonly Statement[];
  /** Undefined when the end is never reached. */
  readonly end: Context | undefined;
}

/**
 * Works out the context of every action that can be reached from the template `main`, and its escaping.
 * Only reachable templates are in the result; the variant for ordinary text of `main` keeps its name.
 * @throws TemplateError (escape) when a context cannot be told or no action may stand there
 */
export function escapeTemplates(
  definitions: ReadonlyMap<string, Definition>,
  main: string,
): ReadonlyMap<string, EscapedTemplate> {
  const walk: Walk = { definitions, variants: new Map(), main, walked: 0 };
  const definition = definitions.get(main);
  if (definition !== undefined) {
    const { end } = variantOf(walk, main, textContext, definition.at);
    if (end !== undefined && end.state !== 'text') {
      const at = { ...definition.at, offset: definition.at.source.text.length };
      throw new TemplateError('escape', at, `the template ends inside ${describeContext(end)}`);
    }
  }
  const result = new Map<string, EscapedTemplate>();
  for (const { key, template } of walk.variants.values()) {
    if (template !== null) result.set(key, template);
  }
  return result;
}

function variantOf(walk: Walk, name: string, start: Context, at: At): { key: string; end: Context | undefined } {
  const context = contextKey(start);
  const isMain = name === walk.main && context === contextKey(textContext);
  const key = isMain ? name : `${name}\n${context}`;
  const known = walk.variants.get(key);
  if (known !== undefined) {
    if (known.template !== null) return known;
    known.recursive = true;
    return { key, end: start };
  }
  const definition = walk.definitions.get(name);
  if (definition === undefined)
    throw new TemplateError('escape', at, `template ${JSON.stringify(name)} is not defined`);
  if (walk.variants.size >= maxVariants)
    throw new TemplateError('limit', at, 'templates are used in too many contexts');
  const variant: Variant = { key, template: null, end: start, recursive: false };
  walk.variants.set(key, variant);
  const printers = new Map<object, Printer>();
  const { statements, end } = walkList({ walk, printers, leaves: [] }, definition.body, start);
  if (variant.recursive && end !== undefined && contextKey(end) !== context) {
    throw new TemplateError(
      'escape',
      definition.at,
      'a template that calls itself must end in the context in which it begins',
    );
  }
  variant.end = end;
  variant.template = { definition: { ...definition, body: statements }, printers };
  return variant;
}

function walkList(scope: Scope, statements: readonly Statement[], start: Context | undefined): Walked {
  const walked: Statement[] = [];
  let context = start;
  for (const statement of statements) {
    // Behind `break` and `continue` nothing is ever run, so nothing needs to be kept.
    if (context === undefined) break;
    scope.walk.walked += 1;
    if (scope.walk.walked > maxWalked) throw new TemplateError('limit', statement.at, 'too many actions');
    const step = walkStatement(scope, statement, context);
    walked.push(...step.statements);
    context = step.end;
  }
  return { statements: walked, end: context };
}

function walkStatement(scope: Scope, statement: Statement, context: Context): Walked {
  switch (statement.kind) {
    case 'text': {
      const refuse = (reason: string, index: number): Error =>
        new TemplateError('escape', placeInText(statement, index), reason);
      const { context: end, text } = scanMarkup(context, statement.text, refuse);
      return { statements: [{ ...statement, text }], end };
    }
    case 'output':
      return walkOutput(scope, statement.pipeline, statement.at, context);
    case 'template': {
      const { key, end } = variantOf(scope.walk, statement.name, context, statement.at);
      return { statements: [{ ...statement, name: key }], end };
    }
    case 'range':
      return walkRange(scope, statement, context);
    case 'break':
    case 'continue':
      scope.leaves.push({ context, at: statement.at });
      return { statements: [statement], end: undefined };
    default: {
      const body = walkList(scope, statement.body, context);
      const otherwise = walkList(scope, statement.otherwise, context);
      const end = join(statement, body.end, otherwise.end);
      return { statements: [{ ...statement, body: body.statements, otherwise: otherwise.statements }], end };
    }
  }
}

function placeInText(statement: Text, index: number): At {
  const mark = statement.marks.findLast((candidate) => candidate.index <= index);
  if (mark === undefined) return statement.at;
  return { source: statement.at.source, offset: mark.offset + index - mark.index };
}

function join(branch: Branch, left: Context | undefined, right: Context | undefined): Context | undefined {
  const end = joinContexts(left, right);
  if (end !== null) return end;
  const reason = `the branches of {{${branch.kind}}} end in different contexts: ${describeContext(left)} and ${describeContext(right)}`;
  throw new TemplateError('escape', branch.at, reason);
}

/** A loop may run any number of times, so its body must lead from its start back to a context like it. */
function walkRange(scope: Scope, branch: Branch, start: Context): Walked {
  let entry = start;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const inner: Scope = { ...scope, leaves: [] };
    const body = walkList(inner, branch.body, entry);
    let again = join(branch, entry, body.end);
    for (const leave of inner.leaves) again = join(branch, again, leave.context);
    if (again === undefined || contextKey(again) === contextKey(entry)) {
      const otherwise = walkList(scope, branch.otherwise, start);
      const end = join(branch, entry, otherwise.end);
      return { statements: [{ ...branch, body: body.statements, otherwise: otherwise.statements }], end };
    }
    entry = again;
  }
  throw new TemplateError('escape', branch.at, 'every round of {{range}} begins in another context');
}

function walkOutput(scope: Scope, pipeline: Pipeline, at: At, context: Context): Walked {
  refuseEscapersInside(pipeline.expression);
  if (pipeline.slots.length > 0) return { statements: [{ kind: 'output', at, pipeline }], end: context };
  const plan = planAction(context, (reason) => new TemplateError('escape', at, reason));
  const { expression } = pipeline;
  const [only] = expression.kind === 'call' && expression.args.length === 1 ? expression.args : [];
  const covered = only !== undefined && expression.kind === 'call' && expression.name === plan.covers;
  const statement: Statement = { kind: 'output', at, pipeline: covered ? { ...pipeline, expression: only } : pipeline };
  scope.printers.set(statement, plan.print);
  return { statements: [statement], end: plan.after };
}

/** `html` and `urlquery` only make sense as the last step: what follows them would undo or spoil the escaping. */
function refuseEscapersInside(last: Expression): void {
  let step = last;
  while (step.kind === 'call' && step.piped) {
    const input = step.args.at(-1);
    if (input === undefined) return;
    step = input;
    if (step.kind === 'call' && (step.name === 'html' || step.name === 'urlquery')) {
      throw new TemplateError(
        'escape',
        step.at,
        `"${step.name}" may only be the last step: escaping is done automatically`,
      );
    }
  }
}
