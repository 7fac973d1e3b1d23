import { hash } from 'node:crypto';
import type { JsonObject, JsonValue } from '@zelos/contract';
import { DEEPEST_TRAITS } from './decode.ts';
import { createDeriver, type Deriver } from './derive.ts';
import { buildGraph, type DocumentSource, parseDocument, readDocument } from './documents.ts';
import { SchemaFault, SchemaLoadError } from './errors.ts';
import { deeperThan, isObject, pollutingName } from './json.ts';
import { collectFields, type TraitFields } from './leaves.ts';
import { checkIdentityDocument } from './meta.ts';
import type { DerivedTraits, IdentitySchema, SchemaRegistry, SchemaViolation } from './types.ts';
import { compileValidator, type DocumentValidator, WorkExhausted } from './validator.ts';
import { joinViolations, reasonViolation, translateFailures, typeViolation } from './violations.ts';

export interface SchemaConfig {
  readonly id: string;
  readonly url: string;
  readonly selfservice_selectable?: boolean;
}

interface Compiled {
  readonly fields: TraitFields;
  readonly validator: DocumentValidator;
  readonly derive: Deriver;
}

/** Compiled schemas by content: compiling takes tens of milliseconds, and a reload of the configuration changes few of them. */
const compiled = new Map<string, Compiled>();
const MOST_COMPILED = 64;

/**
 * Loads, checks and compiles the identity schemas of the configuration, with everything they refer to: what is wrong with a
 * schema shows here and not at its first use. Throws SchemaLoadError naming the id, the URL and the reason.
 */
export async function loadIdentitySchemas(
  configs: readonly SchemaConfig[],
  deps: DocumentSource,
): Promise<SchemaRegistry> {
  const schemas = new Map<string, IdentitySchema>();
  for (const config of configs) {
    if (schemas.has(config.id)) throw new SchemaLoadError(config.id, config.url, 'there is another schema of this id');
    schemas.set(config.id, await loadOne(config, deps));
  }
  return createRegistry(schemas);
}

function createRegistry(schemas: ReadonlyMap<string, IdentitySchema>): SchemaRegistry {
  const encoded = new Map([...schemas].map(([id, schema]) => [Buffer.from(id).toString('base64url'), schema]));
  const all = [...schemas.values()];
  return {
    get: (id) => schemas.get(id),
    find: (id) => schemas.get(id) ?? encoded.get(id),
    all: () => all,
  };
}

async function loadOne(config: SchemaConfig, deps: DocumentSource): Promise<IdentitySchema> {
  try {
    const raw = await readDocument(deps, config.url);
    const document = parseDocument(raw);
    checkIdentityDocument(document);
    const graph = await buildGraph(config.url, document, deps);
    const key = hash('sha256', graph.content);
    const known = compiled.get(key);
    const parts = known ?? compile(graph);
    compiled.delete(key);
    compiled.set(key, parts);
    for (const oldest of [...compiled.keys()].slice(0, Math.max(0, compiled.size - MOST_COMPILED)))
      compiled.delete(oldest);
    return createSchema(config, raw, document, parts);
  } catch (fault) {
    if (fault instanceof SchemaFault) throw new SchemaLoadError(config.id, config.url, fault.message, fault);
    throw fault;
  }
}

function compile(graph: Awaited<ReturnType<typeof buildGraph>>): Compiled {
  const validator = compileValidator(graph);
  return { fields: collectFields(graph.root), validator, derive: createDeriver(graph.root, validator) };
}

function createSchema(config: SchemaConfig, raw: string, document: JsonObject, parts: Compiled): IdentitySchema {
  const { fields, validator, derive } = parts;
  const evaluate = (traits: JsonValue): DerivedTraits | readonly SchemaViolation[] => {
    const unusable = unusableTraits(traits);
    if (unusable) return [unusable];
    try {
      const failures = translateFailures(validator.check({ traits }));
      const derived = derive(traits as JsonObject);
      return { ...derived, violations: joinViolations(failures, derived.violations) };
    } catch (stopped) {
      if (!(stopped instanceof WorkExhausted)) throw stopped;
      return [reasonViolation({ ...TRAITS, keyword: 'work' }, 'These values take too much work to check.')];
    }
  };
  return {
    id: config.id,
    selfserviceSelectable: config.selfservice_selectable ?? false,
    raw,
    document,
    leaves: fields.leaves,
    keyOrder: fields.leaves.map((leaf) => leaf.path),
    objects: fields.objects,
    ...(fields.identifierTitle === undefined ? {} : { identifierTitle: fields.identifierTitle }),
    marks: fields.marks,
    validate(traits) {
      const result = evaluate(traits);
      return 'violations' in result ? result.violations : result;
    },
    derive(traits) {
      const result = evaluate(traits);
      return 'violations' in result ? result : { ...NOTHING, traits, violations: result };
    },
  };
}

const TRAITS = { pointer: '/traits', schemaPointer: '#/properties/traits' };

const NOTHING: Omit<DerivedTraits, 'traits' | 'violations'> = {
  identifiers: { password: [], webauthn: [], code: [] },
  marked: { password: false, webauthn: false, code: false },
  verifiable: [],
  recovery: [],
};

/** What no schema is asked about: values that are no object, nest without bound, or carry names that reach a prototype. */
function unusableTraits(traits: JsonValue): SchemaViolation | undefined {
  if (!isObject(traits)) {
    return typeViolation(
      { ...TRAITS, schemaPointer: `${TRAITS.schemaPointer}/type`, keyword: 'type' },
      ['object'],
      traits,
    );
  }
  if (deeperThan(traits, DEEPEST_TRAITS)) {
    return reasonViolation({ ...TRAITS, keyword: 'depth' }, 'These values are nested too deeply.');
  }
  const name = pollutingName(traits);
  if (name === undefined) return undefined;
  return reasonViolation({ ...TRAITS, keyword: 'propertyNames' }, `A value cannot be called ${name}.`);
}
