// What people send cannot reach further than its field; what the public side shows never tells more than it may.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { JsonObject, JsonValue } from '@zelos/contract';
import {
  createBrowser,
  createIdentity,
  type FlowBody,
  login,
  messageIds,
  MODES,
  PASSWORD,
  register,
  schemaUrl,
  startApp,
  TEST_SCHEMA,
  type TestApp,
} from 'zelos/testing';
import { admin, type Listed, listIdentities } from '../support/admin.ts';
import { dumpOf, rowsOf } from '../support/rows.ts';

describe('input', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp({ file: true });
  });
  after(() => app.close());

  const forbidden: Readonly<Record<string, JsonValue>> = {
    id: 'c8f2f6f7-58c2-4dd1-9b5c-3d9a3ff2b0aa',
    external_id: 'mine',
    schema_id: 'other',
    schema_url: 'https://evil.example',
    state: 'inactive',
    state_changed_at: '2020-01-01T00:00:00Z',
    metadata_public: { role: 'admin' },
    metadata_admin: { role: 'admin' },
    organization_id: 'c8f2f6f7-58c2-4dd1-9b5c-3d9a3ff2b0aa',
    credentials: { password: { config: { hashed_password: 'x' } } },
    verifiable_addresses: [{ value: 'x@example.org', via: 'email', verified: true, status: 'completed' }],
    recovery_addresses: [{ value: 'evil@example.org', via: 'email' }],
    verified: true,
    available_aal: 'aal2',
    aal: 'aal2',
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
    identity: { state: 'inactive' },
  };

  for (const mode of MODES) {
    it(`self-service writes no field of the account but traits and password: SR-AZ-03 (${mode})`, async () => {
      const plain = await register(createBrowser(app, { mode }), { email: `plain-${mode}@example.org` });
      assert.ok(plain.status < 400);
      const shape = async (email: string) => {
        const [found] = await listIdentities(app, { credentials_identifier: email });
        assert.ok(found);
        const clean = (value: unknown) =>
          JSON.stringify(value)
            .replaceAll(email, '?')
            .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '#');
        return clean({ ...found, credentials: Object.keys(found.credentials ?? {}) });
      };
      const expected = await shape(`plain-${mode}@example.org`);
      for (const [where, values] of [
        ['top', forbidden],
        ['payload', { transient_payload: forbidden as JsonObject }],
        ['dotted', Object.fromEntries(Object.entries(forbidden).map(([k, v]) => [`identity.${k}`, v]))],
      ] as const) {
        const email = `${where}-${mode}@example.org`;
        const answer = await register(createBrowser(app, { mode }), { email }, values);
        assert.ok(answer.status < 400, answer.text);
        assert.equal(await shape(email), expected, where);
      }
      // Inside the traits the schema refuses them by name; a form's unknown fields are dropped.
      for (const [key, value] of Object.entries(forbidden)) {
        const email = `in-${key}-${mode}@example.org`;
        const answer = await register(createBrowser(app, { mode }), { email, traits: { [key]: value } });
        if (mode !== 'html') assert.equal(answer.status, 400, key);
        for (const found of await listIdentities(app, { credentials_identifier: email })) {
          assert.deepEqual(found.traits, { email, name: {} });
        }
      }
    });
  }

  it('polluting keys stay without effect wherever they are written: SR-IV-04', async () => {
    const bodies = [
      '{"method":"password","password":"PW","traits":{"email":"E","__proto__":{"polluted":true}}}',
      '{"method":"password","password":"PW","__proto__":{"polluted":true,"traits":{"email":"x"}},"traits":{"email":"E"}}',
      '{"method":"password","password":"PW","traits":{"email":"E","constructor":{"prototype":{"polluted":true}}}}',
      '{"method":"password","password":"PW","traits.__proto__.polluted":true,"traits":{"email":"E"}}',
      '{"method":"password","password":"PW","transient_payload":{"__proto__":{"polluted":true}},"traits":{"email":"E"}}',
      '{"method":"password","password":"PW","traits":{"email":"E","name":{"__proto__":{"polluted":true},"toString":"x"}}}',
    ];
    for (const [n, template] of bodies.entries()) {
      const browser = createBrowser(app, { mode: 'api' });
      const flow = await browser.begin('registration');
      const body = template.replace('PW', PASSWORD).replaceAll('"E"', `"pp${n}@example.org"`);
      const answer = await browser.request('POST', flow.ui.action, {
        headers: { 'content-type': 'application/json' },
        body,
      });
      assert.ok([200, 400].includes(answer.status), answer.text);
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
      for (const found of await listIdentities(app, { credentials_identifier: `pp${n}@example.org` })) {
        assert.equal((found.traits as Record<string, unknown>)['polluted'], undefined);
        assert.deepEqual(
          Object.keys(found.traits).filter((k) => !['email', 'name'].includes(k)),
          [],
        );
      }
    }
    const page = createBrowser(app);
    const flow = await page.begin('registration');
    const answer = await page.submitForm(flow, {
      method: 'password',
      password: PASSWORD,
      'traits.email': 'ppf@example.org',
      'traits.__proto__.polluted': '1',
      'traits[constructor]': '1',
      '__proto__.polluted': '1',
      'constructor.prototype.polluted': '1',
    });
    assert.equal(answer.status, 303);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    const made = await admin(
      app,
      'POST',
      '/admin/identities',
      JSON.parse('{"traits":{"email":"ppa@example.org","__proto__":{"x":1}}}') as JsonValue,
    );
    assert.ok([201, 400].includes(made.status));
  });

  it('repeated fields have one outcome: SR-IV-03, SR-IV-05', async () => {
    const api = createBrowser(app, { mode: 'api' });
    const flow = await api.begin('login');
    const send = (body: string, type = 'application/json') =>
      api.request('POST', flow.ui.action, { headers: { 'content-type': type }, body });
    const last = await send(
      '{"method":"telepathy","method":"password","identifier":"a","identifier":"nobody@example.org","password":"wrong guess"}',
    );
    assert.deepEqual(messageIds(last.as<FlowBody>()), [4000006], 'of JSON the last key counts');
    const form = await send(
      'method=password&method=telepathy&identifier=nobody%40example.org&identifier=x&password=wrong+guess&password=y',
      'application/x-www-form-urlencoded',
    );
    assert.deepEqual(messageIds(form.as<FlowBody>()), [4000006], 'of a form the first');
    const twice = await api.request('POST', `${flow.ui.action}&flow=c8f2f6f7-58c2-4dd1-9b5c-3d9a3ff2b0aa`, {
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    assert.deepEqual(twice.as<FlowBody>().id, flow.id);
  });

  it('forms that are not encoded as forms are, are refused: SR-IV-03', async () => {
    for (const kind of ['login', 'registration'] as const) {
      const api = createBrowser(app, { mode: 'api' });
      const flow = await api.begin(kind);
      for (const body of ['method=password&identifier=%zz', 'method=password;identifier=a', 'method=code&email=a%4']) {
        const answer = await api.request('POST', flow.ui.action, {
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body,
        });
        assert.deepEqual([answer.status, messageIds(answer.as<FlowBody>())], [400, [4000001]], `${kind} ${body}`);
      }
    }
  });

  it('half of a surrogate pair is no character: what is shown, compared and kept is the same: SR-IV-03', async () => {
    const api = createBrowser(app, { mode: 'api' });
    const flow = await api.begin('login');
    const answer = await api.request('POST', flow.ui.action, {
      headers: { 'content-type': 'application/json' },
      body: String.raw`{"method":"password","identifier":"a\ud800 \ud83d\ude00 \\\\ud800 \\ud800\udc00","password":"x"}`,
    });
    const shown = answer.as<FlowBody>().ui.nodes.find((n) => n.attributes['name' as never] === 'identifier');
    assert.equal(shown?.attributes['value' as never], 'a\ufffd \u{1f600} \\\\ud800 \\ud800\ufffd');
  });

  it('limits: depth, fields, long values: SR-IV-06', async () => {
    const api = createBrowser(app, { mode: 'api' });
    const flow = await api.begin('registration');
    const send = (body: string, type = 'application/json') =>
      api.request('POST', flow.ui.action, { headers: { 'content-type': type }, body });
    const deep = (n: number) =>
      `{"method":"password","password":"${PASSWORD}","traits":${'{"a":'.repeat(n)}1${'}'.repeat(n)}}`;
    for (const n of [60, 64, 1000, 100_000]) assert.equal((await send(deep(n))).status, 400, String(n));
    assert.equal((await send(`{"method":"password","x":${'['.repeat(100_000)}`)).status, 400);
    const many = Array.from({ length: 1001 }, (_, n) => `k${n}=1`).join('&');
    assert.equal((await send(many, 'application/x-www-form-urlencoded')).status, 400);
    const long = JSON.stringify({
      method: 'password',
      password: PASSWORD,
      traits: { email: `${'a'.repeat(1_000_000)}@example.org` },
    });
    const answer = await send(long);
    assert.equal(answer.status, 400);
    assert.ok(answer.text.length < 1_100_000 * 2);
    const tooMuch = await send(`{"x":"${'a'.repeat(5 * 1024 * 1024)}"}`);
    assert.equal(tooMuch.status, 413, 'B19');
  });

  it('bodies that are no object: B19', async () => {
    for (const kind of ['login', 'registration'] as const) {
      const api = createBrowser(app, { mode: 'api' });
      const flow = await api.begin(kind);
      for (const body of [
        '',
        '{',
        '[]',
        '"x"',
        '1',
        'null',
        'true',
        '{"a":1}x',
        '\ufeff{}',
        '{"a":"\\ud800"}',
        '\u0000',
        "{'a':1}",
      ]) {
        const answer = await api.request('POST', flow.ui.action, {
          headers: { 'content-type': 'application/json' },
          body,
        });
        assert.equal(answer.status, 400, JSON.stringify(body));
        assert.equal(answer.as<FlowBody>().id, flow.id);
      }
      const bytes = new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]);
      const answer = await api.request('POST', flow.ui.action, {
        headers: { 'content-type': 'application/json' },
        body: bytes,
      });
      assert.deepEqual(messageIds(answer.as<FlowBody>()), [4000001], 'not UTF-8');
      for (const boundary of ['', '; boundary=x', '; boundary="']) {
        const parts = await api.request('POST', flow.ui.action, {
          headers: { 'content-type': `multipart/form-data${boundary}` },
          body: '--y\r\nnonsense',
        });
        assert.equal(parts.status, 400);
      }
    }
  });

  it('public answers hold no key of the other side: SR-AZ-05', async () => {
    const id = await createIdentity(app, {
      traits: { email: 'scan@example.org' },
      metadata_admin: { secret_note: 'marker-note' },
      metadata_public: { plan: 'x' },
      credentials: { password: { config: { password: PASSWORD } } },
    });
    const texts: string[] = [];
    for (const mode of MODES) {
      const browser = createBrowser(app, { mode });
      texts.push((await login(browser, { identifier: 'scan@example.org' })).text);
      const second = createBrowser(app, { mode });
      await login(second, { identifier: 'scan@example.org' });
      for (const path of ['/sessions/whoami', '/sessions']) texts.push((await browser.get(path)).text);
    }
    assert.ok(texts.some((text) => text.includes(id)));
    for (const text of texts) {
      for (const key of [
        'metadata_admin',
        'marker-note',
        'hashed_password',
        '$argon2',
        '"credentials"',
        'available_aal',
        'csrfSecret',
        'csrf_secret',
        'internal',
        'ory_lo_',
      ]) {
        assert.equal(text.includes(key), false, `${key} in ${text.slice(0, 200)}`);
      }
    }
  });

  it('the database holds no password, no token and no readable secret: B33, SR-SE-10', async () => {
    const browser = createBrowser(app, { mode: 'api' });
    await register(browser, { email: 'dump@example.org', password: 'marker-password-in-the-dump' });
    assert.ok(browser.token);
    const spa = createBrowser(app, { mode: 'spa' });
    await login(spa, { identifier: 'dump@example.org', password: 'marker-password-in-the-dump' });
    const dump = dumpOf(app);
    assert.ok(dump.includes('dump@example.org'));
    for (const secret of [
      'marker-password-in-the-dump',
      browser.token,
      spa.jar.get('ory_kratos_session') ?? '-',
      'the-cookie-secret',
      'the-cipher-secret',
    ]) {
      assert.equal(dump.includes(secret), false, secret.slice(0, 12));
    }
    assert.equal(dump.includes(browser.token.slice(7)), false);
  });

  it('a schema’s pattern that explodes elsewhere takes no time here: SR-IV-07', async () => {
    const traits = {
      type: 'object',
      properties: {
        email: TEST_SCHEMA.properties.traits.properties.email,
        nick: { type: 'string', pattern: '^(a+)+$' },
      },
      required: ['email'],
    };
    const slow = await startApp({
      config: {
        identity: { schemas: [{ id: 'default', url: schemaUrl({ ...TEST_SCHEMA, properties: { traits } }) }] },
      },
    });
    const browser = createBrowser(slow, { mode: 'api' });
    const flow = await browser.begin('registration');
    // Time of the processor, not of the clock: others use the machine too.
    const begun = process.cpuUsage();
    const answer = await browser.submitForm(flow, {
      method: 'password',
      password: PASSWORD,
      traits: { email: 'a@example.org', nick: `${'a'.repeat(50_000)}!` },
    });
    const { user, system } = process.cpuUsage(begun);
    assert.ok(user + system < 2_000_000, `${user + system} us`);
    assert.deepEqual(messageIds(answer.as<FlowBody>(), 'traits.nick'), [4000004]);
    await slow.close();
  });

  it('addresses that only look like one: SR-IV-08', async () => {
    const before = rowsOf(app)['identities'];
    for (const email of [
      'a@b@example.org',
      'a@example.org,c@example.org',
      'a b@example.org',
      '"a@evil x"@example.org',
      'a@example.org\r\nBcc: x@example.org',
      'a＠example.org@example.org',
      'Ann <a@example.org>',
      `${'a'.repeat(65)}@example.org`,
      `a@${'b'.repeat(250)}.org`,
      'a@example.org\u0000',
      '@example.org',
      'a@',
    ]) {
      const answer = await register(createBrowser(app, { mode: 'api' }), { email });
      assert.equal(answer.status, 400, JSON.stringify(email));
    }
    assert.equal(rowsOf(app)['identities'], before);
  });

  it('scripts in traits come back as data, never as a page', async () => {
    const text = '</script><script>alert(1)</script>\u2028"\'><img src=x onerror=alert(1)>';
    const browser = createBrowser(app, { mode: 'spa' });
    const answer = await register(browser, { email: 'xss@example.org', traits: { name: { first: text } } });
    assert.equal(answer.status, 200);
    const who = await browser.get('/sessions/whoami', { headers: { accept: 'text/html' } });
    assert.equal(who.headers.get('content-type'), 'application/json; charset=utf-8');
    assert.deepEqual(who.as<{ identity: Listed }>().identity.traits['name'], { first: text });
  });
});
