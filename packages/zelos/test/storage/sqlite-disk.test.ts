// What a power cut can take: nothing that was acknowledged (D8, FT-02).
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, it } from 'node:test';
import { type Database, StoreUnavailableError } from '../../src/ports/store.ts';
import { createDatabase } from '../../src/storage/index.ts';
import { openSqlite } from '../../src/storage/sqlite/dialect.ts';
import type { Sync } from '../../src/storage/sqlite/disk.ts';
import { EXAMPLE_NOW, exampleFlow, exampleIdentity } from '../../src/testing/store-examples.ts';

const clock = { now: () => EXAMPLE_NOW };
let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'zelos-power-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

async function open(name: string, sync: Sync): Promise<{ readonly database: Database; readonly path: string }> {
  const path = join(folder, `${name}.sqlite`);
  const engine = await openSqlite({ path, createIfMissing: true, patienceMs: 1000, sync });
  const database = createDatabase(engine, clock);
  await database.migrate();
  return { database, path };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Keys of counters in a copy of the files, opened as after a power cut. */
function keysIn(copy: string): ReadonlySet<unknown> {
  const database = new DatabaseSync(copy);
  try {
    return new Set(
      database
        .prepare('select key from counters')
        .all()
        .map((row) => row['key']),
    );
  } finally {
    database.close();
  }
}

it('what is acknowledged is in the files as the disk had them before, whoever writes meanwhile: FT-02', async () => {
  let images = 0;
  let image = '';
  let path = '';
  const { database, path: file } = await open('images', async () => {
    if (path === '') return;
    // What is written after this moment may be lost.
    const next = join(folder, `image-${images}.sqlite`);
    images += 1;
    for (const part of ['', '-wal']) cpSync(path + part, next + part);
    await turn();
    image = next;
  });
  path = file;
  let checked = 0;
  const write = async (key: string): Promise<void> => {
    if (checked % 3 === 0) await database.counters.increment(key, 60_000, EXAMPLE_NOW);
    else await database.transaction((tx) => tx.counters.increment(key, 60_000, EXAMPLE_NOW));
    assert.ok(keysIn(image).has(key), `${key} was acknowledged and is not in ${image}`);
    checked += 1;
  };
  const writer = async (name: string): Promise<void> => {
    for (let n = 0; n < 12; n += 1) {
      await write(`${name}-${n}`);
      for (let pause = name.length % 3; pause > 0; pause -= 1) await turn();
    }
  };
  await Promise.all(['a', 'bb', 'ccc', 'dddd', 'eeeee'].map(writer));
  assert.equal(checked, 60);
  assert.ok(images < checked, 'commits that wait together share a turn of the disk');
  await database.close();
});

it('a flow does not wait for the disk, everything else does, and reads go on meanwhile', async () => {
  const waiting: (() => void)[] = [];
  let held = false;
  const { database } = await open('held', () =>
    held ? new Promise<void>((resolve) => waiting.push(resolve)) : Promise.resolve(),
  );
  held = true;
  await database.flows.create(exampleFlow({ id: 'flow' }));
  assert.equal(waiting.length, 0);
  let acknowledged = false;
  const created = database.identities
    .create(exampleIdentity({ id: 'one', email: 'one@example.org' }))
    .then(() => (acknowledged = true));
  for (let n = 0; n < 10; n += 1) await turn();
  assert.equal((await database.identities.get('one'))?.id, 'one');
  assert.equal(acknowledged, false);
  held = false;
  for (const release of waiting) release();
  await created;
  assert.equal(acknowledged, true);
  await database.close();
});

it('after the disk has refused, writes are unavailable and reads go on, until a restart: FT-06', async () => {
  let broken = false;
  const { database, path } = await open('broken', () =>
    broken ? Promise.reject(new Error('EIO')) : Promise.resolve(),
  );
  await database.identities.create(exampleIdentity({ id: 'one', email: 'one@example.org' }));
  await database.ping();
  broken = true;
  await assert.rejects(database.counters.increment('lost', 60_000, EXAMPLE_NOW), StoreUnavailableError);
  broken = false;
  await assert.rejects(database.counters.increment('later', 60_000, EXAMPLE_NOW), StoreUnavailableError);
  await assert.rejects(
    database.transaction((tx) => tx.flows.create(exampleFlow({ id: 'later' }))),
    StoreUnavailableError,
  );
  await assert.rejects(database.flows.create(exampleFlow({ id: 'flow' })), StoreUnavailableError);
  await assert.rejects(database.ping(), StoreUnavailableError);
  assert.equal((await database.identities.get('one'))?.id, 'one');
  await database.close();
  const keys = keysIn(path);
  assert.equal(keys.has('later'), false);
});
