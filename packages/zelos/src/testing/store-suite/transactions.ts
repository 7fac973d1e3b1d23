import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ConflictError, type Database, type Store } from '../../ports/store.ts';
import { after, EXAMPLE_NOW, exampleFlow, exampleIdentity, exampleSession } from '../store-examples.ts';
import { conflicts, group, nextId, type OpenDatabase, together } from './group.ts';

/** All or nothing, apart from each other, and never waiting for oneself. */
export function transactionsSuite(open: OpenDatabase): void {
  group('transactions: all or nothing', open, allOrNothing);
  group('transactions: lost races', open, races);
  group('transactions: isolation', open, isolation);
}

const person = () => {
  const id = nextId();
  return exampleIdentity({ id, email: `${id}@example.org` });
};

function allOrNothing(database: () => Database): void {
  it('commits everything and returns the answer of the work', async () => {
    const identity = person();
    const session = exampleSession({ id: nextId(), identityId: identity.id });
    const answer = await database().transaction(async (tx) => {
      await tx.identities.create(identity);
      await tx.sessions.create(session, `d-${session.id}`);
      return (await tx.sessions.findByTokenDigest(`d-${session.id}`))?.identity.id;
    });
    assert.equal(answer, identity.id);
    assert.equal((await database().sessions.findByTokenDigest(`d-${session.id}`))?.id, session.id);
  });

  it('a thrown error undoes everything: identity, session, flow, secret, counter (SR-RC-14)', async () => {
    const identity = person();
    const flow = exampleFlow({ id: nextId() });
    await database().flows.create(flow);
    const refusal = new Error('decided otherwise');
    const work = async (tx: Store): Promise<void> => {
      await tx.identities.create(identity);
      await tx.sessions.create(exampleSession({ id: nextId(), identityId: identity.id }), 'undone');
      assert.equal(await tx.flows.complete({ ...flow, completedAt: after(1) }), true);
      await tx.counters.increment('undone', 1000, EXAMPLE_NOW);
      await tx.errors.create({ id: flow.id, error: {}, at: EXAMPLE_NOW, expiresAt: after(1) });
      throw refusal;
    };
    await assert.rejects(database().transaction(work), refusal);
    assert.equal(await database().identities.get(identity.id), null);
    assert.equal(await database().sessions.findByTokenDigest('undone'), null);
    assert.equal((await database().flows.get('login', flow.id))?.completedAt, null);
    assert.equal(await database().counters.read('undone', EXAMPLE_NOW), null);
    assert.equal(await database().errors.get(flow.id), null);
  });

  it('a conflict dooms the transaction even when the work swallows it', async () => {
    const first = person();
    const second = person();
    const taken = person();
    await database().identities.create(taken);
    const work = async (tx: Store): Promise<void> => {
      await tx.identities.create(first);
      await tx.identities.create({ ...second, credentials: taken.credentials }).catch(() => undefined);
    };
    await conflicts(database().transaction(work), 'identifier');
    assert.equal(await database().identities.get(first.id), null);
    assert.equal(await database().identities.get(second.id), null);
  });
}

function races(database: () => Database): void {
  it('a losing version guard leaves nothing of the transaction', async () => {
    const identity = person();
    const flow = exampleFlow({ id: nextId() });
    await database().identities.create(identity);
    await database().flows.create(flow);
    await database().identities.update(identity);
    const work = async (tx: Store): Promise<void> => {
      await tx.flows.complete({ ...flow, completedAt: after(1) });
      await tx.identities.update(identity);
    };
    await conflicts(database().transaction(work), 'version');
    assert.equal((await database().flows.get('login', flow.id))?.completedAt, null);
  });

  it('of 50 registrations from one flow one is done, with everything that belongs to it (SR-RC-14, FT-15)', async () => {
    const flow = exampleFlow({ id: nextId() });
    await database().flows.create(flow);
    const people = Array.from({ length: 50 }, person);
    const outcomes = await together(50, (index) => {
      const identity = people[index] ?? assert.fail();
      return database()
        .transaction(async (tx) => {
          await tx.identities.create(identity);
          await tx.sessions.create(exampleSession({ id: nextId(), identityId: identity.id }), `d-${identity.id}`);
          if (!(await tx.flows.complete({ ...flow, completedAt: after(index) }))) throw new Error('spent');
        })
        .then(
          () => true,
          () => false,
        );
    });
    assert.equal(outcomes.filter(Boolean).length, 1);
    for (const [index, identity] of people.entries()) {
      assert.equal((await database().identities.get(identity.id)) !== null, outcomes[index]);
      assert.equal((await database().sessions.findByTokenDigest(`d-${identity.id}`)) !== null, outcomes[index]);
    }
  });
}

function isolation(database: () => Database): void {
  it('calls outside neither see nor join an open transaction', async () => {
    const inside = person();
    const outside = person();
    let writes: Promise<void> | null = null;
    let sawInside: Promise<boolean> | null = null;
    const started = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const transaction = database().transaction(async (tx) => {
      await tx.identities.create(inside);
      started.resolve();
      await go.promise;
      throw new ConflictError('other', 'undone');
    });
    await started.promise;
    writes = database().identities.create(outside);
    sawInside = database()
      .identities.get(inside.id)
      .then((row) => row !== null);
    go.resolve();
    await conflicts(transaction, 'other');
    await writes;
    assert.equal(await sawInside, false);
    assert.equal(await database().identities.get(inside.id), null);
    assert.notEqual(await database().identities.get(outside.id), null);
  });

  it('the outer database is refused inside the work instead of waiting for itself', async () => {
    const identity = person();
    const misuses: readonly ((database: Database) => Promise<unknown>)[] = [
      (outer) => outer.identities.create(identity),
      (outer) => outer.identities.get(identity.id),
      (outer) => outer.flows.create(exampleFlow({ id: nextId() })),
      (outer) => outer.transaction(async () => 1),
    ];
    for (const misuse of misuses)
      await assert.rejects(
        database().transaction(async (tx) => {
          await tx.counters.increment('misuse', 1000, EXAMPLE_NOW);
          await misuse(database());
        }),
        /inside a transaction/,
      );
    assert.equal(await database().counters.read('misuse', EXAMPLE_NOW), null);
    await database().identities.create(identity);
  });

  it('a store is of no use after its transaction', async () => {
    const kept = await database().transaction(async (tx) => tx);
    await assert.rejects(kept.identities.create(person()), /has ended/);
    await assert.rejects(kept.identities.count(), /has ended/);
  });

  it('read-then-write inside a transaction loses nothing among 50', async () => {
    const identity = person();
    await database().identities.create(identity);
    await together(50, () =>
      database().transaction(async (tx) => {
        const read = (await tx.identities.getWithCredentials(identity.id)) ?? assert.fail();
        await tx.identities.update({ ...read, traits: { count: Number(read.traits['count'] ?? 0) + 1 } });
      }),
    );
    assert.equal((await database().identities.get(identity.id))?.traits['count'], 50);
  });
}
