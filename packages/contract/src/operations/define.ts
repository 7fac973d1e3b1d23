import type { SchemaName } from '../schemas.ts';

/** A query parameter. `list` parameters are given once per value. */
export interface QueryParameter {
  readonly type: 'string' | 'boolean' | 'integer';
  readonly required?: boolean;
  readonly list?: boolean;
  readonly values?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: number;
}

/** A schema, or `name[]` for an array of it. */
export type SchemaReference = SchemaName | `${SchemaName}[]`;

/**
 * What comes back with one status: null for an empty body, or the shapes that occur. The first of several is the one that
 * the API description names, the others are the same envelope with further members.
 */
export type Answer = null | SchemaReference | readonly SchemaReference[];

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
/** Listener that serves an operation. */
export type Plane = 'public' | 'admin' | 'both';
export type OperationTag = 'frontend' | 'identity' | 'courier' | 'metadata';
export type OperationHeader = 'Cookie' | 'X-Session-Token';

/** One operation of the API. */
export interface Operation {
  readonly method: HttpMethod;
  /** Path with `{name}` for parameters. */
  readonly path: string;
  readonly plane: Plane;
  /** `planned` operations are known by name and shape only; this version does not serve them. */
  readonly status: 'built' | 'planned';
  readonly tag: OperationTag;
  readonly summary: string;
  readonly query: { readonly [name: string]: QueryParameter };
  readonly headers: readonly OperationHeader[];
  readonly body: SchemaName | null;
  /** Whether a form is accepted beside JSON. */
  readonly form: boolean;
  readonly answers: { readonly [status: number]: Answer };
  /** Whether a browser that asks for a page is redirected (303) instead. */
  readonly redirect: boolean;
}

/** The parts of an operation that have no default. */
type Given = Pick<Operation, 'method' | 'path' | 'plane' | 'status' | 'tag' | 'summary' | 'answers'> &
  Partial<Operation>;

/** Fills in the defaults: no parameters, no headers, no body, no redirect. */
export function operation(given: Given): Operation {
  return { query: {}, headers: [], body: null, form: false, redirect: false, ...given };
}

export const TEXT: QueryParameter = { type: 'string' };
export const REQUIRED: QueryParameter = { type: 'string', required: true };
export const FLAG: QueryParameter = { type: 'boolean' };

/** Paging by token, and by page number for older clients. */
export const PAGING = {
  per_page: { type: 'integer', minimum: 1, maximum: 1000, default: 250 },
  page: { type: 'integer' },
  page_size: { type: 'integer', minimum: 1, maximum: 500, default: 250 },
  page_token: TEXT,
} as const satisfies { readonly [name: string]: QueryParameter };

/** Paging by token only. */
export const TOKEN_PAGING = {
  page_size: { type: 'integer', minimum: 1, maximum: 1000, default: 250 },
  page_token: TEXT,
} as const satisfies { readonly [name: string]: QueryParameter };

export const BOTH_CREDENTIALS: readonly OperationHeader[] = ['X-Session-Token', 'Cookie'];
/** Envelopes of refused sessions: plain, with the place to step up, with the place to sign in again. */
export const FORBIDDEN = [
  'errorGeneric',
  'errorAuthenticatorAssuranceLevelNotSatisfied',
  'needsPrivilegedSessionError',
] as const satisfies Answer;
/** Envelopes of flows that are over. */
export const GONE = ['errorGeneric', 'selfServiceFlowExpiredError', 'errorFlowReplaced'] as const satisfies Answer;
