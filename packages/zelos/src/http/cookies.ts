import type { Cipher } from '../ports/cipher.ts';
import type { Random } from '../ports/random.ts';
import type { Header } from './exchange.ts';

export interface CookieAttributes {
  readonly path: string;
  readonly domain: string | undefined;
  readonly secure: boolean;
  readonly sameSite: 'Lax' | 'Strict' | 'None';
}

/** Every cookie of a request, in the order sent; names may repeat. */
export function parseCookies(header: string | undefined): readonly (readonly [string, string])[] {
  if (!header) return [];
  const cookies: (readonly [string, string])[] = [];
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at <= 0) continue;
    const name = part.slice(0, at).trim();
    const value = part.slice(at + 1).trim();
    if (name)
      cookies.push([
        name,
        value.startsWith('"') && value.endsWith('"') && value.length > 1 ? value.slice(1, -1) : value,
      ]);
  }
  return cookies;
}

/**
 * The one place where a Set-Cookie is written. `SameSite=None` without Secure is dropped by browsers, so it becomes Lax.
 * @param maxAge seconds; undefined makes a browser-session cookie, 0 or less deletes
 */
export function setCookie(
  name: string,
  value: string,
  attributes: CookieAttributes,
  maxAge: number | undefined,
  now: Date,
): Header {
  const sameSite = attributes.sameSite === 'None' && !attributes.secure ? 'Lax' : attributes.sameSite;
  const parts = [
    `${name}=${value}`,
    `Path=${attributes.path}`,
    ...(attributes.domain ? [`Domain=${attributes.domain}`] : []),
    ...(maxAge === undefined
      ? []
      : [
          `Expires=${new Date(maxAge > 0 ? now.getTime() + maxAge * 1000 : 0).toUTCString()}`,
          `Max-Age=${Math.max(0, Math.floor(maxAge))}`,
        ]),
    'HttpOnly',
    ...(attributes.secure ? ['Secure'] : []),
    `SameSite=${sameSite}`,
  ];
  return ['Set-Cookie', parts.join('; ')];
}

/** What a session cookie holds: opaque to everybody else. */
export interface SessionCookie {
  readonly token: string;
  /** Expiry of the session as of issue, for the re-issue rule of whoami; null when it is missing. */
  readonly expiresAt: Date | null;
}

/** Seals and opens the values of session cookies; the nonce of the sealing makes every issue differ. */
export function createSessionCookies(deps: {
  readonly cipher: Cipher;
  readonly random: Random;
  readonly name: string;
  readonly attributes: CookieAttributes;
  readonly persistent: boolean;
}) {
  const context = `cookie:${deps.name}`;
  return {
    name: deps.name,
    issue(token: string, expiresAt: Date, now: Date): Header {
      const value = deps.cipher.seal(JSON.stringify({ t: token, e: expiresAt.toISOString() }), context);
      const maxAge = Math.max(1, Math.floor((expiresAt.getTime() - now.getTime()) / 1000));
      return setCookie(deps.name, value, deps.attributes, deps.persistent ? maxAge : undefined, now);
    },
    clear: (now: Date): Header => setCookie(deps.name, 'ended', deps.attributes, 0, now),
    open(value: string): SessionCookie | null {
      const text = deps.cipher.open(value, context);
      if (text === null) return null;
      const { t, e } = JSON.parse(text) as { t?: unknown; e?: unknown };
      if (typeof t !== 'string') return null;
      const expiresAt = typeof e === 'string' ? new Date(e) : null;
      return { token: t, expiresAt: expiresAt && !Number.isNaN(expiresAt.getTime()) ? expiresAt : null };
    },
  };
}

export type SessionCookies = ReturnType<typeof createSessionCookies>;
