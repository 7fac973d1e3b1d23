import { ConfigSchema, type JsonSchema } from '@zelos/contract';
import { isFields } from './layer.ts';

/** Something of the embedding application that is configured under its own name. */
export interface ConfigExtension {
  readonly id: string;
  /** JSON Schema (draft-07) of its `config` object; any object when missing. */
  readonly config?: JsonSchema | undefined;
}

const FLOWS_WITH_METHODS = ['login', 'registration', 'settings'] as const;

const configOf = ({ config }: ConfigExtension): JsonSchema => ({ type: 'object', default: {}, ...config });

/** A copy with one member deep inside replaced by what `change` makes of it. */
function changedAt(
  schema: JsonSchema,
  path: readonly string[],
  change: (member: JsonSchema) => JsonSchema,
): JsonSchema {
  const [key, ...rest] = path;
  if (key === undefined) return change(schema);
  const properties = schema['properties'] as Readonly<Record<string, JsonSchema>>;
  return { ...schema, properties: { ...properties, [key]: changedAt(properties[key] ?? {}, rest, change) } };
}

const withProperties =
  (added: Readonly<Record<string, JsonSchema>>) =>
  (schema: JsonSchema): JsonSchema => ({
    ...schema,
    properties: { ...(schema['properties'] as object), ...added },
  });

/** Every list of hooks takes the further names, wherever it stands. */
function withHooks(value: unknown, hooks: readonly ConfigExtension[]): unknown {
  if (Array.isArray(value)) return value.map((item) => withHooks(item, hooks));
  if (!isFields(value)) return value;
  const discriminator = value['discriminator'];
  if (isFields(discriminator) && discriminator['propertyName'] === 'hook') {
    const branches = hooks.map((hook) => ({
      type: 'object',
      properties: { hook: { const: hook.id }, config: configOf(hook) },
      required: ['hook'],
      additionalProperties: false,
    }));
    return { ...value, oneOf: [...(value['oneOf'] as JsonSchema[]), ...branches] };
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withHooks(member, hooks)]));
}

/**
 * The schema of the configuration with room for methods and hooks of the embedding application: `selfservice.methods.<id>`,
 * `selfservice.flows.<flow>.after.<id>` and their names in lists of hooks. Such a method is enabled unless it is switched off.
 */
export function extendedSchema(methods: readonly ConfigExtension[], hooks: readonly ConfigExtension[]): JsonSchema {
  let schema = ConfigSchema;
  const sections = methods.map((method): readonly [string, JsonSchema] => [
    method.id,
    {
      type: 'object',
      default: {},
      properties: { enabled: { type: 'boolean', default: true }, config: configOf(method) },
      additionalProperties: false,
    },
  ]);
  schema = changedAt(schema, ['selfservice', 'methods'], withProperties(Object.fromEntries(sections)));
  for (const flow of FLOWS_WITH_METHODS) {
    schema = changedAt(schema, ['selfservice', 'flows', flow, 'after'], (after) => {
      const like = (after['properties'] as Readonly<Record<string, JsonSchema>>)['password'] ?? {};
      return withProperties(Object.fromEntries(methods.map(({ id }) => [id, like])))(after);
    });
  }
  return hooks.length === 0 ? schema : (withHooks(schema, hooks) as JsonSchema);
}
