import type { JsonObject, JsonValue } from '@zelos/contract';
import type { RawFields } from '../../kernel/fields.ts';
import { deeperThan, isArray, isObject, isPolluting, member, pathNames } from './json.ts';
import type { IdentitySchema, LeafType, SchemaViolation, TraitLeaf } from './types.ts';
import { reasonViolation, typeViolation } from './violations.ts';

/** Objects being put together have no prototype, so that no name can reach one (SR-IV-04). */
interface Draft {
  [key: string]: JsonValue | Draft;
}

/** Items of a list that a form can show one by one. */
const MOST_ITEMS = 500;
/** Traits nest at most this deep (SR-IV-06). */
export const DEEPEST_TRAITS = 64;

export interface DecodedTraits {
  readonly traits: JsonObject;
  /** What cannot be taken for traits at all; whether they satisfy the schema is not asked here. */
  readonly violations: readonly SchemaViolation[];
}

/**
 * Makes traits of the fields of a body by the schema: dotted form keys with all their values, or JSON with nested or dotted
 * members. Keys that the schema does not know are dropped in forms and at dotted JSON keys. Never throws.
 * Contract: http, section 7; what is absent stays absent except for objects that ask for nothing.
 */
export function decodeTraits(schema: IdentitySchema, fields: RawFields): DecodedTraits {
  const draft = newDraft();
  const violations: SchemaViolation[] = [];
  const whole = wholeTraits(fields, violations);
  if (whole) copyInto(draft, whole, violations);
  for (const { path } of schema.objects) {
    const sent = sentAt(fields, path);
    const value = sent && ('json' in sent ? boundedCopy(sent.json) : boundedJson(sent.texts[0]));
    if (value !== undefined) place(draft, path, value);
  }
  const emptied: TraitLeaf[] = [];
  for (const leaf of schema.leaves) {
    const sent = (leaf.type === 'array' ? itemsAt(fields, leaf.path) : undefined) ?? sentAt(fields, leaf.path);
    if (sent === undefined) continue;
    const value = fits(leaf, sent) ?? decodeLeaf(leaf, sent);
    if (value !== undefined) place(draft, leaf.path, value);
    else emptied.push(leaf);
  }
  for (const leaf of schema.leaves) castNested(draft, leaf);
  for (const leaf of emptied) fillEmptied(draft, leaf);
  for (const { path, fill } of schema.objects) {
    if (fill && parentOf(draft, path)) placeIfAbsent(draft, path, newDraft());
  }
  return { traits: finish(draft) as JsonObject, violations };
}

function newDraft(): Draft {
  return Object.create(null) as Draft;
}

const ROOT = { pointer: '/traits', schemaPointer: '#/properties/traits' };

function wholeTraits(fields: RawFields, violations: SchemaViolation[]): JsonObject | undefined {
  const value =
    fields.source === 'json' ? member(fields.value, 'traits') : parsedText(fields.values.get('traits')?.[0]);
  if (value === undefined || value === null || value === '') return undefined;
  if (!isObject(value)) {
    violations.push(
      typeViolation({ ...ROOT, schemaPointer: `${ROOT.schemaPointer}/type`, keyword: 'type' }, ['object'], value),
    );
    return undefined;
  }
  if (deeperThan(value, DEEPEST_TRAITS)) {
    violations.push(reasonViolation({ ...ROOT, keyword: 'depth' }, 'These values are nested too deeply.'));
    return undefined;
  }
  return value;
}

/** A form field that holds JSON, or the text itself when it does not. */
function parsedText(text: string | undefined): JsonValue | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

function copyInto(draft: Draft, value: JsonObject, violations: SchemaViolation[]): void {
  for (const [name, inner] of Object.entries(value)) {
    if (isPolluting(name)) {
      violations.push(reasonViolation({ ...ROOT, keyword: 'propertyNames' }, `A value cannot be called ${name}.`));
    } else draft[name] = copied(inner, violations);
  }
}

function copied(value: JsonValue, violations: SchemaViolation[]): JsonValue | Draft {
  if (isArray(value)) return value.map((inner) => copied(inner, violations)) as readonly JsonValue[];
  if (!isObject(value)) return value;
  const draft = newDraft();
  copyInto(draft, value, violations);
  return draft;
}

type Sent =
  | { readonly texts: readonly string[]; readonly scalar?: JsonValue }
  | { readonly json: JsonValue; readonly scalar?: never };

function sentAt(fields: RawFields, path: string): Sent | undefined {
  if (fields.source === 'form') {
    const texts = fields.values.get(path);
    return texts ? { texts } : undefined;
  }
  const json = member(fields.value, path);
  if (json === undefined || json === null) return undefined;
  // A scalar at a dotted key is read like a form value.
  return typeof json === 'object' ? { json } : { texts: [String(json)], scalar: json };
}

/** Forms show the items of a stored list one by one, under its name and their number; an emptied one is gone. */
function itemsAt(fields: RawFields, path: string): Sent | undefined {
  const texts: string[] = [];
  for (let index = 0; index < MOST_ITEMS; index += 1) {
    const sent = sentAt(fields, `${path}.${index}`);
    if (!sent || !('texts' in sent)) break;
    texts.push(sent.texts[0] ?? '');
  }
  const added = texts.length > 0 ? sentAt(fields, path) : undefined;
  return texts.length > 0 ? { texts: [...texts, ...(added && 'texts' in added ? added.texts : [])] } : undefined;
}

/** A number or truth value of a JSON body that is of the wanted type already. */
function fits(leaf: TraitLeaf, sent: Sent): JsonValue | undefined {
  if (typeof sent.scalar === 'number' && (leaf.type === 'number' || leaf.type === 'integer')) return sent.scalar;
  return typeof sent.scalar === 'boolean' && leaf.type === 'boolean' ? sent.scalar : undefined;
}

/** The value of a leaf; undefined when only empty text was sent. */
function decodeLeaf(leaf: TraitLeaf, sent: Sent): JsonValue | undefined {
  if ('json' in sent) return boundedCopy(sent.json);
  const texts = sent.texts.filter((text) => text !== '');
  if (texts.length === 0) return undefined;
  if (leaf.type === 'array') return leaf.itemType ? texts.map((text) => cast(text, leaf.itemType)) : parsedList(texts);
  if (leaf.type === 'object') return boundedJson(texts[0]);
  // A hidden field before a checkbox gives its value while the box is not ticked.
  return cast((leaf.type === 'boolean' ? texts.at(-1) : texts[0]) ?? '', leaf.type);
}

/** A value without names that reach a prototype, or nothing when it nests too deeply. */
function boundedCopy(value: JsonValue): JsonValue | undefined {
  return deeperThan(value, DEEPEST_TRAITS) ? undefined : (copied(value, []) as JsonValue);
}

function boundedJson(text: string | undefined): JsonValue | undefined {
  const value = parsedText(text);
  return value === undefined ? undefined : boundedCopy(value);
}

/** Entries that are no scalars: one JSON list, or one JSON value each. */
function parsedList(texts: readonly string[]): JsonValue | undefined {
  const values = texts.map((text) => boundedJson(text) ?? text);
  const [only] = values;
  return values.length === 1 && isArray(only) ? only : values;
}

const TRUE = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

/** Form text by the type of the schema; text that is no such value stays, for the schema to refuse. */
function cast(text: string, type: LeafType | undefined): JsonValue {
  if (type === 'boolean') return TRUE.has(text) ? true : FALSE.has(text) ? false : text;
  if (type === 'number' || type === 'integer') return toNumber(text, /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i) ?? text;
  return text;
}

/** JSON text by the type of the schema, where it is exactly the value's own spelling. */
function castExactly(value: JsonValue, type: LeafType | undefined): JsonValue {
  if (typeof value !== 'string') return value;
  if (type === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  if (type === 'number' || type === 'integer') return toNumber(value, /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i) ?? value;
  return value;
}

/** Whole numbers beyond the safe range would come out as other numbers; they stay text. */
function toNumber(text: string, grammar: RegExp): number | undefined {
  if (text.length > 400 || !grammar.test(text)) return undefined;
  const number = Number(text);
  if (!Number.isFinite(number) || (Number.isInteger(number) && !Number.isSafeInteger(number))) return undefined;
  return number;
}

function isDraft(value: JsonValue | Draft | undefined): value is Draft {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The object that holds the last name of a path, when it is there. */
function parentOf(draft: Draft, path: string): { readonly holder: Draft; readonly name: string } | undefined {
  const names = pathNames(path).slice(1);
  const name = names.pop();
  let holder = draft;
  for (const step of names) {
    const inner = holder[step];
    if (!isDraft(inner)) return undefined;
    holder = inner;
  }
  return name === undefined ? undefined : { holder, name };
}

function place(draft: Draft, path: string, value: JsonValue): void {
  const names = pathNames(path).slice(1);
  const last = names.pop();
  let holder = draft;
  for (const step of names) {
    const inner = holder[step] ?? newDraft();
    // Something that is no object was sent for the parent; the schema will say so.
    if (!isDraft(inner)) return;
    holder[step] = inner;
    holder = inner;
  }
  if (last !== undefined) holder[last] = value;
}

function placeIfAbsent(draft: Draft, path: string, value: Draft): void {
  const parent = parentOf(draft, path);
  if (parent && parent.holder[parent.name] === undefined) parent.holder[parent.name] = value;
}

function castNested(draft: Draft, leaf: TraitLeaf): void {
  const parent = parentOf(draft, leaf.path);
  const value = parent?.holder[parent.name] as JsonValue | undefined;
  if (!parent || value === undefined) return;
  if (leaf.itemType && isArray(value)) parent.holder[parent.name] = value.map((v) => castExactly(v, leaf.itemType));
  else parent.holder[parent.name] = castExactly(value, leaf.type);
}

/** A required number or truth value that was sent empty is 0 or false, where its parent is there. */
function fillEmptied(draft: Draft, leaf: TraitLeaf): void {
  if (!leaf.required || !['number', 'integer', 'boolean'].includes(leaf.type)) return;
  const parent = parentOf(draft, leaf.path);
  if (parent && parent.holder[parent.name] === undefined) {
    parent.holder[parent.name] = leaf.type === 'boolean' ? false : 0;
  }
}

/** Plain objects of the drafts. Names that reach a prototype were left out on the way. */
function finish(value: JsonValue | Draft): JsonValue {
  if (Array.isArray(value)) return value.map(finish);
  if (!isDraft(value)) return value as JsonValue;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, finish(inner)]));
}
