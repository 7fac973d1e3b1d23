import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '@zelos/contract';
import type { Credential, IdentityWithCredentials } from '../../kernel/identity.ts';
import { loadTraits, USUAL } from './fixture.test.ts';
import { applyTraits } from './index.ts';

const THEN = new Date('2024-01-01T00:00:00Z');
const NOW = new Date('2025-01-01T00:00:00Z');

function identity(traits: JsonObject, more: Partial<IdentityWithCredentials> = {}): IdentityWithCredentials {
  return {
    id: 'i',
    externalId: null,
    schemaId: 'default',
    state: 'active',
    stateChangedAt: null,
    traits,
    metadataPublic: null,
    metadataAdmin: null,
    organizationId: null,
    verifiableAddresses: [],
    recoveryAddresses: [],
    createdAt: THEN,
    updatedAt: THEN,
    version: 1,
    credentials: [],
    ...more,
  };
}

function credential(type: string, identifiers: readonly string[], config: JsonObject = {}): Credential {
  return { type, identifiers, config, version: 1, createdAt: THEN, updatedAt: THEN };
}

function deps() {
  let next = 0;
  return { now: NOW, uuid: () => `id-${(next += 1)}` };
}

function summary(given: IdentityWithCredentials): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(given.credentials.map((c) => [c.type, c.identifiers]));
}

test('a new identity gets the credentials and addresses of its traits', async () => {
  const schema = await loadTraits(USUAL);
  const { identity: made, violations } = applyTraits(
    identity({ email: 'A@b.c', phone: '+1 650 253 0000' }),
    schema,
    deps(),
  );
  assert.deepEqual(violations, []);
  assert.deepEqual(made.traits, { email: 'A@b.c', phone: '+16502530000' });
  const meta = { version: 1, createdAt: NOW, updatedAt: NOW };
  const addresses = [
    { channel: 'email', address: 'a@b.c' },
    { channel: 'sms', address: '+16502530000' },
  ];
  assert.deepEqual(made.credentials, [
    { type: 'password', identifiers: ['a@b.c'], config: {}, ...meta },
    { type: 'webauthn', identifiers: ['a@b.c'], config: {}, ...meta },
    { type: 'code', identifiers: ['a@b.c', '+16502530000'], config: { addresses }, ...meta },
  ]);
  assert.deepEqual(
    made.verifiableAddresses.map((a) => [a.id, a.via, a.value, a.verified, a.status, a.verifiedAt]),
    [
      ['id-1', 'email', 'a@b.c', false, 'pending', null],
      ['id-2', 'sms', '+16502530000', false, 'pending', null],
    ],
  );
  assert.deepEqual(
    made.recoveryAddresses.map((a) => [a.id, a.value]),
    [
      ['id-3', 'a@b.c'],
      ['id-4', '+16502530000'],
    ],
  );
});

test('applied again, nothing changes', async () => {
  const schema = await loadTraits(USUAL);
  const once = applyTraits(identity({ email: 'a@b.c' }), schema, deps()).identity;
  const again = applyTraits(once, schema, { now: new Date(0), uuid: () => 'other' }).identity;
  assert.deepEqual(again, once);
});

test('B15: a changed identifier replaces the old one in every credential and keeps what they hold', async () => {
  const schema = await loadTraits(USUAL);
  const before = identity(
    { email: 'new@b.c' },
    {
      credentials: [
        credential('password', ['old@b.c'], { hashed_password: 'h' }),
        credential('oidc', ['google:1'], { providers: [] }),
      ],
    },
  );
  const after = applyTraits(before, schema, deps()).identity;
  assert.deepEqual(summary(after), {
    password: ['new@b.c'],
    oidc: ['google:1'],
    webauthn: ['new@b.c'],
    code: ['new@b.c'],
  });
  assert.deepEqual(after.credentials[0]?.config, { hashed_password: 'h' });
  assert.deepEqual([after.credentials[0]?.updatedAt, after.credentials[1]?.updatedAt], [NOW, THEN]);
});

test('B15: removing the last identifier trait removes the identifiers, and credentials that hold nothing else', async () => {
  const schema = await loadTraits(USUAL);
  const before = identity(
    {},
    {
      credentials: [
        credential('password', ['old@b.c'], { hashed_password: 'h' }),
        credential('webauthn', ['old@b.c']),
        credential('code', ['old@b.c'], { addresses: [{ channel: 'email', address: 'old@b.c' }] }),
        credential('totp', ['i'], { totp_url: 'x' }),
      ],
    },
  );
  assert.deepEqual(summary(applyTraits(before, schema, deps()).identity), { password: [], totp: ['i'] });
});

test('a method that the schema marks nothing for keeps its identifiers', async () => {
  const schema = await loadTraits({ name: { type: 'string' } });
  const before = identity(
    { name: 'x' },
    { credentials: [credential('password', ['imported@b.c'], { hashed_password: 'h' })] },
  );
  assert.deepEqual(applyTraits(before, schema, deps()).identity.credentials, before.credentials);
});

test('addresses that stay keep id and flags, others go, a changed one is new and unverified', async () => {
  const schema = await loadTraits({ a: USUAL.email, b: USUAL.email });
  const known = { id: 'v', value: 'Stay@b.c', via: 'email' as const, createdAt: THEN, updatedAt: THEN };
  const verified = { ...known, verified: true, status: 'completed' as const, verifiedAt: THEN };
  const before = identity(
    { a: 'stay@b.c', b: 'new@b.c' },
    {
      verifiableAddresses: [
        verified,
        { ...verified, id: 'w', value: 'gone@b.c' },
        { ...verified, id: 's', via: 'sms' },
      ],
      recoveryAddresses: [known, { ...known, id: 'w', value: 'gone@b.c' }],
    },
  );
  const after = applyTraits(before, schema, deps()).identity;
  assert.deepEqual(
    after.verifiableAddresses.map((a) => [a.id, a.value, a.verified]),
    [
      ['v', 'stay@b.c', true],
      ['id-1', 'new@b.c', false],
    ],
  );
  assert.deepEqual(
    after.recoveryAddresses.map((a) => [a.id, a.value]),
    [
      ['v', 'stay@b.c'],
      ['id-2', 'new@b.c'],
    ],
  );
});

test('with violations the identity comes back as it was', async () => {
  const schema = await loadTraits(USUAL);
  const before = identity({ email: 'nope' }, { credentials: [credential('password', ['old@b.c'])] });
  const { identity: after, violations } = applyTraits(before, schema, deps());
  assert.equal(after, before);
  assert.deepEqual(
    violations.map((v) => v.message.id),
    [4000040],
  );
});
