import { alternativeOf, type JsonSchema } from '@zelos/contract';
import { type ConfigLayer, type ConfigPath, type ConfigProblem, dotted, isFields, valueAt } from '../layer.ts';
import { withValueAt } from '../merge.ts';

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

interface Match {
  readonly path: ConfigPath;
  readonly schema: JsonSchema;
}

interface Setting {
  readonly name: string;
  readonly path: ConfigPath;
  readonly value: unknown;
}

export interface EnvironmentResult {
  /** Puts the values into what the files and flags gave, entries of lists into the lists found there. */
  apply(below: unknown): ConfigLayer;
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly string[];
}

const MAX_INDEX = 999;
const TRUE = new Set(['true', 'True', 'TRUE', 't', 'T', '1']);
const FALSE = new Set(['false', 'False', 'FALSE', 'f', 'F', '0']);

/**
 * Finds the variables that name a key of the schema (upper case, `_` between the parts, list indexes as numbers) and casts
 * their text by the type of the key. Other variables are ignored. One-word names that programs set for their own purposes
 * (DEV, SESSION, LOG …) are ignored with a warning when their text does not fit the key.
 */
export function readEnvironment(schema: JsonSchema, environment: Environment): EnvironmentResult {
  const settings: Setting[] = [];
  const problems: ConfigProblem[] = [];
  const warnings: string[] = [];
  for (const [name, text] of Object.entries(environment)) {
    if (text === undefined || !/^[A-Z][A-Z0-9_-]*$/.test(name)) continue;
    const match = name === 'SQA_OPT_OUT' ? matchName(schema, ['SQA-OPT-OUT']) : matchName(schema, name.split('_'));
    if (match === undefined) continue;
    const cast = castText(match.schema, text);
    if (cast.ok) {
      if (cast.value !== undefined) settings.push({ name, path: match.path, value: cast.value });
    } else if (!name.includes('_')) {
      warnings.push(
        `The environment variable ${name} is ignored: it would set ${dotted(match.path)}, which ${cast.reason}.`,
      );
    } else {
      problems.push({ key: dotted(match.path), reason: cast.reason, origin: { kind: 'environment', name } });
    }
  }
  // Whole lists and maps first, then what is set inside of them.
  settings.sort((a, b) => a.path.length - b.path.length || (a.name < b.name ? -1 : 1));
  return { apply: (below) => environmentLayer(settings, below), problems, warnings };
}

function environmentLayer(settings: readonly Setting[], below: unknown): ConfigLayer {
  let values: unknown = {};
  for (const { path, value } of settings) {
    const list = path.findIndex((step) => typeof step === 'number');
    // Lists replace lists in a merge, so a list that is set in part starts as a copy of the one below.
    if (list > 0 && valueAt(values, path.slice(0, list)) === undefined) {
      const given = valueAt(below, path.slice(0, list));
      if (Array.isArray(given)) values = withValueAt(values, path.slice(0, list), given);
    }
    values = withValueAt(values, path, value);
  }
  return {
    values,
    originOf(path) {
      const covering = settings.filter((setting) => setting.path.every((step, index) => step === path[index]));
      const inside = settings.filter((setting) => path.every((step, index) => step === setting.path[index]));
      const name = (covering.at(-1) ?? inside.at(-1))?.name;
      return { kind: 'environment', ...(name !== undefined && { name }) };
    },
    sets(path) {
      const isPart = typeof path.at(-1) === 'number' || Array.isArray(valueAt(values, path));
      return settings.some(
        (setting) =>
          setting.path.every((step, index) => step === path[index]) ||
          (isPart && path.every((step, index) => step === setting.path[index])),
      );
    },
  };
}

function matchName(schema: JsonSchema, words: readonly string[], path: ConfigPath = []): Match | undefined {
  if (words.length === 0) return path.length > 0 ? { path, schema } : undefined;
  const [word = '', ...rest] = words;
  const items = schema['items'];
  if (isFields(items)) {
    if (!/^(?:0|[1-9][0-9]{0,2})$/.test(word) || Number(word) > MAX_INDEX) return undefined;
    return matchName(items, rest, [...path, Number(word)]);
  }
  for (const branch of (schema['oneOf'] as JsonSchema[] | undefined) ?? [schema]) {
    const found = matchMember(branch, words, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function matchMember(schema: JsonSchema, words: readonly string[], path: ConfigPath): Match | undefined {
  const properties = schema['properties'];
  if (!isFields(properties)) return undefined;
  for (const [key, member] of Object.entries(properties)) {
    const parts = key.toUpperCase().split('_');
    if (!isFields(member) || !parts.every((part, index) => part === words[index])) continue;
    const found = matchName(member, words.slice(parts.length), [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

type Cast = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string };

const cast = (value: unknown): Cast => ({ ok: true, value });
const refuse = (reason: string): Cast => ({ ok: false, reason });

function castText(schema: JsonSchema, text: string): Cast {
  switch (schema['type']) {
    case 'boolean':
      if (text === '') return cast(undefined);
      return TRUE.has(text) ? cast(true) : FALSE.has(text) ? cast(false) : refuse('must be true or false');
    case 'integer':
      if (text === '') return cast(undefined);
      return /^[+-]?[0-9]{1,15}$/.test(text) ? cast(Number(text)) : refuse('must be a whole number');
    case 'number':
      if (text === '') return cast(undefined);
      return Number.isFinite(Number(text)) && text.trim() !== '' ? cast(Number(text)) : refuse('must be a number');
    case 'array':
      return text === '' ? cast(undefined) : castList(schema, text);
    case 'object':
      return text === '' ? cast(undefined) : castJson(text, 'a JSON object', isFields);
    default:
      return cast(text);
  }
}

function castList(schema: JsonSchema, text: string): Cast {
  const items = isFields(schema['items']) ? schema['items'] : {};
  const isPlain = alternativeOf(items, undefined) === items && items['type'] === 'string';
  if (text.trimStart().startsWith('[') || !isPlain) return castJson(text, 'a JSON list', Array.isArray);
  return cast(splitCsv(text));
}

function castJson(text: string, what: string, fits: (value: unknown) => boolean): Cast {
  try {
    const value: unknown = JSON.parse(text);
    return fits(value) ? cast(value) : refuse(`must be ${what}`);
  } catch {
    return refuse(`must be ${what}`);
  }
}

/** One line of comma-separated values (RFC 4180): a field in quotes may contain commas, a doubled quote is one. */
function splitCsv(text: string): readonly string[] {
  const fields: string[] = [];
  const pattern = /(?:^|,)(?:\s*"((?:[^"]|"")*)"\s*(?=,|$)|([^,]*))/g;
  for (const [, quoted, plain] of text.matchAll(pattern)) {
    fields.push(quoted === undefined ? (plain ?? '').trim() : quoted.replaceAll('""', '"'));
  }
  return fields;
}
