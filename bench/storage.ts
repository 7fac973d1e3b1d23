/**
 * What the storage costs in process: `node --conditions=zelos-source bench/storage.ts`.
 * Prints microseconds per call, and the session read as a ratio to the bare query it rests on.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Database } from '../packages/zelos/src/ports/store.ts';
import { openDatabase } from '../packages/zelos/src/storage/index.ts';
import { exampleFlow, exampleIdentity, exampleSession } from '../packages/zelos/src/testing/store-examples.ts';

const IDENTITIES = 1_000;
const READS = 20_000;
const WRITES = 500;

const digestOf = (number: number): string => createHash('sha256').update(`token ${number}`).digest('hex');

/** Microseconds per call: the best of five rounds, because other work shares the machine. */
async function measure(calls: number, call: (index: number) => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round += 1) {
    const start = performance.now();
    for (let index = 0; index < calls; index += 1) await call(index);
    best = Math.min(best, ((performance.now() - start) * 1_000) / calls);
  }
  return best;
}

const print = (what: string, microseconds: number, note = ''): void =>
  console.log(`${what.padEnd(46)} ${microseconds.toFixed(1).padStart(8)} us  ${note}`);

async function fill(database: Database): Promise<void> {
  for (let index = 0; index < IDENTITIES; index += 1) {
    const identity = exampleIdentity({ id: randomUUID(), email: `person-${index}@example.org` });
    await database.transaction(async (tx) => {
      await tx.identities.create(identity);
      await tx.sessions.create(exampleSession({ id: randomUUID(), identityId: identity.id }), digestOf(index));
    });
  }
}

async function measureAll(database: Database, path: string): Promise<void> {
  await fill(database);
  const digests = Array.from({ length: IDENTITIES }, (_, index) => digestOf(index));
  const at = (index: number): string => digests[(index * 617) % IDENTITIES] ?? '';
  const bare = new DatabaseSync(path, { readOnly: true });
  const statement = bare.prepare(
    'select s.*, i.* from sessions s join identities i on i.id = s.identity_id where s.token_digest = ?',
  );
  const bareRead = await measure(READS, (index) => statement.get(at(index)));
  bare.close();
  print('bare join, prepared', bareRead);
  const read = await measure(READS, (index) => database.sessions.findByTokenDigest(at(index)));
  print('sessions.findByTokenDigest', read, `${(read / bareRead).toFixed(2)} x bare join`);
  print(
    'identities.findByIdentifier with credentials',
    await measure(2_000, (index) =>
      database.identities.findByIdentifier(['password'], [`person-${index % 1000}@example.org`]),
    ),
  );
  const flows: string[] = [];
  print(
    'flows.create (not waiting for the disk)',
    await measure(WRITES, () => {
      const flow = exampleFlow({ id: randomUUID() });
      flows.push(flow.id);
      return database.flows.create(flow);
    }),
  );
  print('flows.get', await measure(WRITES, (index) => database.flows.get('login', flows[index] ?? '')));
  const now = new Date(1_700_000_000_000);
  print('counters.increment (on disk)', await measure(WRITES, () => database.counters.increment('bench', 60_000, now)));
  print(
    'transaction: identity and session (on disk)',
    await measure(WRITES, () => {
      const identity = exampleIdentity({ id: randomUUID(), email: `${randomUUID()}@example.org` });
      return database.transaction(async (tx) => {
        await tx.identities.create(identity);
        await tx.sessions.create(
          exampleSession({ id: randomUUID(), identityId: identity.id }),
          digestOf(Math.random()),
        );
      });
    }),
  );
}

const folder = mkdtempSync(join(tmpdir(), 'zelos-bench-'));
try {
  const path = join(folder, 'bench.sqlite');
  const database = await openDatabase(`sqlite://${path}`, { clock: { now: () => new Date() } });
  await database.migrate();
  await measureAll(database, path);
  await database.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
