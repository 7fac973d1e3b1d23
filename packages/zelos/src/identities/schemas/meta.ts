import { Ajv } from 'ajv';
import type { JsonObject } from '@zelos/contract';
import { SchemaFault } from './errors.ts';
import { isObject, member } from './json.ts';

/** Drafts whose documents are read, all by the rules of draft-07. */
const DRAFTS = /^https?:\/\/json-schema\.org\/(draft-0[467]\/)?schema#?$/;
const VERIFIABLE_FORMATS = ['email', 'tel', 'date', 'time', 'date-time', 'no-validate'];

let draft07: Ajv | undefined;

/**
 * Checks that a document is an identity schema: valid draft-07, with `properties.traits` an object of at least one property,
 * and verification only on formats that can be verified. Throws SchemaFault. Contract: identity-admin, section 4.1.
 */
export function checkIdentityDocument(document: JsonObject): void {
  checkDraft(document);
  const properties = member(document, 'properties');
  const traits = isObject(properties) ? member(properties, 'traits') : undefined;
  if (!isObject(traits)) throw new SchemaFault('#/properties/traits is missing');
  const type = member(traits, 'type');
  if (type !== undefined && type !== 'object') throw new SchemaFault('#/properties/traits/type must be "object"');
  const direct = member(traits, 'properties');
  if (!isObject(direct) || Object.keys(direct).length === 0) {
    throw new SchemaFault('#/properties/traits/properties needs at least one property');
  }
  for (const [name, trait] of Object.entries(direct)) checkDirectTrait(name, isObject(trait) ? trait : undefined);
}

/** Checks a document against the meta schema of draft-07. Throws SchemaFault. */
export function checkDraft(document: JsonObject): void {
  const declared = member(document, '$schema');
  if (declared !== undefined && (typeof declared !== 'string' || !DRAFTS.test(declared))) {
    throw new SchemaFault(`$schema names a draft that is not known: ${JSON.stringify(declared)}`);
  }
  draft07 ??= new Ajv({ strict: false, logger: false, validateFormats: false });
  let valid: unknown;
  try {
    valid = draft07.validate('http://json-schema.org/draft-07/schema', document);
  } catch (cause) {
    throw new SchemaFault('it nests too deeply', cause);
  }
  const [first] = draft07.errors ?? [];
  if (valid !== true)
    throw new SchemaFault(`it is no draft-07 schema: #${first?.instancePath ?? ''} ${first?.message ?? ''}`);
}

function checkDirectTrait(name: string, trait: JsonObject | undefined): void {
  if (!trait) throw new SchemaFault(`#/properties/traits/properties/${name} must be an object`);
  const extension = member(trait, 'ory.sh/kratos');
  const format = member(trait, 'format');
  if (!isObject(extension) || member(extension, 'verification') === undefined || format === undefined) return;
  if (!VERIFIABLE_FORMATS.some((known) => known === format)) {
    throw new SchemaFault(
      `#/properties/traits/properties/${name}: a verifiable address needs one of the formats ${VERIFIABLE_FORMATS.join(', ')}`,
    );
  }
}
