import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after as afterAll, before, describe, it } from 'node:test';
import { type Database, StoreUnavailableError } from '../../src/ports/store.ts';
import { DsnError, openDatabase, parseDsn } from '../../src/storage/index.ts';
import { connect } from '../../src/storage/sqlite/driver.ts';
import { EXAMPLE_NOW, exampleFlow, exampleIdentity, exampleSession } from '../../src/testing/store-examples.ts';

const clock = { now: () => EXAMPLE_NOW };
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zelos-sqlite-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('SQLite DSN', () => {
  const parsed = (dsn: string) => {
    const { path, createIfMissing, patienceMs } = parseDsn(dsn);
    return [path, createIfMissing, patienceMs];
  };

  it('reads every documented form', () => {
    for (const dsn of ['memory', ':memory:', 'sqlite::memory:', 'sqlite://:memory:', 'sqlite://file::memory:?_fk=true'])
      assert.equal(parseDsn(dsn).path, null, dsn);
    assert.equal(parseDsn('sqlite://file:shared?mode=memory&cache=shared').path, null);
    assert.deepEqual(parsed('sqlite:///var/lib/db.sqlite?_fk=true&mode=rwc'), ['/var/lib/db.sqlite', true, 5000]);
    assert.deepEqual(parsed('sqlite3:///abs/a b.db'), ['/abs/a b.db', true, 5000]);
    assert.deepEqual(parsed('sqlite://./rel.db?_busy_timeout=1500'), ['./rel.db', true, 1500]);
    assert.deepEqual(parsed('sqlite://rel.db?_pragma=journal_mode(WAL)&_pragma=busy_timeout(70)'), [
      'rel.db',
      true,
      70,
    ]);
    assert.deepEqual(parsed('sqlite://file:///abs/100%25.db?mode=rw'), ['/abs/100%.db', false, 5000]);
    assert.deepEqual(parsed('sqlite://db?_busy_timeout=soon'), ['db', true, 5000]);
  });

  it('names the scheme it cannot serve, never the password', async () => {
    for (const dsn of ['postgres://user:hunter2@host/db', 'mysql://user:hunter2@tcp(host)/db', 'redis://:hunter2@host'])
      await assert.rejects(openDatabase(dsn, { clock }), (error) => {
        assert.ok(error instanceof DsnError);
        assert.match(error.message, new RegExp(dsn.split(':')[0] ?? ''));
        assert.doesNotMatch(error.message, /hunter2|user/);
        return true;
      });
    for (const dsn of [
      '',
      '/just/a/path',
      'sqlite://',
      'sqlite://?_fk=true',
      'sqlite://x?mode=ro',
      'sqlite://file:%zz',
    ])
      assert.throws(() => parseDsn(dsn), DsnError, dsn);
  });
});

describe('SQLite file', () => {
  it('is created for its owner only, with its companions (D8)', async () => {
    const path = join(folder, 'modes.sqlite');
    const database = await openDatabase(`sqlite://${path}`, { clock });
    await database.migrate();
    const files = (await readdir(folder)).filter((name) => name.startsWith('modes.sqlite'));
    assert.deepEqual(files.sort(), ['modes.sqlite', 'modes.sqlite-shm', 'modes.sqlite-wal']);
    for (const name of files) assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600, name);
    await database.close();
    const left = (await readdir(folder)).filter((name) => name.startsWith('modes.sqlite'));
    assert.deepEqual(left, ['modes.sqlite'], 'closing moves the log into the file');
  });

  it('opens with a write-ahead log whose order the disk keeps, and foreign keys (D8)', () => {
    const path = join(folder, 'pragmas.sqlite');
    const writer = connect(path, { readsOnly: false });
    const reader = connect(path, { readsOnly: true });
    const pragma = (name: string) =>
      Object.values(writer.all<object>({ sql: `PRAGMA ${name}`, parameters: [] })[0] ?? {})[0];
    assert.equal(pragma('journal_mode'), 'wal');
    assert.equal(pragma('synchronous'), 1);
    assert.equal(pragma('foreign_keys'), 1);
    assert.ok(Number(pragma('busy_timeout')) > 0);
    assert.throws(() => reader.exec('CREATE TABLE t (a)'), /readonly|read.?only/i);
    reader.close();
    writer.close();
  });

  it('refuses values that node:sqlite would bind wrongly', () => {
    const connection = connect(':memory:', { readsOnly: false });
    for (const value of [undefined, new Date(0), { a: 1 }, Number.NaN, true, [1]])
      assert.throws(() => connection.all({ sql: 'SELECT ?', parameters: [value] }), TypeError);
    connection.close();
  });

  it('says that it cannot be opened, and leaves nothing open (FT-08)', async () => {
    const open = (dsn: string) => openDatabase(dsn, { clock });
    await assert.rejects(open(`sqlite://${join(folder, 'missing', 'db.sqlite')}`), StoreUnavailableError);
    await assert.rejects(open(`sqlite://${join(folder, 'missing.sqlite')}?mode=rw`), StoreUnavailableError);
    const damaged = join(folder, 'damaged.sqlite');
    await writeFile(damaged, 'this is no database, whatever its name says. '.repeat(100));
    await chmod(damaged, 0o600);
    await assert.rejects(open(`sqlite://${damaged}`), StoreUnavailableError);
  });

  it('is whole after a restart, by its own checks (I1, I15)', async () => {
    const path = join(folder, 'restart.sqlite');
    const first = await openDatabase(`sqlite://${path}`, { clock });
    await first.migrate();
    await first.identities.create(exampleIdentity({ id: 'one', email: 'one@example.org' }));
    await first.flows.create(exampleFlow({ id: 'flow' }));
    await first.close();
    const second = await openDatabase(`sqlite://${path}`, { clock });
    assert.deepEqual(await second.migrate(), { applied: [] });
    assert.equal((await second.identities.get('one'))?.id, 'one');
    assert.equal((await second.flows.get('login', 'flow'))?.id, 'flow');
    await second.close();
    assertWhole(path);
  });

  it('says 503 when the disk is full, and works again when there is room (FT-06)', async () => {
    const path = join(folder, 'full.sqlite');
    const database = await openDatabase(`sqlite://${path}`, { clock });
    await database.migrate();
    await database.close();
    // The page limit of a connection stands for a full disk: it is met by the same error.
    const connection = connect(path, { readsOnly: false });
    const [pages] = connection.all<{ page_count: number }>({ sql: 'PRAGMA page_count', parameters: [] });
    connection.exec(`PRAGMA max_page_count = ${(pages?.page_count ?? 0) + 1}`);
    const { classifySqliteError } = await import('../../src/storage/sqlite/errors.ts');
    const insert = () =>
      connection.write({ sql: 'INSERT INTO counters VALUES (?, 1, NULL, 1, 1)', parameters: ['x'.repeat(100_000)] });
    assert.throws(insert, (error) => classifySqliteError(error).kind === 'unavailable');
    connection.exec('PRAGMA max_page_count = 100000');
    assert.equal(insert().affected, 1);
    connection.close();
  });
});

/** SQLite's own audit of pages, indexes and references. */
function assertWhole(path: string): void {
  const database = new DatabaseSync(path);
  assert.deepEqual(
    database
      .prepare('PRAGMA integrity_check')
      .all()
      .map((row) => ({ ...row })),
    [{ integrity_check: 'ok' }],
  );
  assert.deepEqual(database.prepare('PRAGMA foreign_key_check').all(), []);
  database.close();
}

describe('SQLite used by several', () => {
  const pair = async (name: string, options = ''): Promise<readonly [Database, Database]> => {
    const dsn = `sqlite://${join(folder, name)}${options}`;
    const first = await openDatabase(dsn, { clock });
    const second = await openDatabase(dsn, { clock });
    await Promise.all([first.migrate(), second.migrate()]);
    return [first, second];
  };

  it('two openings of one file take turns; a revocation by one is seen by the other at once (SR-SE-03, I6)', async () => {
    const [first, second] = await pair('turns.sqlite');
    await first.identities.create(exampleIdentity({ id: 'one', email: 'one@example.org' }));
    for (let round = 0; round < 50; round += 1) {
      await first.sessions.create(exampleSession({ id: `s${round}`, identityId: 'one' }), `d${round}`);
      assert.equal((await second.sessions.findByTokenDigest(`d${round}`))?.active, true);
      await first.sessions.revokeAny(`s${round}`, EXAMPLE_NOW);
      assert.equal((await second.sessions.findByTokenDigest(`d${round}`))?.active, false);
    }
    const states = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        (index % 2 ? first : second).counters.increment('k', 1000, EXAMPLE_NOW),
      ),
    );
    assert.equal(new Set(states.map(({ count }) => count)).size, 100);
    await first.close();
    await second.close();
  });

  it('a write waits for a foreign transaction without holding the event loop, then gives up (FT-09)', async () => {
    const [first, second] = await pair('busy.sqlite', '?_busy_timeout=150');
    const go = Promise.withResolvers<void>();
    const holder = first.transaction(async (tx) => {
      await tx.counters.increment('held', 1000, EXAMPLE_NOW);
      await go.promise;
    });
    // Turns of the loop, not ticks of a timer: a busy machine has few ticks in half a second, a held loop has few turns.
    let turns = 0;
    let counting = true;
    const turn = (): void => {
      turns += 1;
      if (counting) setImmediate(turn);
    };
    turn();
    await assert.rejects(second.counters.increment('held', 1000, EXAMPLE_NOW), StoreUnavailableError);
    await assert.rejects(second.flows.create(exampleFlow({ id: 'f' })), StoreUnavailableError);
    await assert.rejects(
      second.transaction(async () => 1),
      StoreUnavailableError,
    );
    counting = false;
    assert.ok(turns >= 100, `the loop ran ${turns} times meanwhile`);
    assert.equal(await second.counters.read('held', EXAMPLE_NOW), null, 'reads go on');
    const waiting = second.counters.increment('held', 1000, EXAMPLE_NOW);
    go.resolve();
    await holder;
    assert.equal((await waiting).count, 2);
    await first.close();
    await second.close();
  });

  it('opening a new file waits for a process that has just made it and holds it (FT-12)', async () => {
    const path = join(folder, 'held.sqlite');
    const holder = new DatabaseSync(path);
    holder.exec('BEGIN EXCLUSIVE; CREATE TABLE held (id INTEGER)');
    await assert.rejects(openDatabase(`sqlite://${path}?_busy_timeout=30`, { clock }), StoreUnavailableError);
    const opening = openDatabase(`sqlite://${path}`, { clock });
    setTimeout(() => holder.exec('COMMIT'), 20);
    const database = await opening;
    await database.migrate();
    await database.close();
    holder.close();
  });

  it('own writes that wait too long for a transaction of this process give up as well', async () => {
    const database = await openDatabase('sqlite::memory:?_busy_timeout=30', { clock });
    await database.migrate();
    const go = Promise.withResolvers<void>();
    const holder = database.transaction(() => go.promise);
    await assert.rejects(database.counters.increment('k', 1000, EXAMPLE_NOW), StoreUnavailableError);
    go.resolve();
    await holder;
    assert.equal((await database.counters.increment('k', 1000, EXAMPLE_NOW)).count, 1);
    await database.close();
  });
});
