import { alternativeOf, type JsonSchema, propertyOf } from '@zelos/contract';
import { FORMATS } from './formats.ts';
import { type ConfigPath, isFields } from './layer.ts';
import { nearestWord } from './suggest.ts';

/** One violation of the schema. `part` says whether the key itself or its value is at fault. */
export interface Violation {
  readonly path: ConfigPath;
  readonly part: 'key' | 'value';
  readonly reason: string;
  /** True for an unknown key where the schema is open: worth a warning only. */
  readonly tolerated?: true;
}

type Report = (violation: Violation) => void;

/**
 * Checks a configuration against its schema (the keywords of draft-07 that the schema uses) and explains every violation in
 * plain words. A walk over the schema rather than a compiled validator: compiling this schema takes longer than everything
 * else a start does, and a walk can name the nearest known key and the alternative that was meant.
 */
export function checkValue(schema: JsonSchema, value: unknown): readonly Violation[] {
  const found: Violation[] = [];
  walk(schema, value, [], (violation) => found.push(violation));
  return found;
}

function walk(schema: JsonSchema, value: unknown, path: ConfigPath, report: Report): void {
  const fail = (reason: string) => report({ path, part: 'value', reason });
  if (value === null && !allowsNull(schema)) return fail('is empty; give it a value or remove the key');
  if (value === undefined) return fail('is missing in the list');
  if (schema['anyOf'] !== undefined) return checkAnyOf(schema, value, path, report);
  const type = typeProblem(schema['type'], value);
  if (type !== undefined) return fail(type);
  const actual = alternativeOf(schema, value);
  if (actual === undefined) return fail(alternativesProblem(schema, value));
  if (Array.isArray(value)) checkList(actual, value, path, report);
  else if (isFields(value)) checkFields(actual, value, path, report);
  else checkScalar(actual, value, fail);
}

const allowsNull = (schema: JsonSchema): boolean =>
  schema['type'] === 'null' ||
  (schema['type'] === undefined &&
    schema['enum'] === undefined &&
    schema['const'] === undefined &&
    schema['oneOf'] === undefined);

function checkAnyOf(schema: JsonSchema, value: unknown, path: ConfigPath, report: Report): void {
  const attempts = (schema['anyOf'] as JsonSchema[]).map((branch) => {
    const found: Violation[] = [];
    walk(branch, value, path, (violation) => found.push(violation));
    return found;
  });
  const best = attempts.reduce((a, b) => (b.length < a.length ? b : a));
  // The alternative that fits deepest says most about what was meant.
  const deepest = attempts.reduce((a, b) => ((b[0]?.path.length ?? 0) > (a[0]?.path.length ?? 0) ? b : a), best);
  for (const violation of best.length === 0 ? [] : deepest) report(violation);
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  object: 'a map of keys',
  array: 'a list',
};

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function typeProblem(type: unknown, value: unknown): string | undefined {
  const allowed = type === undefined ? [] : Array.isArray(type) ? (type as string[]) : [String(type)];
  const actual = typeOf(value);
  if (allowed.length === 0 || allowed.includes(actual) || (actual === 'integer' && allowed.includes('number'))) {
    return undefined;
  }
  const wanted = allowed.map((name) => TYPE_WORDS[name] ?? name).join(' or ');
  const quoted = allowed.includes('string') && ['boolean', 'integer', 'number'].includes(actual);
  return `must be ${wanted}, not ${TYPE_WORDS[actual] ?? actual}${quoted ? '; put it in quotes' : ''}`;
}

function alternativesProblem(schema: JsonSchema, value: unknown): string {
  const tag = String((schema['discriminator'] as JsonSchema)['propertyName']);
  const known = (schema['oneOf'] as JsonSchema[]).flatMap((branch) => {
    const rule = propertyOf(branch, tag) ?? {};
    return (rule['enum'] ?? [rule['const']]) as string[];
  });
  const given = isFields(value) ? value[tag] : undefined;
  if (typeof given !== 'string') return `needs the key "${tag}", one of ${known.join(', ')}`;
  return `has ${tag} ${show(given)}, which is not possible here; one of ${known.join(', ')}${suggestion(given, known)}`;
}

function suggestion(word: string, known: readonly string[]): string {
  const near = nearestWord(word, known);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}

function checkFields(
  schema: JsonSchema,
  value: Readonly<Record<string, unknown>>,
  path: ConfigPath,
  report: Report,
): void {
  const known = isFields(schema['properties']) ? Object.keys(schema['properties']) : [];
  for (const key of Array.isArray(schema['required']) ? (schema['required'] as string[]) : []) {
    if (!Object.hasOwn(value, key)) report({ path: [...path, key], part: 'key', reason: 'is required' });
  }
  for (const [key, member] of Object.entries(value)) {
    const rule = propertyOf(schema, key);
    if (rule !== undefined) {
      walk(rule, member, [...path, key], report);
    } else if (schema['additionalProperties'] === false) {
      report({ path: [...path, key], part: 'key', reason: `is not a known key${suggestion(key, known)}` });
    } else if (known.length > 0) {
      const reason = `is not a known key and has no effect${suggestion(key, known)}`;
      report({ path: [...path, key], part: 'key', reason, tolerated: true });
    }
  }
}

function checkList(schema: JsonSchema, value: readonly unknown[], path: ConfigPath, report: Report): void {
  const minimum = Number(schema['minItems'] ?? 0);
  if (value.length < minimum)
    report({ path, part: 'value', reason: `must have at least ${minimum} entr${minimum === 1 ? 'y' : 'ies'}` });
  const seen = new Map<string, number>();
  // A list that variables filled in part may have holes, which iteration by index sees and forEach does not.
  for (let index = 0; index < value.length; index += 1) {
    const item = value[index];
    const first = seen.get(JSON.stringify(item) ?? '');
    if (schema['uniqueItems'] === true && first !== undefined) {
      report({ path: [...path, index], part: 'value', reason: `is the same as entry ${first}; entries must differ` });
    }
    seen.set(JSON.stringify(item) ?? '', index);
    if (isFields(schema['items'])) walk(schema['items'], item, [...path, index], report);
  }
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 100 ? `${text.slice(0, 97)}…` : text;
}

function checkScalar(schema: JsonSchema, value: unknown, fail: (reason: string) => void): void {
  const given = schema['x-secret'] === undefined ? ` (it is ${show(value)})` : '';
  const allowed = schema['enum'];
  if (Array.isArray(allowed) && !allowed.includes(value)) {
    const words = typeof schema['x-hint'] === 'string' ? schema['x-hint'] : `one of ${allowed.join(', ')}`;
    return fail(`must be ${words}${given}${suggestion(String(value), allowed.map(String))}`);
  }
  if (schema['const'] !== undefined && value !== schema['const'])
    return fail(`must be ${show(schema['const'])}${given}`);
  if (typeof value === 'number') return checkNumber(schema, value, fail);
  if (typeof value === 'string') return checkText(schema, value, given, fail);
  return undefined;
}

function checkNumber(schema: JsonSchema, value: number, fail: (reason: string) => void): void {
  const minimum = schema['minimum'];
  const maximum = schema['maximum'];
  if (typeof minimum === 'number' && value < minimum) fail(`must be at least ${minimum} (it is ${value})`);
  if (typeof maximum === 'number' && value > maximum) fail(`must be at most ${maximum} (it is ${value})`);
}

function checkText(schema: JsonSchema, value: string, given: string, fail: (reason: string) => void): void {
  const length = [...value].length;
  const format = FORMATS[String(schema['format'] ?? '')];
  const wrong =
    length < Number(schema['minLength'] ?? 0) ||
    length > Number(schema['maxLength'] ?? Number.POSITIVE_INFINITY) ||
    (typeof schema['pattern'] === 'string' && !new RegExp(schema['pattern'], 'u').test(value)) ||
    (format !== undefined && !format.test(value));
  if (wrong) fail(`must be ${schema['x-hint'] ?? format?.hint ?? 'of another form'}${given}`);
}
