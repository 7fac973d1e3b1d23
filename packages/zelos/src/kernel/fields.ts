import type { JsonObject, JsonValue } from '@zelos/contract';

/** The decoded body of a submit: every form key with all its values, or the JSON object. */
export type RawFields =
  | { readonly source: 'form'; readonly values: ReadonlyMap<string, readonly string[]> }
  | { readonly source: 'json'; readonly value: JsonObject };

/** No fields at all. */
export const NO_FIELDS: RawFields = { source: 'form', values: new Map() };

/**
 * One top-level field as text, as every method reads it: the first value of a form key; a JSON scalar as its text.
 * Empty text, null and absence are the same (contract: http, section 7). Objects and arrays give undefined.
 */
export function textField(fields: RawFields, name: string): string | undefined {
  if (fields.source === 'form') return fields.values.get(name)?.[0] || undefined;
  const value = Object.hasOwn(fields.value, name) ? fields.value[name] : undefined;
  if (value === null || value === undefined || typeof value === 'object') return undefined;
  return String(value) || undefined;
}

/** A field as it was sent, for rules that look at its type. */
export function rawField(fields: RawFields, name: string): JsonValue | undefined {
  if (fields.source === 'form') return fields.values.get(name)?.[0];
  return Object.hasOwn(fields.value, name) ? fields.value[name] : undefined;
}

/** An object-typed field: a JSON object as it is, or JSON text of one in a form. `invalid` when it is something else. */
export function objectField(fields: RawFields, name: string): JsonObject | undefined | 'invalid' {
  const raw = rawField(fields, name);
  if (raw === undefined || raw === null || raw === '') return undefined;
  if (typeof raw === 'object' && !Array.isArray(raw)) return raw as JsonObject;
  if (fields.source === 'json' || typeof raw !== 'string') return 'invalid';
  try {
    const parsed: unknown = JSON.parse(raw);
    return parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed) ? (parsed as JsonObject) : 'invalid';
  } catch {
    return 'invalid';
  }
}
