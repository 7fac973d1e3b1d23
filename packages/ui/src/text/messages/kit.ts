import type { JsonValue, MessageId } from '@zelos/contract';

/** Messages whose text is nothing but a value: names from a schema, secrets, reasons. They are shown as they came. */
type Verbatim = 1050006 | 1050009 | 1050015 | 1070000 | 1070002 | 4000001;

/** Reads a value of a message's context as text. */
export type Read = (key: string) => string;

/**
 * A sentence for a message.
 * `need`: where a value is missing, the server's own sentence is shown instead. `may`: '' where a value is missing.
 */
export type Sentence = string | ((need: Read, may: Read) => string);

/** A sentence for every message of the contract that has words. */
export type MessageTexts = { readonly [Id in Exclude<MessageId, Verbatim>]: Sentence };

/** A value of a context as text; lists are joined by commas, objects are not for readers. */
export function shown(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return value.map(shown).filter(Boolean).join(', ');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** A number with the noun form that the language asks for. */
export function counted(language: string, count: string, forms: { readonly one: string; readonly other: string }) {
  const form = new Intl.PluralRules(language).select(Number(count));
  return `${count} ${form === 'one' ? forms.one : forms.other}`;
}

/** What somebody typed, in quotation marks and not too long. */
export function quoted(value: string, open: string, close: string): string {
  return `${open}${value.length > 100 ? `${value.slice(0, 100)}…` : value}${close}`;
}

/** A name in quotation marks, or words for its absence. */
export function named(name: string, without: string, open: string, close: string): string {
  return name ? quoted(name, open, close) : without;
}

/** The lists that are not empty, one after the other. */
export function joined(...lists: readonly string[]): string {
  return lists.filter(Boolean).join(', ');
}
