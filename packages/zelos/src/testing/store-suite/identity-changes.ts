import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { JsonValue } from '@zelos/contract';
import type { IdentityWithCredentials } from '../../kernel/identity.ts';
import type { Database } from '../../ports/store.ts';
import {
  after,
  EXAMPLE_NOW,
  exampleCredential,
  exampleFlow,
  exampleIdentity,
  exampleSession,
  exampleSettingsFlow,
} from '../store-examples.ts';
import { conflicts, group, nextId, type OpenDatabase, together } from './group.ts';
import { created, stored } from './identity-subjects.ts';

/** Replacing, changing in part, removing. */
export function identityChangesSuite(open: OpenDatabase): void {
  group('identities: replacement', open, changes);
  group('identities: partial changes', open, partialChanges);
  group('identities: deletion', open, deletion);
}

function changes(database: () => Database): void {
  it('update replaces everything and raises the version', async () => {
    const { identities } = database();
    const before = await created(database());
    const id = before.id;
    const changed: IdentityWithCredentials = {
      ...before,
      traits: { email: 'new@example.org' },
      updatedAt: after(5),
      verifiableAddresses: [],
      credentials: [
        exampleCredential('password', ['new@example.org']),
        exampleCredential('totp', [id], { totp_url: 'x' }),
      ],
    };
    await identities.update(changed);
    assert.deepEqual(await identities.getWithCredentials(id), { ...stored(changed), version: before.version + 1 });
    assert.equal(await identities.findByIdentifier([], [`${id}@example.org`]), null);
    assert.equal(await identities.findVerifiableAddress('email', `${id}@example.org`), null);
    await created(database(), { email: `${id}@example.org`, recoveryAddresses: [] });
  });

  it('update is refused on another version, for an unknown identity, and on conflicts; then nothing changed', async () => {
    const { identities } = database();
    const one = await created(database());
    const two = await created(database());
    await conflicts(identities.update({ ...one, version: one.version + 1 }), 'version');
    await conflicts(identities.update({ ...one, id: nextId() }), 'version');
    await conflicts(identities.update({ ...one, credentials: two.credentials }), 'identifier');
    assert.deepEqual(await identities.getWithCredentials(one.id), stored(one));
  });

  it('of 50 parallel updates from one version one wins', async () => {
    const { identities } = database();
    const identity = await created(database());
    const outcomes = await together(50, (index) =>
      identities.update({ ...identity, traits: { index } }).then(
        () => index,
        (error: { readonly on?: string }) => error.on,
      ),
    );
    const winners = outcomes.filter((outcome) => typeof outcome === 'number');
    assert.equal(winners.length, 1);
    assert.ok(outcomes.every((outcome) => typeof outcome === 'number' || outcome === 'version'));
    const read = await identities.get(identity.id);
    assert.deepEqual([read?.traits['index'], read?.version], [winners[0], identity.version + 1]);
  });
}

function partialChanges(database: () => Database): void {
  it('replaceCredentialConfig compares the value, not the order of keys, and one of 50 parallel callers wins', async () => {
    const { identities } = database();
    const identity = await created(database(), {
      credentials: [exampleCredential('password', [], { b: [1, { d: 1, c: 2 }], a: 'x' })],
    });
    const change = (expected: { readonly [key: string]: JsonValue }, to: string) =>
      identities.replaceCredentialConfig({
        identityId: identity.id,
        type: 'password',
        expected,
        config: { a: to },
        version: 2,
        at: after(9),
      });
    assert.equal(await change({ a: 'y', b: [1, { c: 2, d: 1 }] }, 'no'), false);
    assert.equal(await change({ a: 'x', b: [{ c: 2, d: 1 }, 1] }, 'no'), false);
    const outcomes = await together(50, (index) => change({ a: 'x', b: [1, { c: 2, d: 1 }] }, `${index}`));
    assert.equal(outcomes.filter(Boolean).length, 1);
    const read = await identities.getWithCredentials(identity.id);
    assert.deepEqual(read?.credentials, [
      { ...identity.credentials[0], config: { a: `${outcomes.indexOf(true)}` }, version: 2, updatedAt: after(9) },
    ]);
    await conflicts(identities.update(identity), 'version');
  });

  it('markAddress changes one address of this identity only (SR-AZ-04)', async () => {
    const { identities } = database();
    const one = await created(database());
    const two = await created(database());
    const mark = (identityId: string, addressId: string) =>
      identities.markAddress({ identityId, addressId, verified: true, status: 'completed', at: after(3) });
    assert.equal(await mark(two.id, `${one.id}-v`), false);
    assert.equal(await mark(nextId(), `${one.id}-v`), false);
    assert.equal(await mark(one.id, `${one.id}-v`), true);
    const [address] = (await identities.get(one.id))?.verifiableAddresses ?? [];
    assert.deepEqual(address, {
      ...one.verifiableAddresses[0],
      verified: true,
      verifiedAt: after(3),
      status: 'completed',
      updatedAt: after(3),
    });
    await identities.markAddress({ identityId: one.id, addressId: `${one.id}-v`, status: 'sent', at: after(4) });
    const [again] = (await identities.get(one.id))?.verifiableAddresses ?? [];
    assert.deepEqual([again?.verified, again?.status, again?.verifiedAt], [true, 'sent', after(3)]);
    await conflicts(identities.update(one), 'version');
  });

  it('50 parallel markAddress calls on several addresses lose none', async () => {
    const { identities } = database();
    const id = nextId();
    const [address] = exampleIdentity({ id, email: 'x' }).verifiableAddresses;
    assert.ok(address);
    const many = Array.from({ length: 50 }, (_, index) => ({ ...address, id: `a${index}`, value: `${index}-${id}` }));
    await created(database(), { id, verifiableAddresses: many });
    await together(50, (index) =>
      identities.markAddress({
        identityId: id,
        addressId: `a${index}`,
        verified: true,
        status: 'completed',
        at: EXAMPLE_NOW,
      }),
    );
    const read = await identities.get(id);
    assert.ok(read?.verifiableAddresses.every(({ verified }) => verified));
  });
}

function deletion(database: () => Database): void {
  it('takes credentials, addresses, sessions, flows and their secrets along; the next owner inherits nothing (SR-RC-09)', async () => {
    const identity = await created(database(), { email: 'gone@example.org', externalId: 'gone' });
    const { identities, sessions, flows, secrets } = database();
    const sessionId = nextId();
    const flow = exampleSettingsFlow(nextId(), identity.id);
    const anonymous = exampleFlow({ id: nextId() });
    await sessions.create(exampleSession({ id: sessionId, identityId: identity.id }), 'digest-gone');
    await flows.create(flow);
    await flows.create(anonymous);
    const secret = {
      id: nextId(),
      purpose: 'code',
      flowId: flow.id,
      digest: 'd',
      data: {},
      createdAt: EXAMPLE_NOW,
      expiresAt: after(1000),
    };
    await secrets.put(secret);
    assert.equal(await identities.delete(identity.id), true);
    assert.equal(await identities.delete(identity.id), false);
    assert.equal(await identities.get(identity.id), null);
    assert.equal(await sessions.get(sessionId), null);
    assert.equal(await sessions.findByTokenDigest('digest-gone'), null);
    assert.equal(await flows.get('settings', flow.id), null);
    assert.notEqual(await flows.get('login', anonymous.id), null);
    assert.equal(await secrets.consume('code', flow.id, ['d'], EXAMPLE_NOW), null);
    const heir = await created(database(), { email: 'gone@example.org', externalId: 'gone' });
    const read = await identities.findByIdentifier(['password'], ['gone@example.org']);
    assert.deepEqual(read, stored(heir));
    assert.equal(
      (await sessions.listByIdentity({ identityId: heir.id, now: EXAMPLE_NOW, offset: 0, limit: 9 })).total,
      0,
    );
  });
}
