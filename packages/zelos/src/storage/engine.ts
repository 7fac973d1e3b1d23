import type { CompiledQuery, Kysely } from 'kysely';
import type { Capabilities } from './capabilities.ts';
import type { FlagValue, Tables, TimeValue } from './tables.ts';

/** What a writing statement did. */
export interface Written<R> {
  /** Rows of a RETURNING clause, else empty. */
  readonly rows: readonly R[];
  /** Rows inserted, changed or removed; this number is the verdict of guarded statements. */
  readonly affected: number;
}

/**
 * Which sessions a writing statement can have changed as a reader sees them: the row of one session, everything of one
 * identity, or more than can be told.
 */
export type Touched = { readonly session: string } | { readonly identity: string } | 'everything';

/** What a cache in this process needs to stay coherent. */
export interface Coherence {
  /**
   * A number that changes whenever another process has committed; null when that cannot be told at the moment. Looked up
   * after it was asked for, at the end of the turn of the event loop, once for everybody who asks in it.
   */
  foreignVersion(): Promise<number | null>;
  /** Calls back in the moment in which a commit of this process takes effect, before anybody can read after it. */
  onCommit(listener: (touched: readonly Touched[]) => void): void;
}

/** How repositories reach the database: one instance commits every statement by itself, another belongs to one transaction. */
export interface Access {
  read<R>(query: CompiledQuery<R>): Promise<readonly R[]>;
  /** The first row of a statement that finds at most one. */
  first<R>(query: CompiledQuery<R>): Promise<R | undefined>;
  /**
   * @param touched what an update or a removal of sessions or identities can have changed; without it, everything counts
   *   as changed
   */
  write<R>(query: CompiledQuery<R>, touched?: Touched): Promise<Written<R>>;
  /** A write whose loss by a power cut is harmless: committed at once, but perhaps not on disk yet. */
  writeRelaxed<R>(query: CompiledQuery<R>): Promise<Written<R>>;
  /** All statements of `work` or none: a transaction of its own, or the open one when there is one. */
  atomically<T>(work: (access: Access) => Promise<T>): Promise<T>;
}

/** How values are written into columns. Repositories convert with these functions and with nothing else. */
export interface Columns {
  /** Column types for migrations. `exact` compares and sorts by code point; `json` keeps text as written. */
  readonly types: {
    readonly id: 'text' | 'uuid' | 'varchar(36)';
    readonly exact: 'text';
    readonly text: 'text';
    readonly json: 'text';
    readonly time: 'integer' | 'bigint';
    readonly flag: 'integer' | 'boolean';
    readonly count: 'integer';
  };
  /** Text after the closing bracket of CREATE TABLE. */
  readonly tableSuffix: string | null;
  /** Times are kept with millisecond precision, the precision of Date. */
  time(at: Date): TimeValue;
  timeOrNull(at: Date | null): TimeValue | null;
  date(stored: TimeValue): Date;
  dateOrNull(stored: TimeValue | null): Date | null;
  flag(value: boolean): FlagValue;
  isSet(stored: FlagValue): boolean;
}

/** What went wrong, in terms every database shares. */
export type Failure =
  | { readonly kind: 'unique'; readonly table: string; readonly columns: readonly string[] }
  | { readonly kind: 'reference' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'unavailable'; readonly reason: string }
  | { readonly kind: 'missing_table' }
  | { readonly kind: 'other' };

/** One opened database as a dialect provides it: five files in one folder per dialect build this record. */
export interface Engine {
  readonly capabilities: Capabilities;
  readonly columns: Columns;
  /** Builds and compiles statements; never executes them. */
  readonly builder: Kysely<Tables>;
  readonly access: Access;
  /** Absent where nobody can tell what other processes do: nothing may be cached then. */
  readonly coherence?: Coherence;
  classify(error: unknown): Failure;
  /** Throws StoreUnavailableError where nothing can be written any more until the process starts anew. */
  assertWritable(): void;
  transaction<T>(work: (access: Access) => Promise<T>): Promise<T>;
  /** Runs `work` while no other process migrates this database. */
  withMigrationLock<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
