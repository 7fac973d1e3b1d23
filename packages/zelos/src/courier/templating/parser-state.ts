import { type At, type Source, TemplateError } from './error.ts';
import type { FunctionTable } from './functions/function.ts';
import type { Token, TokenType } from './lexer.ts';
import type { Definition } from './syntax.ts';

/** What the parsing functions share while they walk one source. */
export interface ParserState {
  readonly source: Source;
  readonly functions: FunctionTable;
  readonly nesting: number;
  readonly tokens: readonly Token[];
  readonly definitions: Map<string, Definition>;
  index: number;
  /** Variables in sight, by slot. */
  scope: string[];
  slots: number;
  depth: number;
  loops: number;
}

export function peek(state: ParserState): Token {
  const token = state.tokens[Math.min(state.index, state.tokens.length - 1)];
  if (token === undefined) throw new TemplateError('syntax', { source: state.source, offset: 0 }, 'unexpected end');
  return token;
}

export function next(state: ParserState): Token {
  const token = peek(state);
  state.index += 1;
  return token;
}

export function placeOf(state: ParserState, token: Token): At {
  return { source: state.source, offset: token.offset };
}

export function refuseToken(state: ParserState, token: Token, where: string): TemplateError {
  const shown = token.type === 'end' ? 'the end of the template' : describeToken(token);
  return new TemplateError('syntax', placeOf(state, token), `unexpected ${shown} in ${where}`);
}

function describeToken(token: Token): string {
  if (token.type === 'close') return '"}}"';
  if (token.type === 'literal') return 'a literal';
  if (token.type === 'field') return `".${token.text}"`;
  return JSON.stringify(token.text === '' ? (token.type === 'dot' ? '.' : token.type) : token.text);
}

export function expect(state: ParserState, type: TokenType, where: string): Token {
  const token = next(state);
  if (token.type !== type) throw refuseToken(state, token, where);
  return token;
}

/** Counts a level of nesting while `work` runs, so that no source can exhaust the call stack. */
export function nested<T>(state: ParserState, at: At, work: () => T): T {
  state.depth += 1;
  if (state.depth > state.nesting) throw new TemplateError('limit', at, `nested more than ${state.nesting} deep`);
  const result = work();
  state.depth -= 1;
  return result;
}
