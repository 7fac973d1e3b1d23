import { type Comment, type Token, tokenize } from '../lexer.ts';
import { resolveLimits } from '../limits.ts';
import { parse } from '../parser/parser.ts';
import { SourceFile } from '../source.ts';
import { Spacing } from './spacing.ts';

export interface FormatOptions {
  /** Name for error messages. */
  readonly filename?: string;
  /** Spaces for one level; 2 without it. */
  readonly indent?: number;
}

/** A token or comment with its text as written. */
interface Piece {
  readonly token: Token | undefined;
  readonly start: number;
  readonly end: number;
}

/**
 * Lays a program out anew: indentation, spaces, blank lines and the end of file. Line breaks and comments stay where
 * their author put them, and the tokens stay the same, so the meaning does too. Formatting twice changes nothing.
 * @throws JsonnetError `syntax` or `static` if the text is not a program.
 */
export function format(source: string, options: FormatOptions = {}): string {
  const file = new SourceFile(options.filename ?? '<program>', source);
  parse(file, resolveLimits(undefined));
  const { tokens, comments } = tokenize(file);
  const result = new Layout(source, options.indent ?? 2).print(merge(tokens, comments));
  return sameTokens(tokens, tokenize(new SourceFile(file.name, result)).tokens) ? result : source;
}

function sameTokens(before: readonly Token[], after: readonly Token[]): boolean {
  return tokenText(before) === tokenText(after);
}

/** The tokens as one text; two colons of a slice may have grown together, which means the same. */
function tokenText(tokens: readonly Token[]): string {
  const joined = tokens.map(({ kind, text }) => `${kind} ${text}`).join('\0');
  return joined.replaceAll('symbol :\0symbol :\0', 'symbol ::\0');
}

function merge(tokens: readonly Token[], comments: readonly Comment[]): Piece[] {
  const pieces: Piece[] = [];
  let next = 0;
  for (const token of tokens) {
    for (let comment = comments[next]; comment !== undefined && comment.start < token.start; comment = comments[++next])
      pieces.push({ token: undefined, start: comment.start, end: comment.end });
    if (token.kind !== 'eof') pieces.push({ token, start: token.start, end: token.end });
  }
  for (const comment of comments.slice(next)) pieces.push({ token: undefined, start: comment.start, end: comment.end });
  return pieces;
}

/** Writes the pieces out line by line. */
class Layout {
  readonly #source: string;
  readonly #step: number;
  readonly #spacing = new Spacing();
  /** Indentation of the lines that opened the brackets around the current place. */
  readonly #open: number[] = [];
  #lineIndent = 0;
  #previous: Token | undefined;

  constructor(source: string, step: number) {
    this.#source = source;
    this.#step = step;
  }

  print(pieces: readonly Piece[]): string {
    let out = '';
    pieces.forEach((piece, i) => {
      const before = pieces[i - 1];
      const gap = before === undefined ? '' : this.#source.slice(before.end, piece.start);
      const breaks = gap.split('\n').length - 1;
      if (before !== undefined && breaks > 0) out += '\n'.repeat(Math.min(breaks, 2));
      if (before === undefined || breaks > 0) {
        this.#lineIndent = this.#indentOf(piece);
        out += ' '.repeat(this.#lineIndent);
      } else if (piece.token === undefined || before.token === undefined) out += ' ';
      else out += this.#spacing.between(before.token, piece.token);
      out += this.#source.slice(piece.start, piece.end).trimEnd();
      if (piece.token !== undefined) this.#step1(piece.token);
    });
    return out === '' ? '' : `${out}\n`;
  }

  #step1(token: Token): void {
    this.#spacing.pass(token);
    if (isBracket(token, '([{')) this.#open.push(this.#lineIndent);
    else if (isBracket(token, ')]}')) this.#open.pop();
    this.#previous = token;
  }

  #indentOf(piece: Piece): number {
    const outer = this.#open.at(-1);
    if (piece.token !== undefined && isBracket(piece.token, ')]}')) return outer ?? 0;
    const base = outer === undefined ? 0 : outer + this.#step;
    return this.#spacing.continues(this.#previous, piece.token) ? base + this.#step : base;
  }
}

function isBracket(token: Token, brackets: string): boolean {
  return token.kind === 'symbol' && brackets.includes(token.text);
}
