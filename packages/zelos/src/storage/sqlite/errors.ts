import type { Failure } from '../engine.ts';

// Result codes: sqlite.org/rescode.html. The low byte is the primary code.
const BUSY = 5;
const LOCKED = 6;
const CONSTRAINT_FOREIGN_KEY = 787;
const CONSTRAINT_PRIMARY_KEY = 1555;
const CONSTRAINT_UNIQUE = 2067;
const UNAVAILABLE: ReadonlyMap<number, string> = new Map([
  [7, 'out of memory'],
  [8, 'the database is read-only'],
  [10, 'input/output error'],
  [11, 'the database file is damaged'],
  [13, 'the disk is full'],
  [14, 'the database file cannot be opened'],
  [23, 'access to the database file is denied'],
  [26, 'the file is not a database'],
]);

/** Sorts an error of node:sqlite into the failures the rest of the storage room knows. */
export function classifySqliteError(error: unknown): Failure {
  if (!(error instanceof Error)) return { kind: 'other' };
  const { code, errcode } = error as Error & { readonly code?: string; readonly errcode?: number };
  if (code === 'ERR_INVALID_STATE') return { kind: 'unavailable', reason: 'the database is closed' };
  if (code !== 'ERR_SQLITE_ERROR' || errcode === undefined) return { kind: 'other' };
  if (errcode === CONSTRAINT_UNIQUE || errcode === CONSTRAINT_PRIMARY_KEY) return uniqueFailure(error.message);
  if (errcode === CONSTRAINT_FOREIGN_KEY) return { kind: 'reference' };
  const primary = errcode & 0xff;
  if (primary === BUSY || primary === LOCKED) return { kind: 'busy' };
  const reason = UNAVAILABLE.get(primary);
  if (reason !== undefined) return { kind: 'unavailable', reason };
  if (error.message.startsWith('no such table')) return { kind: 'missing_table' };
  return { kind: 'other' };
}

/** The message reads "UNIQUE constraint failed: table.column, table.column". */
function uniqueFailure(message: string): Failure {
  const names = message.slice(message.indexOf(':') + 1).split(',');
  const pairs = names.map((name) => name.trim().split('.'));
  return {
    kind: 'unique',
    table: pairs[0]?.[0] ?? '',
    columns: pairs.map((pair) => pair[1] ?? ''),
  };
}
