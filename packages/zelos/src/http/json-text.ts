import type { JsonObject } from '@zelos/contract';
import { excessOf } from './json-limits.ts';

/** The object that a body of JSON is, or why it cannot be read. */
export type JsonText = { readonly value: JsonObject } | { readonly refused: string };

/** An escape sequence of a JSON text: both halves of a pair, a half alone, or another one. */
const ESCAPE = /\\(?:u(?<pair>d[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2})|u(?<half>d[89a-f][0-9a-f]{2})|[^])/gi;

/**
 * Half of a surrogate pair is no character: it can be neither stored nor sent as UTF-8, and what is compared would not be
 * what is kept. It counts as U+FFFD, as undecodable bytes do elsewhere.
 */
function withoutHalves(text: string): string {
  if (!/\\ud[89a-f]/i.test(text)) return text;
  return text.replace(ESCAPE, (escape, _pair, half: string | undefined) => (half ? '\\ufffd' : escape));
}

/** Reads the one JSON object of a body: UTF-8 within the limits of json-limits.ts. Never throws. */
export function readJsonText(bytes: Uint8Array): JsonText {
  let value: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const excess = excessOf(text);
    if (excess !== null) return { refused: excess };
    value = JSON.parse(withoutHalves(text));
  } catch {
    return { refused: 'The body is not valid JSON.' };
  }
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? { value: value as JsonObject }
    : { refused: 'The body must be a JSON object.' };
}
