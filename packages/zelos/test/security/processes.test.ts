// Real server processes: killed under load, and searched for what must not be written anywhere.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { PASSWORD, testConfig } from 'zelos/testing';
import { mergeValues } from '../../src/config/merge.ts';
import { type Spawned, spawnServer } from '../support/spawned.ts';

let directory: string;
const here = async () => {
  directory = await mkdtemp(join(tmpdir(), 'zelos-process-'));
};
const away = () => rm(directory, { recursive: true, force: true, maxRetries: 3 });
const config = (more: object = {}) =>
  mergeValues(mergeValues(testConfig(), { dsn: `sqlite://${join(directory, 'zelos.sqlite')}` }), more) as object;

describe('kill -9 under load', () => {
  before(here);
  after(away);

  /** Each begins with the start of a process: twenty take half a minute of two shared cores. */
  const rounds = process.env['ZELOS_LONG'] ? 20 : 6;
  let counter = 0;

  /** Registers people until the server is gone; returns the addresses that were acknowledged. */
  async function work(url: string, acknowledged: string[]): Promise<void> {
    for (;;) {
      counter += 1;
      const email = `load${counter}@example.org`;
      try {
        const flow = (await (await fetch(`${url}/self-service/registration/api`)).json()) as { id: string };
        const answer = await fetch(`${url}/self-service/registration?flow=${flow.id}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ method: 'password', password: PASSWORD, traits: { email } }),
        });
        const text = await answer.text();
        if (answer.status === 200 && text.includes('ory_st_')) acknowledged.push(email);
        else assert.ok(answer.status < 500 || answer.status === 503, `${answer.status} ${text}`);
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
        return;
      }
    }
  }

  it(`no acknowledged registration is lost in ${rounds} kills, nothing is half there: FT-01, SR-RC-14`, async (t) => {
    const acknowledged: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const server: Spawned = await spawnServer(t, directory, config());
      const wanted = acknowledged.length + 3 + round;
      const workers = Array.from({ length: 4 }, () => work(server.publicUrl, acknowledged));
      const enough = async () => {
        while (acknowledged.length < wanted) await new Promise((resolve) => setTimeout(resolve, 1));
      };
      await Promise.race([enough(), Promise.all(workers)]);
      assert.ok(acknowledged.length >= wanted, `round ${round} ended early:\n${server.written().slice(-2000)}`);
      await server.end('SIGKILL');
      await Promise.all(workers);
    }
    assert.ok(acknowledged.length >= rounds * 3);

    const last = await spawnServer(t, directory, config());
    for (const identifier of acknowledged.slice(-3)) {
      const flow = (await (await fetch(`${last.publicUrl}/self-service/login/api`)).json()) as { id: string };
      const answer = await fetch(`${last.publicUrl}/self-service/login?flow=${flow.id}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ method: 'password', identifier, password: PASSWORD }),
      });
      assert.equal(answer.status, 200, await answer.text());
    }
    assert.equal(await last.end('SIGTERM'), 0);

    const database = new DatabaseSync(join(directory, 'zelos.sqlite'));
    const all = (sql: string) => database.prepare(sql).all() as Record<string, unknown>[];
    const known = new Set(all('select identifier from credential_identifiers').map((row) => String(row['identifier'])));
    assert.deepEqual(
      acknowledged.filter((email) => !known.has(email)),
      [],
    );
    assert.deepEqual(
      all('pragma integrity_check').map((row) => Object.values(row)[0]),
      ['ok'],
    );
    assert.deepEqual(all('pragma foreign_key_check'), []);
    const [counts] = all(
      `select (select count(*) from identities) as identities, (select count(distinct identity_id) from credentials) as credentials,
              (select count(distinct identity_id) from sessions) as sessions, (select count(*) from credential_identifiers) as identifiers`,
    );
    const { identities, credentials, sessions, identifiers } = counts ?? {};
    assert.deepEqual([credentials, sessions, identifiers], [identities, identities, identities]);
    database.close();
  });
});

describe('what is written', () => {
  before(here);
  after(away);

  it('passwords, tokens, cookies and secrets appear in no output and no file of the database: SR-LG-02, SR-CR-07, SR-LG-03', async (t) => {
    const marker = (what: string) => `marker-${what}-8f2c1b7d5e`;
    const secrets = {
      cookie: [`${marker('cookie')}-secret`.slice(0, 32).padEnd(32, '0')],
      cipher: [`${marker('cipher')}-x`.slice(0, 32).padEnd(32, '0')],
    };
    const server = await spawnServer(t, directory, config({ secrets, log: { level: 'trace' } }));
    const { publicUrl: url, adminUrl } = server;
    const password = `${marker('password')} for the winter`;
    const json = { 'content-type': 'application/json', accept: 'application/json' };
    const post = async (kind: string, body: object, flowId?: string) => {
      const id = flowId ?? ((await (await fetch(`${url}/self-service/${kind}/api`)).json()) as { id: string }).id;
      return fetch(`${url}/self-service/${kind}?flow=${id}`, {
        method: 'POST',
        headers: json,
        body: JSON.stringify(body),
      });
    };
    const made = (await (
      await post('registration', { method: 'password', password, traits: { email: 'log@example.org' } })
    ).json()) as { session_token: string };
    assert.match(made.session_token, /^ory_st_/);
    const calls: readonly (() => Promise<Response>)[] = [
      () => post('login', { method: 'password', identifier: 'log@example.org', password }),
      () => post('login', { method: 'password', identifier: 'log@example.org', password: marker('wrong') }),
      () => post('login', { method: 'password', password: [marker('list')] }),
      () => fetch(`${url}/sessions/whoami`, { headers: { 'x-session-token': made.session_token } }),
      () => fetch(`${url}/sessions/whoami`, { headers: { authorization: `Bearer ${marker('bearer')}` } }),
      () => fetch(`${url}/sessions/whoami`, { headers: { cookie: `ory_kratos_session=${marker('cookie-value')}` } }),
      () => fetch(`${url}/self-service/logout?token=${marker('logout')}`, { redirect: 'manual' }),
      () =>
        fetch(`${url}/self-service/login?flow=${marker('flow')}&password=${marker('query')}`, { redirect: 'manual' }),
      () => fetch(`${url}/sessions/whoami`, { headers: { 'x-request-id': 'one\ttwo "three" \\u001b[31m' } }),
      () =>
        fetch(`${adminUrl}/admin/identities`, {
          method: 'POST',
          headers: json,
          body: JSON.stringify({
            traits: { email: 'imp@example.org' },
            credentials: { password: { config: { password: marker('import') } } },
          }),
        }),
      () =>
        fetch(`${adminUrl}/admin/identities`, {
          method: 'POST',
          headers: json,
          body: `{"credentials":{"password":{"config":{"password":"${marker('broken')}"`,
        }),
    ];
    for (const call of calls) await (await call()).arrayBuffer();
    const code = await server.end('SIGTERM');
    assert.equal(code, 0);
    const output = server.written();
    for (const secret of [
      'marker-',
      made.session_token,
      made.session_token.slice(7),
      '$argon2id$',
      ...Object.values(secrets).flat(),
    ]) {
      assert.equal(output.includes(secret), false, `${secret} was written:\n${output.slice(0, 2000)}`);
    }
    for (const line of output.split('\n').filter((l) => l.startsWith('{')))
      assert.doesNotThrow(() => JSON.parse(line), line);
    const files = await readdir(directory);
    for (const file of files.filter((name) => name.startsWith('zelos.sqlite'))) {
      const bytes = await (await import('node:fs/promises')).readFile(join(directory, file), 'latin1');
      for (const secret of [
        password,
        made.session_token.slice(7),
        marker('import'),
        ...Object.values(secrets).flat(),
      ]) {
        assert.equal(bytes.includes(secret), false, `${file} holds ${secret}`);
      }
    }
  });

  it('without secrets there is no start, and no fallback: SR-CR-04, B34', async (t) => {
    await assert.rejects(spawnServer(t, directory, config({ secrets: { cookie: [], cipher: [] } })), /secrets/);
  });
});
