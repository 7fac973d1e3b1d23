import {
  DISCRIMINATOR_KEYWORD,
  type JsonObject,
  type JsonValue,
  NAME_KEYWORD,
  REQUIRED_KEYWORD,
} from './models/wire.ts';
import { METHODS } from './nodes.ts';
import { answerReferences, OPERATIONS, pathParameters, referencedSchema } from './operations.ts';
import type { Operation, QueryParameter } from './operations.ts';
import { SCHEMAS } from './schemas.ts';

type Json = { [key: string]: JsonValue };

const TAGS: readonly (readonly [string, string])[] = [
  ['frontend', 'What applications and pages need for people to sign in, join and look after their accounts.'],
  ['identity', 'What operators need to look after accounts and sessions.'],
  ['courier', 'Messages to people by e-mail and SMS.'],
  ['metadata', 'What the server says about itself.'],
];

/**
 * Keywords with a treatment of their own. `additionalProperties` is dropped because the description must leave room for
 * members to come; our own answers are checked against the closed schemas.
 */
const LEFT_OUT = new Set(['additionalProperties', 'required', 'anyOf']);

const STATUS_DESCRIPTIONS: { readonly [status: number]: string } = {
  200: 'The answer.',
  201: 'What was created.',
  204: 'Done; there is no body.',
  303: 'Go on at the address in the Location header.',
};

/** The API description as a plain JSON document. OpenAPI 3.1. */
export function openApiDocument(version = '0.1.0'): JsonObject {
  const components = createComponents();
  const paths: { [path: string]: Json } = {};
  for (const [id, operation] of Object.entries(OPERATIONS)) {
    const path = (paths[operation.path] ??= {});
    path[operation.method.toLowerCase()] = describeOperation(id, operation, components);
  }
  for (const schema of Object.values(SCHEMAS)) components.convert(schema);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Zelos',
      description:
        'Accounts, sign-in and sessions. Clients must ignore members that they do not know, and switch on ids instead of texts.',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags: TAGS.map(([name, description]) => ({ name, description })),
    paths: sorted(paths),
    components: {
      schemas: components.all(),
      securitySchemes: {
        adminToken: { type: 'http', scheme: 'bearer', description: 'Token of an operator, where tokens are set up.' },
        sessionToken: { type: 'apiKey', in: 'header', name: 'X-Session-Token' },
      },
    },
  };
}

function describeOperation(id: string, operation: Operation, components: Components): Json {
  const described: Json = {
    operationId: id,
    tags: [operation.tag],
    summary: operation.summary,
    'x-zelos-plane': operation.plane,
  };
  if (operation.status === 'planned') described['x-zelos-status'] = 'planned';
  if (operation.plane === 'admin' && operation.tag !== 'metadata') described['security'] = [{}, { adminToken: [] }];
  const parameters = describeParameters(operation);
  if (parameters.length > 0) described['parameters'] = parameters;
  if (operation.body !== null) {
    const schema = components.convert(SCHEMAS[operation.body]);
    const content: Json = { 'application/json': { schema } };
    if (operation.form) content['application/x-www-form-urlencoded'] = { schema };
    described['requestBody'] = { required: true, content };
  }
  described['responses'] = describeAnswers(operation, components);
  return described;
}

function describeParameters(operation: Operation): JsonValue[] {
  const ofPath = pathParameters(operation).map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: name === 'type' ? { type: 'string', enum: METHODS } : { type: 'string' },
  }));
  const ofQuery = Object.entries(operation.query).map(([name, parameter]) => ({
    name,
    in: 'query',
    ...(parameter.required === true ? { required: true } : {}),
    schema: describeQuery(parameter),
  }));
  const ofHeader = operation.headers.map((name) => ({ name, in: 'header', schema: { type: 'string' } }));
  return [...ofPath, ...ofQuery, ...ofHeader];
}

function describeQuery(parameter: QueryParameter): JsonObject {
  const { type, list, values, minimum, maximum, default: fallback } = parameter;
  const one = {
    type,
    ...(type === 'integer' ? { format: 'int64' } : {}),
    ...(values === undefined ? {} : { enum: values }),
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(fallback === undefined ? {} : { default: fallback }),
  };
  return list === true ? { type: 'array', items: one } : one;
}

function describeAnswers(operation: Operation, components: Components): Json {
  const answers: Json = {};
  for (const status of Object.keys(operation.answers).map(Number)) {
    const description = STATUS_DESCRIPTIONS[status] ?? 'The request was not carried out.';
    const first = answerReferences(operation, status)?.[0];
    if (first === undefined) {
      answers[status] = { description };
      continue;
    }
    const schema = referencedSchema(first);
    // Generated clients name these small answers after the operation, so they are written in place.
    const described = operation.tag === 'metadata' ? components.inline(schema) : components.convert(schema);
    const type = first === 'webAuthnJavaScript' ? 'text/javascript' : 'application/json';
    answers[status] = { description, content: { [type]: { schema: described } } };
  }
  if (operation.tag !== 'metadata') {
    const schema = components.convert(SCHEMAS.errorGeneric);
    answers['default'] = { description: 'Any other error.', content: { 'application/json': { schema } } };
  }
  return answers;
}

interface Components {
  /** A named schema as a reference, anything else in place. */
  readonly convert: (schema: object) => JsonValue;
  /** A schema in place, whatever its name. */
  readonly inline: (schema: object) => JsonValue;
  /** The named schemas met so far, by name. */
  readonly all: () => JsonObject;
}

function createComponents(): Components {
  const known: { readonly [name: string]: object } = SCHEMAS;
  const described = new Map<string, JsonValue>();

  function convert(schema: object): JsonValue {
    const name = nameOf(schema);
    if (name === undefined) return inline(schema);
    if (!described.has(name)) described.set(name, inline(known[name] ?? schema));
    return { $ref: `#/components/schemas/${name}` };
  }

  function inline(schema: object): JsonValue {
    const source = schema as { readonly [key: string]: unknown };
    const result: Json = {};
    for (const [key, value] of Object.entries(source)) {
      if (key.startsWith('x-zelos-') || LEFT_OUT.has(key)) continue;
      if (key === 'properties') result[key] = mapValues(value as object, convert);
      else if (key === 'items') result[key] = convert(value as object);
      else if (key === 'const') result['enum'] = [value as JsonValue];
      else if (key === 'patternProperties') {
        result['additionalProperties'] = convert(Object.values(value as { [key: string]: object })[0] ?? {});
      } else result[key] = value as JsonValue;
    }
    const required = source[REQUIRED_KEYWORD] ?? source['required'];
    if (Array.isArray(required) && required.length > 0) result['required'] = required as JsonValue;
    return Array.isArray(source['anyOf']) ? { ...result, ...union(source) } : result;
  }

  function union(source: { readonly [key: string]: unknown }): JsonObject {
    const variants = source['anyOf'] as readonly object[];
    const property = source[DISCRIMINATOR_KEYWORD];
    if (typeof property === 'string') return discriminated(property, variants);
    const converted = variants.map(convert);
    const [first, second] = converted;
    if (converted.length === 2 && isPlain(first) && isPlain(second) && second['type'] === 'null') {
      const type = first['type'];
      if (typeof type === 'string') return { ...first, type: [type, 'null'] };
    }
    return { anyOf: converted };
  }

  function discriminated(property: string, variants: readonly object[]): JsonObject {
    const mapping: Json = {};
    const references = variants.map((variant) => {
      const name = String(nameOf(variant));
      mapping[constantOf(variant, property)] = `#/components/schemas/${name}`;
      const reference = convert(variant);
      // Bodies name their method freely, the mapping says which word stands for which body.
      if (property === 'method')
        (described.get(name) as { properties: Json }).properties[property] = { type: 'string' };
      return reference;
    });
    return { oneOf: references, discriminator: { propertyName: property, mapping } };
  }

  return { convert, inline, all: () => sorted(Object.fromEntries(described)) };
}

function nameOf(schema: object): string | undefined {
  return (schema as { readonly [NAME_KEYWORD]?: string })[NAME_KEYWORD];
}

function constantOf(schema: object, property: string): string {
  const { properties } = schema as { readonly properties: { readonly [key: string]: { readonly const?: string } } };
  return String(properties[property]?.const);
}

function isPlain(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapValues(record: object, change: (value: object) => JsonValue): Json {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value as object)]));
}

function sorted<V>(record: { readonly [key: string]: V }): { [key: string]: V } {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
