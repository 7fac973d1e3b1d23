import { type At, type Source, TemplateError } from './error.ts';
import { scanChar, scanNumber, scanQuoted, scanRaw } from './literals.ts';
import type { Value } from './value.ts';

export type TokenType =
  | 'text'
  | 'open'
  | 'close'
  | 'word'
  | 'field'
  | 'variable'
  | 'dot'
  | 'literal'
  | '|'
  | ':='
  | '='
  | ','
  | '('
  | ')'
  | 'end';

export interface Token {
  readonly type: TokenType;
  /** Text between actions, or the name of a word, field or variable without its mark. */
  readonly text: string;
  readonly offset: number;
  /** Blank space stands before the token; operands must be set apart by it. */
  readonly spaced: boolean;
  readonly value?: Value;
}

const opening = '{{';
const closing = '}}';
const blank = /[ \t\r\n]/;
const nameStart = /[\p{L}_]/u;
const namePart = /[\p{L}\p{Nd}_]/u;

/**
 * Splits a source into text and the tokens of its actions; trim markers and comments are resolved here.
 * @throws TemplateError (syntax)
 */
export function tokenize(source: Source): Token[] {
  const tokens: Token[] = [];
  const { text } = source;
  let position = 0;
  let trimNext = false;
  while (position < text.length) {
    const found = text.indexOf(opening, position);
    const end = found < 0 ? text.length : found;
    let part = text.slice(position, end);
    let offset = position;
    if (trimNext) {
      const trimmed = part.replace(/^[ \t\r\n]+/, '');
      offset += part.length - trimmed.length;
      part = trimmed;
    }
    const trimsBefore = found >= 0 && text[found + 2] === '-' && blank.test(text[found + 3] ?? '');
    if (trimsBefore) part = part.slice(0, trimmedLength(part));
    if (part !== '') tokens.push({ type: 'text', text: part, offset, spaced: false });
    if (found < 0) {
      position = end;
      break;
    }
    const action = scanAction(source, found, trimsBefore ? found + 3 : found + 2, tokens);
    position = action.end;
    trimNext = action.trims;
  }
  tokens.push({ type: 'end', text: '', offset: text.length, spaced: false });
  return tokens;
}

function trimmedLength(text: string): number {
  let length = text.length;
  while (length > 0 && blank.test(text[length - 1] ?? '')) length -= 1;
  return length;
}

interface ActionEnd {
  readonly end: number;
  readonly trims: boolean;
}

function scanAction(source: Source, open: number, start: number, tokens: Token[]): ActionEnd {
  const { text } = source;
  const commentAt = text.startsWith('/*', start)
    ? start
    : text.slice(start, start + 3).trimStart() === '/*'
      ? start + 1
      : -1;
  if (commentAt >= 0) return scanComment(source, open, commentAt);
  tokens.push({ type: 'open', text: '', offset: open, spaced: false });
  let position = start;
  let spaced = false;
  for (;;) {
    const rest = position;
    while (blank.test(text[position] ?? '')) position += 1;
    spaced = position > rest;
    if (position >= text.length) throw refuse(source, open, 'the action is not closed');
    const trims = spaced && text.startsWith(`-${closing}`, position);
    if (trims || text.startsWith(closing, position)) {
      tokens.push({ type: 'close', text: '', offset: position, spaced });
      return { end: position + (trims ? 3 : 2), trims };
    }
    const { token, end } = scanToken(source, position, spaced);
    tokens.push(token);
    position = end;
  }
}

function scanComment(source: Source, open: number, start: number): ActionEnd {
  const end = source.text.indexOf('*/', start + 2);
  if (end < 0) throw refuse(source, open, 'the comment is not closed');
  const rest = source.text.slice(end + 2, end + 2 + 4);
  if (rest.startsWith(closing)) return { end: end + 4, trims: false };
  if (/^[ \t\r\n]-\}\}/.test(rest)) return { end: end + 6, trims: true };
  throw refuse(source, open, 'a comment must end right before the end of its action');
}

function scanToken(source: Source, offset: number, spaced: boolean): { token: Token; end: number } {
  const { text } = source;
  const char = text[offset] ?? '';
  const literal = scanLiteral(source, offset);
  if (literal !== null) {
    return { token: { type: 'literal', text: '', offset, spaced, value: literal.value }, end: literal.end };
  }
  if (char === '.') {
    const end = nameEnd(text, offset + 1);
    if (end === offset + 1) return { token: { type: 'dot', text: '', offset, spaced }, end };
    return { token: { type: 'field', text: text.slice(offset + 1, end), offset, spaced }, end };
  }
  if (char === '$') {
    const end = nameEnd(text, offset + 1);
    return { token: { type: 'variable', text: text.slice(offset, end), offset, spaced }, end };
  }
  if (text.startsWith(':=', offset)) return { token: { type: ':=', text: '', offset, spaced }, end: offset + 2 };
  if (char === '|' || char === '=' || char === ',' || char === '(' || char === ')') {
    return { token: { type: char, text: '', offset, spaced }, end: offset + 1 };
  }
  const end = nameEnd(text, offset);
  if (end > offset && nameStart.test(String.fromCodePoint(text.codePointAt(offset) ?? 0))) {
    return { token: { type: 'word', text: text.slice(offset, end), offset, spaced }, end };
  }
  throw refuse(source, offset, `unexpected ${JSON.stringify(char)} in an action`);
}

function scanLiteral(source: Source, offset: number): { value: Value; end: number } | null {
  const { text } = source;
  const char = text[offset] ?? '';
  const next = text[offset + 1] ?? '';
  if (char === '"') return scanQuoted(source, offset);
  if (char === '`') return scanRaw(source, offset);
  if (char === "'") return scanChar(source, offset);
  if (/[0-9]/.test(char) || (/[+\-.]/.test(char) && /[0-9]/.test(next)) || (/[+-]/.test(char) && next === '.')) {
    return scanNumber(source, offset);
  }
  return null;
}

function nameEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length) {
    const char = String.fromCodePoint(text.codePointAt(end) ?? 0);
    if (!namePart.test(char)) break;
    end += char.length;
  }
  return end;
}

function refuse(source: Source, offset: number, reason: string): TemplateError {
  const at: At = { source, offset };
  return new TemplateError('syntax', at, reason);
}
