// Cookies and the protection against requests from other sites.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ErrorGeneric, Session } from '@zelos/contract';
import fc from 'fast-check';
import {
  type Browser,
  createBrowser,
  createIdentity,
  type FlowBody,
  login,
  messageIds,
  PASSWORD,
  startApp,
  type TestApp,
  type Values,
} from 'zelos/testing';
import { rowsOf } from '../support/rows.ts';

const ID = 'ann@example.org';
const SESSION = 'ory_kratos_session';
const csrfOf = (flow: FlowBody): string =>
  String(flow.ui.nodes.find((n) => n.attributes['name' as never] === 'csrf_token')?.attributes['value' as never] ?? '');
const csrfName = (browser: Browser): string =>
  [...browser.jar.keys()].find((name) => name.startsWith('csrf_token_')) ?? '';
/** One valid submit of each kind of flow. */
const SUBMITS: readonly (readonly ['login' | 'registration', Values])[] = [
  ['login', { method: 'password', identifier: ID, password: PASSWORD }],
  ['registration', { method: 'password', password: PASSWORD, traits: { email: 'new@example.org' } }],
];

describe('cookies', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp({ file: true });
    for (const email of [ID, 'bo@example.org']) {
      await createIdentity(app, { traits: { email }, credentials: { password: { config: { password: PASSWORD } } } });
    }
  });
  after(() => app.close());
  const cookieFor = async (identifier: string): Promise<string> => {
    const browser = createBrowser(app);
    await login(browser, { identifier });
    return browser.jar.get(SESSION) ?? '';
  };
  const whoami = (cookie: string) =>
    createBrowser(app, { mode: 'spa' }).get('/sessions/whoami', { headers: { cookie } });

  for (const [kind, values] of SUBMITS) {
    for (const mode of ['spa', 'html'] as const) {
      it(`${kind} needs the token of its own browser: SR-CK-04, SR-CK-05 (${mode})`, async () => {
        const [browser, other] = [createBrowser(app, { mode }), createBrowser(app, { mode })];
        const [flow, foreign] = [await browser.begin(kind), await other.begin(kind)];
        const before = rowsOf(app);
        const refused = async (what: string, answer: Awaited<ReturnType<Browser['submitForm']>>) => {
          if (mode === 'html') assert.match(answer.location ?? '', /^https:\/\/app\.example\.org\/error\?id=/, what);
          else {
            assert.equal(answer.status, 403, what);
            const { error } = answer.as<ErrorGeneric>();
            assert.equal(error.id, 'security_csrf_violation', what);
            assert.ok((error.details as Record<string, string>)['docs'], what);
          }
          assert.equal(
            answer.cookies.some((c) => c.name === SESSION),
            false,
            what,
          );
        };
        await refused('no token', await browser.submitForm(flow, { ...values, csrf_token: undefined }));
        await refused('an empty token', await browser.submitForm(flow, { ...values, csrf_token: '' }));
        await refused(
          'another browser’s token',
          await browser.submitForm(flow, { ...values, csrf_token: csrfOf(foreign) }),
        );
        await refused(
          'a token in the header only',
          await browser.submitForm(flow, { ...values, csrf_token: '' }, { headers: { 'x-csrf-token': csrfOf(flow) } }),
        );
        await refused('no cookies', await browser.submitForm(flow, values, { withoutCookies: true }));
        await refused('other cookies', await browser.submitForm(flow, values, { headers: { cookie: 'a=b' } }));
        await refused(
          'another browser’s cookie',
          await browser.submitForm(flow, values, {
            headers: { cookie: `${csrfName(other)}=${other.jar.get(csrfName(other))}` },
          }),
        );
        // SR-CK-05: an attacker's flow and token, opened in the victim's browser.
        await refused('an attacker’s flow', await browser.submitForm(foreign, values));
        const now = rowsOf(app);
        for (const table of ['identities', 'sessions']) assert.equal(now[table], before[table], table);
      });
    }

    it(`${kind}: native flows refuse whatever looks like a browser: SR-CK-06`, async () => {
      const native = createBrowser(app, { mode: 'api' });
      const flow = await native.begin(kind);
      for (const headers of [
        { origin: 'https://app.example.org' },
        { origin: 'null' },
        { cookie: 'ory_kratos_session=x' },
        { cookie: 'a=b' },
      ]) {
        const answer = await native.submitForm(flow, values, { headers: headers as Record<string, string> });
        assert.equal(answer.status, 400, JSON.stringify(headers));
        assert.deepEqual(messageIds(answer.as<FlowBody>()), [4000001]);
      }
      const page = createBrowser(app);
      const form = await page.submitForm(flow, values, { headers: { cookie: 'a=b' } });
      assert.equal(form.status, 400);
      const proxied = await native.submitForm(
        flow,
        { ...values, password: 'short' },
        { headers: { cookie: '__cf_bm=1; cf_clearance=2; _cfuvid=3' } },
      );
      assert.notDeepEqual(messageIds(proxied.as<FlowBody>()), [4000001]);
    });

    it(`${kind}: what is sent as another type is refused: SR-CK-08`, async () => {
      const browser = createBrowser(app, { mode: 'spa' });
      const flow = await browser.begin(kind);
      const body = JSON.stringify({ ...values, csrf_token: csrfOf(flow) });
      for (const type of [
        'text/plain',
        'application/xml',
        'text/plain; application/json',
        'application/json-patch+json',
        '',
      ]) {
        const answer = await browser.request('POST', flow.ui.action, { headers: { 'content-type': type }, body });
        assert.equal(answer.status, 400, type);
        assert.deepEqual(messageIds(answer.as<FlowBody>()), [4000001]);
      }
    });

    it(`${kind}: a flow is read by the browser that began it alone: SR-CK-12`, async () => {
      const [mine, other] = [createBrowser(app), createBrowser(app)];
      const flow = await mine.begin(kind);
      await other.begin(kind);
      for (const browser of [
        other,
        createBrowser(app),
        createBrowser(app, { mode: 'spa' }),
        createBrowser(app, { mode: 'api' }),
      ]) {
        const answer = await browser.fetchFlow(kind, flow.id);
        assert.equal(answer.status, 403);
        assert.equal(answer.as<ErrorGeneric>().error.id, 'security_csrf_violation');
      }
    });

    it(`${kind}: each answer masks the token anew, all of them work: SR-CK-04`, async () => {
      const browser = createBrowser(app);
      const flow = await browser.begin(kind);
      const tokens = new Set([csrfOf(flow)]);
      for (let i = 0; i < 4; i += 1) tokens.add(csrfOf((await browser.fetchFlow(kind, flow.id)).as<FlowBody>()));
      assert.equal(tokens.size, 5);
      for (const token of tokens) {
        assert.equal(Buffer.from(token, 'base64').length, 64);
        const answer = await browser.submitForm(flow, {
          ...values,
          method: 'password',
          password: 'x',
          csrf_token: token,
        });
        assert.match(answer.location ?? '', new RegExp(`flow=${flow.id}$`), 'a form and no refusal');
        app.clock.advance(120_000);
      }
    });
  }

  it('whoever signs in leaves the old token behind, a browser that is shared does not carry on: SR-CK-13', async () => {
    const browser = createBrowser(app, { mode: 'spa' });
    const open = await browser.begin('registration');
    const before = browser.jar.get(csrfName(browser));
    await login(browser, { identifier: ID });
    assert.notEqual(browser.jar.get(csrfName(browser)), before);
    assert.equal((await browser.fetchFlow('registration', open.id)).status, 403);
  });

  it('an attacker who knows a flow gets nothing from the victim’s sign-in: SR-CK-13', async () => {
    const [attacker, victim] = [createBrowser(app), createBrowser(app)];
    const flow = await attacker.begin('login');
    await victim.begin('login');
    const answer = await victim.submitForm(flow, { method: 'password', identifier: ID, password: PASSWORD });
    assert.match(answer.location ?? '', /\/error\?id=/);
    for (const browser of [attacker, victim]) assert.equal((await browser.get('/sessions/whoami')).status, 401);
  });

  it('a changed cookie is no cookie: SR-CR-02, SR-CR-06, SR-SE-09', async () => {
    const cookie = await cookieFor(ID);
    assert.equal((await whoami(`${SESSION}=${cookie}`)).status, 200);
    assert.equal(
      /ory_st_|ann@|example/.test(Buffer.from(cookie, 'base64url').toString('latin1')),
      false,
      'nothing can be read in it',
    );
    const bytes = Buffer.from(cookie, 'latin1');
    const answers = new Set<string>();
    for (let bit = 0; bit < bytes.length * 8; bit += 7) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const text = changed.toString('latin1');
      if (/[^\x21-\x7e]|[;,"\\]/.test(text)) continue;
      const answer = await whoami(`${SESSION}=${text}`);
      // The last character of base64 holds unused bits: such a cookie is the same value in another spelling.
      if (Buffer.from(text, 'base64url').equals(Buffer.from(cookie, 'base64url'))) continue;
      assert.equal(answer.status, 401, `bit ${bit}`);
      answers.add(answer.text);
    }
    assert.equal(answers.size, 1, 'every cause looks the same');
    for (const text of [cookie.slice(1), cookie.slice(0, -4), cookie + cookie, cookie.toUpperCase(), '', 'ended']) {
      assert.equal((await whoami(`${SESSION}=${text}`)).status, 401);
    }
  });

  it('a token that is cut, longer or in other letters is refused: SR-SE-12, SR-SE-01', async () => {
    const browser = createBrowser(app, { mode: 'api' });
    await login(browser, { identifier: ID });
    const token = browser.token ?? '';
    assert.match(token, /^ory_st_[A-Za-z0-9]{32}$/);
    const call = (text: string) =>
      createBrowser(app, { mode: 'spa' }).get('/sessions/whoami', { headers: { 'x-session-token': text } });
    for (let length = 0; length < token.length; length += 1)
      assert.equal((await call(token.slice(0, length) || 'x')).status, 401);
    for (const text of [
      `${token}A`,
      token.toUpperCase(),
      token.toLowerCase(),
      token.replace('ory_st_', ''),
      `ory_lo_${token.slice(7)}`,
      `${token}%00`,
    ]) {
      assert.equal((await call(text)).status, text === token ? 200 : 401, text.slice(0, 8));
    }
    assert.equal((await call(token)).status, 200);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 7, max: token.length - 1 }),
        fc.constantFrom(...'ABCxyz019'),
        async (at, letter) => {
          const changed = token.slice(0, at) + letter + token.slice(at + 1);
          assert.equal((await call(changed)).status, changed === token ? 200 : 401);
        },
      ),
      { numRuns: 60, seed: 3 },
    );
  });

  it('several cookies of our name never pick a victim silently: SR-CK-03', async () => {
    const [mine, evil] = [await cookieFor(ID), await cookieFor('bo@example.org')];
    for (const cookie of [`${SESSION}=${mine}; ${SESSION}=broken`, `${SESSION}=broken; ${SESSION}=${mine}`]) {
      const answer = await whoami(cookie);
      assert.equal(answer.status, 200);
      assert.deepEqual(answer.as<Session>().identity?.traits, { email: ID });
    }
    for (const cookie of [`${SESSION}=${mine}; ${SESSION}=${evil}`, `${SESSION}=${evil}; ${SESSION}=${mine}`]) {
      assert.equal((await whoami(cookie)).status, 401);
    }
    const browser = createBrowser(app, { mode: 'spa' });
    const flow = await browser.begin('login');
    const name = csrfName(browser);
    for (const cookie of [
      `${name}=${browser.jar.get(name)}; ${name}=broken`,
      `${name}=broken; ${name}=${browser.jar.get(name)}`,
    ]) {
      const answer = await browser.submitForm(
        flow,
        { method: 'password', identifier: ID, password: PASSWORD },
        { headers: { cookie } },
      );
      assert.equal(answer.status, 200, 'any valid one is enough');
    }
  });

  it('links and pictures change nothing: SR-CK-09, SR-SE-11', async () => {
    const browser = createBrowser(app);
    await login(browser, { identifier: ID });
    const flow = await browser.begin('login', { refresh: 'true' });
    const before = rowsOf(app);
    for (const path of [
      '/self-service/logout',
      '/self-service/logout?token=ory_lo_x',
      `/self-service/login?flow=${flow.id}`,
      `/self-service/login?flow=${flow.id}&method=password&identifier=${ID}&csrf_token=x`,
      '/sessions/whoami',
      '/sessions',
      '/self-service/logout/browser',
      '/schemas',
      '/identities',
      '/admin/identities',
    ]) {
      const answer = await browser.get(path);
      assert.equal(
        answer.cookies.some((c) => c.name === SESSION),
        false,
        path,
      );
    }
    assert.equal((await browser.get('/sessions/whoami')).status, 200);
    const now = rowsOf(app);
    for (const table of ['identities', 'sessions', 'flows']) assert.equal(now[table], before[table], table);
  });

  it('replacement flows of a browser without cookies can be fetched: B29', async () => {
    const browser = createBrowser(app, { mode: 'spa' });
    const flow = await browser.begin('login');
    app.clock.advance(3_600_001);
    browser.jar.clear();
    const answer = await browser.submitForm(flow, { method: 'password', identifier: ID, password: PASSWORD });
    assert.equal(answer.status, 410);
    const fresh = answer.as<{ use_flow_id: string }>().use_flow_id;
    const fetched = await browser.fetchFlow('login', fresh);
    assert.equal(fetched.status, 200, fetched.text);
  });

  it('an answer of a native flow sets no cookie, whatever it says: B6', async () => {
    const native = createBrowser(app, { mode: 'api' });
    for (const [kind, values] of SUBMITS) {
      const flow = await native.begin(kind);
      const answers = [
        await native.fetchFlow(kind, flow.id),
        await native.submitForm(flow, { ...values, password: '' }),
        await native.submitForm(flow, {}),
        await native.get('/sessions/whoami'),
      ];
      app.clock.advance(3_600_001);
      answers.push(await native.fetchFlow(kind, flow.id), await native.submitForm(flow, values));
      for (const answer of answers) assert.deepEqual(answer.cookies, []);
    }
  });
});

describe('cookie attributes from the configuration: SR-CK-01', () => {
  it('development without https: not Secure, never None', async () => {
    const app = await startApp({
      dev: true,
      config: {
        serve: { public: { base_url: 'http://127.0.0.1:4433/' }, admin: { base_url: 'http://127.0.0.1:4434/' } },
        cookies: { same_site: 'None' },
      },
    });
    const browser = createBrowser(app);
    const begun = await browser.get('/self-service/login/browser');
    for (const { attributes } of begun.cookies)
      assert.deepEqual([attributes.has('secure'), attributes.get('samesite')], [false, 'Lax']);
    assert.equal(begun.cookies.length, 1);
    await app.close();
  });

  it('a session that ends with the browser has neither Expires nor Max-Age', async () => {
    const app = await startApp({
      config: { session: { cookie: { persistent: false, same_site: 'Strict', name: 'sid' } } },
    });
    await createIdentity(app, { traits: { email: ID }, credentials: { password: { config: { password: PASSWORD } } } });
    const answer = await login(createBrowser(app), { identifier: ID });
    const cookie = answer.cookies.find((c) => c.name === 'sid');
    assert.deepEqual(
      [cookie?.attributes.has('max-age'), cookie?.attributes.has('expires'), cookie?.attributes.get('samesite')],
      [false, false, 'Strict'],
    );
    await app.close();
  });

  it('session.cookie.secure takes a boolean as well as a text: B30', async () => {
    for (const secure of [true, 'true']) {
      const app = await startApp({ config: { session: { cookie: { secure } } } });
      assert.equal(app.config.session.cookie.secure, true);
      await app.close();
    }
  });
});
