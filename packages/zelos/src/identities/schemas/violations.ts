import { type JsonObject, type JsonValue, type UiText, uiText } from '@zelos/contract';
import type { Issue } from '../../kernel/issue.ts';
import { canonicalText, cut, escapeToken, isArray, jsonType, nodeName, pointerTokens } from './json.ts';
import type { SchemaViolation } from './types.ts';
import type { RuleFailure } from './validator.ts';

/** More violations than this say nothing new to anybody. */
const MOST_VIOLATIONS = 100;

type Limited = readonly [
  id: 4000003 | 4000017 | 4000018 | 4000019 | 4000020 | 4000021 | 4000022 | 4000023 | 4000024,
  limit: string,
  actual: string,
  param: 'limit' | 'multipleOf',
];

/** Rules with a limit: message, context keys, and where the validator puts the limit. */
const LIMITS: Readonly<Record<string, Limited>> = {
  minLength: [4000003, 'min_length', 'actual_length', 'limit'],
  maxLength: [4000017, 'max_length', 'actual_length', 'limit'],
  minimum: [4000018, 'minimum', 'actual', 'limit'],
  exclusiveMinimum: [4000019, 'minimum', 'actual', 'limit'],
  maximum: [4000020, 'maximum', 'actual', 'limit'],
  exclusiveMaximum: [4000021, 'maximum', 'actual', 'limit'],
  multipleOf: [4000022, 'base', 'actual', 'multipleOf'],
  maxItems: [4000023, 'max_items', 'actual_items', 'limit'],
  minItems: [4000024, 'min_items', 'actual_items', 'limit'],
};

/** Sentences for rules without a message of their own. */
const REASONS: Readonly<Record<string, string>> = {
  enum: 'This is none of the possible values.',
  contains: 'No entry is of the kind that is needed here.',
  not: 'This value is not allowed here.',
  anyOf: 'This value fits none of the possible forms.',
  oneOf: 'This value must fit exactly one of the possible forms.',
  if: 'This value does not fit the other values.',
  dependencies: 'A value that belongs to another one is missing.',
  propertyNames: 'The name of a value is not allowed here.',
  maxProperties: 'There are too many values.',
  minProperties: 'There are too few values.',
  additionalItems: 'There are too many entries.',
};

export interface ViolationPlace {
  /** In the document `{"traits": …}`, without `#`. */
  readonly pointer: string;
  readonly schemaPointer: string;
  readonly keyword: string;
}

/** A violation at a place; the node is derived from the pointer. */
export function violation(place: ViolationPlace, message: UiText, detail: string): SchemaViolation {
  return {
    at: nodeName(place.pointer),
    keyword: place.keyword,
    message,
    instancePointer: `#${place.pointer}`,
    schemaPointer: place.schemaPointer,
    detail,
  };
}

/** A violation that is told in a sentence. */
export function reasonViolation(place: ViolationPlace, reason: string): SchemaViolation {
  return violation(place, uiText(4000001, { reason }), reason);
}

/** The violation for a value of another type than the schema wants. */
export function typeViolation(place: ViolationPlace, allowed: readonly string[], value: JsonValue): SchemaViolation {
  const message = uiText(4000026, { allowed_types: allowed, actual_type: jsonType(value) });
  return violation(place, message, `expected ${allowed.join(' or ')}, but got ${jsonType(value)}`);
}

/** The violation for a missing or empty value; `pointer` is the value's place, `holder` the one that is reported. */
export function requiredViolation(place: ViolationPlace, holder = place.pointer): SchemaViolation {
  const property = pointerTokens(place.pointer).at(-1) ?? '';
  const base = violation(place, uiText(4000002, { property }), `missing property ${JSON.stringify(cut(property))}`);
  return { ...base, instancePointer: `#${holder}` };
}

/** The violation for an address of the wrong form. */
export function addressViolation(place: ViolationPlace, kind: 'email' | 'tel', value: string): SchemaViolation {
  const message = kind === 'email' ? uiText(4000040, { value: cut(value) }) : uiText(4000041, { value: cut(value) });
  return violation(place, message, `${JSON.stringify(cut(value))} is not valid ${JSON.stringify(kind)}`);
}

/** Translates the failures of a validation: every leaf cause once, summaries of combinators only where nothing is below them. */
export function translateFailures(failures: readonly RuleFailure[]): readonly SchemaViolation[] {
  const found: SchemaViolation[] = [];
  const mistyped = new Set(failures.filter((f) => f.keyword === 'type').map(placeOfRules));
  for (const failure of failures) {
    if (found.length >= MOST_VIOLATIONS) break;
    // A value of another type fits none of the other rules beside it; saying so tells nothing new.
    if (failure.keyword !== 'type' && mistyped.has(placeOfRules(failure))) continue;
    if (isSummary(failure, failures) || isAboutName(failure, failures)) continue;
    const translated = translate(failure);
    if (!found.some((known) => sameViolation(known, translated))) found.push(translated);
  }
  return mergeUnknownMembers(found);
}

/** A value and the one schema whose rules it breaks. */
function placeOfRules({ instancePath, schemaPointer, keyword }: RuleFailure): string {
  return `${instancePath} ${schemaPointer.slice(0, -keyword.length)}`;
}

/** Adds what the markings find to what the schema finds: a value that fails the schema is told no second reason. */
export function joinViolations(
  first: readonly SchemaViolation[],
  more: readonly SchemaViolation[],
): readonly SchemaViolation[] {
  const joined = [...first];
  for (const next of more) {
    const told = first.some((known) => known.at === next.at) || joined.some((known) => sameViolation(known, next));
    if (!told) joined.push(next);
  }
  return joined;
}

function sameViolation(a: SchemaViolation, b: SchemaViolation): boolean {
  return a.at === b.at && a.message.id === b.message.id && a.detail === b.detail;
}

function isSummary(failure: RuleFailure, all: readonly RuleFailure[]): boolean {
  if (failure.keyword === 'if') return true;
  if (failure.keyword !== 'anyOf' && failure.keyword !== 'oneOf') return false;
  if (failure.keyword === 'oneOf' && isArray(failure.params['passingSchemas'] as JsonValue)) return false;
  return all.some((other) => other !== failure && isBelow(other, failure));
}

/** `then` and `else` carry no failure of their own when they are plain `false`; their leaf says so itself. */
function isBelow(inner: RuleFailure, outer: RuleFailure): boolean {
  return inner.instancePath === outer.instancePath || inner.instancePath.startsWith(`${outer.instancePath}/`);
}

/** What is wrong with the name of a member is said by `propertyNames` itself. */
function isAboutName(failure: RuleFailure, all: readonly RuleFailure[]): boolean {
  if (failure.propertyName === undefined) return false;
  return all.some((other) => other !== failure && other.keyword === 'propertyNames' && isBelow(failure, other));
}

function translate(failure: RuleFailure): SchemaViolation {
  const { keyword, params, data, schemaPointer, instancePath: pointer } = failure;
  const place: ViolationPlace = { pointer, schemaPointer, keyword };
  const value = data as JsonValue;
  const limited = Object.hasOwn(LIMITS, keyword) ? LIMITS[keyword] : undefined;
  if (limited) return limitViolation(place, limited, params[limited[3]] as number, value);
  switch (keyword) {
    case 'required': {
      const name = String(params['missingProperty']);
      return requiredViolation({ ...place, pointer: `${pointer}/${escapeToken(name)}` }, pointer);
    }
    case 'type':
      return typeViolation(place, [params['type']].flat() as readonly string[], value);
    case 'pattern': {
      const pattern = String(params['pattern']);
      return violation(
        place,
        uiText(4000004, { pattern }),
        `${shown(value)} does not match ${JSON.stringify(pattern)}`,
      );
    }
    case 'format':
      return formatViolation(place, String(params['format']), value);
    case 'const':
      return constViolation(place, params['allowedValue'] as JsonValue);
    case 'uniqueItems': {
      const context = { index_a: params['i'] as number, index_b: params['j'] as number };
      return violation(place, uiText(4000025, context), `items ${context.index_a} and ${context.index_b} are equal`);
    }
    case 'additionalProperties':
      return reasonViolation(
        place,
        `There is no field for ${JSON.stringify(cut(String(params['additionalProperty'])))}.`,
      );
    default:
      return reasonViolation(place, REASONS[keyword] ?? 'This value does not fit.');
  }
}

function limitViolation(place: ViolationPlace, rule: Limited, limit: number, value: JsonValue): SchemaViolation {
  const [id, limitKey, actualKey] = rule;
  const actual = typeof value === 'string' ? [...value].length : isArray(value) ? value.length : Number(value);
  const context: JsonObject = { [limitKey]: limit, [actualKey]: actual };
  return violation(place, uiText(id, context), `${place.keyword} is ${limit}, but the value has ${actual}`);
}

function formatViolation(place: ViolationPlace, format: string, value: JsonValue): SchemaViolation {
  const text = typeof value === 'string' ? value : canonicalText(value);
  if (format === 'email' || format === 'email_loose') return addressViolation(place, 'email', text);
  if (format === 'tel') return addressViolation(place, 'tel', text);
  const reason = `This is not a valid ${format}.`;
  return violation(place, uiText(4000001, { reason }), `${shown(value)} is not valid ${JSON.stringify(format)}`);
}

function constViolation(place: ViolationPlace, expected: JsonValue): SchemaViolation {
  const printable = expected === null || typeof expected !== 'object';
  const message = printable ? uiText(4000029, { expected: String(expected) }) : uiText(4000030);
  return violation(place, message, `the value must be ${cut(canonicalText(expected))}`);
}

function shown(value: JsonValue): string {
  return cut(JSON.stringify(value) ?? '');
}

/** One message for all the unknown members of an object. */
function mergeUnknownMembers(found: readonly SchemaViolation[]): readonly SchemaViolation[] {
  const unknown = found.filter((v) => v.keyword === 'additionalProperties');
  const kept: SchemaViolation[] = [];
  for (const one of found) {
    if (one.keyword !== 'additionalProperties') kept.push(one);
    else if (!kept.some((known) => known.keyword === one.keyword && known.at === one.at)) {
      const reason = unknown
        .filter((other) => other.at === one.at)
        .map((other) => other.detail)
        .slice(0, 5)
        .join(' ');
      kept.push({ ...one, message: uiText(4000001, { reason }), detail: reason });
    }
  }
  return kept;
}

/** Violations as issues of a form. */
export function violationsToIssues(violations: readonly SchemaViolation[]): readonly Issue[] {
  // At one field the wrong kind of value is told before its length.
  const rank = ({ keyword }: SchemaViolation) => (keyword === 'format' ? 0 : 1);
  const told = [...violations].sort((a, b) => rank(a) - rank(b));
  return told.map(({ at, message }) => (at === '' ? { message } : { at, message }));
}

/** The `reason` of an administrative refusal: place, rule and detail; several stand on lines indented by two spaces. */
export function describeViolations(violations: readonly SchemaViolation[]): string {
  const lines = violations.map((v) => `I[${v.instancePointer}] S[${v.schemaPointer}] ${v.detail}`);
  const [only] = lines;
  if (lines.length === 1 && only !== undefined) return only;
  return ['the traits do not satisfy the identity schema:', ...lines.map((line) => `  ${line}`)].join('\n');
}
