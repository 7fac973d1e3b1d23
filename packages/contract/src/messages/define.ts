import type { JsonObject, JsonValue } from '../models/wire.ts';
import type { TextType } from '../nodes.ts';

/** One entry of the catalogue of UI texts. */
export interface MessageDefinition {
  /** Our name of the message, for code and translation files. */
  readonly name: string;
  readonly type: TextType;
  /** Members of the context that clients may use for a translation of their own. */
  readonly keys: readonly string[];
  /** Values that the text needs but that do not go out in the context. */
  readonly textOnly?: readonly string[];
  /** The English sentence. */
  readonly text: (context: JsonObject) => string;
}

type Sentence = string | ((context: JsonObject) => string);

function define(type: TextType, name: string, sentence: Sentence, keys: readonly string[]): MessageDefinition {
  return { name, type, keys, text: typeof sentence === 'string' ? () => sentence : sentence };
}

export function info(name: string, sentence: Sentence, keys: readonly string[] = []): MessageDefinition {
  return define('info', name, sentence, keys);
}

export function error(name: string, sentence: Sentence, keys: readonly string[] = []): MessageDefinition {
  return define('error', name, sentence, keys);
}

export function success(name: string, sentence: Sentence, keys: readonly string[] = []): MessageDefinition {
  return define('success', name, sentence, keys);
}

/** A value of the context as text: scalars as they are, lists joined by commas, anything absent as an empty string. */
export function show(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(show).join(', ');
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

/** `count` with the fitting form of a noun. */
export function counted(value: JsonValue | undefined, one: string, many: string): string {
  return value === 1 ? `1 ${one}` : `${show(value)} ${many}`;
}

/** A value of the context that is read as text, or the substitute when there is none. */
export function shownOr(value: JsonValue | undefined, substitute: string): string {
  return show(value) || substitute;
}
