// whoami, signing out, and a person's other sessions.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ErrorGeneric, Session } from '@zelos/contract';
import {
  APP_URL,
  type Browser,
  createBrowser,
  createIdentity,
  login,
  type Mode,
  MODES,
  PASSWORD,
  startApp,
  type TestApp,
} from 'zelos/testing';
import { admin } from '../support/admin.ts';

const ID = 'ann@example.org';
const COOKIE = 'ory_kratos_session';

describe('sessions', () => {
  let app: TestApp;
  let annId: string;
  const person = (email: string) => ({
    traits: { email },
    credentials: { password: { config: { password: PASSWORD } } },
  });
  const signedIn = async (mode: Mode, identifier = ID): Promise<Browser> => {
    const browser = createBrowser(app, { mode });
    const answer = await login(browser, { identifier });
    assert.ok(answer.status < 400, answer.text);
    return browser;
  };
  before(async () => {
    app = await startApp();
    annId = await createIdentity(app, person(ID));
  });
  after(() => app.close());

  for (const mode of MODES) {
    it(`whoami knows who is signed in, whatever the method (${mode})`, async () => {
      const anonymous = createBrowser(app, { mode });
      const refused = await anonymous.get('/sessions/whoami');
      assert.equal(refused.status, 401);
      assert.equal(refused.as<ErrorGeneric>().error.id, undefined);
      const browser = await signedIn(mode);
      const answer = await browser.get('/sessions/whoami');
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('x-kratos-authenticated-identity-id'), annId);
      const session = answer.as<Session>();
      assert.deepEqual([session.active, session.identity?.id, session.devices?.length], [true, annId, 1]);
      assert.equal('metadata_admin' in (session.identity ?? {}), false);
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD']) {
        const other = await browser.request(method, '/sessions/whoami');
        assert.equal(other.status, 200, method);
        assert.equal(other.text === '', method === 'HEAD');
      }
      assert.equal((await browser.get('/sessions/whoami')).status, 200, 'DELETE revokes nothing');
      assert.deepEqual(answer.cookies, [], 'reading sets no cookie');
    });

    it(`signs out at once and for good: SR-SE-03 (${mode})`, async () => {
      const browser = await signedIn(mode);
      const kept = new Map(browser.jar);
      if (mode === 'api') {
        const { token } = browser;
        const answer = await browser.request('DELETE', '/self-service/logout/api', {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ session_token: token }),
        });
        assert.equal(answer.status, 204);
      } else {
        const begun = await browser.get('/self-service/logout/browser');
        assert.equal(begun.status, 200);
        const { logout_url: url, logout_token: token } = begun.as<{ logout_url: string; logout_token: string }>();
        assert.match(token, /^ory_lo_[A-Za-z0-9]{32}$/);
        assert.equal(url, `${app.publicUrl}self-service/logout?token=${token}`);
        const answer = await browser.get(new URL(url).pathname + new URL(url).search);
        assert.deepEqual([answer.status, answer.location], mode === 'html' ? [303, `${APP_URL}/home`] : [204, null]);
        assert.equal(browser.jar.has(COOKIE), false);
        const csrf = [...kept.keys()].find((name) => name.startsWith('csrf_token_')) ?? '';
        assert.notEqual(browser.jar.get(csrf), kept.get(csrf), 'the anti-CSRF secret is a new one');
        browser.jar.set(COOKIE, kept.get(COOKIE) ?? '');
      }
      assert.equal((await browser.get('/sessions/whoami')).status, 401);
    });
  }

  it('signing out needs a session and its own token: SR-CK-09', async () => {
    const spa = createBrowser(app, { mode: 'spa' });
    for (const path of ['/self-service/logout/browser', '/self-service/logout?token=ory_lo_x']) {
      const answer = await spa.get(path);
      assert.deepEqual([answer.status, answer.as<ErrorGeneric>().error.id], [401, 'session_inactive']);
    }
    const one = await signedIn('spa');
    const two = await signedIn('spa');
    const token = (await two.get('/self-service/logout/browser')).as<{ logout_token: string }>().logout_token;
    assert.equal(
      (await two.get('/self-service/logout/browser')).as<{ logout_token: string }>().logout_token,
      token,
      'the same for its life',
    );
    assert.equal((await one.get(`/self-service/logout?token=${token}`)).status, 403);
    assert.equal((await one.get('/self-service/logout')).status, 400);
    assert.equal((await one.get('/self-service/logout?token=')).status, 400);
    for (const browser of [one, two]) assert.equal((await browser.get('/sessions/whoami')).status, 200);
    const page = createBrowser(app);
    assert.match((await page.get('/self-service/logout/browser')).location ?? '', /\/error\?id=/);
  });

  it('signing out of a native session: what is sent must be JSON with a token that exists', async () => {
    const api = createBrowser(app, { mode: 'api' });
    const send = (body: string, type = 'application/json') =>
      api.request('DELETE', '/self-service/logout/api', { headers: { 'content-type': type }, body });
    for (const body of ['{', '[]', '"x"', 'null', '{"session_token":1}'])
      assert.equal((await send(body)).status, 400, body);
    assert.equal((await send('session_token=x', 'application/x-www-form-urlencoded')).status, 400);
    for (const body of ['{}', '{"session_token":""}', `{"session_token":"ory_st_${'x'.repeat(32)}"}`]) {
      const answer = await send(body);
      assert.deepEqual([answer.status, answer.as<ErrorGeneric>().error.id], [403, undefined]);
    }
    const browser = await signedIn('api');
    const body = JSON.stringify({ session_token: browser.token });
    assert.equal((await send(body)).status, 204);
    assert.equal((await send(body)).status, 204, 'also when it has ended already');
  });

  it('an undecodable cookie beside a valid token is ignored: B12', async () => {
    const { token } = await signedIn('api');
    const call = (headers: Record<string, string>) =>
      createBrowser(app, { mode: 'api' }).get('/sessions/whoami', { headers });
    const cookie = `${COOKIE}=broken`;
    assert.equal((await call({ cookie, 'x-session-token': token ?? '' })).status, 200);
    assert.equal((await call({ cookie, authorization: `bearer ${token}` })).status, 200);
    assert.equal((await call({ authorization: `BEARER ${token}` })).status, 200);
    for (const authorization of [token ?? '', `Basic ${token}`, `Bearer ${token} x`, `Bearer  ${token}`]) {
      assert.equal((await call({ authorization })).status, 401, authorization.slice(0, 12));
    }
    assert.equal((await call({ 'x-session-token': '', authorization: `Bearer ${token}` })).status, 200);
    assert.equal(
      (await call({ 'x-session-token': 'wrong', authorization: `Bearer ${token}` })).status,
      401,
      'the header decides',
    );
  });

  it('sessions end when their time is over, and where their owner is deactivated or gone: SR-SE-04, SR-RC-08', async () => {
    const browser = await signedIn('api');
    const session = (await browser.get('/sessions/whoami')).as<Session>();
    app.clock.set(new Date(new Date(session.expires_at ?? '').getTime() - 1));
    assert.equal((await browser.get('/sessions/whoami')).status, 200);
    app.clock.advance(1);
    assert.equal((await browser.get('/sessions/whoami')).status, 401);
    const id = await createIdentity(app, person('gone@example.org'));
    const gone = await signedIn('api', 'gone@example.org');
    assert.equal((await admin(app, 'DELETE', `/admin/identities/${id}`)).status, 204);
    for (const path of ['/sessions/whoami', '/sessions']) assert.equal((await gone.get(path)).status, 401);
  });

  it('the list of other sessions visits every row once: B13', async () => {
    await createIdentity(app, person('many@example.org'));
    const expected = [];
    for (let i = 0; i < 5; i += 1) {
      expected.unshift((await (await signedIn('api', 'many@example.org')).get('/sessions/whoami')).as<Session>().id);
      app.clock.advance(1000);
    }
    const browser = await signedIn('api', 'many@example.org');
    const seen: string[] = [];
    let next: string | undefined = '/sessions?per_page=2';
    while (next !== undefined && seen.length < 20) {
      const answer = await browser.get(next);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('x-total-count'), '5');
      seen.push(...answer.as<readonly Session[]>().map((s) => s.id));
      next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    assert.deepEqual(seen, expected);
    for (const query of ['per_page=x', 'page=-1', 'page_token=bad', 'page_size=0', 'page_size=99999']) {
      assert.equal((await browser.get(`/sessions?${query}`)).status, 200, query);
    }
  });

  it('people end their own other sessions, nobody else: SR-SE-06, SR-AZ-04', async () => {
    await createIdentity(app, person('bo@example.org'));
    const [mine, second, third, foreign] = [
      await signedIn('spa'),
      await signedIn('api'),
      await signedIn('html'),
      await signedIn('api', 'bo@example.org'),
    ];
    const idOf = async (browser: Browser) => (await browser.get('/sessions/whoami')).as<Session>().id;
    const remove = (target: string) => mine.request('DELETE', target);
    assert.equal((await remove(`/sessions/${await idOf(foreign)}`)).status, 204);
    assert.equal((await foreign.get('/sessions/whoami')).status, 200, 'somebody else stays signed in');
    assert.equal((await remove(`/sessions/${await idOf(mine)}`)).status, 400);
    assert.equal((await remove('/sessions/x')).status, 400);
    assert.equal((await remove('/sessions/c8f2f6f7-58c2-4dd1-9b5c-3d9a3ff2b0aa')).status, 204);
    assert.equal((await remove(`/sessions/${await idOf(second)}`)).status, 204);
    assert.equal((await second.get('/sessions/whoami')).status, 401);
    const all = await remove('/sessions');
    assert.equal(all.status, 200);
    assert.ok(all.as<{ count: number }>().count >= 1);
    assert.equal((await third.get('/sessions/whoami')).status, 401);
    assert.equal((await mine.get('/sessions/whoami')).status, 200);
    assert.equal((await foreign.get('/sessions/whoami')).status, 200);
    for (const [method, path] of [
      ['GET', '/sessions'],
      ['DELETE', '/sessions'],
      ['DELETE', `/sessions/${annId}`],
    ] as const) {
      assert.equal((await createBrowser(app, { mode: 'spa' }).request(method, path)).status, 401);
    }
  });

  it('a changed account shows at the very next request: SR-SE-08', async () => {
    const id = await createIdentity(app, person('soon@example.org'));
    const browser = await signedIn('api', 'soon@example.org');
    assert.equal((await browser.get('/sessions/whoami')).status, 200);
    const stored = await app.zelos.database.identities.getWithCredentials(id);
    assert.ok(stored);
    await app.zelos.database.identities.update({ ...stored, state: 'inactive' });
    assert.equal((await browser.get('/sessions/whoami')).status, 401);
  });

  it('tokenize_as without such a template is a clear 400', async () => {
    assert.equal((await (await signedIn('api')).get('/sessions/whoami?tokenize_as=none')).status, 400);
  });

  it('forwarding headers of strangers say nothing about the device: SR-TH-06', async () => {
    const browser = createBrowser(app, { mode: 'api', address: '198.51.100.7' });
    const flow = await browser.begin('login');
    const forged = {
      'x-forwarded-for': '203.0.113.9',
      'true-client-ip': '203.0.113.9',
      'x-real-ip': '203.0.113.9',
      'cf-ipcity': 'Nowhere',
    };
    const answer = await browser.submitForm(
      flow,
      { method: 'password', identifier: ID, password: PASSWORD },
      { headers: forged },
    );
    const [device] = answer.as<{ session: Session }>().session.devices ?? [];
    // Handlers for Next.js are told an address, but no port.
    const shown = process.env['ZELOS_MOUNT'] === 'next' ? '198.51.100.7' : '198.51.100.7:40000';
    assert.deepEqual([device?.ip_address, device?.location], [shown, '']);
  });
});

describe('clear_browser_data', () => {
  it('signing out tells the browser to forget when it is asked to: SR-CK-11', async () => {
    const app = await startApp({
      config: {
        selfservice: {
          flows: { logout: { clear_browser_data: true, after: { default_browser_return_url: `${APP_URL}/bye` } } },
        },
      },
    });
    await createIdentity(app, { traits: { email: ID }, credentials: { password: { config: { password: PASSWORD } } } });
    const page = createBrowser(app);
    await login(page, { identifier: ID });
    const { logout_token: token } = (await page.get('/self-service/logout/browser')).as<{ logout_token: string }>();
    const answer = await page.get(`/self-service/logout?token=${token}`);
    assert.equal(answer.headers.get('clear-site-data'), '"cookies", "storage", "cache"');
    assert.equal(answer.location, `${APP_URL}/bye`);
    await app.close();
  });
});
