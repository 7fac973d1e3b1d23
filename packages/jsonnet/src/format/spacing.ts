import type { Token } from '../lexer.ts';

const OPERANDS = new Set(['self', 'super', 'null', 'true', 'false', 'tailstrict']);
const COLONS = new Set([':', '::', ':::', '+:', '+::', '+:::']);
const BINARY = new Set('* / % + - << >> < <= > >= == != & ^ | && ||'.split(' '));
const CONTINUING = new Set(['=', 'then', 'else', 'in', 'error', 'import', 'importstr', 'importbin']);

interface Level {
  readonly bracket: string;
  /** Inside `local … ;`, where `=` binds a variable rather than an argument. */
  local: boolean;
  /** Inside `assert …`, where `:` comes before a message. */
  assert: boolean;
}

/** Decides the space between two tokens of one line, from the brackets and statements around them. */
export class Spacing {
  readonly #levels: Level[] = [{ bracket: '', local: false, assert: false }];
  #previous: Token | undefined;
  #unary = false;

  get #level(): Level {
    return this.#levels.at(-1) as Level;
  }

  /** Takes note of a token that was written. */
  pass(token: Token): void {
    const { text } = token;
    const level = this.#level;
    this.#unary = isPrefix(this.#previous, token);
    if (token.kind === 'keyword' && text === 'local') level.local = true;
    if (token.kind === 'keyword' && text === 'assert') level.assert = true;
    if (token.kind === 'symbol') {
      if (text === '(' || text === '[' || text === '{')
        this.#levels.push({ bracket: text, local: false, assert: false });
      else if ((text === ')' || text === ']' || text === '}') && this.#levels.length > 1) this.#levels.pop();
      else if (text === ';') level.local = level.assert = false;
      else if (COLONS.has(text) || (text === ',' && level.bracket === '{')) level.assert = level.local = false;
    }
    this.#previous = token;
  }

  /** Whether a line that starts with a token goes on with the expression of the line before. */
  continues(previous: Token | undefined, token: Token | undefined): boolean {
    if (previous === undefined) return false;
    const before =
      previous.kind !== 'string' &&
      (CONTINUING.has(previous.text) || COLONS.has(previous.text) || BINARY.has(previous.text));
    if (before || token === undefined) return before;
    if (token.kind === 'keyword') return token.text === 'then' || token.text === 'else' || token.text === 'in';
    return token.kind === 'symbol' && (token.text === '.' || (BINARY.has(token.text) && isOperand(previous)));
  }

  /** The space between two tokens; the left one has been passed. */
  between(left: Token, right: Token): string {
    const a = left.kind === 'symbol' ? left.text : '';
    const b = right.kind === 'symbol' ? right.text : '';
    if (this.#unary || a === '.' || a === '(' || a === '[') return '';
    if (b === '.') return left.kind === 'number' ? ' ' : '';
    if (b === ')' || b === ']' || b === ',' || b === ';') return '';
    if (a === '{' && b === '}') return '';
    if ((b === '(' || b === '[') && (isOperand(left) || left.text === 'function')) return '';
    if (COLONS.has(b)) return this.#level.assert ? ' ' : '';
    if (COLONS.has(a) && this.#level.bracket === '[') return '';
    const isArgument = this.#level.bracket === '(' && !this.#level.local;
    if ((a === '=' || b === '=') && isArgument) return '';
    return ' ';
  }
}

function isOperand(token: Token): boolean {
  if (token.kind === 'keyword') return OPERANDS.has(token.text);
  return (
    token.kind !== 'symbol' || token.text === ')' || token.text === ']' || token.text === '}' || token.text === '$'
  );
}

function isPrefix(previous: Token | undefined, token: Token): boolean {
  if (token.kind !== 'symbol' || !['-', '+', '!', '~'].includes(token.text)) return false;
  return previous === undefined || !isOperand(previous);
}
