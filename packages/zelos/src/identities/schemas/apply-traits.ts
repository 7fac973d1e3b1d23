import type { JsonObject } from '@zelos/contract';
import type { Credential, IdentityWithCredentials, RecoveryAddress, VerifiableAddress } from '../../kernel/identity.ts';
import { normalizeIdentifier } from '../../kernel/normalize.ts';
import { canonicalText } from './json.ts';
import type { ChannelAddress, DerivedTraits, IdentitySchema, SchemaViolation } from './types.ts';

export interface ApplyDeps {
  readonly now: Date;
  uuid(): string;
}

/** Version of the stored form of a credential whose identifiers come from the traits. */
const CREDENTIAL_VERSION = 1;

type Derived = 'password' | 'webauthn' | 'code';

/**
 * Rebuilds what follows from the traits of an identity: identifiers of password, webauthn and code, verifiable and recovery
 * addresses. Identifiers follow the traits, also when the last one is removed; a method that the schema marks nothing for
 * keeps what it has. Addresses that stay keep id and flags, addresses without a trait go. With violations the identity is
 * handed back as it was. Contract: identity-admin, section 4.2; better.md B15.
 */
export function applyTraits(
  identity: IdentityWithCredentials,
  schema: IdentitySchema,
  deps: ApplyDeps,
): { readonly identity: IdentityWithCredentials; readonly violations: readonly SchemaViolation[] } {
  const derived = schema.derive(identity.traits);
  if (derived.violations.length > 0) return { identity, violations: derived.violations };
  const applied: IdentityWithCredentials = {
    ...identity,
    traits: derived.traits,
    credentials: rebuildCredentials(identity.credentials, schema, derived, deps),
    verifiableAddresses: derived.verifiable.map((a) => verifiableAddress(identity.verifiableAddresses, a, deps)),
    recoveryAddresses: derived.recovery.map((a) => recoveryAddress(identity.recoveryAddresses, a, deps)),
  };
  return { identity: applied, violations: [] };
}

function rebuildCredentials(
  before: readonly Credential[],
  schema: IdentitySchema,
  derived: DerivedTraits,
  deps: ApplyDeps,
): readonly Credential[] {
  const marked = (type: string): type is Derived => Object.hasOwn(schema.marks, type) && schema.marks[type as Derived];
  const rebuilt = before.flatMap((credential) => {
    if (!marked(credential.type)) return [credential];
    const next = rebuild(credential, credential.type, derived, deps);
    return next ? [next] : [];
  });
  for (const type of ['password', 'webauthn', 'code'] as const) {
    if (!marked(type) || before.some((credential) => credential.type === type)) continue;
    const fresh = {
      type,
      identifiers: [],
      config: {},
      version: CREDENTIAL_VERSION,
      createdAt: deps.now,
      updatedAt: deps.now,
    };
    const next = rebuild(fresh, type, derived, deps);
    if (next) rebuilt.push(next);
  }
  return rebuilt;
}

/** The credential with the identifiers of the traits; undefined when nothing is left in it. */
function rebuild(before: Credential, type: Derived, derived: DerivedTraits, deps: ApplyDeps): Credential | undefined {
  const { password, webauthn, code } = derived.identifiers;
  const identifiers =
    type === 'code' ? unique(code.map((c) => c.identifier)) : type === 'password' ? password : webauthn;
  const config = type === 'code' ? codeConfig(derived) : before.config;
  if (identifiers.length === 0 && (type === 'code' || Object.keys(config).length === 0)) return undefined;
  const same = sameList(before.identifiers, identifiers) && canonicalText(before.config) === canonicalText(config);
  return same ? before : { ...before, identifiers, config, updatedAt: deps.now };
}

function codeConfig(derived: DerivedTraits): JsonObject {
  const addresses = derived.identifiers.code.map(({ channel, address }) => ({ channel, address }));
  return { addresses: addresses.sort((a, b) => (`${a.channel} ${a.address}` < `${b.channel} ${b.address}` ? -1 : 1)) };
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

/** Stored lists are sorted, derived ones are not; the order says nothing. */
function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text) => b.includes(text));
}

function find<A extends ChannelAddress>(before: readonly A[], wanted: ChannelAddress): A | undefined {
  return before.find((a) => a.via === wanted.via && normalizeIdentifier(a.value) === wanted.value);
}

function verifiableAddress(
  before: readonly VerifiableAddress[],
  wanted: ChannelAddress,
  deps: ApplyDeps,
): VerifiableAddress {
  const known = find(before, wanted);
  if (known) return { ...known, value: wanted.value };
  return {
    id: deps.uuid(),
    ...wanted,
    verified: false,
    status: 'pending',
    verifiedAt: null,
    createdAt: deps.now,
    updatedAt: deps.now,
  };
}

function recoveryAddress(before: readonly RecoveryAddress[], wanted: ChannelAddress, deps: ApplyDeps): RecoveryAddress {
  const known = find(before, wanted);
  if (known) return { ...known, value: wanted.value };
  return { id: deps.uuid(), ...wanted, createdAt: deps.now, updatedAt: deps.now };
}
