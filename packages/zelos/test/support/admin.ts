import assert from 'node:assert/strict';
import type { JsonObject, JsonValue } from '@zelos/contract';
import { type Answer, createBrowser, type TestApp } from 'zelos/testing';

/** An identity as the admin API lists it. */
export interface Listed {
  readonly id: string;
  readonly schema_id: string;
  readonly state: string;
  readonly traits: JsonObject;
  readonly credentials?: Readonly<
    Record<string, { readonly identifiers: readonly string[]; readonly config?: JsonObject }>
  >;
  readonly metadata_public: JsonValue;
  readonly metadata_admin?: JsonValue;
}

/** A request to the admin listener. */
export function admin(
  app: TestApp,
  method: string,
  target: string,
  body?: JsonValue,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return createBrowser(app, { mode: 'api' }).request(method, target, {
    plane: 'admin',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** The identities that a query finds. */
export async function listIdentities(app: TestApp, query: Record<string, string> = {}): Promise<readonly Listed[]> {
  const answer = await admin(app, 'GET', `/admin/identities?${new URLSearchParams({ page_size: '500', ...query })}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.as<readonly Listed[]>();
}
