import { type At, TemplateError } from './error.ts';
import type { TemplateFunction } from './functions/function.ts';
import type { Token } from './lexer.ts';
import { expect, nested, next, type ParserState, peek, placeOf, refuseToken } from './parser-state.ts';
import type { Expression, Pipeline } from './syntax.ts';

const keywords = new Set(['if', 'else', 'end', 'range', 'with', 'define', 'template', 'block', 'break', 'continue']);

/**
 * Parses declarations and commands up to (not including) the closing mark.
 * @param variables how many variables may be declared here (two in `range`)
 */
export function parsePipeline(state: ParserState, where: string, variables: number): Pipeline {
  const at = placeOf(state, peek(state));
  const declared = parseTargets(state, variables);
  const expression = parseCommands(state, where);
  // A declared variable is in sight only behind its own pipeline.
  const slots = declared.names.map((name, index) => {
    const assigned = declared.slots[index];
    if (assigned !== undefined) return assigned;
    state.scope.push(name);
    state.slots = Math.max(state.slots, state.scope.length);
    return state.scope.length - 1;
  });
  return { at, expression, slots };
}

interface Targets {
  readonly names: readonly string[];
  /** Slots of existing variables when the mark is `=`; empty when it is `:=`. */
  readonly slots: readonly number[];
}

function parseTargets(state: ParserState, variables: number): Targets {
  const first = peek(state);
  const mark = state.tokens[state.index + 1];
  if (variables === 0 || first.type !== 'variable') return { names: [], slots: [] };
  const names = [first.text];
  let consumed = 2;
  let sign = mark;
  if (mark?.type === ',') {
    const second = state.tokens[state.index + 2];
    if (variables < 2) throw refuseToken(state, mark, 'a declaration');
    if (second?.type !== 'variable') throw refuseToken(state, second ?? mark, 'a declaration');
    names.push(second.text);
    sign = state.tokens[state.index + 3];
    consumed = 4;
    if (sign?.type !== ':=' && sign?.type !== '=') throw refuseToken(state, sign ?? mark, 'a declaration');
  }
  if (sign?.type !== ':=' && sign?.type !== '=') return { names: [], slots: [] };
  state.index += consumed;
  if (sign.type === ':=') return { names, slots: [] };
  return { names, slots: names.map((name) => slotOf(state, first, name)) };
}

function slotOf(state: ParserState, token: Token, name: string): number {
  const slot = state.scope.lastIndexOf(name);
  if (slot < 0) throw new TemplateError('syntax', placeOf(state, token), `undefined variable "${name}"`);
  return slot;
}

function parseCommands(state: ParserState, where: string): Expression {
  let result: Expression | null = null;
  for (;;) {
    const token = peek(state);
    if (token.type === 'close' || token.type === ')' || token.type === '|' || token.type === 'end') {
      if (token.type === 'end') throw refuseToken(state, token, where);
      throw new TemplateError('syntax', placeOf(state, token), `a value is missing in ${where}`);
    }
    result = parseCommand(state, where, result);
    if (peek(state).type !== '|') return result;
    state.index += 1;
  }
}

function parseCommand(state: ParserState, where: string, piped: Expression | null): Expression {
  const first = peek(state);
  const head = parseOperand(state, where);
  const args: Expression[] = [];
  for (;;) {
    const token = peek(state);
    if (token.type === 'close' || token.type === ')' || token.type === '|') break;
    if (!token.spaced) throw refuseToken(state, token, where);
    args.push(finish(parseOperand(state, where)));
  }
  if (piped !== null) args.push(piped);
  if (head.kind === 'function') return call(head, args, piped !== null);
  if (args.length > 0) {
    const reason =
      piped !== null ? 'only a function can follow "|"' : 'arguments are given to something that is no function';
    throw new TemplateError('syntax', placeOf(state, first), reason);
  }
  if (first.type === 'word' && first.text === 'nil') {
    throw new TemplateError('syntax', placeOf(state, first), 'nil is not a command');
  }
  return head;
}

/** A function name not yet called: it takes the arguments that follow, or none. */
interface FunctionName {
  readonly kind: 'function';
  readonly at: At;
  readonly name: string;
  readonly run: TemplateFunction;
}

/** Makes a bare function name a call without arguments. */
function finish(operand: Expression | FunctionName): Expression {
  return operand.kind === 'function' ? call(operand, [], false) : operand;
}

function call(head: FunctionName, args: readonly Expression[], piped: boolean): Expression {
  const { min, max } = head.run;
  if (args.length < min || args.length > max) {
    const wanted = min === max ? `${min}` : max === Number.POSITIVE_INFINITY ? `at least ${min}` : `${min} to ${max}`;
    throw new TemplateError('syntax', head.at, `${head.name} takes ${wanted} arguments, not ${args.length}`);
  }
  return { kind: 'call', at: head.at, name: head.name, run: head.run, args, piped };
}

function parseOperand(state: ParserState, where: string): Expression | FunctionName {
  const token = peek(state);
  const term = parseTerm(state, where);
  const names: string[] = [];
  for (;;) {
    const field = peek(state);
    if ((field.type !== 'field' && field.type !== 'dot') || field.spaced) break;
    if (field.type === 'dot' || token.type === 'literal' || token.type === 'dot')
      throw refuseToken(state, field, where);
    if (token.type === 'word' && ['true', 'false', 'nil'].includes(token.text)) throw refuseToken(state, field, where);
    names.push(next(state).text);
  }
  if (names.length === 0) return term;
  const base = finish(term);
  if (base.kind === 'fields' && token.type === 'field') return { ...base, names: [...base.names, ...names] };
  return { kind: 'fields', at: placeOf(state, token), base, names };
}

function parseTerm(state: ParserState, where: string): Expression | FunctionName {
  const token = next(state);
  const at = placeOf(state, token);
  switch (token.type) {
    case 'literal':
      return { kind: 'literal', at, value: token.value ?? null };
    case 'dot':
      return { kind: 'dot', at };
    case 'field':
      return { kind: 'fields', at, base: { kind: 'dot', at }, names: [token.text] };
    case 'variable':
      return { kind: 'variable', at, slot: slotOf(state, token, token.text) };
    case '(': {
      const inner = nested(state, at, () => parseCommands(state, 'parentheses'));
      expect(state, ')', 'parentheses');
      // Parentheses end a chain of fields and a chain of "|": what stands inside is one value.
      return { kind: 'fields', at, base: inner, names: [] };
    }
    case 'word':
      return parseWord(state, token, at, where);
    default:
      throw refuseToken(state, token, where);
  }
}

function parseWord(state: ParserState, token: Token, at: At, where: string): Expression | FunctionName {
  if (token.text === 'true' || token.text === 'false') return { kind: 'literal', at, value: token.text === 'true' };
  if (token.text === 'nil') return { kind: 'literal', at, value: null };
  if (keywords.has(token.text)) throw refuseToken(state, token, where);
  const run = Object.hasOwn(state.functions, token.text) ? state.functions[token.text] : undefined;
  if (run === undefined) throw new TemplateError('syntax', at, `function "${token.text}" is not defined`);
  return { kind: 'function', at, name: token.text, run };
}
