import { type TSchema, Type } from 'typebox';
import { ADMIN_OPERATIONS } from './operations/admin.ts';
import type { Operation, SchemaReference } from './operations/define.ts';
import { FRONTEND_OPERATIONS } from './operations/frontend.ts';
import { SCHEMAS, type SchemaName } from './schemas.ts';

export type {
  Answer,
  HttpMethod,
  Operation,
  OperationHeader,
  OperationTag,
  Plane,
  QueryParameter,
  SchemaReference,
} from './operations/define.ts';

/** Every operation of the API by its id. The ids are the function names of generated clients. */
export const OPERATIONS = { ...FRONTEND_OPERATIONS, ...ADMIN_OPERATIONS };

export type OperationId = keyof typeof OPERATIONS;

/** The names of the path parameters of an operation, in order. */
export function pathParameters(operation: Operation): readonly string[] {
  return [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
}

/** The shapes that an answer of an operation may have, by name; null when it has no body. */
export function answerReferences(operation: Operation, status: number): readonly SchemaReference[] | null {
  const answer = operation.answers[status];
  if (answer === null) return null;
  if (answer === undefined) return ['errorGeneric'];
  return typeof answer === 'string' ? [answer] : answer;
}

/** The schema behind a reference; `name[]` is an array of `name`. */
export function referencedSchema(reference: SchemaReference): TSchema {
  return reference.endsWith('[]')
    ? Type.Array(SCHEMAS[reference.slice(0, -2) as SchemaName])
    : SCHEMAS[reference as SchemaName];
}

/**
 * The schema that the body of an answer must match, or null when the answer has no body. A status that the operation does
 * not list is an error in the general envelope.
 */
export function answerSchema(id: OperationId, status: number): TSchema | null {
  const references = answerReferences(OPERATIONS[id], status);
  if (references === null) return null;
  const schemas = references.map(referencedSchema);
  return schemas.length === 1 && schemas[0] !== undefined ? schemas[0] : Type.Union(schemas);
}
