import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  ConfigError,
  createZelos,
  defineHook,
  defineMethod,
  type HookTools,
  type MethodSettings,
  type MethodTools,
} from 'zelos';
import { testConfig } from 'zelos/testing';

describe('createZelos', () => {
  it('starts nothing by itself: no port, timer, signal handler, exit or output', () => {
    const child = spawnSync(
      process.execPath,
      [
        '--conditions=zelos-source',
        '--disable-warning=ExperimentalWarning',
        join(import.meta.dirname, 'quiet-child.ts'),
      ],
      { encoding: 'utf8', timeout: 120_000 },
    );
    assert.deepEqual(
      { status: child.status, signal: child.signal, out: child.stdout, err: child.stderr },
      { status: 0, signal: null, out: '', err: '' },
    );
  });

  it('takes a path, and a list of paths and trees of keys of which later ones win', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'zelos-embed-'));
    try {
      const path = join(folder, 'kratos.json');
      writeFileSync(path, JSON.stringify(testConfig()));
      const fromFile = await createZelos(path);
      await fromFile.close();
      const both = await createZelos([path, { serve: { public: { base_url: 'https://other.example.org/' } } }]);
      await both.migrate();
      const answer = await both.public.fetch(new Request('https://other.example.org/self-service/login/api'));
      const flow = (await answer.json()) as { ui: { action: string } };
      assert.ok(flow.ui.action.startsWith('https://other.example.org/'));
      await both.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('one error lists every problem with its source', async () => {
    const broken = { serve: { public: { prot: 1 } }, log: { level: 'loud' } };
    await assert.rejects(createZelos([testConfig(), broken]), (error: unknown) => {
      assert.ok(error instanceof ConfigError);
      assert.equal(error.problems.length, 2);
      assert.match(
        error.message,
        /the object at position 2: serve\.public\.prot is not a known key \(did you mean "port"\?\)/,
      );
      assert.match(error.message, /log\.level must be/);
      return true;
    });
  });

  it('reads environment variables only when they are handed over', async () => {
    const env = { SERVE_PUBLIC_BASE_URL: 'https://env.example.org/' };
    const zelos = await createZelos([testConfig()], { env });
    await zelos.migrate();
    const answer = await zelos.public.fetch(new Request('https://env.example.org/self-service/login/api'));
    assert.ok(((await answer.json()) as { ui: { action: string } }).ui.action.startsWith(env.SERVE_PUBLIC_BASE_URL));
    await zelos.close();
  });

  it('refuses methods and hooks whose id is taken or cannot be one', async () => {
    const method = (id: string) =>
      defineMethod<MethodTools, MethodSettings>({ id, create: (_tools, { enabled }) => ({ id, enabled }) });
    const hook = (id: string) =>
      defineHook<HookTools>({ id, create: () => ({ id, at: [], run: async () => ({ then: 'continue' }) }) });
    for (const id of ['password', 'totp', 'Upper', 'x y', '']) {
      await assert.rejects(createZelos([testConfig()], { methods: [method(id)] }), TypeError, id);
    }
    await assert.rejects(createZelos([testConfig()], { methods: [method('mine'), method('mine')] }), TypeError);
    await assert.rejects(createZelos([testConfig()], { hooks: [hook('session')] }), TypeError);
  });

  it('delivers through a channel of the application', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const channel = {
      id: 'email',
      deliver: async (message: { readonly recipient: string }) => resolve(message.recipient),
      close: async () => {},
    };
    const flows = { verification: { enabled: true, use: 'code', ui_url: 'https://app.example.org/verification' } };
    const courier = { smtp: { connection_uri: 'smtp://localhost:25/' } };
    const zelos = await createZelos([testConfig(), { selfservice: { flows }, courier }], { channels: [channel] });
    await zelos.migrate();
    zelos.startCourier();
    const base = 'https://id.example.org/self-service/registration';
    const flow = (await (await zelos.public.fetch(new Request(`${base}/api`))).json()) as { ui: { action: string } };
    const done = await zelos.public.fetch(
      new Request(flow.ui.action, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          method: 'password',
          password: 'seven lamps for winter',
          traits: { email: 'ann@example.org' },
        }),
      }),
    );
    assert.equal(done.status, 200, await done.text());
    assert.equal(await promise, 'ann@example.org');
    await zelos.close();
  });

  it('identities are created and read without HTTP', async () => {
    const zelos = await createZelos([testConfig()]);
    await zelos.migrate();
    const { id } = await zelos.identities.create({ traits: { email: 'ann@example.org' } });
    assert.deepEqual((await zelos.identities.get(id))?.traits, { email: 'ann@example.org' });
    assert.equal(await zelos.identities.get('00000000-0000-4000-8000-000000000000'), null);
    await zelos.close();
  });
});
