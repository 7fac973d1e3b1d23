import { type Static, type TObject, type TProperties, type TSchema, Type } from 'typebox';

/** A plain JSON Schema value (draft-07), as a validator or an editor reads it. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Pattern of Go duration strings as the peer accepts them: whole numbers, units ns to h, several may follow each other. */
export const DURATION_PATTERN = '^([0-9]+(ns|us|ms|s|m|h))+$';
/** Pattern of sizes: a whole number and a unit; one KB is 1024 bytes. */
export const SIZE_PATTERN = '^[0-9]+(B|KB|MB|GB|TB|PB|EB)$';
const REFERENCE_PATTERN = '^(http|https|file|base64)://';

interface Extra {
  readonly [keyword: string]: unknown;
}

/** A closed group of keys that is always present after defaults: absent in the file, it becomes `{}` with its own defaults. */
export function section<P extends TProperties>(description: string, properties: P, extra: Extra = {}): TObject<P> {
  return Type.Object(properties, { additionalProperties: false, default: {}, description, ...extra });
}

/** As {@link section}, but keys that are not listed pass (with a warning), as the peer lets them. */
export function openSection<P extends TProperties>(description: string, properties: P, extra: Extra = {}): TObject<P> {
  return Type.Object(properties, { default: {}, description, ...extra });
}

/** A closed object that exists only where somebody wrote it. */
export function record<P extends TProperties>(description: string, properties: P, extra: Extra = {}): TObject<P> {
  return Type.Object(properties, { additionalProperties: false, description, ...extra });
}

/** As {@link record}, but open to keys that are not listed. */
export function openRecord<P extends TProperties>(description: string, properties: P, extra: Extra = {}): TObject<P> {
  return Type.Object(properties, { description, ...extra });
}

/** Makes a key one that may be missing even after defaults. */
export const maybe = Type.Optional;

/** Text. */
export const text = (description: string, extra: Extra = {}) => Type.String({ description, ...extra });

/** A switch with a default. */
export const flag = (description: string, fallback: boolean, extra: Extra = {}) =>
  Type.Boolean({ description, default: fallback, ...extra });

/** A whole number. */
export const integer = (description: string, extra: Extra = {}) => Type.Integer({ description, ...extra });

/** One of a few words. */
export const word = <const W extends string>(words: readonly W[], description: string, extra: Extra = {}) =>
  Type.Unsafe<W>({ type: 'string', enum: [...words], description, ...extra });

/** A Go duration such as `1h30m`; it stays text, see `parseDuration`. */
export const duration = (description: string, extra: Extra = {}) =>
  Type.String({ pattern: DURATION_PATTERN, 'x-hint': 'a duration such as 30s, 15m or 1h30m', description, ...extra });

/** A size such as `128MB`; it stays text, see `parseSize`. */
export const size = (description: string, extra: Extra = {}) =>
  Type.String({ pattern: SIZE_PATTERN, 'x-hint': 'a size such as 512KB, 128MB or 1GB', description, ...extra });

/** An absolute URL. */
export const url = (description: string, extra: Extra = {}) => Type.String({ format: 'uri', description, ...extra });

/** An absolute URL or a path that starts with `/`. */
export const link = (description: string, extra: Extra = {}) =>
  Type.String({ format: 'uri-reference', description, ...extra });

/** Where a document is found: `file://`, `base64://`, `http://` or `https://`. */
export const reference = (description: string, extra: Extra = {}) =>
  Type.String({
    format: 'uri',
    pattern: REFERENCE_PATTERN,
    'x-hint': 'an address that starts with file://, base64://, http:// or https://',
    description,
    ...extra,
  });

/** A list of texts. */
export const texts = (description: string, extra: Extra = {}) => Type.Array(Type.String(), { description, ...extra });

/** A map from any key to text. */
export const textMap = (description: string, extra: Extra = {}) =>
  Type.Record(Type.String(), Type.String(), { description, ...extra });

/** A list of any JSON values. */
export const anything = (description: string, extra: Extra = {}) =>
  Type.Array(Type.Unknown(), { description, ...extra });

const TRUTH_WORDS = [true, false, 'true', 'false', 'True', 'False', 'TRUE', 'FALSE', 't', 'f', 'T', 'F', '1', '0'];

/** A switch that the peer types as text: both spellings are read, the configuration holds a boolean. */
export const textualFlag = (description: string, extra: Extra = {}) =>
  Type.Unsafe<boolean>({
    type: ['boolean', 'string'],
    enum: TRUTH_WORDS,
    'x-hint': 'true or false',
    description,
    ...extra,
  });

type StaticOf<S extends TSchema> = S extends TSchema ? Static<S> : never;

/** Alternatives told apart by one property that is a constant in each of them. */
export const tagged = <S extends TSchema>(tag: string, branches: readonly S[], extra: Extra = {}) =>
  Type.Unsafe<StaticOf<S>>({ anyOf: [...branches], 'x-tag': tag, ...extra });

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** True for a schema whose key gets a value without being written: a default, or something derived at start. */
export function isFilled(schema: unknown): boolean {
  return isObject(schema) && ('default' in schema || 'x-derived' in schema);
}

/**
 * Turns a model (the type after defaults) into the schema of what may be written in a file: a key that is filled by a
 * default is not required, and tagged alternatives become `oneOf` with a discriminator so that a validator complains
 * about the alternative that was meant. Returns a plain JSON value.
 */
export function inputSchema(model: TSchema): JsonSchema {
  return convert(JSON.parse(JSON.stringify(model))) as JsonSchema;
}

function convert(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(convert);
  if (!isObject(node)) return node;
  const { required, anyOf, 'x-tag': tag, ...rest } = node;
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(rest))
    out[key] = key === 'default' || key === 'enum' ? value : convert(value);
  if (Array.isArray(required)) {
    const properties = isObject(node['properties']) ? node['properties'] : {};
    const needed = required.filter((key) => !isFilled(properties[String(key)]));
    if (needed.length > 0) out['required'] = needed;
  }
  if (typeof tag === 'string') {
    Object.assign(out, {
      type: 'object',
      required: [tag],
      discriminator: { propertyName: tag },
      oneOf: convert(anyOf),
    });
  } else if (anyOf !== undefined) {
    out['anyOf'] = convert(anyOf);
  }
  return out;
}
