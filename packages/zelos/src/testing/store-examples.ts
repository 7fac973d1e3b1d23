import type { JsonObject } from '@zelos/contract';
import type { LoginFlow, SettingsFlow } from '../kernel/flow.ts';
import type { Credential, IdentityWithCredentials } from '../kernel/identity.ts';
import type { Session } from '../kernel/session.ts';

/** The moment around which the examples lie; with milliseconds, so that lost precision shows. */
export const EXAMPLE_NOW = new Date('2026-03-01T12:00:00.123Z');

/** `EXAMPLE_NOW` plus some milliseconds. */
export const after = (milliseconds: number): Date => new Date(EXAMPLE_NOW.getTime() + milliseconds);

/** A credential of one type. */
export const exampleCredential = (
  type: string,
  identifiers: readonly string[],
  config: JsonObject = { hashed_password: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA' },
): Credential => ({ type, identifiers, config, version: 1, createdAt: EXAMPLE_NOW, updatedAt: EXAMPLE_NOW });

/** A usual identity: a name, one mail address that signs in, can be verified and recovers. */
export function exampleIdentity(
  given: { readonly id: string; readonly email: string } & Partial<IdentityWithCredentials>,
): IdentityWithCredentials {
  const { email, ...rest } = given;
  const address = { value: email, via: 'email', createdAt: EXAMPLE_NOW, updatedAt: EXAMPLE_NOW } as const;
  return {
    externalId: null,
    schemaId: 'default',
    state: 'active',
    stateChangedAt: EXAMPLE_NOW,
    traits: { email, name: { first: 'Ada', last: 'Example' } },
    metadataPublic: null,
    metadataAdmin: null,
    organizationId: null,
    verifiableAddresses: [{ ...address, id: `${rest.id}-v`, verified: false, status: 'pending', verifiedAt: null }],
    recoveryAddresses: [{ ...address, id: `${rest.id}-r` }],
    createdAt: EXAMPLE_NOW,
    updatedAt: EXAMPLE_NOW,
    version: 1,
    credentials: [exampleCredential('password', [email])],
    ...rest,
  };
}

/** An active session of an hour after a password login. */
export const exampleSession = (
  given: { readonly id: string; readonly identityId: string } & Partial<Session>,
): Session => ({
  active: true,
  issuedAt: EXAMPLE_NOW,
  expiresAt: after(3_600_000),
  authenticatedAt: EXAMPLE_NOW,
  aal: 'aal1',
  authenticationMethods: [{ method: 'password', aal: 'aal1', completedAt: EXAMPLE_NOW }],
  devices: [
    {
      id: `${given.id}-d`,
      ipAddress: '192.0.2.7',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Safari/537.36',
      location: '',
    },
  ],
  createdAt: EXAMPLE_NOW,
  updatedAt: EXAMPLE_NOW,
  ...given,
});

const flowBase = (id: string) =>
  ({
    id,
    type: 'browser',
    state: 'choose_method',
    issuedAt: EXAMPLE_NOW,
    expiresAt: after(3_600_000),
    createdAt: EXAMPLE_NOW,
    updatedAt: EXAMPLE_NOW,
    requestUrl: 'https://id.example.org/self-service/login/browser',
    ui: { action: `https://id.example.org/self-service/login?flow=${id}`, method: 'POST', nodes: [] },
    organizationId: null,
    csrfSecret: 'c2VjcmV0',
    internal: {},
    continueWith: [],
    completedAt: null,
  }) as const;

/** A browser's login flow of an hour. */
export const exampleFlow = (given: { readonly id: string } & Partial<LoginFlow>): LoginFlow => ({
  ...flowBase(given.id),
  kind: 'login',
  refresh: false,
  requestedAal: 'aal1',
  ...given,
});

/** A settings flow of one identity. */
export const exampleSettingsFlow = (id: string, identityId: string): SettingsFlow => ({
  ...flowBase(id),
  kind: 'settings',
  state: 'show_form',
  identityId,
});
