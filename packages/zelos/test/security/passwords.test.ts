// What may be a password, and what becomes of it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { hash } from '@node-rs/bcrypt';
import {
  createBrowser,
  createIdentity,
  type FlowBody,
  login,
  messageIds,
  PASSWORD,
  register,
  startApp,
  type TestApp,
} from 'zelos/testing';
import { admin, type Listed } from '../support/admin.ts';

describe('passwords', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  it('64, 200 and 1024 characters work, 1025 are refused, NUL and every byte count: SR-PW-01, SR-PW-02, SR-PW-03', async () => {
    const cases: readonly [string, boolean][] = [
      ['kqzw7!x', false],
      ['🔑🗝️🔒🔓🔏🔐', false],
      ['🔑🗝🔒🔓🔏🔐📯🎷', true],
      [`k${'qz7!'.repeat(16)}`.slice(0, 64), true],
      ['mz'.repeat(100), true],
      ['px'.repeat(512), true],
      ['px'.repeat(513), false],
      ['Before\u0000after the nul', true],
      ['       \t spaces only around   ', true],
    ];
    for (const [n, [password, good]] of cases.entries()) {
      const browser = createBrowser(app, { mode: 'api', address: `192.0.2.${n + 10}` });
      const email = `p${n}@example.org`;
      assert.equal((await register(browser, { email, password })).status, good ? 200 : 400, `case ${n}`);
      if (!good) continue;
      assert.equal(
        (await login(createBrowser(app, { mode: 'api' }), { identifier: email, password })).status,
        200,
        `case ${n} again`,
      );
      const changed = `${password.slice(0, -1)}${password.endsWith('x') ? 'y' : 'x'}`;
      assert.equal(
        (await login(createBrowser(app, { mode: 'api' }), { identifier: email, password: changed })).status,
        400,
        `case ${n} changed`,
      );
    }
  });

  it('no composition rules: SR-PW-04', async () => {
    for (const [n, password] of [
      'all lower letters only',
      'ONLYUPPERLETTERSHERE',
      '58213904671285',
      '!"§$%&/()=?!"§',
    ].entries()) {
      assert.equal(
        (await register(createBrowser(app, { mode: 'api' }), { email: `c${n}@example.org`, password })).status,
        200,
        password,
      );
    }
  });

  it('bcrypt: more than 72 bytes are refused and never cut: SR-PW-03, B19', async () => {
    const bcrypt = await startApp({
      dev: true,
      config: {
        serve: { public: { base_url: 'http://127.0.0.1:4433/' }, admin: { base_url: 'http://127.0.0.1:4434/' } },
        hashers: { algorithm: 'bcrypt', bcrypt: { cost: 4 } },
      },
    });
    const long = 'k'.repeat(30) + 'qz7!'.repeat(11);
    const answer = await register(createBrowser(bcrypt, { mode: 'api' }), {
      email: 'long@example.org',
      password: long,
    });
    assert.deepEqual([answer.status, messageIds(answer.as<FlowBody>(), 'password')], [400, [4000033]]);
    const imported = await admin(bcrypt, 'POST', '/admin/identities', {
      traits: { email: 'imp@example.org' },
      credentials: { password: { config: { password: long } } },
    });
    assert.equal(imported.status, 400);
    await createIdentity(bcrypt, {
      traits: { email: 'fit@example.org' },
      credentials: { password: { config: { password: long.slice(0, 72) } } },
    });
    assert.equal(
      (await login(createBrowser(bcrypt, { mode: 'api' }), { identifier: 'fit@example.org', password: long })).status,
      400,
    );
    assert.equal(
      (
        await login(createBrowser(bcrypt, { mode: 'api' }), {
          identifier: 'fit@example.org',
          password: long.slice(0, 72),
        })
      ).status,
      200,
    );
    await bcrypt.close();
  });

  it('an older hash signs in and is raised afterwards, two sign-ins at once do not disturb each other: SR-PW-12', async () => {
    const hashed = await hash(PASSWORD, 4);
    const id = await createIdentity(app, {
      traits: { email: 'old@example.org' },
      credentials: { password: { config: { hashed_password: hashed } } },
    });
    const stored = async () => {
      const read = await admin(app, 'GET', `/admin/identities/${id}?include_credential=password`);
      return String(read.as<Listed>().credentials?.['password']?.config?.['hashed_password']);
    };
    const attempt = (password: string) =>
      login(createBrowser(app, { mode: 'api' }), { identifier: 'old@example.org', password });
    assert.equal((await attempt('something else')).status, 400);
    assert.equal(await stored(), hashed, 'a wrong password raises nothing');
    const answers = await Promise.all([attempt(PASSWORD), attempt(PASSWORD)]);
    assert.deepEqual(
      answers.map((a) => a.status),
      [200, 200],
    );
    for (let n = 0; n < 500 && (await stored()) === hashed; n += 1)
      await new Promise((resolve) => setImmediate(resolve));
    assert.match(await stored(), /^\$argon2id\$/);
    assert.equal((await attempt(PASSWORD)).status, 200);
  });
});
