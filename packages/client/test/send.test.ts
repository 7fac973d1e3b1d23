import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { createClient } from '@zelos/client';
import { json, startServer } from './server.ts';

function recordingFetch(inits: RequestInit[]) {
  return (url: string, init: RequestInit): Promise<Response> => {
    inits.push(init);
    return fetch(url, init);
  };
}

test('a browser cookie is forwarded per call and the cookies of the answer can be handed back', async () => {
  await using server = await startServer((_seen, response) =>
    json(response, 200, {}, { 'set-cookie': ['a=1; Path=/', 'b=2'] }),
  );
  const client = createClient({ baseUrl: server.url, headers: { 'x-request-id': 'r' } });
  const answer = await client.getLoginFlow({ id: 'f' }, { cookie: 'csrf_token_x=1', headers: { 'x-more': '2' } });
  const [seen] = server.seen;
  assert.equal(seen?.headers.cookie, 'csrf_token_x=1');
  assert.equal(seen?.headers['x-request-id'], 'r');
  assert.equal(seen?.headers['x-more'], '2');
  assert.deepEqual(answer.headers.getSetCookie(), ['a=1; Path=/', 'b=2']);
  await client.getLoginFlow({ id: 'f' });
  assert.equal(server.seen[1]?.headers.cookie, undefined);
});

test('a session token opens api flows, and native operations never carry cookies', async () => {
  const inits: RequestInit[] = [];
  await using server = await startServer((_seen, response) => json(response, 200, {}));
  const client = createClient({
    baseUrl: server.url,
    sessionToken: 'tok',
    cookie: 'a=1',
    fetch: recordingFetch(inits),
  });
  await client.login.create();
  assert.equal(server.seen[0]?.url, '/self-service/login/api');
  assert.equal(server.seen[0]?.headers['x-session-token'], 'tok');
  assert.equal(server.seen[0]?.headers.cookie, undefined);
  assert.equal(inits[0]?.credentials, 'omit');
  await client.getIdentity({ id: 'i' });
  assert.equal(server.seen[1]?.headers['x-session-token'], undefined, 'no session token to the admin API');
  await createClient({ baseUrl: server.url, fetch: recordingFetch(inits) }).login.create();
  assert.equal(inits.at(-1)?.credentials, 'include');
});

test('a read is repeated after 503 as Retry-After says, at most `retries` times', async () => {
  await using server = await startServer((_seen, response, count) => {
    if (count < 3) return json(response, 503, { error: { message: 'busy' } }, { 'retry-after': '0' });
    json(response, 200, { id: 's' });
  });
  const client = createClient({ baseUrl: server.url });
  assert.equal((await client.toSession()).is, 'done');
  assert.equal(server.seen.length, 3);

  await using busy = await startServer((_seen, response) => json(response, 502, { error: {} }, { 'retry-after': '0' }));
  await assert.rejects(createClient({ baseUrl: busy.url, retries: 1 }).toSession(), { status: 502 });
  assert.equal(busy.seen.length, 2);
});

test('a lost connection is tried again for a read, never for a submission or a one-time read', async () => {
  await using server = await startServer((_seen, response, count) => {
    if (count > 1 && server.seen.at(-1)?.url === '/sessions/whoami') return json(response, 200, { id: 's' });
    response.destroy();
  });
  const client = createClient({ baseUrl: server.url });
  assert.equal((await client.toSession()).is, 'done');
  assert.equal(server.seen.length, 2);
  await assert.rejects(client.login.submit('f', {}), { id: 'client_network', status: 0 });
  assert.equal(server.seen.length, 3);
  await assert.rejects(client.exchangeSessionToken({ initCode: 'a', returnToCode: 'b' }), { id: 'client_network' });
  assert.equal(server.seen.length, 4);
});

test('a wish to wait for minutes is not granted, and a date is measured against the server clock', async () => {
  const date = 'Thu, 30 Jul 2026 09:00:00 GMT';
  await using server = await startServer((seen, response, count) => {
    if (seen.url.includes('dated') && count > 1) return json(response, 200, {});
    json(response, 503, { error: {} }, { date, 'retry-after': seen.url.includes('dated') ? date : '600' });
  });
  const client = createClient({ baseUrl: server.url });
  assert.equal((await client.getFlowError({ id: 'dated' })).is, 'done');
  await assert.rejects(client.getFlowError({ id: 'x' }), { status: 503 });
  assert.equal(server.seen.length, 3);
});

test('a call ends at its deadline or when the caller gives up', async () => {
  await using server = await startServer(() => undefined);
  const client = createClient({ baseUrl: server.url });
  await assert.rejects(client.toSession({}, { timeoutMs: 20 }), { id: 'client_timeout', status: 0 });
  const control = new AbortController();
  const call = client.toSession({}, { signal: control.signal });
  control.abort(new Error('left the page'));
  await assert.rejects(call, { message: 'left the page' });
  const before = server.seen.length;
  await assert.rejects(client.toSession({}, { signal: AbortSignal.abort(new Error('never')) }), { message: 'never' });
  assert.equal(server.seen.length, before);
});

test('the client is small and brings nothing along', () => {
  const folder = new URL('../src/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  assert.ok(files.length >= 8);
  const code = files.map((name) => stripTypeScriptTypes(readFileSync(new URL(name, folder), 'utf8'))).join('\n');
  const imported = [...code.matchAll(/^\s*(?:import|export)\b[^'"`]*?from\s+'([^']+)'/gm)].map(
    ([, from]) => from ?? '',
  );
  assert.ok(imported.length > 5);
  assert.deepEqual(
    imported.filter((from) => !from.startsWith('./')),
    [],
  );
  // Comments and blanks still in it, so the shipped bundle is smaller than this.
  assert.ok(gzipSync(code).length < 12_000);
});
