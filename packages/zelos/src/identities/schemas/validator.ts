import {
  Ajv,
  type ErrorObject,
  type FuncKeywordDefinition,
  type SchemaValidateFunction,
  type ValidateFunction,
} from 'ajv';
import type { JsonObject, JsonValue } from '@zelos/contract';
import { SchemaFault } from './errors.ts';
import type { SchemaGraph } from './documents.ts';
import { formatTable } from './formats.ts';
import { partsOf, type SchemaNode } from './graph.ts';
import { canonicalText, isArray, isObject } from './json.ts';
import { compilePattern } from './patterns.ts';

/** References followed in one validation; more means that the schema multiplies them (`allOf` of `allOf` …). */
const MOST_STEPS = 20_000;
/** More failures than this are not looked at. */
const MOST_FAILURES = 1000;
const STEP = 'x-step';

/** A failure of one rule, with the rule's place in the source. */
export interface RuleFailure extends Omit<ErrorObject, 'schemaPath'> {
  readonly schemaPointer: string;
}

export interface DocumentValidator {
  /** Failures of `{"traits": …}`, leaves and summaries as the validator gives them. Throws WorkExhausted. */
  check(document: JsonObject): readonly RuleFailure[];
  /**
   * Whether a value satisfies one part of the schema. Works on what {@link DocumentValidator.check} left of the work that
   * one document may cause; throws WorkExhausted beyond it.
   */
  holds(node: SchemaNode, value: JsonValue): boolean;
  /** Compiles a part ahead of {@link DocumentValidator.holds}. Throws SchemaFault. */
  prepare(node: SchemaNode): void;
}

/** Compiles a schema. Throws SchemaFault. */
export function compileValidator(graph: SchemaGraph): DocumentValidator {
  const definitions = new Map<SchemaNode, number>();
  const nodes = [graph.root, ...[...graph.targets].filter((t) => t !== graph.root)];
  for (const [index, node] of nodes.entries()) definitions.set(node, index);
  const sources = new WeakMap<object, SchemaNode>();
  const { emit, emitBody } = createEmitter(definitions, sources);
  const budget = { left: MOST_STEPS };
  const ajv = createAjv(budget);
  const compile = (schema: JsonObject) => {
    try {
      return ajv.compile(schema);
    } catch (cause) {
      // The compiler recurses over nesting and over the branches of one schema.
      const why = cause instanceof RangeError ? 'too many branches or levels' : (cause as Error).message;
      throw new SchemaFault(`it cannot be compiled: ${why}`, cause);
    }
  };
  const shared: JsonObject = Object.fromEntries(nodes.map((node, index) => [String(index), emitBody(node)]));
  const whole = compile({ $ref: '#/definitions/0', definitions: shared });
  const parts = new Map<SchemaNode, ValidateFunction>();

  const part = (node: SchemaNode) => {
    const known = parts.get(node);
    if (known) return known;
    const validate = compile({ ...emit(node), definitions: shared });
    parts.set(node, validate);
    return validate;
  };

  return {
    check(document) {
      budget.left = MOST_STEPS;
      if (run(whole, document)) return [];
      return locate((whole.errors ?? []).slice(0, MOST_FAILURES), sources);
    },
    holds: (node, value) => run(part(node), value),
    prepare(node) {
      part(node);
    },
  };
}

function run(validate: ValidateFunction, value: JsonValue): boolean {
  try {
    return validate(value) === true;
  } catch (stopped) {
    if (stopped instanceof RangeError) throw new WorkExhausted();
    throw stopped;
  }
}

/** Checking a value takes more work than one value may cause. */
export class WorkExhausted extends Error {}

function createAjv(budget: { left: number }): Ajv {
  const ajv = new Ajv({
    strict: false,
    logger: false,
    validateSchema: false,
    addUsedSchema: false,
    allErrors: true,
    verbose: true,
    messages: false,
    inlineRefs: false,
    ownProperties: true,
    multipleOfPrecision: 9,
    formats: formatTable(),
    code: { regExp: Object.assign((source: string) => compilePattern(source), { code: 'compilePattern' }) },
  } as ConstructorParameters<typeof Ajv>[0]);
  const step = () => {
    budget.left -= 1;
    if (budget.left < 0) throw new WorkExhausted();
    return true;
  };
  ajv.addKeyword({ keyword: STEP, validate: step, errors: false });
  // The built-in rule compares every pair of objects; this one is linear.
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword(uniqueItems());
  return ajv;
}

function uniqueItems(): FuncKeywordDefinition {
  const check: SchemaValidateFunction = (wanted: boolean, items: readonly JsonValue[]) => {
    const pair = wanted ? firstEqualPair(items) : undefined;
    if (pair) check.errors = [{ keyword: 'uniqueItems', params: { i: pair[0], j: pair[1] } }];
    return pair === undefined;
  };
  return { keyword: 'uniqueItems', type: 'array', schemaType: 'boolean', errors: true, validate: check };
}

function firstEqualPair(items: readonly JsonValue[]): readonly [number, number] | undefined {
  const seen = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const text = canonicalText(item);
    const before = seen.get(text);
    if (before !== undefined) return [before, index];
    seen.set(text, index);
  }
  return undefined;
}

/**
 * The validator's copy of a schema: known rules only, and a reference wherever a shared schema is used. `sources` learns which
 * copy belongs to which schema, since failures name the copy.
 */
function createEmitter(definitions: ReadonlyMap<SchemaNode, number>, sources: WeakMap<object, SchemaNode>) {
  function emit(node: SchemaNode): JsonObject {
    const index = definitions.get(node);
    return index === undefined ? emitBody(node) : { $ref: `#/definitions/${index}` };
  }

  function emitBody(node: SchemaNode): JsonObject {
    const copy = Object.fromEntries([
      ...emitParts(node, emit, definitions),
      // Shared schemas count how often they are applied.
      ...(definitions.has(node) ? [[STEP, true] as const] : []),
    ]) as JsonObject;
    sources.set(copy, node);
    return copy;
  }

  return { emit, emitBody };
}

type Emit = (node: SchemaNode) => JsonObject;

function emitParts(
  node: SchemaNode,
  emit: Emit,
  definitions: ReadonlyMap<SchemaNode, number>,
): readonly (readonly [string, JsonValue])[] {
  if (node.constant !== undefined) return node.constant ? [] : [['not', {}]];
  if (node.ref) return [['$ref', `#/definitions/${definitions.get(node.ref)}`]];
  const parts: [string, JsonValue][] = Object.entries(node.assertions);
  const named = (entries: Iterable<readonly [string, SchemaNode]>) =>
    Object.fromEntries([...entries].map(([name, inner]) => [name, emit(inner)]));
  if (node.properties.size > 0) parts.push(['properties', named(node.properties)]);
  if (node.patternProperties.size > 0) {
    parts.push(['patternProperties', named([...node.patternProperties].map(([p, { node: inner }]) => [p, inner]))]);
  }
  for (const [key, inner] of node.single) {
    // A plain `false` says which members or entries are too many; as a schema it would only say no.
    parts.push([key, key.startsWith('additional') ? (inner.constant ?? emit(inner)) : emit(inner)]);
  }
  for (const [key, inner] of node.lists) parts.push([key, inner.map(emit)]);
  if (node.items) parts.push(['items', isList(node.items) ? node.items.map(emit) : emit(node.items)]);
  if (node.dependencies.size > 0) {
    const dependencies = [...node.dependencies].map(([name, inner]): [string, JsonValue] => [
      name,
      isList(inner) ? (inner as readonly string[]) : emit(inner as SchemaNode),
    ]);
    parts.push(['dependencies', Object.fromEntries(dependencies)]);
  }
  return parts;
}

function isList<T>(value: T | readonly T[] | readonly string[]): value is readonly T[] {
  return isArray(value);
}

/**
 * Names the rule of the source for every failure, and leaves out what entries lack for a `contains`: that no entry fits is
 * said by `contains` itself.
 */
function locate(errors: readonly ErrorObject[], sources: WeakMap<object, SchemaNode>): readonly RuleFailure[] {
  const nodeOf = ({ parentSchema }: ErrorObject) => (isObject(parentSchema) ? sources.get(parentSchema) : undefined);
  const contained = new Set<SchemaNode>();
  for (const error of errors) {
    const inner = error.keyword === 'contains' ? nodeOf(error)?.single.get('contains') : undefined;
    if (inner) for (const node of reachable(inner)) contained.add(node);
  }
  return errors.flatMap((error) => {
    const { schemaPath, ...failure } = error;
    const node = nodeOf(error);
    if (node && contained.has(node)) return [];
    return [{ ...failure, schemaPointer: node ? `${node.pointer}/${error.keyword}` : schemaPath }];
  });
}

function reachable(start: SchemaNode): ReadonlySet<SchemaNode> {
  const seen = new Set([start]);
  for (const node of seen) for (const part of partsOf(node)) seen.add(part);
  return seen;
}
