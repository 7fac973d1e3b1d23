import type { Expr, Field, LocalStatement, Member, Spec, Visibility } from '../ast.ts';
import type { Token } from '../lexer.ts';
import { type Cursor, describe, type ObjectContext } from './cursor.ts';
import { parseAssert, parseExpr, parseBind, parseFunction } from './parser.ts';

interface FieldOperator {
  readonly visibility: Visibility;
  readonly plus: boolean;
}

const FIELD_OPERATORS: ReadonlyMap<string, FieldOperator> = new Map(
  ([':', '::', ':::'] as const).flatMap((visibility): [string, FieldOperator][] => [
    [visibility, { visibility, plus: false }],
    [`+${visibility}`, { visibility, plus: true }],
  ]),
);

/**
 * Parses an object or object comprehension (specification: Abstract Syntax, objinside).
 * @param open the `{` when it is already past.
 */
export function parseObject(cursor: Cursor, open: Token = cursor.advance()): Expr {
  const context: ObjectContext = { usesSelf: false };
  cursor.objects.push(context);
  const members: Member[] = [];
  const names = new Set<string>();
  const locals = new Set<string>();
  let comprehension: Expr | undefined;
  while (!cursor.is('}')) {
    const member = parseMember(cursor);
    members.push(member);
    if (member.kind === 'field' && typeof member.name === 'string') {
      if (names.has(member.name)) throw cursor.staticError(`field '${member.name}' is defined twice`, member.nameSpan);
      names.add(member.name);
    }
    const bind = member.kind === 'local' ? member.binds[0] : undefined;
    if (bind !== undefined) {
      if (locals.has(bind.name)) throw cursor.staticError(`variable '${bind.name}' is bound twice`, bind.nameSpan);
      locals.add(bind.name);
    }
    const comma = cursor.take(',');
    if (cursor.is('for')) {
      comprehension = parseComprehension(cursor, open, members);
      break;
    }
    if (!comma) break;
  }
  const { end } = cursor.expect('}', 'after the fields');
  if (comprehension !== undefined) return comprehension;
  cursor.objects.pop();
  return { kind: 'object', members, usesSelf: context.usesSelf, start: open.start, end };
}

function parseComprehension(cursor: Cursor, open: Token, members: readonly Member[]): Expr {
  const locals: LocalStatement[] = [];
  let field: Field | undefined;
  for (const member of members) {
    if (member.kind === 'local') locals.push(member);
    else if (member.kind === 'assert')
      throw cursor.staticError('an object comprehension cannot hold an assert', member);
    else if (field !== undefined) throw cursor.staticError('an object comprehension has exactly one field', member);
    else field = member;
  }
  if (field === undefined) throw cursor.error("an object comprehension needs a field before 'for'");
  if (typeof field.name === 'string')
    throw cursor.staticError('the field name of a comprehension must be in brackets', field);
  if (field.visibility !== ':') throw cursor.staticError("the field of a comprehension must be visible (':')", field);
  cursor.objects.pop();
  const specs = parseSpecs(cursor);
  return { kind: 'objectComp', locals, field, specs, start: open.start, end: cursor.token.end };
}

/** Parses `for … in …` and `if …` clauses; the current token is the first `for`. */
export function parseSpecs(cursor: Cursor): Spec[] {
  const specs: Spec[] = [];
  for (;;) {
    const { start } = cursor.token;
    if (cursor.take('for')) {
      const name = cursor.identifier('a variable name').text;
      cursor.expect('in', 'after the variable');
      specs.push({ kind: 'for', name, source: parseExpr(cursor), start, end: cursor.lastEnd });
      cursor.raise();
    } else if (cursor.take('if')) {
      specs.push({ kind: 'if', condition: parseExpr(cursor), start, end: cursor.lastEnd });
      cursor.raise();
    } else return specs;
  }
}

function parseMember(cursor: Cursor): Member {
  const { start } = cursor.token;
  if (cursor.take('local')) {
    const bind = parseBind(cursor);
    return { kind: 'local', binds: [bind], start, end: bind.end };
  }
  if (cursor.take('assert')) return parseAssert(cursor, start);
  return parseField(cursor, start);
}

function parseField(cursor: Cursor, start: number): Field {
  const name = parseFieldName(cursor);
  const nameSpan = { start, end: cursor.lastEnd };
  const label = typeof name === 'string' ? name : undefined;
  if (cursor.take('(')) {
    let visibility: Visibility = ':';
    const body = parseFunction(cursor, start, label, (inner) => {
      const operator = fieldOperator(inner);
      if (operator.plus) throw inner.staticError("a method cannot use '+:'", nameSpan);
      visibility = operator.visibility;
      return parseExpr(inner);
    });
    return { kind: 'field', name, nameSpan, visibility, plus: false, body, start, end: body.end };
  }
  const { visibility, plus } = fieldOperator(cursor);
  let body = parseExpr(cursor);
  if (body.kind === 'function' && label !== undefined) body = { ...body, name: label };
  return { kind: 'field', name, nameSpan, visibility, plus, body, start, end: body.end };
}

function parseFieldName(cursor: Cursor): string | Expr {
  const { token } = cursor;
  if (token.kind === 'id' || token.kind === 'string') return cursor.advance().text;
  if (!cursor.take('[')) throw cursor.error(`expected a field name but found ${describe(token)}`);
  const inner = cursor.objects.pop() as ObjectContext;
  const name = parseExpr(cursor);
  cursor.objects.push(inner);
  cursor.expect(']', 'after the field name');
  return name;
}

function fieldOperator(cursor: Cursor): FieldOperator {
  const operator = cursor.token.kind === 'symbol' ? FIELD_OPERATORS.get(cursor.token.text) : undefined;
  if (operator === undefined)
    throw cursor.error(`expected ':' after the field name but found ${describe(cursor.token)}`);
  cursor.advance();
  return operator;
}
