import { type JsonObject, type JsonValue, uiText } from '@zelos/contract';
import { normalizeIdentifier, normalizePhone } from '../../kernel/normalize.ts';
import type { TraitMark } from './extension.ts';
import { isEmail, isSendable } from './formats.ts';
import { partsOf, type SchemaNode } from './graph.ts';
import { escapeToken, isArray, isObject, member, pointerTokens } from './json.ts';
import type { ChannelAddress, CodeIdentifier, DerivedTraits, SchemaViolation } from './types.ts';
import { addressViolation, reasonViolation, type ViolationPlace, violation } from './violations.ts';
import { type DocumentValidator, WorkExhausted } from './validator.ts';

/** Values nest no deeper than this where they were validated; see `deeperThan`. */
const DEEPEST = 80;
const MOST_VISITS = 50_000;

/** A marked value and where it stands. */
interface MarkedValue {
  readonly mark: TraitMark;
  readonly node: SchemaNode;
  readonly pointer: string;
  readonly value: JsonValue;
}

export type Deriver = (traits: JsonObject) => DerivedTraits;

/**
 * Prepares the walk of a schema's markings; the walk throws WorkExhausted for values that multiply it. A marking counts where
 * its schema applies: only in branches that hold.
 */
export function createDeriver(root: SchemaNode, validator: DocumentValidator): Deriver {
  const marking = markedNodes(root);
  for (const node of marking) for (const part of asked(node, marking)) validator.prepare(part);
  return (traits) => {
    const values: MarkedValue[] = [];
    let visits = 0;
    const visit = (node: SchemaNode, value: JsonValue, pointer: string, depth: number): void => {
      visits += 1;
      if (!marking.has(node)) return;
      if (depth > DEEPEST || visits > MOST_VISITS) throw new WorkExhausted();
      if (node.ref) return visit(node.ref, value, pointer, depth);
      if (node.mark && isScalar(value)) values.push({ mark: node.mark, node, pointer, value });
      for (const part of applicable(node, value, validator, marking)) visit(part, value, pointer, depth);
      for (const [token, inner, part] of innerValues(node, value, validator, marking)) {
        visit(part, inner, `${pointer}/${escapeToken(token)}`, depth + 1);
      }
    };
    visit(root, { traits }, '', 0);
    return assemble(traits, values);
  };
}

/** Schemas that carry a marking themselves or in a part. */
function markedNodes(root: SchemaNode): ReadonlySet<SchemaNode> {
  const users = new Map<SchemaNode, SchemaNode[]>();
  const seen = new Set<SchemaNode>([root]);
  for (const node of seen) {
    for (const part of partsOf(node)) {
      users.set(part, [...(users.get(part) ?? []), node]);
      seen.add(part);
    }
  }
  const marked = new Set([...seen].filter((node) => node.mark));
  for (const node of marked) for (const user of users.get(node) ?? []) marked.add(user);
  return marked;
}

/** Parts of a schema whose markings depend on whether the value satisfies them. */
function asked(node: SchemaNode, marking: ReadonlySet<SchemaNode>): readonly SchemaNode[] {
  const branches = ['anyOf', 'oneOf'].flatMap((key) => node.lists.get(key) ?? []);
  const parts = [...branches, node.single.get('contains')].filter((part) => isMarked(part, marking));
  const conditional = ['if', 'then', 'else'].some((key) => isMarked(node.single.get(key), marking));
  return [...parts, conditional ? node.single.get('if') : undefined].filter((part) => part !== undefined);
}

function isScalar(value: JsonValue): value is string | number | boolean {
  return value !== null && typeof value !== 'object';
}

/** The parts that apply to the same value: all of `allOf`, branches that hold, the branch of a condition. */
function applicable(
  node: SchemaNode,
  value: JsonValue,
  validator: DocumentValidator,
  marking: ReadonlySet<SchemaNode>,
): readonly SchemaNode[] {
  const parts = [...(node.lists.get('allOf') ?? [])];
  for (const key of ['anyOf', 'oneOf']) {
    parts.push(...(node.lists.get(key) ?? []).filter((part) => marking.has(part) && validator.holds(part, value)));
  }
  const condition = node.single.get('if');
  if (condition && ['if', 'then', 'else'].some((key) => isMarked(node.single.get(key), marking))) {
    const holds = validator.holds(condition, value);
    if (holds) parts.push(condition);
    const branch = node.single.get(holds ? 'then' : 'else');
    if (branch) parts.push(branch);
  }
  for (const [name, dependency] of node.dependencies) {
    if (isObject(value) && Object.hasOwn(value, name) && !Array.isArray(dependency))
      parts.push(dependency as SchemaNode);
  }
  return parts;
}

function isMarked(node: SchemaNode | undefined, marking: ReadonlySet<SchemaNode>): boolean {
  return node !== undefined && marking.has(node);
}

type Inner = readonly [token: string, value: JsonValue, part: SchemaNode];

/** The values inside a value, each with the schemas for it. */
function innerValues(
  node: SchemaNode,
  value: JsonValue,
  validator: DocumentValidator,
  marking: ReadonlySet<SchemaNode>,
): readonly Inner[] {
  const found: Inner[] = [];
  if (isArray(value)) {
    const list = Array.isArray(node.items) ? (node.items as readonly SchemaNode[]) : undefined;
    const rest = list ? node.single.get('additionalItems') : (node.items as SchemaNode | undefined);
    const contained = node.single.get('contains');
    for (const [index, inner] of value.entries()) {
      const part = list?.[index] ?? rest;
      if (part) found.push([String(index), inner, part]);
      if (contained && marking.has(contained) && validator.holds(contained, inner)) {
        found.push([String(index), inner, contained]);
      }
    }
    return found;
  }
  if (!isObject(value)) return found;
  // Markings count in the order of the schema; members that only patterns or the rest describe follow.
  for (const [name, part] of node.properties) {
    const inner = member(value, name);
    if (inner !== undefined) found.push([name, inner, part]);
  }
  const others = node.single.get('additionalProperties');
  if (node.patternProperties.size === 0 && !others) return found;
  for (const [name, inner] of Object.entries(value) as [string, JsonValue][]) {
    const matching = [...node.patternProperties.values()].filter(({ pattern }) => pattern.test(name));
    for (const { node: part } of matching) found.push([name, inner, part]);
    if (others && matching.length === 0 && !node.properties.has(name)) found.push([name, inner, others]);
  }
  return found;
}

interface Collected {
  readonly identifiers: { password: string[]; webauthn: string[]; code: CodeIdentifier[] };
  readonly marked: { password: boolean; webauthn: boolean; code: boolean };
  readonly verifiable: ChannelAddress[];
  readonly recovery: ChannelAddress[];
  readonly violations: SchemaViolation[];
  readonly rewritten: Map<string, string>;
  passkeyDisplayName?: string;
  totpAccountName?: string;
}

function assemble(traits: JsonObject, values: readonly MarkedValue[]): DerivedTraits {
  const to: Collected = {
    identifiers: { password: [], webauthn: [], code: [] },
    marked: { password: false, webauthn: false, code: false },
    verifiable: [],
    recovery: [],
    violations: [],
    rewritten: new Map(),
  };
  for (const one of values) {
    addIdentifiers(one, to);
    addCode(one, to);
    addAddress(one, 'verification', to);
    addAddress(one, 'recovery', to);
    if (one.mark.passkeyName && to.passkeyDisplayName === undefined) to.passkeyDisplayName = String(one.value);
    if (one.mark.totpName && to.totpAccountName === undefined) to.totpAccountName = String(one.value);
  }
  const { rewritten, ...derived } = to;
  return { ...derived, traits: rewrite(traits, rewritten) };
}

function placeOf({ node, pointer }: MarkedValue, keyword: string): ViolationPlace {
  return { pointer, schemaPointer: `${node.pointer}/${escapeToken('ory.sh/kratos')}/${keyword}`, keyword };
}

function addIdentifiers(one: MarkedValue, to: Collected): void {
  const identifier = normalizeIdentifier(String(one.value));
  for (const type of ['password', 'webauthn'] as const) {
    if (!one.mark[type]) continue;
    to.marked[type] = true;
    if (identifier === '') to.violations.push(blank(placeOf(one, `credentials/${type}`)));
    else if (!to.identifiers[type].includes(identifier)) to.identifiers[type].push(identifier);
  }
}

/** An identifier of nothing but blanks would be shared by everybody who leaves it empty. */
function blank(place: ViolationPlace): SchemaViolation {
  const property = pointerTokens(place.pointer).at(-1) ?? '';
  return violation(place, uiText(4000002, { property }), 'an identifier cannot be blank');
}

function addCode(one: MarkedValue, to: Collected): void {
  if (!one.mark.code) return;
  to.marked.code = true;
  const place = placeOf(one, 'credentials/code');
  const { codeVia: channel } = one.mark;
  if (!channel) {
    to.violations.push(reasonViolation(place, 'The identity schema does not say how codes reach this address.'));
    return;
  }
  const address = toAddress(one, channel, 'code', place, to);
  if (address === undefined || to.identifiers.code.some((c) => c.channel === channel && c.address === address)) return;
  to.identifiers.code.push({ channel, address, identifier: address });
}

function addAddress(one: MarkedValue, use: 'verification' | 'recovery', to: Collected): void {
  const via = one.mark[use];
  if (!via) return;
  const place = placeOf(one, use);
  if (use === 'verification' && via === 'sms' && member(one.node.assertions, 'format') === undefined) {
    to.violations.push(reasonViolation(place, 'The identity schema gives this phone number no format.'));
    return;
  }
  const value = toAddress(one, via, use, place, to);
  const list = use === 'verification' ? to.verifiable : to.recovery;
  if (value !== undefined && !list.some((a) => a.via === via && a.value === value)) list.push({ via, value });
}

/**
 * The address of a marked value, normalised: the same text is stored, looked up and sent to (SR-IV-08). Numbers for SMS are
 * rewritten in the traits. An e-mail address must be one by the rules of its format, and in any case a single address.
 */
function toAddress(
  one: MarkedValue,
  via: 'email' | 'sms',
  use: 'code' | 'verification' | 'recovery',
  place: ViolationPlace,
  to: Collected,
): string | undefined {
  const text = String(one.value);
  const format = member(one.node.assertions, 'format');
  const refuse = (kind: 'email' | 'tel') => {
    to.violations.push(text.trim() === '' ? blank(place) : addressViolation(place, kind, text));
    return undefined;
  };
  if (via === 'sms') {
    const phone = normalizePhone(text);
    if (phone !== null) to.rewritten.set(one.pointer, phone);
    if (phone !== null || (format === 'no-validate' && use !== 'code' && text.trim() !== '')) {
      return phone ?? normalizeIdentifier(text);
    }
    return refuse('tel');
  }
  const address = normalizeIdentifier(text);
  const valid = format === undefined || format === 'email' ? isEmail(address) && isEmail(text) : true;
  return valid && isSendable(address) ? address : refuse('email');
}

/** The traits with some values replaced; everything else is shared with the original. */
function rewrite(traits: JsonObject, replaced: ReadonlyMap<string, string>): JsonObject {
  let result: JsonValue = traits;
  for (const [pointer, text] of replaced) result = replaceAt(result, pointerTokens(pointer).slice(1), text);
  return result as JsonObject;
}

function replaceAt(value: JsonValue, tokens: readonly string[], text: string): JsonValue {
  const [token, ...rest] = tokens;
  if (token === undefined) return text;
  if (isArray(value)) return value.map((inner, i) => (String(i) === token ? replaceAt(inner, rest, text) : inner));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, JsonValue]) => [
      name,
      name === token ? replaceAt(inner, rest, text) : inner,
    ]),
  );
}
