import { closeSync, constants, openSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Written } from '../engine.ts';
import { bindValue } from './columns.ts';

/** SQL text with the values of its placeholders in order. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** One connection. Every call is synchronous and short. */
export interface Connection {
  all<R>(statement: Statement): readonly R[];
  first<R>(statement: Statement): R | undefined;
  write<R>(statement: Statement): Written<R>;
  /** Changes whenever another connection has committed, and never by commits of this one (sqlite.org/pragma.html). */
  dataVersion(): number;
  /** Runs synchronous reads in one transaction; `work` must not throw. */
  together(work: () => void): void;
  exec(sql: string): void;
  readonly inTransaction: boolean;
  close(): void;
}

export interface ConnectionSettings {
  readonly readsOnly: boolean;
  /**
   * How much of the file is kept at hand, in KiB; 2048 without it. The file is not mapped into memory instead: an error of the disk would
   * end the process then (sqlite.org/mmap.html).
   */
  readonly cacheKib?: number;
}

// How long SQLite itself may sleep the thread for a lock; longer waits are timers (see lock.ts).
const BUSY_TIMEOUT_MS = 2;
// Statements are built from a fixed set of shapes; lists of varying length make the rest.
const PREPARED_AT_MOST = 256;

/**
 * Makes sure that the file is there and can be written. One that is made here is readable for its owner only; SQLite gives
 * its companions (-wal, -shm) the same mode. Throws the error of the file system.
 */
export function ensureFile(path: string, createIfMissing: boolean): void {
  closeSync(openSync(path, constants.O_RDWR | (createIfMissing ? constants.O_CREAT : 0), 0o600));
}

/** @param path a file, or ':memory:' for a database of this connection alone. */
export function connect(path: string, settings: ConnectionSettings): Connection {
  const database = new DatabaseSync(path, {
    timeout: BUSY_TIMEOUT_MS,
    enableForeignKeyConstraints: true,
    enableDoubleQuotedStringLiterals: false,
  });
  try {
    if (path !== ':memory:') database.exec('PRAGMA journal_mode = WAL');
    database.exec(`PRAGMA cache_size = ${-(settings.cacheKib ?? 2048)}`);
    // The log is brought to the disk by whoever acknowledges (see disk.ts); SQLite itself waits where order needs it.
    database.exec('PRAGMA synchronous = NORMAL');
    if (settings.readsOnly) database.exec('PRAGMA query_only = ON');
  } catch (error) {
    database.close();
    throw error;
  }
  const prepared = createStatementCache(database);
  const version = database.prepare('PRAGMA data_version');
  version.setReturnArrays(true);
  const all = <R>(statement: Statement): R[] => {
    const { ready, rowOf } = prepared(statement.sql);
    return (ready.all(...bound(statement)) as unknown as Values[]).map((values) => rowOf(values) as R);
  };
  const write = <R>(statement: Statement): Written<R> => {
    const { ready, answers } = prepared(statement.sql);
    if (answers) {
      const rows = all<R>(statement);
      return { rows, affected: rows.length };
    }
    return { rows: [], affected: Number(ready.run(...bound(statement)).changes) };
  };
  return {
    all,
    first: <R>(statement: Statement) => {
      const { ready, rowOf } = prepared(statement.sql);
      const values = ready.get(...bound(statement)) as unknown as Values | undefined;
      return values === undefined ? undefined : (rowOf(values) as R);
    },
    write,
    dataVersion: () => (version.get() as unknown as readonly [number])[0],
    together(work) {
      prepared('BEGIN').ready.run();
      try {
        work();
      } finally {
        // Nothing was written, and a rollback is never refused.
        if (database.isTransaction) prepared('ROLLBACK').ready.run();
      }
    },
    exec: (sql) => database.exec(sql),
    get inTransaction() {
      return database.isOpen && database.isTransaction;
    },
    close: () => database.close(),
  };
}

const bound = (statement: Statement) => statement.parameters.map(bindValue);

type Values = readonly unknown[];

interface Prepared {
  readonly ready: StatementSync;
  /** Whether it gives rows. */
  readonly answers: boolean;
  rowOf(values: Values): object;
}

/** Rows come as arrays and are named here: objects made natively are slower to make and to read. */
function prepare(database: DatabaseSync, sql: string): Prepared {
  const ready = database.prepare(sql);
  ready.setReturnArrays(true);
  const namesNow = (): readonly string[] => ready.columns().map(({ name }) => name);
  let names = namesNow();
  return {
    ready,
    answers: names.length > 0,
    rowOf(values) {
      // A statement that takes all columns has more of them after a migration.
      if (values.length !== names.length) names = namesNow();
      const row: Record<string, unknown> = {};
      for (let column = 0; column < names.length; column += 1) row[names[column] ?? ''] = values[column];
      return row;
    },
  };
}

/** Keeps the statements used last prepared. */
function createStatementCache(database: DatabaseSync): (sql: string) => Prepared {
  const cache = new Map<string, Prepared>();
  return (sql) => {
    const known = cache.get(sql);
    if (known !== undefined) return known;
    const fresh = prepare(database, sql);
    if (cache.size >= PREPARED_AT_MOST) {
      const [oldest] = cache.keys();
      if (oldest !== undefined) cache.delete(oldest);
    }
    cache.set(sql, fresh);
    return fresh;
  };
}
