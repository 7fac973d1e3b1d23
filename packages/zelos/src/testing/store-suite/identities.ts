import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { JsonValue } from '@zelos/contract';
import type { IdentityWithCredentials } from '../../kernel/identity.ts';
import type { Database } from '../../ports/store.ts';
import { after, exampleCredential, exampleIdentity } from '../store-examples.ts';
import { group, nextId, type OpenDatabase } from './group.ts';
import { created, stored } from './identity-subjects.ts';

/** What is written is what is read. */
export function identitiesSuite(open: OpenDatabase): void {
  group('identities: round trip', open, roundTrips);
  group('identities: edges', open, edges);
  group('identities: hostile text', open, hostileText);
}

const HOSTILE = [
  'nul \u0000 inside',
  `'; DROP TABLE identities; --`,
  `"double" and \`back\` and \\ slash %_`,
  'emoji 😀👩‍👩‍👧 and é as e\u0301',
  'lone surrogate \ud800 end',
  'right-to-left \u202e mark',
  'line\r\nbreak\u2028\u2029',
  'x'.repeat(1024 * 1024),
];

function roundTrips(database: () => Database): void {
  it('keeps every field, credentials with sorted identifiers, addresses in the order given', async () => {
    const id = nextId();
    const at = after(7);
    const identity: IdentityWithCredentials = {
      ...exampleIdentity({ id, email: `${id}@example.org` }),
      externalId: `ext-${id}`,
      state: 'inactive',
      stateChangedAt: at,
      metadataPublic: { roles: ['a', 'b'], deep: { none: null } },
      metadataAdmin: 7,
      organizationId: nextId(),
      verifiableAddresses: [
        {
          id: 'z',
          value: `${id}@a`,
          via: 'email',
          verified: true,
          status: 'completed',
          verifiedAt: at,
          createdAt: at,
          updatedAt: at,
        },
        {
          id: '2',
          value: `+1${id}`,
          via: 'sms',
          verified: false,
          status: 'sent',
          verifiedAt: null,
          createdAt: at,
          updatedAt: at,
        },
      ],
      recoveryAddresses: [{ id: '3', value: `${id}@a`, via: 'email', createdAt: at, updatedAt: at }],
      credentials: [
        exampleCredential('totp', [id], { totp_url: 'otpauth://x' }),
        exampleCredential(
          'password',
          ['z', 'a', 'm'].map((name) => `${name}-${id}`),
        ),
        exampleCredential('lookup_secret', [], { recovery_codes: [] }),
      ],
      version: 4,
    };
    await database().identities.create(identity);
    assert.deepEqual(await database().identities.getWithCredentials(id), stored(identity));
    assert.deepEqual(await database().identities.getByExternalId(`ext-${id}`), stored(identity));
    const plain = await database().identities.get(id);
    assert.deepEqual({ ...plain, credentials: stored(identity).credentials }, stored(identity));
  });

  it('keeps metadata of every JSON type', async () => {
    for (const value of [null, 0, -1.5, '', 'text', true, false, [], {}, [null, { a: [1] }]] as JsonValue[]) {
      const { id } = await created(database(), { metadataPublic: value, metadataAdmin: value });
      const read = await database().identities.get(id);
      assert.deepEqual([read?.metadataPublic, read?.metadataAdmin], [value, value]);
    }
  });
}

function edges(database: () => Database): void {
  it('keeps milliseconds, far past and far future', async () => {
    for (const text of ['1969-12-31T23:59:59.999Z', '2026-03-01T12:00:00.001Z', '9999-12-31T23:59:59.999Z']) {
      const at = new Date(text);
      const { id } = await created(database(), { createdAt: at, updatedAt: at, stateChangedAt: at });
      const read = await database().identities.get(id);
      assert.deepEqual([read?.createdAt, read?.updatedAt, read?.stateChangedAt], [at, at, at]);
    }
  });

  it('refuses an invalid date instead of storing nothing', async () => {
    await assert.rejects(created(database(), { createdAt: new Date(Number.NaN) }), TypeError);
  });

  it('answers null for what does not exist, also for a malformed id', async () => {
    const { identities } = database();
    assert.equal(await identities.get(nextId()), null);
    assert.equal(await identities.get('not-a-uuid'), null);
    assert.equal(await identities.getWithCredentials(nextId()), null);
    assert.equal(await identities.getByExternalId('nobody'), null);
    assert.equal(await identities.findVerifiableAddress('email', 'nobody'), null);
    assert.equal(await identities.findRecoveryAddress('email', 'nobody'), null);
  });
}

function hostileText(database: () => Database): void {
  it('keeps hostile text in traits, metadata and credentials (SR-IV-01)', async () => {
    for (const text of HOSTILE) {
      const { id } = await created(database(), {
        traits: { [text.slice(0, 40)]: text },
        metadataAdmin: text,
        credentials: [exampleCredential('oidc', [], { text })],
      });
      const read = await database().identities.getWithCredentials(id);
      assert.equal(read?.traits[text.slice(0, 40)], text);
      assert.equal(read?.metadataAdmin, text);
      assert.equal(read?.credentials[0]?.config['text'], text);
    }
  });

  it('keeps hostile text in identifiers, addresses and external ids (SR-IV-01)', async () => {
    // What normalisation removes before storage (NUL, lone surrogates) cannot come here, nor can a megabyte in an index.
    for (const text of HOSTILE.filter(
      (value) => value.isWellFormed() && !value.includes('\0') && value.length < 1000,
    )) {
      const identity = await created(database(), { email: text, externalId: text, traits: {} });
      const { identities } = database();
      assert.equal((await identities.findByIdentifier(['password'], [text]))?.id, identity.id);
      assert.equal((await identities.getByExternalId(text))?.id, identity.id);
      assert.equal((await identities.findVerifiableAddress('email', text))?.identity.id, identity.id);
      const listed = await identities.list({
        page: { after: null, limit: 9 },
        identifierPrefix: text,
        withCredentials: false,
      });
      assert.deepEqual(
        listed.map(({ id }) => id),
        [identity.id],
      );
    }
  });
}
