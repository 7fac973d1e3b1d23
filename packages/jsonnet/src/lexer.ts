import { JsonnetError } from './errors.ts';
import type { SourceFile } from './source.ts';
import { readTextBlock, unescapeString } from './strings.ts';

export type TokenKind = 'id' | 'keyword' | 'number' | 'string' | 'symbol' | 'eof';

/** A token; `text` is the identifier, keyword or symbol, and for strings the value. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A comment with its markers. */
export interface Comment {
  readonly start: number;
  readonly end: number;
}

const KEYWORDS = new Set(
  'assert else error false for function if import importstr importbin in local null self super tailstrict then true'.split(
    ' ',
  ),
);

const OPERATORS = new Set('! $ : :: ::: +: +:: +::: ~ + - & | ^ = == != < <= > >= << >> * / % && ||'.split(' '));

const SPACE = /[ \t\r\n]*/y;
const IDENTIFIER = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /(?:0|[1-9](?:_?[0-9])*)(?:\.[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?/y;
/** No operator is longer; the bound keeps a long run of prefix operators from being read again for each of them. */
const OPERATOR = /[!$:~+\-&|^=<>*/%]{1,8}/y;
const PUNCTUATION = '{}[](),.;';

/** The tokens of a text, ending with `eof`, and its comments. */
export interface Tokens {
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
}

/**
 * Cuts a program into tokens (specification: Lexing).
 * @throws JsonnetError `syntax` at a character or literal that is not Jsonnet.
 */
export function tokenize(file: SourceFile): Tokens {
  const tokens: Token[] = [];
  const comments: Comment[] = [];
  const { text } = file;
  let at = 0;
  for (;;) {
    SPACE.lastIndex = at;
    SPACE.test(text);
    at = SPACE.lastIndex;
    if (at >= text.length) break;
    const comment = commentEnd(file, at);
    if (comment > at) {
      comments.push({ start: at, end: comment });
      at = comment;
      continue;
    }
    const token = readToken(file, at);
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'eof', text: 'end of file', start: text.length, end: text.length });
  return { tokens, comments };
}

/** A syntax error at a place of a file. */
export function syntaxError(file: SourceFile, start: number, end: number, message: string): JsonnetError {
  return new JsonnetError('syntax', message, [{ file, start, end, within: '$' }]);
}

function commentEnd(file: SourceFile, at: number): number {
  const { text } = file;
  const two = text.slice(at, at + 2);
  if (text[at] === '#' || two === '//') {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  }
  if (two !== '/*') return at;
  const end = text.indexOf('*/', at + 2);
  if (end < 0) throw syntaxError(file, at, at + 2, 'comment is not closed');
  return end + 2;
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function readToken(file: SourceFile, at: number): Token {
  const { text } = file;
  const first = text[at] ?? '';
  if (PUNCTUATION.includes(first)) return { kind: 'symbol', text: first, start: at, end: at + 1 };
  const word = match(IDENTIFIER, text, at);
  if (word !== undefined)
    return { kind: KEYWORDS.has(word) ? 'keyword' : 'id', text: word, start: at, end: at + word.length };
  if (first === '"' || first === "'") return readString(file, at, first);
  if (first === '@') return readVerbatim(file, at);
  if (first >= '0' && first <= '9') return readNumber(file, at);
  if (text.startsWith('|||', at)) {
    const block = readTextBlock(text, at);
    if (typeof block === 'string') throw syntaxError(file, at, at + 3, block);
    return { kind: 'string', text: block.value, start: at, end: block.end };
  }
  return readOperator(file, at);
}

function readNumber(file: SourceFile, at: number): Token {
  const number = match(NUMBER, file.text, at) ?? '';
  const end = at + number.length;
  const next = file.text[end] ?? '';
  if (/[0-9A-Za-z_]/.test(next) || (next === '.' && !/[A-Za-z_]/.test(file.text[end + 1] ?? '')))
    throw syntaxError(file, at, end + 1, 'malformed number');
  return { kind: 'number', text: number.replaceAll('_', ''), start: at, end };
}

function readString(file: SourceFile, at: number, quote: string): Token {
  const { text } = file;
  let end = at + 1;
  let escaped = false;
  for (; ; end++) {
    const char = text[end];
    if (char === undefined) throw syntaxError(file, at, at + 1, 'string is not closed');
    if (char === quote) break;
    if (char === '\\') {
      escaped = true;
      end++;
    }
  }
  const raw = text.slice(at + 1, end);
  const value = escaped ? unescapeString(raw) : raw;
  if (typeof value !== 'string') throw syntaxError(file, at + 1 + value.offset, at + 2 + value.offset, value.message);
  return { kind: 'string', text: value, start: at, end: end + 1 };
}

function readVerbatim(file: SourceFile, at: number): Token {
  const { text } = file;
  const quote = text[at + 1] ?? '';
  if (quote !== '"' && quote !== "'") throw syntaxError(file, at, at + 1, "'@' must be followed by a quote");
  const parts: string[] = [];
  let from = at + 2;
  for (;;) {
    const end = text.indexOf(quote, from);
    if (end < 0) throw syntaxError(file, at, at + 2, 'string is not closed');
    parts.push(text.slice(from, end));
    from = end + 1;
    if (text[from] !== quote) break;
    from++;
  }
  return { kind: 'string', text: parts.join(quote), start: at, end: from };
}

/** The longest operator; one of several characters never ends in a prefix operator, nor holds a comment or `|||`. */
function readOperator(file: SourceFile, at: number): Token {
  let run = match(OPERATOR, file.text, at);
  if (run === undefined) {
    const char = String.fromCodePoint(file.text.codePointAt(at) ?? 0);
    throw syntaxError(file, at, at + char.length, `unexpected character ${JSON.stringify(char)}`);
  }
  const stop = run.search(/\/\/|\/\*|\|\|\|/);
  if (stop > 0) run = run.slice(0, stop);
  let length = run.length;
  while (length > 1 && '+-~!$'.includes(run[length - 1] ?? '')) length--;
  const text = run.slice(0, length);
  if (!OPERATORS.has(text)) throw syntaxError(file, at, at + length, `unknown operator '${text}'`);
  return { kind: 'symbol', text, start: at, end: at + length };
}
