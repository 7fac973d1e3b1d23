import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after as afterAll, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Database } from '../../src/ports/store.ts';
import { openDatabase } from '../../src/storage/index.ts';
import { after, EXAMPLE_NOW, exampleFlow, exampleIdentity, exampleSession } from '../../src/testing/store-examples.ts';
import { storeSuite } from '../../src/testing/store-suite.ts';

const clock = { now: () => EXAMPLE_NOW };
const LIMIT = 3;
let folder = '';
let files = 0;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zelos-cache-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const newFile = (): string => {
  files += 1;
  return `sqlite://${join(folder, `${files}.sqlite`)}`;
};
const open = (dsn: string, sessionCache = LIMIT): Promise<Database> => openDatabase(dsn, { clock, sessionCache });

/** A migrated database with identities `i0`… and sessions `s0`… of them, digests `d0`…; session n belongs to identity n % 2. */
async function filled(dsn: string, sessions = LIMIT): Promise<Database> {
  const database = await open(dsn);
  await database.migrate();
  for (const id of ['i0', 'i1']) await database.identities.create(exampleIdentity({ id, email: `${id}@example.org` }));
  for (let n = 0; n < sessions; n += 1) {
    await database.sessions.create(exampleSession({ id: `s${n}`, identityId: `i${n % 2}` }), `d${n}`);
  }
  return database;
}

describe('store suite with a cache of sessions', () => {
  storeSuite(async () => ({ database: await open('memory'), cleanup: async () => {} }));
  storeSuite(async () => ({ database: await open(newFile()), cleanup: async () => {} }));
});

describe('cache of sessions', () => {
  it('gives the same value again while nothing touched it, whatever else is written', async () => {
    const database = await filled(newFile());
    const { sessions } = database;
    const [first, second] = [await sessions.findByTokenDigest('d0'), await sessions.findByTokenDigest('d1')];
    await database.flows.create(exampleFlow({ id: 'f' }));
    await database.counters.increment('k', 1000, EXAMPLE_NOW);
    await sessions.create(exampleSession({ id: 'new', identityId: 'i0' }), 'dnew');
    await sessions.revokeAny('s1', EXAMPLE_NOW);
    assert.equal(await sessions.findByTokenDigest('d0'), first);
    assert.notEqual(await sessions.findByTokenDigest('d1'), second);
    await database.close();
  });

  it('keeps no more than its limit', async () => {
    const database = await filled(newFile(), LIMIT + 1);
    const first = await database.sessions.findByTokenDigest('d0');
    for (let n = 1; n <= LIMIT; n += 1) await database.sessions.findByTokenDigest(`d${n}`);
    assert.notEqual(await database.sessions.findByTokenDigest('d0'), first);
    await database.close();
  });

  it('a read that a commit overtakes is not kept (SR-SE-03)', async () => {
    const database = await filled('memory');
    const reading = database.sessions.findByTokenDigest('d0');
    const revoking = database.sessions.revokeAny('s0', EXAMPLE_NOW);
    await Promise.all([reading, revoking]);
    assert.equal((await database.sessions.findByTokenDigest('d0'))?.active, false);
    await database.close();
  });

  it('nothing is seen of a transaction before it commits, everything after', async () => {
    const database = await filled(newFile());
    await database.sessions.findByTokenDigest('d0');
    const inside = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const writing = database.transaction(async (tx) => {
      await tx.sessions.revokeAny('s0', EXAMPLE_NOW);
      assert.equal((await tx.sessions.findByTokenDigest('d0'))?.active, false);
      inside.resolve();
      await go.promise;
    });
    await inside.promise;
    assert.equal((await database.sessions.findByTokenDigest('d0'))?.active, true);
    go.resolve();
    await writing;
    assert.equal((await database.sessions.findByTokenDigest('d0'))?.active, false);
    await database.close();
  });
});

/** Changes of sessions and identities, each made by one of two processes (two openings of one file are as good). */
const CHANGES: readonly ((database: Database, n: number, step: number) => Promise<unknown>)[] = [
  ({ sessions }, n) => sessions.revokeAny(`s${n}`, EXAMPLE_NOW),
  ({ sessions }, n) => sessions.revoke(`i${n % 2}`, `s${n}`, EXAMPLE_NOW),
  ({ sessions }, n) => sessions.revokeOthers(`i${n % 2}`, `s${n}`, EXAMPLE_NOW),
  ({ sessions }, n, step) => sessions.extend(`s${n}`, after(step), EXAMPLE_NOW),
  ({ sessions }, n, step) =>
    sessions.renew({
      id: `s${n}`,
      authenticatedAt: after(step),
      expiresAt: after(step + 1000),
      aal: 'aal2',
      authenticationMethods: [{ method: 'password', aal: 'aal1', completedAt: after(step) }],
      at: EXAMPLE_NOW,
    }),
  ({ sessions }, n) => sessions.deleteByIdentity(`i${n % 2}`),
  ({ identities }, n) => identities.delete(`i${n % 2}`),
  async ({ identities }, n, step) => {
    const identity = await identities.getWithCredentials(`i${n % 2}`);
    if (identity) await identities.update({ ...identity, metadataPublic: { step } });
  },
  ({ identities }, n) =>
    identities.markAddress({
      identityId: `i${n % 2}`,
      addressId: `i${n % 2}-v`,
      verified: true,
      status: 'completed',
      at: EXAMPLE_NOW,
    }),
  async ({ identities }, n, step) => {
    const identity = await identities.getWithCredentials(`i${n % 2}`);
    const [credential] = identity?.credentials ?? [];
    if (!identity || !credential) return;
    const { type, config: expected, version } = credential;
    await identities.replaceCredentialConfig({
      identityId: identity.id,
      type,
      expected,
      version,
      at: EXAMPLE_NOW,
      config: { hashed_password: `${step}` },
    });
  },
  (database) => database.removeExpired(after(3_000_000), 10),
  async (database, n) => {
    const failed = database.transaction(async (tx) => {
      await tx.sessions.revokeAny(`s${n}`, EXAMPLE_NOW);
      throw new Error('undone');
    });
    await assert.rejects(failed, /undone/);
  },
  (database, n) =>
    database.transaction(async (tx) => {
      await tx.sessions.revokeAny(`s${n}`, EXAMPLE_NOW);
      await tx.sessions.extend(`s${(n + 1) % LIMIT}`, after(7), EXAMPLE_NOW);
    }),
];

describe('coherence of the cache of sessions', () => {
  it('SR-SE-03 SR-SE-08 what is read is what the database has, whoever changed it last', async () => {
    const step = fc.record({
      change: fc.nat(CHANGES.length - 1),
      session: fc.nat(LIMIT - 1),
      by: fc.constantFrom('self', 'other'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const dsn = newFile();
        const cached = await filled(dsn);
        const [other, plain] = [await open(dsn), await open(dsn, 0)];
        const compare = async () => {
          for (let n = 0; n < LIMIT; n += 1) {
            const read = await cached.sessions.findByTokenDigest(`d${n}`);
            assert.deepEqual(read, await plain.sessions.findByTokenDigest(`d${n}`));
          }
        };
        try {
          await compare();
          for (const [index, { change, session, by }] of steps.entries()) {
            await CHANGES[change]?.(by === 'self' ? cached : other, session, index);
            await compare();
          }
        } finally {
          await Promise.all([cached.close(), other.close(), plain.close()]);
        }
      }),
      { numRuns: process.env['ZELOS_LONG'] ? 400 : 25, seed: 20260301 },
    );
  });
});
