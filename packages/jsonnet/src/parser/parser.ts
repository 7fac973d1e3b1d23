import type {
  Bind,
  BinaryOperator,
  Expr,
  LocalStatement,
  NamedArg,
  Param,
  UnaryOperator,
  AssertStatement,
} from '../ast.ts';
import { JsonnetLimitError } from '../errors.ts';
import { type Comment, type Token, tokenize } from '../lexer.ts';
import { defaultLimits, type Limits } from '../limits.ts';
import type { SourceFile } from '../source.ts';
import { Cursor, describe } from './cursor.ts';
import { parseObject, parseSpecs } from './objects.ts';

const PRECEDENCE: ReadonlyMap<string, number> = new Map(
  [
    ['||'],
    ['&&'],
    ['|'],
    ['^'],
    ['&'],
    ['==', '!='],
    ['<', '>', '<=', '>=', 'in'],
    ['<<', '>>'],
    ['+', '-'],
    ['*', '/', '%'],
  ].flatMap((operators, level) => operators.map((operator): [string, number] => [operator, level + 1])),
);

/** A parsed program. */
export interface Program {
  readonly file: SourceFile;
  readonly body: Expr;
  readonly comments: readonly Comment[];
}

/**
 * Parses a program (specification: Abstract Syntax and Parsing).
 * @throws JsonnetError `syntax` or `static` with the place; JsonnetLimitError for too deep or too long programs.
 */
export function parse(file: SourceFile, limits: Limits = defaultLimits): Program {
  if (file.text.length > limits.sourceLength)
    throw new JsonnetLimitError('sourceLength', `the program is longer than ${limits.sourceLength} characters`);
  const cursor = new Cursor(file, tokenize(file), limits.nesting);
  const body = parseExpr(cursor);
  if (cursor.token.kind !== 'eof')
    throw cursor.error(`expected the end of the file but found ${describe(cursor.token)}`);
  return { file, body, comments: cursor.comments };
}

/** Parses one expression of any kind. */
export function parseExpr(cursor: Cursor): Expr {
  return cursor.nest(() => parseBinary(cursor, 1));
}

function precedenceOf(token: Token): number {
  if (token.kind !== 'symbol' && token.text !== 'in') return 0;
  return PRECEDENCE.get(token.text) ?? 0;
}

function parseBinary(cursor: Cursor, lowest: number): Expr {
  let left = parseUnary(cursor);
  for (;;) {
    const level = precedenceOf(cursor.token);
    if (level === 0 || level < lowest) return left;
    const rest: { op: BinaryOperator; expr: Expr }[] = [];
    while (precedenceOf(cursor.token) === level && !isInSuper(cursor)) {
      const op = cursor.advance().text as BinaryOperator;
      rest.push({ op, expr: parseBinary(cursor, level + 1) });
    }
    if (rest.length > 0) left = { kind: 'binary', first: left, rest, start: left.start, end: cursor.lastEnd };
    cursor.raise();
    if (isInSuper(cursor) && precedenceOf(cursor.token) === level) {
      cursor.advance();
      const token = cursor.advance();
      markSelf(cursor, token, 'super');
      left = { kind: 'inSuper', name: left, start: left.start, end: token.end };
    }
  }
}

function isInSuper(cursor: Cursor): boolean {
  if (!cursor.is('in')) return false;
  const next = cursor.peek(1);
  if (next.kind !== 'keyword' || next.text !== 'super') return false;
  const after = cursor.peek(2);
  return !(after.kind === 'symbol' && (after.text === '.' || after.text === '['));
}

function parseUnary(cursor: Cursor): Expr {
  const { token } = cursor;
  if (
    token.kind === 'symbol' &&
    (token.text === '-' || token.text === '+' || token.text === '!' || token.text === '~')
  ) {
    cursor.advance();
    const expr = cursor.nest(() => parseUnary(cursor));
    cursor.raise();
    return { kind: 'unary', op: token.text as UnaryOperator, expr, start: token.start, end: expr.end };
  }
  return parsePostfix(cursor, parsePrimary(cursor));
}

function parsePostfix(cursor: Cursor, target: Expr): Expr {
  let left = target;
  for (;;) {
    const { token } = cursor;
    if (token.kind !== 'symbol') return left;
    if (token.text === '.') {
      cursor.advance();
      const name = cursor.identifier('a field name');
      const index: Expr = { kind: 'literal', value: name.text, start: name.start, end: name.end };
      left = { kind: 'index', target: left, index, start: left.start, end: name.end };
    } else if (token.text === '[') left = parseIndex(cursor, left);
    else if (token.text === '(') left = parseCall(cursor, left);
    else if (token.text === '{') {
      const object = cursor.nest(() => parseObject(cursor));
      left = { kind: 'binary', first: left, rest: [{ op: '+', expr: object }], start: left.start, end: object.end };
    } else return left;
    cursor.raise();
  }
}

function parseIndex(cursor: Cursor, target: Expr): Expr {
  cursor.advance();
  const parts: (Expr | undefined)[] = [];
  let colons = 0;
  let current: Expr | undefined;
  for (;;) {
    if (cursor.is(':') || cursor.is('::')) {
      const width = cursor.advance().text.length;
      for (let i = 0; i < width; i++) {
        parts.push(current);
        current = undefined;
      }
      colons += width;
      if (colons > 2) throw cursor.error('a slice has at most two colons');
    } else if (cursor.is(']')) break;
    else if (current !== undefined)
      throw cursor.error(`expected ']' after the index but found ${describe(cursor.token)}`);
    else current = parseExpr(cursor);
  }
  const { end } = cursor.advance();
  if (colons === 0) {
    if (current === undefined) throw cursor.error('an index needs an expression');
    return { kind: 'index', target, index: current, start: target.start, end };
  }
  parts.push(current);
  return { kind: 'slice', target, from: parts[0], to: parts[1], step: parts[2], start: target.start, end };
}

function parseCall(cursor: Cursor, target: Expr): Expr {
  cursor.advance();
  const positional: Expr[] = [];
  const named: NamedArg[] = [];
  while (!cursor.is(')')) {
    const next = cursor.peek(1);
    if (cursor.token.kind === 'id' && next.kind === 'symbol' && next.text === '=') {
      const name = cursor.advance();
      cursor.advance();
      if (named.some((other) => other.name === name.text))
        throw cursor.staticError(`argument '${name.text}' is given twice`, name);
      named.push({ name: name.text, nameSpan: { start: name.start, end: name.end }, value: parseExpr(cursor) });
    } else {
      if (named.length > 0) throw cursor.error('a positional argument cannot follow a named one');
      positional.push(parseExpr(cursor));
    }
    if (!cursor.take(',')) break;
  }
  let { end } = cursor.expect(')', 'after the arguments');
  const tailstrict = cursor.is('tailstrict');
  if (tailstrict) end = cursor.advance().end;
  return { kind: 'apply', target, positional, named, tailstrict, start: target.start, end };
}

function parsePrimary(cursor: Cursor): Expr {
  const token = cursor.advance();
  const { start, end, text } = token;
  switch (token.kind) {
    case 'number':
      return numberLiteral(cursor, token);
    case 'string':
      return { kind: 'literal', value: text, start, end };
    case 'id':
      return { kind: 'var', name: text, start, end };
    case 'keyword':
      return parseKeyword(cursor, token);
    default:
  }
  if (text === '$') {
    const outermost = cursor.objects[0];
    if (outermost === undefined) throw cursor.staticError("'$' is used outside of every object", token);
    outermost.usesSelf = true;
    return { kind: 'dollar', start, end };
  }
  if (text === '(') {
    const expr = parseExpr(cursor);
    cursor.expect(')', 'to close the parenthesis');
    return expr;
  }
  if (text === '[') return parseArray(cursor, token);
  if (text === '{') return parseObject(cursor, token);
  throw cursor.error(`expected an expression but found ${describe(token)}`, token);
}

function numberLiteral(cursor: Cursor, token: Token): Expr {
  const value = Number(token.text);
  if (!Number.isFinite(value)) throw cursor.error('the number is too large', token);
  return { kind: 'literal', value, start: token.start, end: token.end };
}

function markSelf(cursor: Cursor, token: Token, what: string): void {
  const object = cursor.objects.at(-1);
  if (object === undefined) throw cursor.staticError(`'${what}' is used outside of every object`, token);
  object.usesSelf = true;
}

function parseKeyword(cursor: Cursor, token: Token): Expr {
  const { start, end } = token;
  switch (token.text) {
    case 'null':
      return { kind: 'literal', value: null, start, end };
    case 'true':
    case 'false':
      return { kind: 'literal', value: token.text === 'true', start, end };
    case 'self':
      markSelf(cursor, token, 'self');
      return { kind: 'self', start, end };
    case 'super':
      return parseSuper(cursor, token);
    case 'local':
    case 'assert':
      return parseBlock(cursor, token);
    case 'if':
      return parseIf(cursor, token);
    case 'function': {
      cursor.expect('(', "after 'function'");
      return parseFunction(cursor, start, undefined, parseExpr);
    }
    case 'error': {
      const expr = parseExpr(cursor);
      return { kind: 'error', expr, start, end: expr.end };
    }
    case 'import':
    case 'importstr':
    case 'importbin':
      return parseImport(cursor, token);
    default:
      throw cursor.error(`expected an expression but found '${token.text}'`, token);
  }
}

function parseSuper(cursor: Cursor, token: Token): Expr {
  markSelf(cursor, token, 'super');
  if (cursor.take('.')) {
    const name = cursor.identifier('a field name');
    const index: Expr = { kind: 'literal', value: name.text, start: name.start, end: name.end };
    return { kind: 'superIndex', index, start: token.start, end: name.end };
  }
  cursor.expect('[', "or '.' after 'super'");
  const index = parseExpr(cursor);
  const { end } = cursor.expect(']', 'after the index');
  return { kind: 'superIndex', index, start: token.start, end };
}

function parseImport(cursor: Cursor, token: Token): Expr {
  const path = cursor.token;
  if (path.kind !== 'string' || cursor.file.text.startsWith('|||', path.start))
    throw cursor.error(`${token.text} needs a literal string`);
  cursor.advance();
  const mode = token.text === 'import' ? 'code' : token.text === 'importstr' ? 'text' : 'bytes';
  return { kind: 'import', mode, path: path.text, start: token.start, end: path.end };
}

function parseBlock(cursor: Cursor, first: Token): Expr {
  const statements: (LocalStatement | AssertStatement)[] = [];
  let token = first;
  for (;;) {
    statements.push(token.text === 'local' ? parseLocal(cursor, token.start) : parseAssert(cursor, token.start));
    cursor.expect(';', `after '${token.text}'`);
    if (!cursor.is('local') && !cursor.is('assert')) break;
    token = cursor.advance();
  }
  const body = parseExpr(cursor);
  return { kind: 'block', statements, body, start: first.start, end: body.end };
}

/** Parses the binds after the word `local`. */
export function parseLocal(cursor: Cursor, start: number): LocalStatement {
  const binds: Bind[] = [];
  const names = new Set<string>();
  do {
    const bind = parseBind(cursor);
    if (names.has(bind.name)) throw cursor.staticError(`variable '${bind.name}' is bound twice`, bind.nameSpan);
    names.add(bind.name);
    binds.push(bind);
  } while (cursor.take(','));
  return { kind: 'local', binds, start, end: cursor.lastEnd };
}

/** Parses `name = value` or `name(params) = value`. */
export function parseBind(cursor: Cursor): Bind {
  const name = cursor.identifier('a variable name');
  const nameSpan = { start: name.start, end: name.end };
  let body: Expr;
  if (cursor.take('(')) {
    body = parseFunction(cursor, name.start, name.text, (inner) => {
      inner.expect('=', 'after the parameters');
      return parseExpr(inner);
    });
  } else {
    cursor.expect('=', 'after the variable');
    body = parseExpr(cursor);
    if (body.kind === 'function') body = { ...body, name: name.text };
  }
  return { name: name.text, nameSpan, body, start: name.start, end: body.end };
}

/** Parses the condition and message after the word `assert`. */
export function parseAssert(cursor: Cursor, start: number): AssertStatement {
  const condition = parseExpr(cursor);
  const message = cursor.take(':') ? parseExpr(cursor) : undefined;
  return { kind: 'assert', condition, message, start, end: cursor.lastEnd };
}

/** Parses parameters (the `(` is past) and then a body. */
export function parseFunction(
  cursor: Cursor,
  start: number,
  name: string | undefined,
  parseBody: (cursor: Cursor) => Expr,
): Expr {
  const params: Param[] = [];
  const names = new Set<string>();
  while (!cursor.is(')')) {
    const token = cursor.identifier('a parameter');
    if (names.has(token.text)) throw cursor.staticError(`parameter '${token.text}' is declared twice`, token);
    names.add(token.text);
    const value = cursor.take('=') ? parseExpr(cursor) : undefined;
    params.push({ name: token.text, default: value, start: token.start, end: cursor.lastEnd });
    if (!cursor.take(',')) break;
  }
  cursor.expect(')', 'after the parameters');
  const body = parseBody(cursor);
  return { kind: 'function', params, body, name, start, end: body.end };
}

function parseIf(cursor: Cursor, first: Token): Expr {
  const arms: { condition: Expr; result: Expr }[] = [];
  let otherwise: Expr | undefined;
  for (;;) {
    const condition = parseExpr(cursor);
    cursor.expect('then', 'after the condition');
    arms.push({ condition, result: parseExpr(cursor) });
    if (!cursor.take('else')) break;
    if (!cursor.take('if')) {
      otherwise = parseExpr(cursor);
      break;
    }
  }
  return { kind: 'if', arms, otherwise, start: first.start, end: cursor.lastEnd };
}

function parseArray(cursor: Cursor, open: Token): Expr {
  const items: Expr[] = [];
  while (!cursor.is(']')) {
    items.push(parseExpr(cursor));
    const comma = cursor.take(',');
    if (cursor.is('for')) {
      if (items.length !== 1) throw cursor.error("only one expression may stand before 'for'");
      const specs = parseSpecs(cursor);
      const { end } = cursor.expect(']', 'after the comprehension');
      return { kind: 'arrayComp', body: items[0] as Expr, specs, start: open.start, end };
    }
    if (!comma) break;
  }
  const { end } = cursor.expect(']', 'after the elements');
  return { kind: 'array', items, start: open.start, end };
}
