import type { JsonObject, JsonValue } from '@zelos/contract';

/** Names that would reach an object's prototype when used carelessly; refused as members of traits (SR-IV-04). */
const POLLUTING = new Set(['__proto__', 'constructor', 'prototype']);

export function isPolluting(name: string): boolean {
  return POLLUTING.has(name);
}

export function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

export function isArray(value: unknown): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** An own member of an object. */
export function member(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The type of a value in the words of JSON Schema. */
export function jsonType(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Whether objects and arrays nest deeper than `limit` levels. Looks no further than that, so it cannot overflow itself. */
export function deeperThan(value: JsonValue | undefined, limit: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (limit <= 0) return true;
  return Object.values(value).some((inner: JsonValue) => deeperThan(inner, limit - 1));
}

/** The first member name that is refused, at any depth. Call it on values of bounded depth. */
export function pollutingName(value: JsonValue): string | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  for (const [name, inner] of Object.entries(value) as [string, JsonValue][]) {
    if (!Array.isArray(value) && isPolluting(name)) return name;
    const below = pollutingName(inner);
    if (below !== undefined) return below;
  }
  return undefined;
}

/** A JSON text with sorted members: equal values have equal texts. */
export function canonicalText(value: JsonValue): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, inner]) => `${JSON.stringify(name)}:${canonicalText(inner)}`).join(',')}}`;
}

/** A token of a JSON pointer. RFC 6901 section 3. */
export function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The tokens of a JSON pointer without `#`. RFC 6901 section 4. */
export function pointerTokens(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** A name inside a dotted path. */
export function escapeName(name: string): string {
  return name.replaceAll('\\', '\\\\').replaceAll('.', '\\.');
}

/** The names of a dotted path. */
export function pathNames(path: string): readonly string[] {
  const names: string[] = [''];
  for (let i = 0; i < path.length; i += 1) {
    const character = path.charAt(i);
    if (character === '.') names.push('');
    else names.push(`${names.pop() ?? ''}${character === '\\' ? path.charAt((i += 1)) : character}`);
  }
  return names;
}

/** The name of the form node for a place in the document: `/traits/email` is `traits.email`. */
export function nodeName(pointer: string): string {
  return pointerTokens(pointer).map(escapeName).join('.');
}

/** Text cut at 100 characters: refusals do not echo long input in full. */
export function cut(text: string): string {
  const characters = Array.from(text.slice(0, 202));
  return characters.length > 100 || text.length > 202 ? `${characters.slice(0, 100).join('')}…` : text;
}
