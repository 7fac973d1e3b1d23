/** What a database can do. Repositories ask these questions, never for the name of the database. */
export interface Capabilities {
  /** `INSERT/UPDATE/DELETE … RETURNING`. */
  readonly returning: boolean;
  /** `INSERT … ON CONFLICT DO UPDATE … WHERE`. */
  readonly upsert: boolean;
  /** A write may be committed without waiting for the disk, without weakening the writes around it. */
  readonly relaxedCommit: boolean;
  /** `SELECT … FOR UPDATE SKIP LOCKED`; without it writers are serialised and rows are claimed by guarded updates alone. */
  readonly skipLocked: boolean;
  /** Locks by name that outlive a statement; without them the write lock of the database guards migrations. */
  readonly advisoryLock: boolean;
}
