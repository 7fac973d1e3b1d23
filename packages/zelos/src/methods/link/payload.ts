import type { JsonObject } from '@zelos/contract';
import { textField, type RawFields } from '../../kernel/fields.ts';
import { addressIssues } from '../../kernel/loose-email.ts';
import { missing, transientPayload } from '../../kernel/payload.ts';
import type { Parsed } from '../api.ts';

/** What a submit of a link form carries: an address to send to, or the token of an opened link. */
export interface LinkPayload {
  readonly email: string | undefined;
  readonly token: string | undefined;
  readonly transient: JsonObject;
}

/** Reads a submit. With a token it opens the mailed link, and nothing else: such a submission needs no anti-CSRF token. */
export function parseLink(fields: RawFields): Parsed<LinkPayload> {
  const token = textField(fields, 'token');
  const email = textField(fields, 'email');
  const transient = transientPayload(fields);
  if (token !== undefined) return { ok: true, payload: { token, email: undefined, transient } };
  if (email === undefined) return { ok: false, issues: [missing('email')] };
  const issues = addressIssues(email, 'email');
  return issues.length > 0 ? { ok: false, issues } : { ok: true, payload: { token, email, transient } };
}
