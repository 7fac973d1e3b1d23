// The inbox of development mode: what it shows, and that it is nowhere else.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { startApp, type TestApp, type TestAppOptions } from 'zelos/testing';

const ID = '2b1f7f0e-3c55-4a43-9c11-8f5a9a7d1c22';
const PATHS = ['/dev/inbox', `/dev/inbox/${ID}`, `/dev/inbox/${ID}/html`];

async function start(t: TestContext, options: TestAppOptions = {}): Promise<TestApp> {
  // Development mode does not serve a public https address.
  const local = options.dev ? { serve: { public: { base_url: 'http://zelos.localhost:4433/' } } } : {};
  const app = await startApp({ ...options, config: { ...options.config, ...local } });
  t.after(() => app.close());
  return app;
}

function get(app: TestApp, path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') {
  const base = app.publicUrl.replace(/\/$/, '');
  return app.zelos.public.fetch(
    new Request(base + path, { method, headers: { host: new URL(base).host, ...headers } }),
  );
}

/** Puts a message into the outbox as the courier does. */
async function queued(app: TestApp, changes: object = {}): Promise<void> {
  await app.zelos.database.transaction((tx) =>
    tx.outbox.add({
      id: ID,
      channel: 'email',
      recipient: 'person@example.org',
      subject: 'Code 123456: anmelden',
      body: 'Code:\n\n123456\n',
      templateType: 'login_code_valid',
      templateData: { To: 'person@example.org', LoginCode: '123456', ExpiresInMinutes: 15 },
      language: 'de',
      requestHeaders: {},
      createdAt: app.clock.now(),
      decoy: false,
      ...changes,
    }),
  );
}

test('development mode shows every message: list, code, text, and the HTML part in its language', async (t) => {
  const app = await start(t, { dev: true });
  await queued(app);
  const list = await get(app, '/dev/inbox');
  assert.equal(list.status, 200);
  assert.match(list.headers.get('cache-control') ?? '', /no-store/);
  assert.match(await list.text(), new RegExp(`href="/dev/inbox/${ID}"><strong>Code 123456: anmelden`));
  const message = await (await get(app, `/dev/inbox/${ID}`)).text();
  assert.match(message, /<output[^>]*>123456<\/output>/);
  const part = await get(app, `/dev/inbox/${ID}/html`);
  assert.match(await part.text(), /<html lang="de"[^]*anzumelden/);
  assert.match(part.headers.get('content-security-policy') ?? '', /frame-ancestors 'self'; sandbox/);
  assert.equal(part.headers.get('x-frame-options'), 'SAMEORIGIN');
  assert.equal(part.headers.get('cache-control'), 'no-store');
  assert.equal((await get(app, '/dev/inbox', {}, 'POST')).status, 405);
});

test('decoys do not show, and a text message has no HTML part', async (t) => {
  const app = await start(t, { dev: true });
  await queued(app, { id: ID.replace('2', '3'), decoy: true });
  assert.equal((await get(app, `/dev/inbox/${ID.replace('2', '3')}`)).status, 404);
  assert.match(await (await get(app, '/dev/inbox')).text(), /Nothing yet/);
  await queued(app, { channel: 'sms', recipient: '+4915112345678', subject: '' });
  assert.equal((await get(app, `/dev/inbox/${ID}/html`)).status, 404);
  assert.doesNotMatch(await (await get(app, `/dev/inbox/${ID}`)).text(), /<iframe/);
});

test('outside of development mode there is no inbox, and no page mentions one', async (t) => {
  const app = await start(t);
  await queued(app);
  for (const path of PATHS) assert.equal((await get(app, path)).status, 404, path);
  const enabled = { config: { zelos: { ui: { enabled: true } } } };
  const withPages = await start(t, enabled);
  await queued(withPages);
  for (const path of PATHS) assert.equal((await get(withPages, path)).status, 404, path);
  assert.doesNotMatch(await (await get(withPages, '/welcome')).text(), /inbox/i);
  const dev = await start(t, { ...enabled, dev: true });
  assert.match(await (await get(dev, '/welcome')).text(), /href="http:\/\/zelos\.localhost:4433\/dev\/inbox"/);
});

test('the admin plane has no inbox, in no mode', async (t) => {
  for (const dev of [true, false]) {
    const app = await start(t, { dev });
    await queued(app);
    for (const path of PATHS.flatMap((one) => [one, `/admin${one}`])) {
      const url = app.adminUrl.replace(/\/$/, '') + path;
      assert.equal((await app.zelos.admin.fetch(new Request(url))).status, 404, url);
    }
  }
});

test('a foreign name for this machine (DNS rebinding) reads nothing; loopback names do', async (t) => {
  const app = await start(t, { dev: true });
  await queued(app);
  for (const host of ['evil.example', 'evil.example:4433', 'zelos.localhost.evil.example', ' ', '127.0.0.1.nip.io']) {
    for (const path of PATHS) {
      const answer = await get(app, path, { host });
      assert.equal(answer.status, 404, `${host} ${path}`);
      assert.doesNotMatch(await answer.text(), /123456|person@/);
    }
  }
  for (const host of ['localhost:4433', '127.0.0.1:4433', '[::1]:4433', 'zelos.localhost:80']) {
    assert.equal((await get(app, '/dev/inbox', { host })).status, 200, host);
  }
});
