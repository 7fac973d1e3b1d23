import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { StoreUnavailableError } from '../../ports/store.ts';
import type { Capabilities } from '../capabilities.ts';
import type { Access, Engine, Touched, Written } from '../engine.ts';
import { storeError } from '../failures.ts';
import type { Tables } from '../tables.ts';
import { touchedBy } from '../touched.ts';
import { sqliteColumns } from './columns.ts';
import { type Connection, type ConnectionSettings, connect, ensureFile } from './driver.ts';
import { classifySqliteError } from './errors.ts';
import { createDisk, type Disk, NO_DISK, type Sync } from './disk.ts';
import { createGate, type Gate, patiently } from './lock.ts';
import { askedInTurn, createReadInTurn } from './turn.ts';

export interface SqliteTarget {
  /** null: a private database in memory. */
  readonly path: string | null;
  readonly createIfMissing: boolean;
  /** How long a write waits for its turn, in milliseconds. */
  readonly patienceMs: number;
  /** How a log is brought to the disk; the operating system's way without it. */
  readonly sync?: Sync;
}

const capabilities: Capabilities = {
  returning: true,
  upsert: true,
  relaxedCommit: true,
  skipLocked: false,
  advisoryLock: false,
};

const WRITER: ConnectionSettings = { readsOnly: false, cacheKib: 32_768 };
const READER: ConnectionSettings = { readsOnly: true };

interface Connections {
  /** The only connection of this process that commits. */
  readonly writer: Connection;
  /** Sees the last commit while the writer is inside a transaction; in memory it is the writer itself. */
  readonly reader: Connection;
}

interface OpenTransaction {
  alive: boolean;
  /** The first failed statement; it dooms the transaction. */
  failure: { readonly error: unknown } | null;
  /** What its commit will have changed. */
  readonly touched: Touched[];
}

const fail = (error: unknown): unknown => storeError(classifySqliteError(error), error);

/**
 * Opens a SQLite database. Throws StoreUnavailableError when the file cannot be opened, or stays locked by another process
 * for longer than `target.patienceMs`: the first switch to the write-ahead log wants the file for itself, and SQLite's own
 * busy handler does not wait for it.
 */
export async function openSqlite(target: SqliteTarget): Promise<Engine> {
  const connections = await openConnections(target);
  const gate = createGate(target.patienceMs);
  const scope = new AsyncLocalStorage<OpenTransaction>();
  const listeners: ((touched: readonly Touched[]) => void)[] = [];
  const committed: Context['committed'] = (touched) => {
    if (touched.length > 0) for (const listener of listeners) listener(touched);
  };
  const disk = target.path === null ? NO_DISK : createDisk(`${target.path}-wal`, target.sync);
  const context: Context = { connections, gate, scope, disk, patienceMs: target.patienceMs, committed };
  const transaction: Engine['transaction'] = (work) => runTransaction(context, work);
  let closing: Promise<void> | null = null;
  return {
    capabilities,
    columns: sqliteColumns,
    builder: new Kysely<Tables>({
      dialect: {
        createAdapter: () => new SqliteAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (db) => new SqliteIntrospector(db),
        createQueryCompiler: () => new SqliteQueryCompiler(),
      },
    }),
    access: autocommitAccess(context, transaction),
    coherence: {
      foreignVersion: askedInTurn(() => foreignVersion(connections.writer)),
      onCommit: (listener) => void listeners.push(listener),
    },
    classify: classifySqliteError,
    assertWritable: disk.assertSound,
    transaction,
    // The write lock of the file is the migration lock: every migration is one write transaction that looks again.
    withMigrationLock: (work) => work(),
    close: () => (closing ??= closeConnections(context)),
  };
}

interface Context {
  readonly connections: Connections;
  readonly gate: Gate;
  readonly scope: AsyncLocalStorage<OpenTransaction>;
  readonly disk: Disk;
  readonly patienceMs: number;
  /** To be called in the same breath as a commit. */
  readonly committed: (touched: readonly Touched[]) => void;
}

/** Busy only while another process recovers the log; nothing kept may be used then. */
function foreignVersion(writer: Connection): number | null {
  try {
    return writer.dataVersion();
  } catch {
    return null;
  }
}

async function openConnections({ path, createIfMissing, patienceMs }: SqliteTarget): Promise<Connections> {
  try {
    if (path === null) {
      const only = connect(':memory:', WRITER);
      return { writer: only, reader: only };
    }
    ensureFile(path, createIfMissing);
    const writer = await patiently(() => connect(path, WRITER), patienceMs);
    try {
      const reader = await patiently(() => connect(path, READER), patienceMs);
      return { writer, reader };
    } catch (error) {
      writer.close();
      throw error;
    }
  } catch (error) {
    const translated = fail(error);
    if (translated instanceof StoreUnavailableError) throw translated;
    throw new StoreUnavailableError('the database file cannot be opened', { cause: error });
  }
}

/** Statements that commit by themselves: reads on their own connection, writes one after the other. */
function autocommitAccess(context: Context, transaction: Engine['transaction']): Access {
  const { connections, gate, scope, disk, patienceMs, committed } = context;
  const refuseInside = (): void => {
    if (scope.getStore()?.alive)
      throw new Error('inside a transaction only its own store may be used: this call would wait for itself');
  };
  const inTurn = async <T>(statement: () => T): Promise<T> => {
    refuseInside();
    const release = gate.tryEnter() ?? (await gate.enter());
    try {
      return statement();
    } catch (error) {
      if (classifySqliteError(error).kind !== 'busy') throw fail(error);
      return await patiently(statement, patienceMs).catch((last) => Promise.reject(fail(last)));
    } finally {
      release();
    }
  };
  const sharesConnection = connections.reader === connections.writer;
  // What the writer has just written it still has at hand; the reader would have to find it in the log again.
  const quiet = (): Connection => (connections.writer.inTransaction ? connections.reader : connections.writer);
  const readInTurn = createReadInTurn(quiet);
  const reading = async <T>(query: (connection: Connection) => T): Promise<T> => {
    const statement = () => query(quiet());
    if (sharesConnection) return inTurn(statement);
    refuseInside();
    try {
      return await readInTurn(statement);
    } catch (error) {
      if (classifySqliteError(error).kind !== 'busy') throw fail(error);
      return patiently(statement, patienceMs).catch((last) => Promise.reject(fail(last)));
    }
  };
  const writing = <R>(query: CompiledQuery<R>, touched?: Touched) =>
    inTurn(() => {
      disk.assertSound();
      const written = connections.writer.write<R>(query);
      committed(touchedBy(query, touched));
      return written;
    });
  return {
    read: <R>(query: CompiledQuery<R>) => reading((connection) => connection.all<R>(query)),
    first: <R>(query: CompiledQuery<R>) => reading((connection) => connection.first<R>(query)),
    write: async (query, touched) => {
      const written = await writing(query, touched);
      await disk.settled();
      return written;
    },
    writeRelaxed: (query) => writing(query),
    atomically: transaction,
  };
}

/** Statements of one open transaction. The first failure dooms it: later statements and the commit are refused. */
function transactionAccess(connection: Connection, open: OpenTransaction): Access {
  const run = async <T>(statement: () => T): Promise<T> => {
    if (!open.alive) throw new Error('this transaction has ended');
    if (open.failure !== null) throw open.failure.error;
    try {
      return statement();
    } catch (error) {
      open.failure = { error: fail(error) };
      throw open.failure.error;
    }
  };
  const write = <R>(query: CompiledQuery<R>, touched?: Touched): Promise<Written<R>> => {
    open.touched.push(...touchedBy(query, touched));
    return run(() => connection.write<R>(query));
  };
  const access: Access = {
    read: <R>(query: CompiledQuery<R>) => run(() => connection.all<R>(query)),
    first: <R>(query: CompiledQuery<R>) => run(() => connection.first<R>(query)),
    write,
    writeRelaxed: (query) => write(query),
    atomically: (work) => work(access),
  };
  return access;
}

async function runTransaction<T>(context: Context, work: (access: Access) => Promise<T>): Promise<T> {
  const result = await commitAtOnce(context, work);
  await context.disk.settled();
  return result;
}

/** Runs a transaction up to its commit, which may not have reached the disk yet. */
async function commitAtOnce<T>(context: Context, work: (access: Access) => Promise<T>): Promise<T> {
  const { gate, scope, disk, patienceMs } = context;
  const { writer } = context.connections;
  if (scope.getStore()?.alive) throw new Error('a transaction cannot be opened inside a transaction');
  const release = gate.tryEnter() ?? (await gate.enter());
  const open: OpenTransaction = { alive: true, failure: null, touched: [] };
  try {
    disk.assertSound();
    await patiently(() => writer.exec('BEGIN IMMEDIATE'), patienceMs).catch((error) => Promise.reject(fail(error)));
    try {
      const result = await scope.run(open, () => work(transactionAccess(writer, open)));
      if (open.failure !== null) throw open.failure.error;
      open.alive = false;
      try {
        commit(writer);
      } finally {
        // Also after a commit that failed: whether it is in the file is not known then.
        context.committed(open.touched);
      }
      return result;
    } catch (error) {
      open.alive = false;
      rollBack(writer);
      throw error;
    }
  } finally {
    open.alive = false;
    release();
  }
}

function commit(connection: Connection): void {
  try {
    connection.exec('COMMIT');
  } catch (error) {
    throw fail(error);
  }
}

/** SQLite may have rolled back already (full disk); a failing ROLLBACK must not hide the reason. */
function rollBack(connection: Connection): void {
  try {
    if (connection.inTransaction) connection.exec('ROLLBACK');
  } catch {
    // The connection is beyond use; the next statement reports it.
  }
}

/** Waits for the writer inside, moves the log into the file and closes. */
async function closeConnections(context: Context): Promise<void> {
  const { writer, reader } = context.connections;
  const release = await context.gate.enter();
  try {
    await context.disk.close();
    if (reader !== writer) {
      reader.close();
      try {
        writer.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      } catch {
        // Another process still reads the log: it stays and is read again at the next start.
      }
    }
    writer.close();
  } finally {
    release();
  }
}
