import type { Expr } from '../ast.ts';
import { JsonnetError, JsonnetLimitError } from '../errors.ts';
import { type Comment, syntaxError, type Token, type Tokens } from '../lexer.ts';
import type { SourceFile } from '../source.ts';

const HEIGHT_PER_NESTING = 3;

/** Notes, while an object literal is parsed, whether its body refers to the object. */
export interface ObjectContext {
  usesSelf: boolean;
}

/**
 * The token stream with the parser's two guards of the native stack: `nest` bounds the recursion of the parser and
 * `raise` the height of the tree, which later passes walk recursively.
 */
export class Cursor {
  readonly file: SourceFile;
  readonly comments: readonly Comment[];
  /** The object literals around the current token, the outermost first. */
  objects: ObjectContext[] = [];
  readonly #tokens: readonly Token[];
  readonly #nesting: number;
  #at = 0;
  #depth = 0;
  #height = 0;

  constructor(file: SourceFile, tokens: Tokens, nesting: number) {
    this.file = file;
    this.comments = tokens.comments;
    this.#tokens = tokens.tokens;
    this.#nesting = nesting;
  }

  get token(): Token {
    return this.#tokens[this.#at] as Token;
  }

  /** A later token; beyond the end it is the last one. */
  peek(ahead: number): Token {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)] as Token;
  }

  /** The offset where the token before the current one ended. */
  get lastEnd(): number {
    return this.#at === 0 ? 0 : (this.#tokens[this.#at - 1] as Token).end;
  }

  advance(): Token {
    const token = this.token;
    if (token.kind !== 'eof') this.#at++;
    return token;
  }

  /** Whether the current token is this symbol or keyword. */
  is(text: string): boolean {
    const { token } = this;
    return token.text === text && (token.kind === 'symbol' || token.kind === 'keyword');
  }

  /** Steps over this symbol or keyword if it is the current token. */
  take(text: string): boolean {
    if (!this.is(text)) return false;
    this.#at++;
    return true;
  }

  expect(text: string, context: string): Token {
    if (!this.is(text)) throw this.error(`expected '${text}' ${context} but found ${describe(this.token)}`);
    return this.advance();
  }

  identifier(context: string): Token {
    if (this.token.kind !== 'id') throw this.error(`expected ${context} but found ${describe(this.token)}`);
    return this.advance();
  }

  error(message: string, token: Token = this.token): JsonnetError {
    return syntaxError(this.file, token.start, token.end, message);
  }

  /** A static error: the program is well-formed but can have no meaning (specification: Static Checking). */
  staticError(message: string, span: { readonly start: number; readonly end: number }): JsonnetError {
    return new JsonnetError('static', message, [{ file: this.file, start: span.start, end: span.end, within: '$' }]);
  }

  /** Parses something one level further inside. */
  nest(parse: () => Expr): Expr {
    if (++this.#depth > this.#nesting) throw this.#tooDeep();
    const outer = this.#height;
    this.#height = 0;
    const expr = parse();
    this.#height = Math.max(outer, this.#height + 1);
    this.#depth--;
    return expr;
  }

  /** Counts a node put on top of everything parsed since the last `nest`. */
  raise(): void {
    if (++this.#height > this.#nesting * HEIGHT_PER_NESTING) throw this.#tooDeep();
  }

  #tooDeep(): JsonnetLimitError {
    const { token } = this;
    const site = { file: this.file, start: token.start, end: token.end, within: '$' };
    return new JsonnetLimitError('nesting', `the program is nested deeper than ${this.#nesting} levels`, [site]);
  }
}

/** A token as an error message names it. */
export function describe(token: Token): string {
  if (token.kind === 'eof') return 'the end of the file';
  if (token.kind === 'string') return 'a string';
  return `'${token.text}'`;
}
