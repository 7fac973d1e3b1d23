import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Flow } from '../../kernel/flow.ts';
import type { Database } from '../../ports/store.ts';
import { after, EXAMPLE_NOW, exampleFlow, exampleIdentity, exampleSettingsFlow } from '../store-examples.ts';
import { conflicts, group, nextId, type OpenDatabase, together } from './group.ts';

/** Flows of every kind, their single completion, errors for browsers, removal of what expired. */
export function flowsSuite(open: OpenDatabase): void {
  group('flows', open, flows);
  group('flows: completion', open, completion);
  group('expired rows', open, expired);
}

function flows(database: () => Database): void {
  it('keeps every field and absent fields absent', async () => {
    const bare = exampleFlow({ id: nextId() });
    const full = exampleFlow({
      id: nextId(),
      returnTo: 'https://app.example.org/?a="b"',
      active: 'password',
      identitySchema: 'customer',
      oauth2LoginChallenge: 'challenge',
      organizationId: nextId(),
      internal: { totp: { seed: 'x' }, password: null },
      continueWith: [{ action: 'show_verification_ui' }],
      refresh: true,
      requestedAal: 'aal2',
      updatedAt: after(8),
      completedAt: after(9),
    });
    for (const flow of [bare, full]) {
      await database().flows.create(flow);
      assert.deepEqual(await database().flows.get('login', flow.id), flow);
    }
  });

  it('finds a flow by its own kind only', async () => {
    const { login, settings } = { login: exampleFlow({ id: nextId() }), settings: exampleFlow({ id: nextId() }) };
    await database().flows.create(login);
    await database().flows.create({ ...settings, kind: 'registration' } as unknown as Flow);
    assert.equal(await database().flows.get('registration', login.id), null);
    assert.equal(await database().flows.get('login', settings.id), null);
    assert.equal((await database().flows.get('registration', settings.id))?.kind, 'registration');
    assert.equal(await database().flows.get('login', nextId()), null);
    await conflicts(database().flows.create(login), 'other');
  });

  it('belongs to an identity that exists', async () => {
    const id = nextId();
    await database().identities.create(exampleIdentity({ id, email: `${id}@example.org` }));
    const flow = exampleSettingsFlow(nextId(), id);
    await database().flows.create(flow);
    assert.deepEqual(await database().flows.get('settings', flow.id), flow);
    await conflicts(database().flows.create(exampleSettingsFlow(nextId(), nextId())), 'other');
  });

  it('save: the last writer wins; expiry stays, and a flow that is gone stays gone', async () => {
    const flow = exampleFlow({ id: nextId() });
    await database().flows.create(flow);
    await database().flows.save({ ...flow, state: 'sent', expiresAt: after(1), updatedAt: after(2) });
    await database().flows.save({ ...flow, state: 'passed', updatedAt: after(3) });
    assert.deepEqual(await database().flows.get('login', flow.id), { ...flow, state: 'passed', updatedAt: after(3) });
    const unknown = exampleFlow({ id: nextId() });
    await database().flows.save(unknown);
    assert.equal(await database().flows.get('login', unknown.id), null);
  });
}

function completion(database: () => Database): void {
  it('complete: of 50 parallel callers one gets true (FT-15)', async () => {
    const flow = exampleFlow({ id: nextId() });
    await database().flows.create(flow);
    const outcomes = await together(50, (index) =>
      database().flows.complete({ ...flow, state: `by ${index}`, completedAt: after(index) }),
    );
    assert.equal(outcomes.filter(Boolean).length, 1);
    const winner = outcomes.indexOf(true);
    const read = await database().flows.get('login', flow.id);
    assert.deepEqual([read?.state, read?.completedAt], [`by ${winner}`, after(winner)]);
  });

  it('once completed a flow stays completed, also when an older copy of it is saved', async () => {
    const flow = exampleFlow({ id: nextId() });
    await database().flows.create(flow);
    assert.equal(await database().flows.complete({ ...flow, completedAt: after(1) }), true);
    await database().flows.save(flow);
    assert.deepEqual((await database().flows.get('login', flow.id))?.completedAt, after(1));
    assert.equal(await database().flows.complete({ ...flow, completedAt: after(2) }), false);
    assert.equal(await database().flows.complete(exampleFlow({ id: nextId(), completedAt: after(2) })), false);
  });

  it('errors for browsers are kept under their id', async () => {
    const { errors } = database();
    const id = nextId();
    const error = { code: 400, reason: 'nul \u0000 and "quotes" 😀' };
    await errors.create({ id, error, at: EXAMPLE_NOW, expiresAt: after(1) });
    assert.deepEqual(await errors.get(id), { id, error, createdAt: EXAMPLE_NOW, updatedAt: EXAMPLE_NOW });
    assert.equal(await errors.get(nextId()), null);
  });
}

function expired(database: () => Database): void {
  it('go, oldest first and at most so many per table; live ones stay (FT-38)', async () => {
    const { flows: table, secrets, counters, errors, removeExpired } = database();
    for (let index = 0; index < 250; index += 1)
      await table.create(exampleFlow({ id: nextId(), expiresAt: after(-1000 + index) }));
    const edge = exampleFlow({ id: nextId(), expiresAt: EXAMPLE_NOW });
    const live = exampleFlow({ id: nextId() });
    await table.create(edge);
    await table.create(live);
    const past = { createdAt: after(-9), expiresAt: after(-5), data: {}, digest: 'd', flowId: live.id };
    await secrets.put({ ...past, id: nextId(), purpose: 'old' });
    await secrets.put({ ...past, id: nextId(), purpose: 'new', expiresAt: after(5) });
    await counters.increment('old', 10, after(-20));
    await counters.increment('new', 1000, after(-20));
    await errors.create({ id: nextId(), error: {}, at: after(-9), expiresAt: after(-1) });
    assert.equal(await removeExpired(EXAMPLE_NOW, 220), 220 + 1 + 1 + 1);
    assert.equal(await removeExpired(EXAMPLE_NOW, 220), 30);
    assert.equal(await removeExpired(EXAMPLE_NOW, 220), 0);
    assert.notEqual(await table.get('login', live.id), null);
    assert.notEqual(await table.get('login', edge.id), null);
    assert.equal((await counters.read('new', EXAMPLE_NOW))?.count, 1);
    assert.deepEqual(await secrets.consume('new', live.id, ['d'], EXAMPLE_NOW), {});
  });
}
