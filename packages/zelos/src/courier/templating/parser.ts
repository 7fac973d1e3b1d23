import { type At, type Source, TemplateError } from './error.ts';
import { parsePipeline } from './expressions.ts';
import type { FunctionTable } from './functions/function.ts';
import { tokenize } from './lexer.ts';
import { expect, nested, next, type ParserState, peek, placeOf, refuseToken } from './parser-state.ts';
import type { Branch, Definition, Pipeline, Statement } from './syntax.ts';

/** What ended a list of statements: the `end`, an `else`, or the end of the source. */
type ListEnd = 'end' | 'else' | 'eof';

/**
 * Parses a source into its templates: the one of the source's own name first, then every `define` and `block`.
 * @throws TemplateError (syntax) with the place
 */
export function parseTemplate(
  source: Source,
  functions: FunctionTable,
  nesting: number,
): ReadonlyMap<string, Definition> {
  const state: ParserState = {
    source,
    functions,
    nesting,
    tokens: tokenize(source),
    definitions: new Map(),
    index: 0,
    scope: ['$'],
    slots: 1,
    depth: 0,
    loops: 0,
  };
  const { statements, end, at } = parseList(state, true);
  if (end !== 'eof') throw new TemplateError('syntax', at, `unexpected {{${end}}}`);
  const main: Definition = { name: source.name, at: { source, offset: 0 }, body: statements, slots: state.slots };
  const named = [...state.definitions].filter(([name]) => name !== source.name);
  return new Map([[source.name, state.definitions.get(source.name) ?? main], ...named]);
}

function parseList(state: ParserState, top: boolean): { statements: Statement[]; end: ListEnd; at: At } {
  const statements: Statement[] = [];
  for (;;) {
    const token = next(state);
    const at = placeOf(state, token);
    if (token.type === 'end') return { statements, end: 'eof', at };
    if (token.type === 'text') {
      addText(statements, at, token.text);
      continue;
    }
    const word = peek(state);
    if (word.type === 'word' && (word.text === 'end' || word.text === 'else')) {
      state.index += 1;
      if (word.text === 'end') expect(state, 'close', '{{end}}');
      return { statements, end: word.text, at };
    }
    const statement = parseAction(state, at, top);
    if (statement !== null) statements.push(statement);
  }
}

/** Text around a comment or a define becomes one piece, so that the HTML tracker sees it whole. */
function addText(statements: Statement[], at: At, text: string): void {
  const last = statements.at(-1);
  if (last?.kind !== 'text') {
    statements.push({ kind: 'text', at, text, marks: [{ index: 0, offset: at.offset }] });
    return;
  }
  const marks = [...last.marks, { index: last.text.length, offset: at.offset }];
  statements[statements.length - 1] = { ...last, text: last.text + text, marks };
}

function parseAction(state: ParserState, at: At, top: boolean): Statement | null {
  const word = peek(state);
  const keyword = word.type === 'word' ? word.text : '';
  switch (keyword) {
    case 'if':
    case 'with':
    case 'range':
      state.index += 1;
      return nested(state, at, () => parseBranch(state, keyword, at));
    case 'define':
      if (!top) throw new TemplateError('syntax', at, '{{define}} must not stand inside another block');
      state.index += 1;
      parseDefinition(state, at, null);
      return null;
    case 'block': {
      state.index += 1;
      const name = expectName(state, '{{block}}');
      const argument = endPipeline(state, '{{block}}', 0);
      nested(state, at, () => parseDefinition(state, at, name));
      return { kind: 'template', at, name, argument };
    }
    case 'template': {
      state.index += 1;
      const name = expectName(state, '{{template}}');
      if (peek(state).type === 'close') {
        state.index += 1;
        return { kind: 'template', at, name, argument: null };
      }
      return { kind: 'template', at, name, argument: endPipeline(state, '{{template}}', 0) };
    }
    case 'break':
    case 'continue':
      state.index += 1;
      expect(state, 'close', `{{${keyword}}}`);
      if (state.loops === 0) throw new TemplateError('syntax', at, `{{${keyword}}} outside of {{range}}`);
      return { kind: keyword, at };
    default:
      return { kind: 'output', at, pipeline: endPipeline(state, 'an action', 1) };
  }
}

function endPipeline(state: ParserState, where: string, variables: number): Pipeline {
  const pipeline = parsePipeline(state, where, variables);
  expect(state, 'close', where);
  return pipeline;
}

function expectName(state: ParserState, where: string): string {
  const token = next(state);
  if (token.type !== 'literal' || typeof token.value !== 'string') throw refuseToken(state, token, where);
  return token.value;
}

function parseBranch(state: ParserState, kind: Branch['kind'], at: At): Branch {
  const outer = state.scope;
  state.scope = [...outer];
  const pipeline = endPipeline(state, `{{${kind}}}`, kind === 'range' ? 2 : 1);
  if (kind === 'range') state.loops += 1;
  const body = parseBlock(state);
  if (kind === 'range') state.loops -= 1;
  let otherwise: readonly Statement[] = [];
  if (body.end === 'eof') throw new TemplateError('syntax', at, `{{${kind}}} is not ended`);
  if (body.end === 'else') otherwise = parseElse(state, kind, at);
  state.scope = outer;
  return { kind, at, pipeline, body: body.statements, otherwise };
}

function parseElse(state: ParserState, kind: Branch['kind'], at: At): readonly Statement[] {
  const word = peek(state);
  const chained = word.type === 'word' && (word.text === 'if' || word.text === 'with') ? word.text : null;
  if (chained !== null) {
    if (chained !== kind) throw refuseToken(state, word, `{{else}} of {{${kind}}}`);
    state.index += 1;
    return [nested(state, at, () => parseBranch(state, chained, placeOf(state, word)))];
  }
  expect(state, 'close', '{{else}}');
  const otherwise = parseBlock(state);
  if (otherwise.end === 'eof') throw new TemplateError('syntax', at, `{{${kind}}} is not ended`);
  if (otherwise.end === 'else') throw new TemplateError('syntax', otherwise.at, 'a second {{else}}');
  return otherwise.statements;
}

function parseBlock(state: ParserState): { statements: Statement[]; end: ListEnd; at: At } {
  const outer = state.scope;
  state.scope = [...outer];
  const list = parseList(state, false);
  state.scope = outer;
  return list;
}

function parseDefinition(state: ParserState, at: At, blockName: string | null): void {
  const { scope, slots, loops } = state;
  const name = blockName ?? expectName(state, '{{define}}');
  if (blockName === null) expect(state, 'close', '{{define}}');
  state.scope = ['$'];
  state.slots = 1;
  state.loops = 0;
  const list = parseList(state, false);
  const word = blockName === null ? 'define' : 'block';
  if (list.end === 'eof') throw new TemplateError('syntax', at, `{{${word}}} is not ended`);
  if (list.end === 'else') throw new TemplateError('syntax', list.at, `unexpected {{else}} in {{${word}}}`);
  if (state.definitions.has(name))
    throw new TemplateError('syntax', at, `template ${JSON.stringify(name)} is defined twice`);
  state.definitions.set(name, { name, at, body: list.statements, slots: state.slots });
  Object.assign(state, { scope, slots, loops });
}
