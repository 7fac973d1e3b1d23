import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StoreUnavailableError } from '../../ports/store.ts';
import type { OpenDatabase } from './group.ts';

/** From an empty database to the newest schema, once. */
export function migrationsSuite(open: OpenDatabase): void {
  describe('migrations', () => {
    it('go from empty to the newest, and a second run does nothing', async () => {
      const { database, cleanup } = await open();
      try {
        const states = await database.migrations();
        assert.ok(states.length > 0);
        assert.ok(states.every(({ applied, known }) => !applied && known));
        const { applied } = await database.migrate();
        assert.deepEqual(
          applied,
          states.map(({ id }) => id),
        );
        assert.deepEqual(await database.migrate(), { applied: [] });
        assert.ok((await database.migrations()).every((state) => state.applied));
      } finally {
        await database.close();
        await cleanup();
      }
    });

    it('have one winner each when several migrate at once (FT-12)', async () => {
      const { database, cleanup } = await open();
      try {
        const runs = await Promise.all([database.migrate(), database.migrate(), database.migrate()]);
        const applied = runs.flatMap((run) => run.applied);
        assert.equal(new Set(applied).size, applied.length);
        assert.equal(applied.length, (await database.migrations()).length);
      } finally {
        await database.close();
        await cleanup();
      }
    });

    it('are missing: calls say that the database is not ready', async () => {
      const { database, cleanup } = await open();
      try {
        await assert.rejects(database.identities.count(), StoreUnavailableError);
        await database.ping();
      } finally {
        await database.close();
        await cleanup();
      }
    });

    it('close twice, and a closed database is unavailable', async () => {
      const { database, cleanup } = await open();
      await database.migrate();
      await Promise.all([database.close(), database.close()]);
      await database.close();
      await assert.rejects(database.ping(), StoreUnavailableError);
      await assert.rejects(database.flows.get('login', 'x'), StoreUnavailableError);
      await assert.rejects(database.secrets.revoke('p', 'f', new Date(0)), StoreUnavailableError);
      await assert.rejects(
        database.transaction(async () => 1),
        StoreUnavailableError,
      );
      await cleanup();
    });
  });
}
