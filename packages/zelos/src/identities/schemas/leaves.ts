import type { JsonValue } from '@zelos/contract';
import { namesAccount } from './extension.ts';
import { dereference, partsOf, type SchemaNode } from './graph.ts';
import { escapeName, isArray, jsonType, member } from './json.ts';
import type { LeafType, ObjectPath, TraitLeaf } from './types.ts';

/** How often the walk enters a schema that it is already inside of, and how deep it goes. */
const MOST_EXPANSIONS = 5;
const DEEPEST = 64;
const MOST_LEAVES = 5000;
/** Mutually recursive schemas multiply; the walk ends here at the latest. */
const MOST_VISITS = 20_000;

/** What a schema says about its traits as fields. */
export interface TraitFields {
  readonly leaves: readonly TraitLeaf[];
  readonly objects: readonly ObjectPath[];
  readonly identifierTitle?: string;
  readonly marks: { readonly password: boolean; readonly webauthn: boolean; readonly code: boolean };
}

interface Visit {
  readonly node: SchemaNode;
  readonly path: string;
  readonly required: boolean;
  /** Whether the schema applies in any case, and not in one branch only. */
  readonly certain: boolean;
  /** Members that a schema for the same value asks for in any case. */
  readonly wanted: ReadonlySet<string>;
  /** Schemas entered on the way, with how often. */
  readonly entered: ReadonlyMap<SchemaNode, number>;
  readonly depth: number;
}

interface Found {
  readonly leaves: Map<string, TraitLeaf>;
  readonly objects: Map<string, ObjectPath>;
  readonly titles: Map<string, string | undefined>;
  /** Leaves whose type some schema names. */
  readonly typed: Set<string>;
  /** Leaves that only branches know. */
  readonly tentative: Set<string>;
  visits: number;
}

const NONE: ReadonlySet<string> = new Set();
const COMBINATORS = ['allOf', 'anyOf', 'oneOf'];
const CONDITIONS = ['if', 'then', 'else'];

/** Walks `properties.traits` for fields, in document order. Recursive schemas are expanded to a depth of five. */
export function collectFields(root: SchemaNode): TraitFields {
  const found: Found = {
    leaves: new Map(),
    objects: new Map(),
    titles: new Map(),
    typed: new Set(),
    tentative: new Set(),
    visits: 0,
  };
  const top = dereference(root).properties.get('traits');
  const start = { path: 'traits', required: true, certain: true, wanted: NONE, entered: new Map(), depth: 0 };
  if (top) walk({ ...start, node: top }, found);
  const titles = [...found.titles.values()].filter((title) => title !== undefined);
  const [title] = titles;
  return {
    leaves: [...found.leaves.values()],
    objects: [...found.objects.values()],
    ...(titles.length === 1 && title !== undefined ? { identifierTitle: title } : {}),
    marks: collectMarks(top),
  };
}

function walk(visit: Visit, found: Found): void {
  const node = dereference(visit.node);
  const times = visit.entered.get(node) ?? 0;
  found.visits += 1;
  if (times >= MOST_EXPANSIONS || visit.depth > DEEPEST) return;
  if (found.visits > MOST_VISITS || found.leaves.size >= MOST_LEAVES) return;
  const entered = new Map(visit.entered).set(node, times + 1);
  const parts = branchesOf(node);
  const wanted = visit.certain ? new Set([...visit.wanted, ...certainlyRequired(node)]) : visit.wanted;
  const inner = { ...visit, wanted, entered, depth: visit.depth + 1 };
  if (node.mark && namesAccount(node.mark)) found.titles.set(visit.path, found.titles.get(visit.path) ?? node.title);
  if (node.properties.size > 0) {
    found.leaves.delete(visit.path);
    noteObject({ ...visit, wanted }, node, found, times === 0);
  } else if (parts.length === 0 || node.types.length > 0) {
    noteLeaf({ ...visit, wanted }, node, found, times === 0);
  }
  for (const [name, child] of node.properties) {
    const path = `${visit.path}.${escapeName(name)}`;
    walk({ ...inner, node: child, path, required: wanted.has(name), wanted: NONE }, found);
  }
  for (const { part, certain } of parts) walk({ ...inner, node: part, certain: visit.certain && certain }, found);
}

/** Members that a schema asks for, those of its `allOf` included. */
function certainlyRequired(node: SchemaNode, depth = 0): readonly string[] {
  if (depth > MOST_EXPANSIONS) return [];
  const parts = node.lists.get('allOf') ?? [];
  return [...node.required, ...parts.flatMap((part) => certainlyRequired(dereference(part), depth + 1))];
}

/** Schemas for the same value; those of `allOf` hold for certain. */
function branchesOf(node: SchemaNode): readonly { readonly part: SchemaNode; readonly certain: boolean }[] {
  const lists = COMBINATORS.flatMap((key) =>
    (node.lists.get(key) ?? []).map((part) => ({ part, certain: key === 'allOf' })),
  );
  const conditional = CONDITIONS.flatMap((key) => node.single.get(key) ?? []).map((part) => ({ part, certain: false }));
  return [...lists, ...conditional].filter(({ part }) => part.constant === undefined);
}

function noteObject(visit: Visit, node: SchemaNode, found: Found, fresh: boolean): void {
  // Inside of itself a recursive schema is not filled in, or every tree would get five empty levels.
  if (visit.path === 'traits' || !fresh) return;
  const minimum = member(node.assertions, 'minProperties');
  const asksNothing = visit.certain && visit.wanted.size === 0 && !(typeof minimum === 'number' && minimum > 0);
  const known = found.objects.get(visit.path);
  // One that has to be there is filled in too: then its missing members are told, where there are fields for them.
  const fill = asksNothing || (visit.certain && visit.required);
  found.objects.set(visit.path, { path: visit.path, fill: fill && known?.fill !== false });
}

function noteLeaf(visit: Visit, node: SchemaNode, found: Found, fresh: boolean): void {
  const { path } = visit;
  if (path === 'traits') return;
  const leaf = toLeaf(visit, node);
  if (leaf.type === 'object' && node.types.length === 1) noteObject(visit, node, found, fresh);
  const before = found.leaves.get(path);
  if (!before) {
    found.leaves.set(path, leaf);
    if (!visit.certain) found.tentative.add(path);
  } else {
    found.leaves.set(path, merge(before, leaf, visit, node, found));
  }
  if (node.types.length > 0) found.typed.add(path);
}

/**
 * A second schema for the same field. One that applies in any case adds what the first left open; of branches, only what
 * they agree on says something about the field.
 */
function merge(before: TraitLeaf, next: TraitLeaf, visit: Visit, node: SchemaNode, found: Found): TraitLeaf {
  const typed = found.typed.has(before.path);
  const [first, second] = typed || node.types.length === 0 ? [before, next] : [next, before];
  const shape = { type: first.type, node: first.node, ...(first.itemType ? { itemType: first.itemType } : {}) };
  if (visit.certain) return { ...next, ...before, ...shape, required: before.required || next.required };
  if (!found.tentative.has(before.path)) return { ...before, ...shape };
  const { format, pattern, enum: options, ...rest } = before;
  return {
    ...rest,
    ...shape,
    ...(first.type !== second.type && second.type === 'string' && node.types.length > 0
      ? { type: 'string' as const }
      : {}),
    ...(format !== undefined && format === next.format ? { format } : {}),
    ...(pattern !== undefined && pattern === next.pattern ? { pattern } : {}),
    ...(options && JSON.stringify(options) === JSON.stringify(next.enum) ? { enum: options } : {}),
  };
}

function toLeaf(visit: Visit, node: SchemaNode): TraitLeaf {
  const options = member(node.assertions, 'enum');
  const pattern = member(node.assertions, 'pattern');
  const format = member(node.assertions, 'format');
  const type = leafType(node, options);
  const itemType = type === 'array' ? scalarItems(node) : undefined;
  const union = node.types.length > 1 && !(node.types.length === 2 && node.hasDefault);
  const scalar = type !== 'object' && type !== 'null' && (type !== 'array' || itemType !== undefined);
  return {
    path: visit.path,
    type,
    ...(typeof format === 'string' ? { format } : {}),
    ...(node.title === undefined ? {} : { title: node.title }),
    required: visit.required,
    ...(isArray(options) ? { enum: options } : {}),
    ...(typeof pattern === 'string' ? { pattern } : {}),
    node: scalar && !union,
    ...(itemType ? { itemType } : {}),
  };
}

function leafType(node: SchemaNode, options: JsonValue | undefined): LeafType {
  // Text satisfies a union with text in it, so nothing else is made of it.
  const named = node.types.includes('string') ? 'string' : (node.types.find((t) => t !== 'null') ?? node.types[0]);
  if (named !== undefined) return named as LeafType;
  if (node.items || node.single.has('contains')) return 'array';
  const fixed = member(node.assertions, 'const');
  const examples = isArray(options) ? options : fixed === undefined ? [] : [fixed];
  const types = new Set(examples.map(jsonType));
  return types.size === 1 ? ([...types][0] as LeafType) : 'string';
}

/** The type of the entries when all are scalars of one type. */
function scalarItems(node: SchemaNode): LeafType | undefined {
  const { items } = node;
  if (!items || Array.isArray(items)) return undefined;
  const item = dereference(items as SchemaNode);
  if (item.properties.size > 0) return undefined;
  const type = leafType(item, member(item.assertions, 'enum'));
  return type === 'object' || type === 'array' || type === 'null' ? undefined : type;
}

/** Methods that some place of the schema is marked for, places inside lists included. */
function collectMarks(top: SchemaNode | undefined): TraitFields['marks'] {
  const marks = { password: false, webauthn: false, code: false };
  const seen = new Set<SchemaNode>();
  const visit = (node: SchemaNode): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (node.mark?.password) marks.password = true;
    if (node.mark?.webauthn) marks.webauthn = true;
    if (node.mark?.code) marks.code = true;
    for (const next of partsOf(node)) visit(next);
  };
  if (top) visit(top);
  return marks;
}
