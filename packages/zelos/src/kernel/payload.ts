import { type JsonObject, uiText } from '@zelos/contract';
import { objectField, type RawFields, rawField, textField } from './fields.ts';
import type { Issue } from './issue.ts';

/** The message for a field that was left out. */
export function missing(name: string): Issue {
  return { at: name, message: uiText(4000002, { property: name }) };
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** The message for a field of a type that its place cannot hold. */
export function wrongType(name: string, allowed: string, value: unknown): Issue {
  return { at: name, message: uiText(4000026, { allowed_types: [allowed], actual_type: typeOf(value) }) };
}

/** A text field that has to be there, under the first of its names that is used. */
export function requiredText(fields: RawFields, ...names: readonly [string, ...string[]]): string | Issue {
  for (const name of names) {
    const text = textField(fields, name);
    if (text !== undefined) return text;
    const raw = rawField(fields, name);
    if (raw !== undefined && raw !== null && typeof raw === 'object') return wrongType(name, 'string', raw);
  }
  return missing(names[0]);
}

/** The `transient_payload` object; an empty one where there is none, or one that the pipeline refuses. */
export function transientPayload(fields: RawFields): JsonObject {
  const value = objectField(fields, 'transient_payload');
  return value === undefined || value === 'invalid' ? {} : value;
}

/** Issues among parsed values. */
export function issuesAmong(...values: readonly unknown[]): readonly Issue[] {
  return values.filter(
    (v): v is Issue =>
      v !== null &&
      typeof v === 'object' &&
      'message' in v &&
      !Array.isArray(v) &&
      typeof v.message === 'object' &&
      v.message !== null &&
      'id' in v.message,
  );
}
