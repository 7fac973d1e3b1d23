import type { JsonObject, JsonValue } from '@zelos/contract';
import type {
  Credential,
  IdentityState,
  IdentityWithCredentials,
  RecoveryAddress,
  VerifiableAddress,
} from '../kernel/identity.ts';
import { normalizeIdentifier } from '../kernel/normalize.ts';
import { ProtocolError } from '../kernel/problem.ts';
import type { Clock } from '../ports/clock.ts';
import { type Hasher, HasherBusyError, PasswordTooLongError, UnsupportedHashError } from '../ports/hasher.ts';
import type { Random } from '../ports/random.ts';
import { ConflictError, type Identities } from '../ports/store.ts';
import { applyTraits, describeViolations, type SchemaRegistry } from './schemas/index.ts';
import { isUuid } from '../kernel/uuid.ts';

export interface CreateIdentityDeps {
  readonly identities: Pick<Identities, 'create'>;
  readonly schemas: SchemaRegistry;
  readonly defaultSchemaId: string;
  readonly hasher: Hasher;
  /** Throws UnsupportedHashError for a hash that could never be compared, or only at an absurd cost (SR-PW-14). */
  readonly assertHash: (encoded: string) => void;
  readonly clock: Clock;
  readonly random: Random;
}

const KNOWN_KEYS = new Set([
  'schema_id',
  'traits',
  'state',
  'external_id',
  'organization_id',
  'metadata_public',
  'metadata_admin',
  'verifiable_addresses',
  'recovery_addresses',
  'credentials',
  'region',
]);

const bad = (reason: string) => new ProtocolError(400, { reason });
function isObject(value: JsonValue | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function optionalText(body: JsonObject, key: string): string | null {
  const value = body[key];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string') throw bad(`"${key}" must be a string.`);
  return value;
}

/** Metadata is any JSON but a bare number, which clients of the API do not expect there (better.md B19). */
function metadata(body: JsonObject, key: string): JsonValue {
  const value = body[key] ?? null;
  if (typeof value === 'number') throw bad(`"${key}" must not be a bare number.`);
  return value;
}

function addressList(body: JsonObject, key: string): readonly JsonObject[] {
  const value = body[key] ?? [];
  if (!Array.isArray(value) || !value.every((item) => isObject(item as JsonValue)))
    throw bad(`"${key}" must be a list of objects.`);
  const list = value as readonly JsonObject[];
  if (!list.every((item) => typeof item['value'] === 'string')) throw bad('An address needs a value.');
  // Flags are taken over for what is meant by them only: without `via` no trait stands behind an address.
  return list.filter((item) => item['via'] !== undefined && item['via'] !== '');
}

/** Imported addresses carry flags; only those that a trait stands behind survive (identity-admin, section 4.2). */
function addresses(body: JsonObject, now: Date, uuid: () => string) {
  const base = (item: JsonObject) => {
    const { via, value } = item;
    if (via !== 'email' && via !== 'sms') throw bad('An address is reached via email or sms.');
    return { id: uuid(), value: normalizeIdentifier(value as string), via, createdAt: now, updatedAt: now } as const;
  };
  const verifiable = addressList(body, 'verifiable_addresses').map((item): VerifiableAddress => {
    const verified = item['verified'] === true;
    const status = item['status'];
    return {
      ...base(item),
      verified,
      status:
        status === 'sent' || status === 'completed' || status === 'pending'
          ? status
          : verified
            ? 'completed'
            : 'pending',
      verifiedAt: verified ? now : null,
    };
  });
  const recovery = addressList(body, 'recovery_addresses').map((item): RecoveryAddress => base(item));
  return { verifiable, recovery };
}

async function passwordConfig(deps: CreateIdentityDeps, config: JsonObject): Promise<JsonObject> {
  const plain = config['password'];
  const hashed = config['hashed_password'];
  if (config['use_password_migration_hook'] === true) return { use_password_migration_hook: true, hashed_password: '' };
  if (typeof plain === 'string' && plain !== '') {
    try {
      return { hashed_password: await deps.hasher.hash(plain, { urgency: 'change' }) };
    } catch (error) {
      if (error instanceof PasswordTooLongError) throw bad(`The password is longer than ${error.maxBytes} bytes.`);
      if (error instanceof HasherBusyError) {
        throw new ProtocolError(503, { headers: [['Retry-After', String(error.retryAfterSeconds)]] });
      }
      throw error;
    }
  }
  if (typeof hashed !== 'string' || hashed === '') return {};
  try {
    deps.assertHash(hashed);
  } catch (error) {
    if (error instanceof UnsupportedHashError) throw bad(`The hashed password cannot be imported: ${error.message}`);
    throw error;
  }
  return { hashed_password: hashed };
}

async function credentials(deps: CreateIdentityDeps, body: JsonObject, now: Date): Promise<readonly Credential[]> {
  const given = body['credentials'];
  if (given === undefined || given === null) return [];
  if (!isObject(given)) throw bad('"credentials" must be an object.');
  const list: Credential[] = [];
  for (const [type, value] of Object.entries(given)) {
    if (type !== 'password') throw bad(`Credentials of type "${type.slice(0, 100)}" cannot be imported.`);
    const config = isObject(value) ? value['config'] : undefined;
    if (config !== undefined && config !== null && !isObject(config))
      throw bad('"credentials.password.config" must be an object.');
    list.push({
      type,
      identifiers: [],
      config: await passwordConfig(deps, isObject(config) ? config : {}),
      version: 1,
      createdAt: now,
      updatedAt: now,
    });
  }
  return list;
}

function stateOf(body: JsonObject): IdentityState {
  const state = optionalText(body, 'state') ?? 'active';
  if (state !== 'active' && state !== 'inactive') throw bad('"state" must be active or inactive.');
  return state;
}

/**
 * Creates an identity from the body of `POST /admin/identities`. Unknown keys are refused by name; nothing is written
 * when anything is wrong. Throws ProtocolError 400 and 409.
 */
export async function createIdentity(deps: CreateIdentityDeps, body: JsonObject): Promise<IdentityWithCredentials> {
  const unknown = Object.keys(body).find((key) => !KNOWN_KEYS.has(key));
  if (unknown !== undefined) {
    throw new ProtocolError(400, { message: `The body has an unknown field: "${unknown.slice(0, 100)}".` });
  }
  const schemaId = optionalText(body, 'schema_id') ?? deps.defaultSchemaId;
  const schema = deps.schemas.get(schemaId);
  if (!schema) throw bad(`There is no identity schema "${schemaId.slice(0, 100)}".`);
  const traits = body['traits'] ?? {};
  if (!isObject(traits)) throw bad('I[#/traits] "traits" must be an object.');
  const organizationId = optionalText(body, 'organization_id');
  if (organizationId && !isUuid(organizationId)) throw bad('"organization_id" must be a UUID.');
  const now = deps.clock.now();
  const { verifiable, recovery } = addresses(body, now, () => deps.random.uuid());
  const draft: IdentityWithCredentials = {
    id: deps.random.uuid(),
    externalId: optionalText(body, 'external_id'),
    schemaId,
    state: stateOf(body),
    stateChangedAt: now,
    traits,
    metadataPublic: metadata(body, 'metadata_public'),
    metadataAdmin: metadata(body, 'metadata_admin'),
    organizationId,
    verifiableAddresses: verifiable,
    recoveryAddresses: recovery,
    createdAt: now,
    updatedAt: now,
    version: 1,
    credentials: await credentials(deps, body, now),
  };
  const violations = [...schema.validate(traits)];
  const applied = violations.length > 0 ? null : applyTraits(draft, schema, { now, uuid: () => deps.random.uuid() });
  const all = applied ? applied.violations : violations;
  if (!applied || all.length > 0) throw bad(describeViolations(all));
  try {
    await deps.identities.create(applied.identity);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    throw new ProtocolError(409, { reason: 'The identity collides with one that exists already.' });
  }
  return applied.identity;
}
