import type { SessionReading } from '../ports/store.ts';
import type { Coherence, Touched } from './engine.ts';

/** Sessions by token digest, never older than the database. */
export interface SessionCache {
  /**
   * The session as the database has it at a moment after the call. What has to be read with `find` is kept unless
   * something changed while it was read.
   */
  read(digest: string, find: () => Promise<SessionReading | null>): Promise<SessionReading | null>;
}

/**
 * Keeps at most `limit` sessions in this process (SR-SE-03). A kept session is given out only while no other process has
 * committed anything, which every call asks the database, and while no commit of this process touched its row or that of
 * its identity. There is no timer: nothing is ever right because it is young.
 */
export function createSessionCache(coherence: Coherence, limit: number): SessionCache {
  const kept = new Map<string, SessionReading>();
  /** Digests by identity; a session is found through its identity's few. */
  const byIdentity = new Map<string, Set<string>>();
  const bySession = new Map<string, string>();
  /** Rises with everything that takes something out; what was read before may be out of date then. */
  let changes = 0;
  let version: number | null = null;

  const clear = (): void => {
    changes += 1;
    kept.clear();
    byIdentity.clear();
    bySession.clear();
  };
  const drop = (digest: string): void => {
    const reading = kept.get(digest);
    if (reading === undefined) return;
    const { columns: session } = reading;
    kept.delete(digest);
    bySession.delete(session.id);
    const siblings = byIdentity.get(session.identityId);
    siblings?.delete(digest);
    if (siblings?.size === 0) byIdentity.delete(session.identityId);
  };
  const forget = (touched: Touched): void => {
    if (touched === 'everything') return clear();
    changes += 1;
    if ('session' in touched) {
      const digest = bySession.get(touched.session);
      if (digest !== undefined) drop(digest);
    } else for (const digest of Array.from(byIdentity.get(touched.identity) ?? [])) drop(digest);
  };
  const keep = (digest: string, reading: SessionReading): void => {
    const { columns: session } = reading;
    drop(digest);
    if (kept.size >= limit) {
      const [oldest] = kept.keys();
      if (oldest !== undefined) drop(oldest);
    }
    kept.set(digest, reading);
    bySession.set(session.id, digest);
    const siblings = byIdentity.get(session.identityId);
    if (siblings === undefined) byIdentity.set(session.identityId, new Set([digest]));
    else siblings.add(digest);
  };
  coherence.onCommit((touched) => touched.forEach(forget));

  return {
    async read(digest, find) {
      const now = await coherence.foreignVersion();
      // Everything is dropped once another process has committed.
      if (now !== version || now === null) {
        version = now;
        clear();
      }
      const known = kept.get(digest);
      if (known !== undefined) return known;
      const before = changes;
      const reading = await find();
      if (reading !== null && before === changes && version !== null) keep(digest, reading);
      return reading;
    },
  };
}
