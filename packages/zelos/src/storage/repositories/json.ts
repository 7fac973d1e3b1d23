import type { JsonObject, JsonValue } from '@zelos/contract';

/** JSON text of a value. */
export const encodeJson = (value: JsonValue | JsonObject | readonly unknown[]): string => JSON.stringify(value);

/** The value of a JSON text that this room wrote. */
export const decodeJson = <T>(text: string): T => JSON.parse(text) as T;

/** The list of a JSON text that this room wrote; most lists are empty and need no parser. */
export const decodeList = <T>(text: string): readonly T[] => (text === '[]' ? [] : decodeJson<readonly T[]>(text));

/** JSON text with sorted keys: equal values give equal texts, whatever the order in which their keys were set. */
export function encodeSorted(value: JsonValue | JsonObject): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    const entries = Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries);
  });
}
