// What the log tells of requests, and what it never does (SR-LG-02).
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '@zelos/contract';
import { createIdentity, PASSWORD } from 'zelos/testing';
import { serveApp, type ServingApp } from '../support/serving.ts';

interface Told {
  readonly server: ServingApp;
  /** Fields of what was logged. */
  lines(): readonly JsonObject[];
}

async function listening(log: JsonObject, serve: JsonObject = {}): Promise<Told> {
  const server = await serveApp({ config: { log, serve } });
  return { server, lines: () => server.app.logs.map(({ fields }) => fields) };
}

const requests = (told: Told): readonly string[] =>
  told
    .lines()
    .filter(({ event }) => event === 'request')
    .map(({ plane, method, path, status }) => [plane, method, path, status].join(' '));

describe('log of requests', () => {
  it('tells every request at level info, health requests too', async () => {
    const told = await listening({ level: 'info' });
    const { publicUrl, adminUrl } = told.server.serving;
    await fetch(`${publicUrl}/schemas`);
    await fetch(`${publicUrl}/health/alive`, { headers: { 'X-Request-Id': 'request-1' } });
    await fetch(`${adminUrl}/admin/identities?page_size=1`);
    await fetch(`${publicUrl}/nothing`);
    assert.deepEqual(requests(told), [
      'public GET /schemas 200',
      'public GET /health/alive 200',
      'admin GET /admin/identities 200',
      'public GET /nothing 404',
    ]);
    assert.equal(told.lines()[1]?.['request_id'], 'request-1');
    assert.ok(Number(told.lines()[0]?.['milliseconds']) >= 0);
    await told.server.close();
  });

  it('leaves requests out at level warning', async () => {
    const told = await listening({ level: 'warning' });
    await fetch(`${told.server.serving.publicUrl}/schemas`);
    assert.deepEqual(requests(told), []);
    await told.server.close();
  });

  it('leaves health requests out per listener', async () => {
    const quiet = { request_log: { disable_for_health: true } };
    const told = await listening({ level: 'info' }, { public: quiet });
    const { publicUrl, adminUrl } = told.server.serving;
    await fetch(`${publicUrl}/health/alive`);
    await fetch(`${publicUrl}/schemas`);
    await fetch(`${adminUrl}/admin/health/ready`);
    assert.deepEqual(requests(told), ['public GET /schemas 200', 'admin GET /admin/health/ready 200']);
    await told.server.close();
  });

  it('never tells queries, headers, bodies or addresses: SR-LG-02', async () => {
    const told = await listening({ level: 'trace' });
    const { publicUrl, adminUrl } = told.server.serving;
    await createIdentity(told.server.app, {
      traits: { email: 'marker@example.org' },
      credentials: { password: { config: { password: PASSWORD } } },
    });
    await fetch(`${publicUrl}/sessions/whoami?secret=marker-query`, {
      headers: { Authorization: 'Bearer marker-header', 'X-Session-Token': 'marker-token', Cookie: 'a=marker-cookie' },
    });
    const flow = (await (await fetch(`${publicUrl}/self-service/login/api`)).json()) as { id: string };
    for (const password of [PASSWORD, 'marker-wrong-password'])
      await fetch(`${publicUrl}/self-service/login?flow=${flow.id}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ method: 'password', identifier: 'marker@example.org', password }),
      });
    await fetch(`${adminUrl}/admin/identities/by/external/marker@example.org`);
    await fetch(`${adminUrl}/admin/identities/by/external/marker%40example.org`);
    const text = JSON.stringify(told.server.app.logs);
    assert.ok(requests(told).length >= 6);
    assert.doesNotMatch(text, /marker/);
    assert.equal(text.includes(PASSWORD), false);
    await told.server.close();
  });
});

describe('the configuration in force', () => {
  const shown = async (server: ServingApp) => {
    const answer = await fetch(`${server.serving.adminUrl}/admin/health/config`);
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'text/plain; charset=utf-8']);
    assert.equal((await fetch(`${server.serving.publicUrl}/health/config`)).status, 404);
    await server.close();
    return answer.text();
  };

  it('is told apart by a keyed digest that changes with it, or by its revision', async () => {
    const one = await shown((await listening({ level: 'info' })).server);
    const other = await shown((await listening({ level: 'error' })).server);
    assert.match(one, /^[0-9a-f]{64}$/);
    assert.match(other, /^[0-9a-f]{64}$/);
    assert.notEqual(one, other);
    const server = await serveApp({ config: { revision: 'blue-7' } });
    assert.equal(await shown(server), 'blue-7');
  });
});

describe('a default schema that does not exist', () => {
  it('is found out where it is needed, not at start', async () => {
    const server = await serveApp({ config: { identity: { default_schema_id: 'nowhere' } } });
    const { publicUrl, adminUrl } = server.serving;
    const made = await fetch(`${adminUrl}/admin/identities`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"traits":{}}',
    });
    assert.equal(made.status, 400);
    for (const kind of ['registration', 'login'])
      assert.equal((await fetch(`${publicUrl}/self-service/${kind}/api`)).status, 500, kind);
    await server.close();
  });
});
