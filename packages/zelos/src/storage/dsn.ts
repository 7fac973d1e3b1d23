/** The data source name cannot be used. The message names the scheme and the reason, never a user name or password. */
export class DsnError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DsnError';
  }
}

/** Where a database lives, as its DSN says. */
export interface SqliteDsn {
  readonly dialect: 'sqlite';
  /** A file path as given (relative ones belong to the working directory); null for a private database in memory. */
  readonly path: string | null;
  readonly createIfMissing: boolean;
  /** How long a write waits for its turn, in milliseconds. */
  readonly patienceMs: number;
}

const DEFAULT_PATIENCE_MS = 5_000;
const LATER = new Set(['postgres', 'postgresql', 'cockroach', 'mysql', 'yugabyte']);

/**
 * Reads a DSN: `memory`, `:memory:`, `sqlite::memory:`, `sqlite://…`, `sqlite3://…`, with or without `file:` after the
 * scheme. Options that are understood: `mode` (rwc, rw, memory), `_busy_timeout`, `_timeout` and
 * `_pragma=busy_timeout(n)` in milliseconds. Others are accepted and without effect, because the journal is always a
 * write-ahead log, commits always wait for the disk and foreign keys are always enforced.
 * Throws DsnError.
 */
export function parseDsn(dsn: string): SqliteDsn {
  const text = dsn.trim();
  if (text === 'memory' || text === ':memory:') return sqliteDsn(null, new URLSearchParams());
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) throw new DsnError('the dsn names no database: use "memory" or "sqlite://<path>"');
  if (LATER.has(scheme))
    throw new DsnError(`this build has no driver for "${scheme}": use "memory" or "sqlite://<path>"`);
  if (scheme !== 'sqlite' && scheme !== 'sqlite3') throw new DsnError(`the dsn scheme "${scheme}" is not known`);
  return parseSqlite(text.slice(scheme.length + 1).replace(/^\/\//, ''));
}

function parseSqlite(rest: string): SqliteDsn {
  const question = rest.indexOf('?');
  const options = new URLSearchParams(question < 0 ? '' : rest.slice(question + 1));
  let path = question < 0 ? rest : rest.slice(0, question);
  if (path.startsWith('file:')) path = decodeFileUri(path);
  if (path === '') throw new DsnError('the sqlite dsn names no file: use "sqlite://<path>"');
  const inMemory = path === ':memory:' || options.get('mode') === 'memory';
  if (path.includes('\0')) throw new DsnError('the sqlite dsn names no usable file');
  return sqliteDsn(inMemory ? null : path, options);
}

/** `file:rel`, `file:/abs` and `file:///abs`, percent-encoded (sqlite.org/uri.html). */
function decodeFileUri(uri: string): string {
  try {
    return decodeURIComponent(uri.slice('file:'.length).replace(/^\/\/(?:localhost)?(?=\/)/, ''));
  } catch {
    throw new DsnError('the path of the sqlite dsn is not percent-encoded correctly');
  }
}

function sqliteDsn(path: string | null, options: URLSearchParams): SqliteDsn {
  const mode = options.get('mode') ?? 'rwc';
  if (!['rwc', 'rw', 'memory'].includes(mode))
    throw new DsnError(`the sqlite option mode=${mode} cannot be used: the server must write`);
  const pragma = options
    .getAll('_pragma')
    .map((text) => /^busy_timeout[(=](\d+)\)?$/.exec(text)?.[1])
    .find((text) => text !== undefined);
  const given = options.get('_busy_timeout') ?? options.get('_timeout') ?? pragma;
  const patience = given !== undefined && /^\d{1,7}$/.test(given) ? Number(given) : DEFAULT_PATIENCE_MS;
  return { dialect: 'sqlite', path, createIfMissing: mode === 'rwc', patienceMs: patience };
}
