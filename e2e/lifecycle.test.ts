// Start, readiness and end of the real executable.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { freePorts } from 'zelos/testing';
import { prepareServer, run, startServer, temporaryDirectory } from './server.ts';

interface Answer {
  readonly status: number;
  readonly connection: string | undefined;
  readonly body: string;
}

/** A POST whose body is begun and completed later, so that the server has a request in flight in between. */
async function slowUpload(url: string, body: string) {
  const sending = request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
  });
  const answer = new Promise<Answer>((resolve, reject) => {
    sending.once('error', reject).once('response', (response) => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (part: string) => {
          text += part;
        })
        .once('error', reject)
        .once('end', () =>
          resolve({ status: response.statusCode ?? 0, connection: response.headers.connection, body: text }),
        );
    });
  });
  answer.catch(() => {});
  await new Promise<void>((resolve, reject) => {
    sending.once('error', reject);
    sending.write(body.slice(0, 10), () => resolve());
  });
  return { answer, finish: () => sending.end(body.slice(10)) };
}

async function nativeRegistration(publicUrl: string): Promise<string> {
  const flow = (await (await fetch(`${publicUrl}/self-service/registration/api`)).json()) as {
    readonly ui: { readonly action: string };
  };
  return flow.ui.action;
}

const account = (email: string): string =>
  JSON.stringify({ method: 'password', traits: { email }, password: 'a lamp for seven winters' });

/** Settles once nobody accepts connections at the address any more. */
async function closedPort(url: string): Promise<void> {
  for (;;) {
    try {
      await (await fetch(`${url}/health/alive`, { headers: { connection: 'close' } })).arrayBuffer();
    } catch {
      return;
    }
  }
}

async function endsInOrder(t: TestContext, signal: NodeJS.Signals): Promise<void> {
  const server = await startServer(t);
  const upload = await slowUpload(await nativeRegistration(server.publicUrl), account('slow@example.test'));
  // The answer to a later request on another connection: the server has seen the upload's headers by then.
  await (await fetch(`${server.publicUrl}/health/alive`)).arrayBuffer();
  const ended = server.stop(signal);
  await closedPort(server.publicUrl);
  assert.equal(server.child.exitCode, null, 'it waits for the request in flight');
  upload.finish();
  const { status, connection, body } = await upload.answer;
  assert.equal(status, 200, body);
  assert.equal(connection, 'close', 'a connection kept alive would hold up the end');
  assert.match(body, /"session_token":"ory_st_/);
  const { code, out, err } = await ended;
  assert.deepEqual([code, err], [0, '']);
  assert.match(out, /development mode, not for real accounts/, 'SR-CF-01');
  assert.deepEqual(
    ['-wal', '-shm'].filter((suffix) => existsSync(server.database + suffix)),
    [],
    'the database is closed, not abandoned',
  );
}

test('SIGTERM: no new connections, the request in flight is answered, exit code 0', (t) => endsInOrder(t, 'SIGTERM'));

test('SIGINT: the same', (t) => endsInOrder(t, 'SIGINT'));

test('a second signal ends at once, with exit code 1', async (t) => {
  const server = await startServer(t);
  const upload = await slowUpload(await nativeRegistration(server.publicUrl), account('never@example.test'));
  await (await fetch(`${server.publicUrl}/health/alive`)).arrayBuffer();
  server.child.kill('SIGTERM');
  await closedPort(server.publicUrl);
  assert.equal((await server.stop('SIGTERM')).code, 1);
  await assert.rejects(upload.answer);
});

test('what was answered before the end is there after the next start', async (t) => {
  const prepared = await prepareServer(t);
  const first = run(t, prepared.directory, prepared.args);
  await first.says('Public API');
  const answer = await fetch(await nativeRegistration(prepared.publicUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: account('kept@example.test'),
  });
  const { session_token: token } = (await answer.json()) as { readonly session_token: string };
  first.child.kill('SIGTERM');
  assert.equal((await first.ended).code, 0);
  const second = run(t, prepared.directory, prepared.args);
  await second.says('Public API');
  const whoami = await fetch(`${prepared.publicUrl}/sessions/whoami`, { headers: { 'x-session-token': token } });
  assert.equal(whoami.status, 200);
  assert.match(await whoami.text(), /kept@example\.test/);
});

for (const listener of ['public', 'admin'] as const) {
  test(`a taken port of the ${listener} listener: one clear line, exit code 1`, async (t) => {
    const [port = 0] = await freePorts(1);
    const squatter = createServer();
    await new Promise<void>((open) => {
      squatter.listen(port, '127.0.0.1', () => open());
    });
    t.after(() => squatter.close());
    const { directory, args } = await prepareServer(t, { config: { serve: { [listener]: { port } } } });
    const { code, err } = await run(t, directory, args).ended;
    assert.equal(code, 1);
    assert.match(err, new RegExp(`^error: .*127\\.0\\.0\\.1:${port}.*\\n$`));
    assert.doesNotMatch(err, /\n {4}at /, 'no stack');
  });
}

async function ready(base: string): Promise<readonly [number, string]> {
  const answer = await fetch(`${base}/health/ready`);
  return [answer.status, await answer.text()];
}

test('better.md B31: pending migrations keep a server from being ready until migrate has run', async (t) => {
  const server = await startServer(t, { dev: false, migrate: false });
  const [status, body] = await ready(server.publicUrl);
  assert.equal(status, 503);
  assert.doesNotMatch(body, /migrat/, 'the public listener does not tell why');
  const [adminStatus, adminBody] = await ready(server.adminUrl);
  assert.equal(adminStatus, 503);
  assert.match(adminBody, /migrations are pending/);
  assert.equal((await fetch(`${server.publicUrl}/health/alive`)).status, 200);
  const migrated = await run(t, server.directory, ['migrate', 'up', '-c', 'zelos.yml', '--yes']).ended;
  assert.equal(migrated.code, 0, migrated.err);
  assert.deepEqual(await ready(server.publicUrl), [200, '{"status":"ok"}\n']);
  assert.equal((await ready(server.adminUrl))[0], 200);
  const { code, out, err } = await server.stop();
  assert.deepEqual([code, out], [0, '']);
  assert.doesNotMatch(err, /development/, 'SR-CF-01: nothing of the kind is said outside development mode');
});

test('SR-CF-01: development mode switched on by the configuration is as loud as the flag', async (t) => {
  const server = await startServer(t, { dev: false, config: { dev: true } });
  const { out, err } = await server.stop();
  assert.match(out, /development mode, not for real accounts[^]*switched on by the configuration/);
  assert.match(err, /^warning: Development mode is on \(zelos\.yml:\d+:\d+\)/m);
});

test('a configuration that cannot be used: file, line and column, exit code 1, nothing is created', async (t) => {
  const directory = await temporaryDirectory(t);
  const cases: readonly (readonly [name: string, text: string, expected: RegExp])[] = [
    ['broken.yml', 'dsn: memory\nserve: [\n', /^error: broken\.yml:\d+:\d+: /],
    ['binary.yml', '\u0000\u0001\u0002: \u0007', /^error: binary\.yml:1:\d+: \\u0000/m],
    ['list.yml', '- one\n- two\n', /^error: list\.yml: must contain a map/],
    ['broken.json', '{"dsn": "memory",\n "serve": }\n', /^error: broken\.json:2:\d+: /],
    ['broken.toml', 'dsn = "memory"\n[serve\n', /^error: broken\.toml:2:\d+: /],
    ['unknown.yml', 'dsn: memory\nlog:\n  levle: debug\n', /^error: unknown\.yml:3:3: log\.levle .*level/m],
    ['type.yml', 'dsn: memory\nserve:\n  public:\n    port: many\n', /^error: type\.yml:4:11: serve\.public\.port /m],
  ];
  for (const [name, text] of cases) await writeFile(join(directory, name), text);
  const outcomes = await Promise.all(cases.map(([name]) => run(t, directory, ['serve', '-c', name]).ended));
  for (const [index, { code, out, err }] of outcomes.entries()) {
    const [name = '', , expected = /^$/] = cases[index] ?? [];
    assert.deepEqual([code, out], [1, ''], name);
    assert.match(err, expected, name);
    assert.doesNotMatch(err, /\n {4}at /, `no stack: ${name}`);
  }
});
