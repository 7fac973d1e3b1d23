import assert from 'node:assert/strict';
import type { TestApp } from 'zelos/testing';
import type { StoredMessage } from '../../src/ports/outbox.ts';

/** Configuration keys that let messages be queued; nothing is delivered. */
export const COURIER = { smtp: { connection_uri: 'smtp://127.0.0.1:1/?disable_starttls=true' } };

/** Lets so much time pass that the next message to somebody is within the budget of sends. */
export function pause(app: TestApp): void {
  app.clock.advance(31_000);
}

/** Every queued message, newest first; those to one recipient when it is given. */
export async function mails(app: TestApp, recipient?: string): Promise<readonly StoredMessage[]> {
  const query = { limit: 500, after: null, ...(recipient === undefined ? {} : { recipient }) };
  return app.zelos.database.outbox.list(query);
}

/** The newest code that was sent to somebody. */
export async function lastCode(app: TestApp, recipient: string): Promise<string> {
  const [newest] = await mails(app, recipient);
  const code = newest?.body.match(/\b\d{6}\b/)?.[0];
  assert.ok(code, `no code was sent to ${recipient}`);
  return code;
}

/** Another code than the one given. */
export function otherThan(code: string): string {
  return String((Number(code) + 1) % 1_000_000).padStart(6, '0');
}

/** The newest address to open that was sent to somebody, as a path of the server. */
export async function lastLink(app: TestApp, recipient: string): Promise<string> {
  const [newest] = await mails(app, recipient);
  const link = newest?.body.match(/https?:\/\/[^\s<>"]+\/self-service\/[^\s<>"]+/)?.[0];
  assert.ok(link, `no link was sent to ${recipient}`);
  const { pathname, search } = new URL(link);
  return pathname + search;
}
