import type { Clock } from '../ports/clock.ts';
import type { Database, Store } from '../ports/store.ts';
import type { Access, Engine } from './engine.ts';
import { migrations } from './migrations/index.ts';
import { createMigrationRunner } from './migrations/runner.ts';
import { createCounters } from './repositories/counters.ts';
import { createErrors } from './repositories/errors.ts';
import { createExpiry } from './repositories/expiry.ts';
import { createFlows } from './repositories/flows.ts';
import { createIdentities } from './repositories/identities.ts';
import { createOutbox } from './repositories/outbox.ts';
import { createSecrets } from './repositories/secrets.ts';
import { createSessions } from './repositories/sessions.ts';
import { createSessionCache } from './session-cache.ts';

/**
 * The port over an opened engine. The clock dates the migrations; every other time comes with the call.
 * @param sessionCache how many sessions may be kept in this process; 0 for none
 */
export function createDatabase(engine: Engine, clock: Clock, sessionCache = 0): Database {
  const { returning, upsert } = engine.capabilities;
  if (!returning || !upsert) throw new Error('one-time secrets and counters need RETURNING and upserts');
  const identities = createIdentities(engine);
  const { coherence } = engine;
  const cache = coherence && sessionCache > 0 ? createSessionCache(coherence, sessionCache) : null;
  const sessions = createSessions(engine, cache);
  const flows = createFlows(engine);
  const secrets = createSecrets(engine);
  const counters = createCounters(engine);
  const errors = createErrors(engine);
  const outbox = createOutbox(engine);
  const runner = createMigrationRunner(engine, migrations, clock);
  const removeExpired = createExpiry(engine);

  const storeOver = (access: Access): Store => ({
    identities: identities(access),
    sessions: sessions(access),
    flows: flows(access),
    secrets: secrets(access),
    counters: counters(access),
    errors: errors(access),
    outbox: outbox(access),
  });

  return {
    ...storeOver(engine.access),
    transaction: (work) => engine.transaction((access) => work(storeOver(access))),
    migrate: runner.migrate,
    migrations: runner.states,
    ping: async () => {
      engine.assertWritable();
      await engine.access.read(engine.builder.selectNoFrom((eb) => eb.lit(1).as('one')).compile());
    },
    removeExpired,
    close: engine.close,
  };
}
