import { type Static, type TLiteral, type TProperties, type TSchema, type TSchemaOptions, Type } from 'typebox';

/** Any JSON value, read-only. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** A JSON object, read-only. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;

/** `T` with every array and member read-only, so that read-only values of the server fit without a copy. */
export type ReadonlyDeep<T> = Same<T, JsonObject> extends true
  ? JsonObject
  : Same<T, JsonValue> extends true
    ? JsonValue
    : T extends readonly (infer E)[]
      ? readonly ReadonlyDeep<E>[]
      : T extends object
        ? { readonly [K in keyof T]: ReadonlyDeep<T[K]> }
        : T;

/** The TypeScript type of a wire schema. */
export type Wire<S extends TSchema> = ReadonlyDeep<Static<S>>;

/** Keyword that carries the component name of a schema in the API description. */
export const NAME_KEYWORD = 'x-zelos-name';
/** Keyword that carries the member by which the variants of a union differ. */
export const DISCRIMINATOR_KEYWORD = 'x-zelos-discriminator';
/** Keyword that lists members which the API description asks for although the server can do without them. */
export const REQUIRED_KEYWORD = 'x-zelos-required';

/**
 * Gives a schema the name under which the API description lists it. TypeBox modifiers copy the keyword, so a use as an
 * optional member still leads to the same component. Hidden members of the schema (its kind) are kept.
 */
export function named<S extends TSchema>(name: string, schema: S): S {
  const members: PropertyDescriptorMap = { ...Object.getOwnPropertyDescriptors(schema) };
  members[NAME_KEYWORD] = { value: name, enumerable: true };
  return Object.defineProperties({}, members) as S;
}

/** A named object that admits only the listed members. */
export function closedObject<P extends TProperties>(name: string, properties: P, options: TSchemaOptions = {}) {
  return named(name, Type.Object(properties, { ...options, additionalProperties: false }));
}

/** A named object that admits further members. */
export function openObject<P extends TProperties>(name: string, properties: P, options: TSchemaOptions = {}) {
  return named(name, Type.Object(properties, options));
}

/** A union of named objects that differ by the constant value of one member. */
export function discriminated<const V extends TSchema[]>(name: string, property: string, variants: [...V]) {
  return named(name, Type.Union(variants, { [DISCRIMINATOR_KEYWORD]: property }));
}

/** One of a list of words. */
export function oneOf<const V extends string[]>(values: readonly [...V], options: TSchemaOptions = {}) {
  return Type.Enum(values, { type: 'string', ...options });
}

/** `schema` or null. */
export function nullable<S extends TSchema>(schema: S) {
  return Type.Union([schema, Type.Null()]);
}

/** A single word. */
export function word<const V extends string>(value: V): TLiteral<V> {
  return Type.Literal(value);
}

/** An identifier of a stored row. RFC 9562. */
export const Uuid = Type.String({ format: 'uuid' });
/** A time, RFC 3339 in UTC. */
export const Time = Type.String({ format: 'date-time' });
/** Any JSON value. */
export const AnyJson = Type.Unsafe<JsonValue>({});
/** Any JSON object. */
export const AnyObject = Type.Unsafe<JsonObject>({ type: 'object' });
/** A uuid or null. */
export const NullableUuid = named('NullUUID', nullable(Uuid));
