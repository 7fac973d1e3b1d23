import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { after as afterAll, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../src/storage/index.ts';
import { EXAMPLE_NOW } from '../../src/testing/store-examples.ts';

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zelos-processes-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function start(
  task: 'race' | 'register',
  dsn: string,
  name: string,
): { readonly child: ChildProcess; readonly lines: string[] } {
  const child = spawn(process.execPath, ['--conditions=zelos-source', CHILD, task, dsn, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  assert.ok(child.stdout);
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  return { child, lines };
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('SQLite and several processes', () => {
  it('every one-time thing has one winner, no count is lost, migrations run once (FT-12, I3, I4, I5)', async () => {
    const path = join(folder, 'race.sqlite');
    const runs = ['a', 'b', 'c'].map((name) => start('race', `sqlite://${path}`, name));
    await Promise.all(runs.map(({ child }) => once(child, 'close')));
    const results = runs.map(
      ({ lines }) =>
        JSON.parse(lines[0] ?? 'null') as {
          readonly applied: readonly string[];
          readonly secrets: number;
          readonly flows: number;
          readonly identities: number;
          readonly counts: readonly number[];
        },
    );
    const sum = (pick: (result: (typeof results)[number]) => number) =>
      results.reduce((total, one) => total + pick(one), 0);
    assert.deepEqual([sum((one) => one.secrets), sum((one) => one.flows), sum((one) => one.identities)], [40, 40, 40]);
    assert.deepEqual(
      results.flatMap(({ counts }) => counts).sort((a, b) => a - b),
      Array.from({ length: 120 }, (_, index) => index + 1),
    );
    const applied = results.flatMap((result) => result.applied);
    assert.ok(applied.length > 0);
    assert.equal(new Set(applied).size, applied.length);
  });

  it('kill -9 at any moment loses no acknowledged row and leaves no half one (FT-01, I1, I2, I15)', async () => {
    const path = join(folder, 'crash.sqlite');
    const acknowledged: string[] = [];
    for (const [round, rows] of [1, 17, 60, 150].entries()) {
      const { child, lines } = start('register', `sqlite://${path}`, `round${round}`);
      const closed = once(child, 'close');
      await until(() => lines.length >= rows || child.exitCode !== null);
      child.kill('SIGKILL');
      await closed;
      assert.ok(lines.length >= rows, 'the process wrote until it was killed');
      acknowledged.push(...lines);
    }
    const database = await openDatabase(`sqlite://${path}`, { clock: { now: () => EXAMPLE_NOW } });
    for (const id of acknowledged) {
      assert.equal((await database.identities.findByIdentifier(['password'], [`${id}@example.org`]))?.id, id);
      assert.equal((await database.sessions.findByTokenDigest(`d-${id}`))?.identityId, id);
    }
    const counted = (await database.counters.read('registrations', EXAMPLE_NOW))?.count;
    assert.equal(await database.identities.count(), counted, 'what was not acknowledged is whole or absent');
    assert.equal((await database.sessions.listAll({ now: EXAMPLE_NOW, after: null, limit: 10_000 })).length, counted);
    await database.close();
    const audit = new DatabaseSync(path);
    assert.equal(audit.prepare('PRAGMA integrity_check').get()?.['integrity_check'], 'ok');
    assert.deepEqual(audit.prepare('PRAGMA foreign_key_check').all(), []);
    audit.close();
  });
});
