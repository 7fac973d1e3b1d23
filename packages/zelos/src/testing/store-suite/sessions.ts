import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Session } from '../../kernel/session.ts';
import type { Database } from '../../ports/store.ts';
import { after, EXAMPLE_NOW, exampleIdentity, exampleSession } from '../store-examples.ts';
import { conflicts, group, nextId, type OpenDatabase, together } from './group.ts';

/** Sessions: the read by token, lists, revocation, ownership. */
export function sessionsSuite(open: OpenDatabase): void {
  group('sessions: read by token', open, reads);
  group('sessions: revocation', open, revocations);
  group('sessions: renewal', open, renewals);
  group('sessions: lists', open, lists);
}

async function owner(database: Database): Promise<string> {
  const id = nextId();
  await database.identities.create(exampleIdentity({ id, email: `${id}@example.org` }));
  return id;
}

async function opened(database: Database, identityId: string, given: Partial<Session> = {}): Promise<Session> {
  const session = exampleSession({ id: nextId(), identityId, ...given });
  await database.sessions.create(session, `digest of ${session.id}`);
  return session;
}

function reads(database: () => Database): void {
  it('returns the session with its identity as both are stored now', async () => {
    const identityId = await owner(database());
    const session = await opened(database(), identityId, {
      aal: 'aal2',
      authenticationMethods: [
        { method: 'oidc', aal: 'aal1', completedAt: after(-5), provider: 'google', organization: 'org' },
        { method: 'totp', aal: 'aal2', completedAt: after(-1) },
        { method: 'totp', aal: 'aal2', completedAt: after(-1) },
      ],
    });
    const { identities, sessions } = database();
    const digest = `digest of ${session.id}`;
    const identity = await identities.get(identityId);
    assert.deepEqual(await sessions.findByTokenDigest(digest), { ...session, identity });
    assert.deepEqual(await sessions.get(session.id), { ...session, identity });
    assert.equal(await sessions.findByTokenDigest(digest.toUpperCase()), null);
    const full = await identities.getWithCredentials(identityId);
    assert.ok(full);
    await identities.update({ ...full, traits: { changed: true }, state: 'inactive' });
    const read = await sessions.findByTokenDigest(digest);
    assert.deepEqual([read?.identity.traits, read?.identity.state], [{ changed: true }, 'inactive']);
  });

  it('returns expired and inactive sessions as they are: the caller decides (SR-SE-04)', async () => {
    const identityId = await owner(database());
    const expired = await opened(database(), identityId, { expiresAt: after(-1) });
    const inactive = await opened(database(), identityId, { active: false });
    const { sessions } = database();
    assert.deepEqual((await sessions.findByTokenDigest(`digest of ${expired.id}`))?.expiresAt, after(-1));
    assert.equal((await sessions.findByTokenDigest(`digest of ${inactive.id}`))?.active, false);
  });

  it('refuses a second session with the same token digest, and one of nobody', async () => {
    const identityId = await owner(database());
    const session = await opened(database(), identityId);
    const { sessions } = database();
    const next = exampleSession({ id: nextId(), identityId });
    await conflicts(sessions.create(next, `digest of ${session.id}`), 'other');
    await conflicts(sessions.create({ ...next, identityId: nextId() }, 'fresh'), 'other');
  });
}

function revocations(database: () => Database): void {
  it('a revocation that was acknowledged is seen by every read after it (SR-SE-03)', async () => {
    const identityId = await owner(database());
    const { sessions } = database();
    for (let round = 0; round < 50; round += 1) {
      const session = await opened(database(), identityId);
      assert.equal((await sessions.findByTokenDigest(`digest of ${session.id}`))?.active, true);
      assert.equal(await sessions.revoke(identityId, session.id, after(round)), true);
      const read = await sessions.findByTokenDigest(`digest of ${session.id}`);
      assert.deepEqual([read?.active, read?.updatedAt], [false, after(round)]);
    }
  });

  it('revokes only sessions of the owner, unless the admin asks (SR-AZ-04)', async () => {
    const mine = await owner(database());
    const theirs = await owner(database());
    const session = await opened(database(), theirs);
    const { sessions } = database();
    assert.equal(await sessions.revoke(mine, session.id, EXAMPLE_NOW), false);
    assert.equal((await sessions.get(session.id))?.active, true);
    assert.equal(await sessions.revokeAny(session.id, EXAMPLE_NOW), true);
    assert.equal(await sessions.revokeAny(session.id, EXAMPLE_NOW), true);
    assert.equal((await sessions.get(session.id))?.active, false);
    assert.equal(await sessions.revokeAny(nextId(), EXAMPLE_NOW), false);
  });

  it('revokes the others and counts their rows, ended ones included', async () => {
    const identityId = await owner(database());
    const stranger = await opened(database(), await owner(database()));
    const kept = await opened(database(), identityId);
    await opened(database(), identityId);
    await opened(database(), identityId);
    await opened(database(), identityId, { active: false });
    const { sessions } = database();
    assert.equal(await sessions.revokeOthers(identityId, kept.id, EXAMPLE_NOW), 3);
    assert.equal(await sessions.revokeOthers(identityId, kept.id, EXAMPLE_NOW), 3);
    assert.equal((await sessions.get(kept.id))?.active, true);
    assert.equal(await sessions.revokeOthers(identityId, null, EXAMPLE_NOW), 4);
    assert.equal((await sessions.get(stranger.id))?.active, true);
    assert.equal(await sessions.deleteByIdentity(identityId), 4);
    assert.equal(await sessions.deleteByIdentity(identityId), 0);
  });
}

function renewals(database: () => Database): void {
  it('renews an active session; a revoked one stays as it was', async () => {
    const identityId = await owner(database());
    const session = await opened(database(), identityId);
    const { sessions } = database();
    const change = {
      id: session.id,
      authenticatedAt: after(10),
      expiresAt: after(20),
      aal: 'aal2',
      authenticationMethods: [
        ...session.authenticationMethods,
        { method: 'totp', aal: 'aal2', completedAt: after(10) },
      ],
      at: after(11),
    } as const;
    assert.equal(await sessions.renew(change), true);
    const { identity, ...renewed } = (await sessions.get(session.id)) ?? assert.fail();
    const { authenticatedAt, expiresAt, aal, authenticationMethods } = change;
    const expected = { ...session, authenticatedAt, expiresAt, aal, authenticationMethods, updatedAt: after(11) };
    assert.deepEqual(renewed, expected);
    assert.equal(identity.id, identityId);
    await sessions.revokeAny(session.id, after(12));
    assert.equal(await sessions.renew({ ...change, expiresAt: after(99) }), false);
    assert.deepEqual((await sessions.get(session.id))?.expiresAt, after(20));
    assert.equal(await sessions.renew({ ...change, id: nextId() }), false);
  });

  it('of renewals and a revocation at once the revocation stays (I6)', async () => {
    const identityId = await owner(database());
    const session = await opened(database(), identityId);
    const { sessions } = database();
    await together(50, async (index) =>
      index === 25
        ? sessions.revokeAny(session.id, EXAMPLE_NOW)
        : sessions.renew({ ...session, at: EXAMPLE_NOW, expiresAt: after(index) }),
    );
    assert.equal((await sessions.get(session.id))?.active, false);
  });

  it('extends: the expiry moves, an inactive session stays inactive', async () => {
    const session = await opened(database(), await owner(database()), { active: false });
    const { sessions } = database();
    assert.equal(await sessions.extend(session.id, after(5), after(1)), true);
    const read = await sessions.get(session.id);
    assert.deepEqual([read?.expiresAt, read?.updatedAt, read?.active], [after(5), after(1), false]);
    assert.equal(await sessions.extend(nextId(), after(5), after(1)), false);
  });
}

function lists(database: () => Database): void {
  it('lists those of one identity, newest first, filtered, with the total', async () => {
    const identityId = await owner(database());
    await opened(database(), await owner(database()));
    const rows: Session[] = [];
    for (const index of [0, 1, 2, 3, 4])
      rows.push(
        await opened(database(), identityId, {
          createdAt: after(index),
          active: index !== 1,
          expiresAt: after(index === 2 ? 0 : 1000),
        }),
      );
    const list = async (query: {
      readonly active?: boolean;
      readonly except?: string;
      readonly offset?: number;
      readonly limit?: number;
    }) => {
      const answer = await database().sessions.listByIdentity({
        identityId,
        now: EXAMPLE_NOW,
        offset: 0,
        limit: 10,
        ...query,
      });
      return [answer.rows.map(({ id }) => rows.findIndex((row) => row.id === id)), answer.total];
    };
    assert.deepEqual(await list({}), [[4, 3, 2, 1, 0], 5]);
    assert.deepEqual(await list({ active: true }), [[4, 3, 0], 3]);
    assert.deepEqual(await list({ active: false }), [[2, 1], 2]);
    assert.deepEqual(await list({ active: true, except: rows[3]?.id ?? '' }), [[4, 0], 2]);
    assert.deepEqual(await list({ offset: 1, limit: 2 }), [[3, 2], 5]);
    assert.deepEqual(await list({ offset: 9 }), [[], 5]);
  });

  it('lists all by keyset without gaps or repeats, also where times are equal', async () => {
    const { sessions } = database();
    const identityId = await owner(database());
    const expected: Session[] = [];
    for (let index = 0; index < 9; index += 1)
      expected.push(
        await opened(database(), identityId, {
          createdAt: after(10_000 + Math.floor(index / 4)),
          active: index % 2 === 0,
        }),
      );
    const walk = async (active?: boolean): Promise<readonly string[]> => {
      const seen: Session[] = [];
      for (;;) {
        const last = seen.at(-1);
        const page = await sessions.listAll({
          now: EXAMPLE_NOW,
          limit: 2,
          after: last === undefined ? null : { createdAt: last.createdAt, id: last.id },
          ...(active === undefined ? {} : { active }),
        });
        if (page.length === 0) break;
        seen.push(...page);
      }
      return seen.filter((row) => row.identityId === identityId).map(({ id }) => id);
    };
    const newest = [...expected].reverse();
    assert.deepEqual(
      await walk(),
      newest.map(({ id }) => id),
    );
    assert.deepEqual(
      await walk(false),
      newest.filter(({ active }) => !active).map(({ id }) => id),
    );
  });
}
