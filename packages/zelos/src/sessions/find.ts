import type { SessionWithIdentity } from '../kernel/session.ts';
import type { Clock } from '../ports/clock.ts';
import type { PresentedCredentials } from '../ports/request.ts';
import type { SessionColumns, SessionReading, Sessions } from '../ports/store.ts';
import { isSessionToken, tokenDigest } from './tokens.ts';

/** The session of a request together with the token it came by. */
export interface CurrentSession {
  readonly session: SessionWithIdentity;
  /** The same as it was read, for answers that pass it on. */
  readonly reading: SessionReading;
  readonly token: string;
  readonly from: 'header' | 'cookie' | 'bearer';
}

/** A class for its getter: accessors of object literals are made anew for every object, which costs more than the read. */
class FoundSession implements CurrentSession {
  readonly reading: SessionReading;
  readonly token: string;
  readonly from: CurrentSession['from'];
  constructor(reading: SessionReading, token: string, from: CurrentSession['from']) {
    this.reading = reading;
    this.token = token;
    this.from = from;
  }
  get session(): SessionWithIdentity {
    return this.reading.session;
  }
}

/** True while a session counts: stored active, not expired, owner active. */
export function isLive(session: SessionColumns, now: Date): boolean {
  return session.active && session.expiresAt > now && session.identity.state === 'active';
}

/** Finds the live session that a request presents. */
export type FindSession = (presented: PresentedCredentials) => Promise<CurrentSession | null>;

/**
 * The order of the contract: the header alone when present, then the cookies, then a bearer token.
 * Several session cookies are all tried; live ones of different people mean that somebody planted one, and none counts.
 */
export function createFindSession(deps: {
  readonly sessions: Pick<Sessions, 'read'>;
  readonly clock: Clock;
}): FindSession {
  const lookup = async (token: string, from: CurrentSession['from']): Promise<CurrentSession | null> => {
    if (!isSessionToken(token)) return null;
    const reading = await deps.sessions.read(tokenDigest(token));
    if (reading === null || !isLive(reading.columns, deps.clock.now())) return null;
    return new FoundSession(reading, token, from);
  };
  const onlyOwner = async (cookies: readonly string[]): Promise<CurrentSession | null> => {
    let found: CurrentSession | null = null;
    for (const token of new Set(cookies)) {
      const next = await lookup(token, 'cookie');
      if (next && found && next.reading.columns.identityId !== found.reading.columns.identityId) return null;
      found ??= next;
    }
    return found;
  };
  return (presented) => {
    // What stands behind a credential that is there is not even looked at: reading a cookie means opening it.
    const { header } = presented;
    if (header !== undefined) return lookup(header, 'header');
    const { cookies } = presented;
    if (cookies.length > 0) return onlyOwner(cookies);
    const { bearer } = presented;
    return bearer === undefined ? Promise.resolve(null) : lookup(bearer, 'bearer');
  };
}
