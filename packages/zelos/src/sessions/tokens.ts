import { hash } from 'node:crypto';
import type { Random } from '../ports/random.ts';

const TOKEN = /^ory_st_[A-Za-z0-9]{32}$/;

/** A fresh session token: the compatible prefix and 32 random alphanumerics (190 bits). */
export function newSessionToken(random: Random): string {
  return `ory_st_${random.token(32)}`;
}

/** True for text that can be a session token at all; everything else is refused before the database is asked (SR-SE-12). */
export function isSessionToken(text: string): boolean {
  return TOKEN.test(text);
}

/** What the database keeps of a token: lower-case hex SHA-256 of the whole wire token. */
export function tokenDigest(token: string): string {
  return hash('sha256', token, 'hex');
}
