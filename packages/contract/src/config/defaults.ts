import type { JsonSchema } from './schema-kit.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Picks the alternative of a discriminated schema that a value means; a schema without alternatives is returned as it is.
 * Gives undefined when the value names none of them.
 */
export function alternativeOf(schema: JsonSchema, value: unknown): JsonSchema | undefined {
  const branches = schema['oneOf'];
  const tag = isFields(schema['discriminator']) ? String(schema['discriminator']['propertyName']) : undefined;
  if (!Array.isArray(branches) || tag === undefined) return schema;
  const wanted = isFields(value) ? value[tag] : undefined;
  return (branches as JsonSchema[]).find((branch) => {
    const rule = propertyOf(branch, tag) ?? {};
    const words = Array.isArray(rule['enum']) ? rule['enum'] : [rule['const']];
    return wanted !== undefined && words.includes(wanted);
  });
}

/** The schema of one member of an object, found by name, by pattern, or the one for all others. Undefined when there is none. */
export function propertyOf(schema: JsonSchema, key: string): JsonSchema | undefined {
  const properties = schema['properties'];
  if (isFields(properties) && Object.hasOwn(properties, key)) return properties[key] as JsonSchema;
  const patterns = schema['patternProperties'];
  if (isFields(patterns)) {
    for (const [pattern, member] of Object.entries(patterns)) {
      if (new RegExp(pattern, 'u').test(key)) return member as JsonSchema;
    }
  }
  const others = schema['additionalProperties'];
  return isFields(others) ? others : undefined;
}

/**
 * Returns a copy of `value` in which every missing key that has a default carries it, all the way down. The input is
 * expected to be valid; keys that the schema does not know are kept.
 */
export function withDefaults(schema: JsonSchema, value: unknown): unknown {
  const actual = alternativeOf(schema, value) ?? schema;
  if (Array.isArray(value)) {
    const items = actual['items'];
    return isFields(items) ? value.map((item) => withDefaults(items, item)) : structuredClone(value);
  }
  if (!isFields(value)) return value;
  const out: Record<string, unknown> = {};
  const properties = isFields(actual['properties']) ? actual['properties'] : {};
  for (const [key, member] of Object.entries(properties)) {
    if (!Object.hasOwn(value, key) && isFields(member) && 'default' in member) {
      out[key] = withDefaults(member, structuredClone(member['default']));
    }
  }
  for (const [key, given] of Object.entries(value)) {
    const member = propertyOf(actual, key);
    Object.defineProperty(out, key, {
      value: member === undefined ? structuredClone(given) : withDefaults(member, given),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return out;
}
