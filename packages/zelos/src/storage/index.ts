import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/store.ts';
import { createDatabase } from './database.ts';
import { parseDsn } from './dsn.ts';
import type { Engine } from './engine.ts';

export { createDatabase } from './database.ts';
export { DsnError, parseDsn } from './dsn.ts';

/**
 * Opens the database a DSN names (forms: see `parseDsn`). Nothing is migrated: call `migrate()`.
 * @param options.sessionCache how many sessions may be kept in this process, coherent with the database; none without it
 * Throws DsnError for a DSN that cannot be used, StoreUnavailableError when the database cannot be opened.
 */
export async function openDatabase(
  dsn: string,
  options: { readonly clock: Clock; readonly sessionCache?: number },
): Promise<Database> {
  return createDatabase(await openEngine(dsn), options.clock, options.sessionCache);
}

/** Dialects are loaded only when a DSN names them. */
async function openEngine(dsn: string): Promise<Engine> {
  const target = parseDsn(dsn);
  switch (target.dialect) {
    case 'sqlite': {
      const { openSqlite } = await import('./sqlite/dialect.ts');
      return openSqlite(target);
    }
  }
}
