import type { JsonObject, JsonValue } from '@zelos/contract';
import { SchemaFault } from './errors.ts';
import { EXTENSION_KEYWORD, readMark, type TraitMark } from './extension.ts';
import { knowsFormat } from './formats.ts';
import { escapeToken, isArray, isObject, isPolluting, member } from './json.ts';
import { compilePattern, type LinearPattern } from './patterns.ts';

/** Deeper schemas overflow validators; more nodes than this make compiling slow. */
const DEEPEST = 150;
const MOST_NODES = 5000;

/** Keywords whose value is one schema, a list of schemas, or named schemas (draft-07, sections 6.4 to 6.7 and 9). */
const SINGLE = [
  'additionalItems',
  'additionalProperties',
  'contains',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
] as const;
const LISTS = ['allOf', 'anyOf', 'oneOf'] as const;
const NAMED = ['properties', 'patternProperties'] as const;
/** Keywords that are checked as they stand. Everything else in a schema is annotation or unknown. */
const ASSERTIONS = [
  'type',
  'enum',
  'const',
  'multipleOf',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'pattern',
  'format',
  'maxItems',
  'minItems',
  'uniqueItems',
  'maxProperties',
  'minProperties',
  'required',
];

/** A schema of the source, with its parts by role. The graph is cyclic where `$ref` is. */
export interface SchemaNode {
  /** Place in the source: a URI fragment, after the document's URL when it is not the identity schema itself. */
  readonly pointer: string;
  /** The constant of a boolean schema. */
  readonly constant?: boolean;
  readonly assertions: JsonObject;
  readonly types: readonly string[];
  readonly title?: string;
  readonly hasDefault: boolean;
  readonly required: readonly string[];
  readonly mark?: TraitMark;
  readonly properties: ReadonlyMap<string, SchemaNode>;
  readonly patternProperties: ReadonlyMap<string, { readonly pattern: LinearPattern; readonly node: SchemaNode }>;
  /** Members by keyword: `not`, `if`, … */
  readonly single: ReadonlyMap<string, SchemaNode>;
  readonly lists: ReadonlyMap<string, readonly SchemaNode[]>;
  readonly items?: SchemaNode | readonly SchemaNode[];
  readonly dependencies: ReadonlyMap<string, SchemaNode | readonly string[]>;
  /** Target of `$ref`; beside it, draft-07 ignores everything else. Set once the document is known. */
  readonly ref?: SchemaNode;
}

type Building = { -readonly [K in keyof SchemaNode]: SchemaNode[K] };

/** A `$ref` whose target is not looked up yet. */
export interface PendingRef {
  readonly ref: string;
  readonly base: string;
  link(target: SchemaNode): void;
}

/** A place in a document: the raw schema, its base URI and how to name it. */
export interface Place {
  readonly raw: JsonValue;
  readonly base: string;
  readonly pointer: string;
}

export interface GraphBuilder {
  /** The node of a place; the same raw schema always gives the same node. */
  node(place: Place, depth?: number): SchemaNode;
  /** References found since the last call. */
  takePending(): readonly PendingRef[];
  /** Whether a raw schema has its node already. */
  knows(raw: JsonValue): boolean;
  readonly targets: ReadonlySet<SchemaNode>;
}

/** Creates a builder. `enterId` learns of every schema with an `$id` and gives the base URI below it. */
export function createGraphBuilder(enterId: (place: Place, id: string) => string): GraphBuilder {
  const byRaw = new Map<JsonValue, SchemaNode>();
  const targets = new Set<SchemaNode>();
  let pending: PendingRef[] = [];
  let count = 0;

  function build(place: Place, depth = 0): SchemaNode {
    const { raw, pointer } = place;
    const known = isObject(raw) ? byRaw.get(raw) : undefined;
    if (known) return known;
    if (depth > DEEPEST) throw new SchemaFault(`it nests deeper than ${DEEPEST} levels`);
    count += 1;
    if (count > MOST_NODES) throw new SchemaFault(`it has more than ${MOST_NODES} parts`);
    if (typeof raw === 'boolean') return { ...emptyNode(pointer), constant: raw };
    if (!isObject(raw)) throw new SchemaFault(`${pointer} is no schema`);
    const node: Building = emptyNode(pointer);
    byRaw.set(raw, node);
    const ref = member(raw, '$ref');
    if (typeof ref === 'string') {
      const link = (target: SchemaNode) => {
        node.ref = target;
        targets.add(target);
      };
      pending.push({ ref, base: place.base, link });
      return node;
    }
    const id = member(raw, '$id');
    const base = typeof id === 'string' ? enterId(place, id) : place.base;
    readFacts(node, raw);
    readParts(node, raw, (inner, token) => build({ raw: inner, base, pointer: `${pointer}/${token}` }, depth + 1));
    return node;
  }

  return {
    node: build,
    knows: (raw) => !isObject(raw) || byRaw.has(raw),
    takePending() {
      const taken = pending;
      pending = [];
      return taken;
    },
    targets,
  };
}

function emptyNode(pointer: string): Building {
  return {
    pointer,
    assertions: {},
    types: [],
    hasDefault: false,
    required: [],
    properties: new Map(),
    patternProperties: new Map(),
    single: new Map(),
    lists: new Map(),
    dependencies: new Map(),
  };
}

function readFacts(node: Building, raw: JsonObject): void {
  const facts: [string, JsonValue][] = [];
  for (const key of ASSERTIONS) {
    const value = member(raw, key);
    if (value === undefined || (key === 'format' && !knowsFormat(value))) continue;
    facts.push([key, value]);
  }
  node.assertions = Object.fromEntries(facts);
  const pattern = member(raw, 'pattern');
  if (typeof pattern === 'string') compilePattern(pattern);
  const type = member(raw, 'type');
  node.types = typeof type === 'string' ? [type] : isArray(type) ? (type as readonly string[]) : [];
  const title = member(raw, 'title');
  if (typeof title === 'string') node.title = title;
  node.hasDefault = member(raw, 'default') !== undefined;
  const required = member(raw, 'required');
  node.required = isArray(required) ? (required as readonly string[]) : [];
  const extension = member(raw, EXTENSION_KEYWORD);
  const mark = extension === undefined ? undefined : readMark(extension, node.pointer);
  if (mark) node.mark = mark;
}

type Part = (inner: JsonValue, token: string) => SchemaNode;

function readParts(node: Building, raw: JsonObject, part: Part): void {
  const single = new Map<string, SchemaNode>();
  const lists = new Map<string, readonly SchemaNode[]>();
  for (const [key, value] of Object.entries(raw)) {
    if (oneOf(NAMED, key) && isObject(value)) readNamed(node, key, value, part);
    else if (oneOf(LISTS, key) && isArray(value)) lists.set(key, readList(key, value, part));
    else if (oneOf(SINGLE, key)) single.set(key, part(value, key));
    else if (key === 'items') node.items = isArray(value) ? readList(key, value, part) : part(value, key);
    else if (key === 'dependencies' && isObject(value)) node.dependencies = readDependencies(value, part);
    else if (key === 'definitions' && isObject(value)) {
      for (const [name, inner] of Object.entries(value)) part(inner, `definitions/${escapeToken(name)}`);
    }
  }
  node.single = single;
  node.lists = lists;
}

function oneOf<T extends string>(words: readonly T[], word: string): word is T {
  return (words as readonly string[]).includes(word);
}

function readNamed(node: Building, key: (typeof NAMED)[number], value: JsonObject, part: Part): void {
  const entries = Object.entries(value).map(([name, inner]) => {
    if (key === 'properties' && isPolluting(name)) throw new SchemaFault(`a property cannot be called ${name}`);
    return [name, part(inner, `${key}/${escapeToken(name)}`)] as const;
  });
  if (key === 'properties') node.properties = new Map(entries);
  else node.patternProperties = new Map(entries.map(([p, inner]) => [p, { pattern: compilePattern(p), node: inner }]));
}

function readList(key: string, value: readonly JsonValue[], part: Part): readonly SchemaNode[] {
  return value.map((inner, index) => part(inner, `${key}/${index}`));
}

function readDependencies(value: JsonObject, part: Part): ReadonlyMap<string, SchemaNode | readonly string[]> {
  const read = Object.entries(value).map(([name, inner]) => {
    const names = isArray(inner) ? (inner as readonly string[]) : undefined;
    return [name, names ?? part(inner, `dependencies/${escapeToken(name)}`)] as const;
  });
  return new Map(read);
}

/** The node that a chain of references leads to. Chains are finite: circles of references are refused at load. */
export function dereference(node: SchemaNode): SchemaNode {
  let current = node;
  while (current.ref) current = current.ref;
  return current;
}

/** Schemas that are applied to the same value as `node` itself. */
export function inPlace(node: SchemaNode): readonly SchemaNode[] {
  if (node.ref) return [node.ref];
  const named = [...node.dependencies.values()].filter((d): d is SchemaNode => !Array.isArray(d));
  const singles = ['not', 'if', 'then', 'else'].flatMap((key) => node.single.get(key) ?? []);
  return [...[...node.lists.values()].flat(), ...singles, ...named];
}

/** Every schema that is used by another one directly. */
export function partsOf(node: SchemaNode): readonly SchemaNode[] {
  if (node.ref) return [node.ref];
  return [
    ...node.properties.values(),
    ...[...node.patternProperties.values()].map((p) => p.node),
    ...node.single.values(),
    ...[...node.lists.values()].flat(),
    ...(node.items ? [node.items].flat() : []),
    ...[...node.dependencies.values()].filter((d): d is SchemaNode => !Array.isArray(d)),
  ] as readonly SchemaNode[];
}

/** Refuses schemas that apply themselves to the same value without end. */
export function refuseCircles(roots: Iterable<SchemaNode>): void {
  const done = new Set<SchemaNode>();
  const open = new Set<SchemaNode>();
  const visit = (node: SchemaNode): void => {
    if (done.has(node)) return;
    if (open.has(node)) throw new SchemaFault(`the references at ${node.pointer} lead back to themselves`);
    open.add(node);
    for (const next of inPlace(node)) visit(next);
    open.delete(node);
    done.add(node);
  };
  for (const root of roots) visit(root);
}
