import type { JsonValue } from '@zelos/contract';
import { namesAccount } from './extension.ts';
import { dereference, partsOf, type SchemaNode } from './graph.ts';
import { escapeName, isArray, jsonType, member } from './json.ts';
import type { LeafType, ObjectPath, TraitLeaf } from './types.ts';

/** How often the walk enters a schema that it is already inside of, and how deep it goes. */
const MOST_EXPANSIONS = 5;
const DEEPEST = 64;
const MOST_LEAVES = 1000;

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
  /** Schemas entered on the way, with how often. */
  readonly entered: ReadonlyMap<SchemaNode, number>;
  readonly depth: number;
}

interface Found {
  readonly leaves: Map<string, TraitLeaf>;
  readonly objects: Map<string, ObjectPath>;
  readonly titles: Map<string, string | undefined>;
}

const COMBINATORS = ['allOf', 'anyOf', 'oneOf'];
const CONDITIONS = ['if', 'then', 'else'];

/** Walks `properties.traits` for fields, in document order. Recursive schemas are expanded to a depth of five. */
export function collectFields(root: SchemaNode): TraitFields {
  const found: Found = { leaves: new Map(), objects: new Map(), titles: new Map() };
  const top = dereference(root).properties.get('traits');
  if (top) walk({ node: top, path: 'traits', required: true, entered: new Map(), depth: 0 }, found);
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
  if (times >= MOST_EXPANSIONS || visit.depth > DEEPEST || found.leaves.size >= MOST_LEAVES) return;
  const entered = new Map(visit.entered).set(node, times + 1);
  const parts = branchesOf(node);
  if (node.mark && namesAccount(node.mark)) found.titles.set(visit.path, found.titles.get(visit.path) ?? node.title);
  if (node.properties.size > 0) {
    found.leaves.delete(visit.path);
    noteObject(visit, node, found, times === 0);
  }
  if (node.properties.size === 0 && (parts.length === 0 || node.types.length > 0))
    noteLeaf(visit, node, found, times === 0);
  for (const [name, child] of node.properties) {
    const required = node.required.includes(name);
    walk({ node: child, path: `${visit.path}.${escapeName(name)}`, required, entered, depth: visit.depth + 1 }, found);
  }
  for (const { part, certain } of parts) {
    walk({ ...visit, node: part, required: visit.required && certain, entered, depth: visit.depth + 1 }, found);
  }
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
  const fill = node.required.length === 0 && !(typeof minimum === 'number' && minimum > 0);
  const known = found.objects.get(visit.path);
  found.objects.set(visit.path, { path: visit.path, fill: fill && known?.fill !== false });
}

function noteLeaf(visit: Visit, node: SchemaNode, found: Found, fresh: boolean): void {
  if (visit.path === 'traits') return;
  const leaf = toLeaf(visit, node);
  if (leaf.type === 'object' && node.types.length === 1) noteObject(visit, node, found, fresh);
  const before = found.leaves.get(visit.path);
  // The first place decides; later ones add what it left open.
  found.leaves.set(visit.path, before ? { ...leaf, ...before, required: before.required || leaf.required } : leaf);
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
  const named = node.types.find((type) => type !== 'null') ?? node.types[0];
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
