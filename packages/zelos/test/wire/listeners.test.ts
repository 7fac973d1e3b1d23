// What holds for the listeners as a whole: aliases, methods, HEAD, CORS, content negotiation, headers of every answer.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { OPERATIONS, type Operation } from '@zelos/contract';
import fc from 'fast-check';
import {
  APP_URL,
  createBrowser,
  createIdentity,
  type FlowBody,
  login,
  PASSWORD,
  startApp,
  type TestApp,
} from 'zelos/testing';
import { admin } from '../support/admin.ts';

const ID = 'ann@example.org';
const ALL = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const UUID = 'c8f2f6f7-58c2-4dd1-9b5c-3d9a3ff2b0aa';

describe('listeners', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
    await createIdentity(app, { traits: { email: ID }, credentials: { password: { config: { password: PASSWORD } } } });
  });
  after(() => app.close());
  const raw = (method: string, target: string, headers: Record<string, string> = {}) =>
    createBrowser(app, { mode: 'api' }).request(method, target, { headers: { accept: '*/*', ...headers } });

  it('each listener sends the other one its requests with 307, method and query kept: SR-AZ-01', async () => {
    const toAdmin: readonly [string, string][] = [
      ['GET', '/identities'],
      ['POST', '/identities'],
      ['GET', `/identities/${UUID}`],
      ['PATCH', `/identities/${UUID}`],
      ['PUT', `/admin/identities/${UUID}`],
      ['DELETE', `/admin/identities/${UUID}`],
      ['GET', '/identities/by/external/x'],
      ['DELETE', `/identities/${UUID}/credentials/totp`],
      ['DELETE', `/identities/${UUID}/sessions`],
      ['GET', '/admin/courier/messages'],
      ['POST', '/recovery/link'],
      ['POST', '/recovery/code'],
    ];
    for (const [method, path] of toAdmin) {
      const answer = await raw(method, `${path}?a=1`);
      const full = path.startsWith('/admin') ? path : `/admin${path}`;
      assert.deepEqual(
        [answer.status, answer.location],
        [307, `https://admin.example.org${full}?a=1`],
        `${method} ${path}`,
      );
    }
    for (const [method, path] of [
      ['GET', '/self-service/login/browser'],
      ['GET', '/self-service/registration/flows'],
      ['POST', '/self-service/settings'],
      ['GET', '/self-service/errors'],
      ['DELETE', '/self-service/logout/api'],
      ['GET', '/schemas'],
      ['GET', '/sessions/whoami'],
      ['DELETE', '/sessions'],
    ] as const) {
      const answer = await admin(app, method, `/admin${path}?a=1`);
      assert.deepEqual(
        [answer.status, answer.location],
        [307, `https://id.example.org${path}?a=1`],
        `${method} ${path}`,
      );
    }
  });

  it('no path trick reaches an admin operation from the public listener: SR-AZ-01', async () => {
    const operations = Object.values(OPERATIONS as Record<string, Operation>).filter(
      (o) => o.plane === 'admin' && o.status === 'built',
    );
    assert.ok(operations.length >= 4);
    const tricks = [
      (p: string) => p.replace('/admin', '/ADMIN'),
      (p: string) => p.replace('/admin', '//admin'),
      (p: string) => p.replace('/admin', '/%61dmin'),
      (p: string) => p.replace('/admin/', '/admin%2f'),
      (p: string) => p.replace('/admin', '/self-service/../admin'),
      (p: string) => p.replace('/admin', '/self-service/..%2fadmin'),
      (p: string) => p.replace('/admin', '/admin/.'),
      (p: string) => `${p}/`,
      (p: string) => p,
    ];
    for (const operation of operations) {
      for (const trick of tricks) {
        const path = trick(operation.path.replace(/\{\w+\}/g, UUID));
        const answer = await raw(operation.method, path);
        assert.ok([307, 404, 405].includes(answer.status), `${operation.method} ${path} -> ${answer.status}`);
        if (answer.status === 307 && !path.startsWith('//'))
          assert.match(answer.location ?? '', /^https:\/\/admin\.example\.org\//);
      }
    }
  });

  it('every built path answers its methods and 405 with Allow to the others: SR-HT-11', async () => {
    const wrong: string[] = [];
    const byPath = new Map<string, Set<string>>();
    for (const o of Object.values(OPERATIONS as Record<string, Operation>)) {
      if (o.status !== 'built' || o.plane === 'admin') continue;
      const path = o.path.replace(/\{\w+\}/g, UUID);
      const set = byPath.get(path) ?? byPath.set(path, new Set()).get(path);
      set?.add(o.method);
      if (o.method === 'GET') set?.add('HEAD');
      if (o.form) set?.add('GET').add('HEAD');
    }
    assert.ok(byPath.size > 15);
    for (const [path, allowed] of byPath) {
      if (path === '/sessions/whoami') continue;
      for (const method of ALL) {
        const answer = await raw(method, path);
        if (allowed.has(method) === (answer.status === 405)) wrong.push(`${method} ${path} -> ${answer.status}`);
        if (answer.status === 405)
          assert.deepEqual(answer.headers.get('allow')?.split(', '), [...allowed].sort(), path);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('method overrides mean nothing: SR-HT-11', async () => {
    const { location } = await raw('POST', '/self-service/login', { 'x-http-method-override': 'DELETE' });
    assert.notEqual(location, null);
    assert.equal((await raw('GET', '/sessions/whoami?_method=DELETE', { 'x-http-method': 'DELETE' })).status, 401);
  });

  it('unknown paths, suffixes and slashes: SR-HT-10', async () => {
    for (const path of [
      '/',
      '/x',
      '/sessions/whoami/x.css',
      '/sessions/whoami.css',
      '/self-service/login/browser/',
      '/SESSIONS/whoami',
      '/.git/config',
      '/admin',
    ]) {
      const answer = await raw('GET', path, { accept: 'application/json' });
      // Below /sessions any name is a session that can be ended, but nothing that can be read.
      assert.equal(answer.status, path === '/sessions/whoami.css' ? 405 : 404, path);
      assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/);
    }
    const doubled = await raw('GET', '/self-service//login/browser?x=1');
    assert.deepEqual([doubled.status, doubled.location], [307, '/self-service/login/browser?x=1']);
    const admins = await admin(app, 'GET', '/admin/identities/');
    assert.equal(admins.status, 404);
    assert.equal((await admin(app, 'GET', '/identities/')).status, 200);
  });

  it('HEAD is GET without a body', async () => {
    for (const path of [
      '/health/alive',
      '/schemas/default',
      '/self-service/login/browser',
      '/sessions/whoami',
      '/self-service/errors?id=stub:500',
    ]) {
      const [get, head] = [await raw('GET', path), await raw('HEAD', path)];
      assert.equal(head.status, get.status, path);
      assert.equal(head.text, '');
      assert.equal(head.headers.get('cache-control'), null);
    }
  });

  it('an address that is too long is refused', async () => {
    const answer = await raw('GET', `/sessions/whoami?x=${'a'.repeat(9000)}`);
    assert.equal(answer.status, 414);
  });

  it('what was sent as X-Request-ID comes back in errors', async () => {
    const answer = await raw('GET', '/sessions/whoami', { 'x-request-id': 'req-1' });
    assert.equal(answer.as<{ error: { request: string } }>().error.request, 'req-1');
  });

  it('negotiation: the rules of the contract for begin, submit and errors', async () => {
    const begin = async (accept: string, type?: string) => {
      const headers: Record<string, string> = { accept, ...(type ? { 'content-type': type } : {}) };
      return (await createBrowser(app).request('GET', '/self-service/login/browser', { headers })).status;
    };
    const html: readonly string[] = [
      '*/*',
      'text/html',
      'text/*',
      'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
      'application/json;charset=utf-8',
      'application/json;q=0.5, text/html',
      'text/html, application/json',
      'image/png',
    ];
    for (const accept of html) assert.equal(await begin(accept), 303, accept);
    for (const accept of [
      'application/json',
      'application/json, text/plain, */*',
      'application/json, text/html;q=0.9',
      'APPLICATION/JSON',
      'application/*',
    ]) {
      assert.equal(await begin(accept), 200, accept);
    }
    assert.equal(
      await begin('*/*', 'application/json'),
      303,
      'the content type alone makes no JSON answer of a success',
    );
    const failed = await createBrowser(app).request('GET', '/self-service/login/browser?aal=x', {
      headers: { accept: '*/*', 'content-type': 'application/json' },
    });
    assert.equal(failed.status, 400, 'but of an error it does');
    const page = createBrowser(app);
    const flow = await page.begin('login');
    const csrf = flow.ui.nodes.find((n) => n.attributes['name' as never] === 'csrf_token')?.attributes[
      'value' as never
    ];
    const submit = (headers: Record<string, string>) =>
      page.request('POST', flow.ui.action, {
        headers,
        body: JSON.stringify({ method: 'password', identifier: ID, password: PASSWORD, csrf_token: csrf }),
      });
    assert.equal(
      (await submit({ 'content-type': 'application/json; charset=utf-8' })).status,
      303,
      'a parameter makes it a page',
    );
    const other = createBrowser(app);
    const second = await other.begin('login');
    const token = second.ui.nodes.find((n) => n.attributes['name' as never] === 'csrf_token')?.attributes[
      'value' as never
    ];
    const plain = await other.request('POST', second.ui.action, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ method: 'password', identifier: ID, password: PASSWORD, csrf_token: token }),
    });
    assert.equal(plain.status, 200);
    const native = createBrowser(app, { mode: 'api' });
    const nativeFlow = await native.begin('login');
    const answer = await native.submitForm(
      nativeFlow,
      { method: 'password', identifier: ID, password: 'wrong horse battery' },
      { headers: { accept: '*/*' } },
    );
    assert.equal(answer.status, 400, 'native flows answer JSON whatever is asked for: B10');
    assert.equal(answer.as<FlowBody>().id, nativeFlow.id);
  });

  it('odd header values never break a request: SR-HT-20', async () => {
    const odd = fc.string({
      unit: fc.integer({ min: 0x21, max: 0xff }).map((c) => String.fromCharCode(c)),
      maxLength: 200,
    });
    const rounds = process.env['ZELOS_LONG'] ? 10_000 : 300;
    await fc.assert(
      fc.asyncProperty(odd, async (text) => {
        const browser = createBrowser(app, { mode: 'spa' });
        for (const name of [
          'authorization',
          'cookie',
          'x-session-token',
          'accept',
          'content-type',
          'x-forwarded-for',
          'x-forwarded-host',
          'x-forwarded-proto',
          'x-request-id',
        ]) {
          const answer = await browser.get('/sessions/whoami', { headers: { [name]: text } });
          assert.equal(answer.status, 401, `${name}: ${text}`);
        }
      }),
      { numRuns: rounds / 10, seed: 20 },
    );
    for (const cookie of [
      'ory_kratos_session',
      'ory_kratos_session=',
      '=;=;',
      `ory_kratos_session=${'%'.repeat(50)}`,
      `ory_kratos_session="${'A'.repeat(3000)}"`,
    ]) {
      assert.equal((await raw('GET', '/sessions/whoami', { cookie })).status, 401);
    }
  });
});

describe('CORS', () => {
  let app: TestApp;
  before(async () => {
    const cors = {
      enabled: true,
      allowed_origins: [APP_URL, 'https://*.partner.example'],
      allowed_headers: ['Content-Type'],
      exposed_headers: ['Content-Type'],
    };
    app = await startApp({ config: { serve: { public: { base_url: 'https://id.example.org/', cors } } } });
    await createIdentity(app, { traits: { email: ID }, credentials: { password: { config: { password: PASSWORD } } } });
  });
  after(() => app.close());
  const from = (origin: string, more: Record<string, string> = {}) => ({
    headers: { origin, accept: 'application/json', ...more },
  });

  it('allowed origins are named exactly, everybody else gets a plain answer: SR-HT-08', async () => {
    const spa = createBrowser(app, { mode: 'spa' });
    for (const origin of [APP_URL, 'https://a.partner.example', 'https://a.b.partner.example']) {
      for (const path of ['/sessions/whoami', '/self-service/login/browser', '/x']) {
        const answer = await spa.get(path, from(origin));
        assert.equal(answer.headers.get('access-control-allow-origin'), origin);
        assert.equal(answer.headers.get('access-control-allow-credentials'), 'true');
        assert.match(answer.headers.get('vary') ?? '', /Origin/);
      }
    }
    for (const origin of [
      'null',
      'http://app.example.org',
      `${APP_URL}.evil.example`,
      'https://evil-app.example.org',
      'https://app.example.org:8443',
      'https://partner.example',
      'https://evilpartner.example',
      'https://a.partner.example.evil.example',
      '*',
    ]) {
      const answer = await spa.get('/sessions/whoami', from(origin));
      assert.equal(answer.headers.get('access-control-allow-origin'), null, origin);
      assert.match(answer.headers.get('vary') ?? '', /Origin/);
    }
  });

  it('preflights answer 204 and set no cookie', async () => {
    const spa = createBrowser(app, { mode: 'spa' });
    const ask = (origin: string, method: string, headers?: string) =>
      spa.request(
        'OPTIONS',
        '/self-service/login',
        from(origin, {
          'access-control-request-method': method,
          ...(headers ? { 'access-control-request-headers': headers } : {}),
        }),
      );
    const good = await ask(APP_URL, 'POST', 'content-type');
    assert.deepEqual(
      [
        good.status,
        good.headers.get('access-control-allow-origin'),
        good.headers.get('access-control-allow-methods'),
        good.headers.get('access-control-allow-headers'),
      ],
      [204, APP_URL, 'POST', 'content-type'],
    );
    assert.deepEqual(good.cookies, []);
    for (const refused of [
      await ask('https://evil.example', 'POST'),
      await ask(APP_URL, 'TRACE'),
      await ask(APP_URL, 'POST', 'x-other'),
    ]) {
      assert.equal(refused.status, 204);
      assert.equal(refused.headers.get('access-control-allow-origin'), null);
    }
  });

  it('the admin listener has none', async () => {
    const answer = await admin(app, 'GET', '/admin/identities', undefined, { origin: APP_URL });
    assert.equal(answer.headers.get('access-control-allow-origin'), null);
  });

  it('without being switched on there is none: SR-HT-08', async () => {
    const closed = await startApp();
    const spa = createBrowser(closed, { mode: 'spa' });
    const answer = await spa.get('/sessions/whoami', from(APP_URL));
    assert.equal(answer.headers.get('access-control-allow-origin'), null);
    assert.equal(
      (await spa.request('OPTIONS', '/self-service/login', from(APP_URL, { 'access-control-request-method': 'POST' })))
        .status,
      405,
    );
    assert.equal((await login(createBrowser(closed, { mode: 'api' }), { identifier: 'x@example.org' })).status, 400);
    await closed.close();
  });
});
