import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Connection } from './driver.ts';
import { connect } from './driver.ts';
import { askedInTurn, createReadInTurn } from './turn.ts';

const connection = (): Connection => connect(':memory:', { readsOnly: false });

describe('reads gathered in a turn', () => {
  it('all see one moment that lies after the last call, and a failing one fails alone', async () => {
    const database = connection();
    database.exec('CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1)');
    const read = createReadInTurn(() => database);
    const inside: boolean[] = [];
    const n = () => {
      inside.push(database.inTransaction);
      return database.first<{ n: number }>({ sql: 'SELECT n FROM t', parameters: [] })?.n;
    };
    const calls = [read(n), read(() => database.first({ sql: 'SELECT nothing FROM t', parameters: [] })), read(n)];
    database.exec('UPDATE t SET n = 2');
    const results = await Promise.allSettled(calls);
    assert.deepEqual(
      results.map((result) => (result.status === 'fulfilled' ? result.value : 'failed')),
      [2, 'failed', 2],
    );
    assert.deepEqual([...inside, database.inTransaction], [true, true, false]);
    assert.equal(await read(n), 2);
    assert.deepEqual(inside, [true, true, false], 'one alone needs no transaction');
    database.close();
  });

  it('a connection that is closed meanwhile fails each of them', async () => {
    const database = connection();
    const read = createReadInTurn(() => database);
    const one = () => database.first({ sql: 'SELECT 1', parameters: [] });
    const calls = [read(one), read(one)];
    database.close();
    for (const result of await Promise.allSettled(calls)) assert.equal(result.status, 'rejected');
  });

  it('a question asked by many is answered once, after the last has asked', async () => {
    let asked = 0;
    const ask = askedInTurn(() => (asked += 1));
    assert.deepEqual(await Promise.all([ask(), ask(), ask()]), [1, 1, 1]);
    assert.equal(await ask(), 2);
  });
});
