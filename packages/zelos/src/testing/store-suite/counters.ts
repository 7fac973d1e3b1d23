import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Database } from '../../ports/store.ts';
import { after, EXAMPLE_NOW } from '../store-examples.ts';
import { group, nextId, type OpenDatabase, together } from './group.ts';

/** Counters never lose a count (I5). */
export function countersSuite(open: OpenDatabase): void {
  group('counters', open, (database) => {
    windows(database);
    guarded(database);
  });
}

function windows(database: () => Database): void {
  it('50 parallel increments give 50 different states (I5)', async () => {
    const key = nextId();
    const states = await together(50, () => database().counters.increment(key, 1000, EXAMPLE_NOW));
    assert.deepEqual(
      states.map(({ count }) => count).sort((a, b) => a - b),
      Array.from({ length: 50 }, (_, index) => index + 1),
    );
  });

  it('the window runs from the first count and starts anew when it has ended', async () => {
    const { counters } = database();
    const key = nextId();
    const fresh = { count: 1, blockedUntil: null, updatedAt: EXAMPLE_NOW, resetsAt: after(1000) };
    assert.deepEqual(await counters.increment(key, 1000, EXAMPLE_NOW), fresh);
    const second = { ...fresh, count: 2, updatedAt: after(999) };
    assert.deepEqual(await counters.increment(key, 1000, after(999)), second);
    assert.deepEqual(await counters.read(key, after(999)), second);
    assert.equal(await counters.read(key, after(1000)), null);
    assert.deepEqual(await counters.increment(key, 1000, after(1000)), {
      count: 1,
      blockedUntil: null,
      updatedAt: after(1000),
      resetsAt: after(2000),
    });
  });

  it('gives back, never below zero, and forgets', async () => {
    const { counters } = database();
    const key = nextId();
    for (let index = 0; index < 3; index += 1) await counters.increment(key, 1000, EXAMPLE_NOW);
    await counters.decrement(key, 2, after(1));
    assert.equal((await counters.read(key, after(1)))?.count, 1);
    await counters.decrement(key, 5, after(1));
    assert.equal((await counters.read(key, after(1)))?.count, 0);
    await counters.reset(key);
    assert.equal(await counters.read(key, after(1)), null);
    await counters.decrement(key, 1, after(1));
    assert.equal(await counters.read(key, after(1)), null);
  });

  it('sets to zero for a new window, whatever was there', async () => {
    const { counters } = database();
    const key = nextId();
    await counters.renew(key, 1000, EXAMPLE_NOW);
    assert.deepEqual(await counters.read(key, after(999)), {
      count: 0,
      blockedUntil: null,
      updatedAt: EXAMPLE_NOW,
      resetsAt: after(1000),
    });
    const held = { count: 7, blockedUntil: after(900), resetsAt: after(1000) };
    assert.equal(await counters.compareAndSet(key, 0, held, after(1)), true);
    await counters.renew(key, 1000, after(500));
    const state = await counters.read(key, after(1499));
    assert.deepEqual([state?.count, state?.blockedUntil, state?.resetsAt], [0, null, after(1500)]);
    assert.equal(await counters.compareAndSet(key, 0, { ...held, resetsAt: after(1500) }, after(501)), true);
  });

  it('forgets single counters and those of a prefix that have counted enough, and no others', async () => {
    const { counters } = database();
    const id = nextId();
    const keys = [`${id}:a`, `${id}:a:1`, `${id}:a:~`, `${id}:b`, `${id}:c`, `${id}`];
    for (const key of keys) await counters.increment(key, 1000, EXAMPLE_NOW);
    await counters.increment(`${id}:a:~`, 1000, EXAMPLE_NOW);
    const left = async () => {
      const states = await Promise.all(keys.map((key) => counters.read(key, after(1))));
      return keys.filter((_, index) => states[index] !== null);
    };
    await counters.reset(`${id}:c`, { prefix: `${id}:a:`, atLeast: 2 }, { prefix: `${id}:zzz`, atLeast: 0 });
    assert.deepEqual(await left(), [`${id}:a`, `${id}:a:1`, `${id}:b`, id]);
    await counters.reset({ prefix: `${id}:`, atLeast: 0 });
    assert.deepEqual(await left(), [id]);
  });
}

function guarded(database: () => Database): void {
  const next = (count: number) => ({ count, blockedUntil: after(500), resetsAt: after(1000) });

  it('compareAndSet: of 50 parallel callers with one expectation one gets true (I5)', async () => {
    const { counters } = database();
    const key = nextId();
    for (const expected of [0, 1, 2]) {
      const outcomes = await together(50, () => counters.compareAndSet(key, expected, next(expected + 1), EXAMPLE_NOW));
      assert.equal(outcomes.filter(Boolean).length, 1, `expected ${expected}`);
    }
    assert.deepEqual(await counters.read(key, EXAMPLE_NOW), { ...next(3), updatedAt: EXAMPLE_NOW });
  });

  it('compareAndSet: zero stands for no row, an ended window and a count of zero; nothing else does', async () => {
    const { counters } = database();
    const key = nextId();
    assert.equal(await counters.compareAndSet(key, 1, next(2), EXAMPLE_NOW), false);
    assert.equal(await counters.compareAndSet(key, 0, next(5), EXAMPLE_NOW), true);
    assert.equal(await counters.compareAndSet(key, 0, next(1), after(999)), false);
    assert.equal(await counters.compareAndSet(key, 5, next(6), after(1000)), false);
    assert.equal(await counters.compareAndSet(key, 0, { ...next(7), resetsAt: after(3000) }, after(1000)), true);
    await counters.decrement(key, 7, after(1001));
    assert.equal(await counters.compareAndSet(key, 0, { ...next(8), resetsAt: after(3000) }, after(1002)), true);
    assert.equal((await counters.read(key, after(1002)))?.count, 8);
  });

  it('an increment leaves a block in place while its window lasts', async () => {
    const { counters } = database();
    const key = nextId();
    await counters.compareAndSet(key, 0, next(1), EXAMPLE_NOW);
    assert.deepEqual((await counters.increment(key, 1000, after(1))).blockedUntil, after(500));
    assert.equal((await counters.increment(key, 1000, after(1000))).blockedUntil, null);
  });
}
