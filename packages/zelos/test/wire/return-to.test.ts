// Where browsers are sent afterwards: allow list, parsing, defaults.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ErrorGeneric } from '@zelos/contract';
import fc from 'fast-check';
import {
  APP_URL,
  createBrowser,
  createIdentity,
  type FlowBody,
  login,
  PASSWORD,
  register,
  startApp,
  type TestApp,
} from 'zelos/testing';
import { parseReturnTarget } from '../../src/kernel/return-to.ts';

const ID = 'ann@example.org';
const ALLOWED = [APP_URL, 'https://shop.example.net/cart', 'https://*.wild.example', 'myapp://callback'];

describe('return_to', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp({
      config: {
        selfservice: {
          allowed_return_urls: ALLOWED,
          flows: {
            login: {
              after: {
                default_browser_return_url: `${APP_URL}/after-login`,
                password: { default_browser_return_url: `${APP_URL}/after-password` },
              },
            },
            registration: {
              after: {
                default_browser_return_url: `${APP_URL}/after-registration`,
                password: { hooks: [{ hook: 'session' }] },
              },
            },
          },
        },
      },
    });
    await createIdentity(app, { traits: { email: ID }, credentials: { password: { config: { password: PASSWORD } } } });
  });
  after(() => app.close());
  const begin = (returnTo: string) =>
    createBrowser(app, { mode: 'spa' }).get(`/self-service/login/browser?return_to=${encodeURIComponent(returnTo)}`);

  const good: readonly [string, string][] = [
    [`${APP_URL}/a?b=c#d`, `${APP_URL}/a?b=c#d`],
    ['/x', `${APP_URL}/x`],
    ['?a', `${APP_URL}/home?a`],
    ['//app.example.org/y', `${APP_URL}/y`],
    ['HTTPS://APP.example.org/z', `${APP_URL}/z`],
    ['https://shop.example.net/cart', 'https://shop.example.net/cart'],
    ['https://shop.example.net/cart/2', 'https://shop.example.net/cart/2'],
    ['https://a.wild.example/x', 'https://a.wild.example/x'],
    ['https://a.b.wild.example/', 'https://a.b.wild.example/'],
    ['myapp://callback?code=1', 'myapp://callback?code=1'],
    ['https://id.example.org/self-service/settings/browser', 'https://id.example.org/self-service/settings/browser'],
  ];
  for (const [value, target] of good) {
    it(`${value} leads to ${target}`, async () => {
      const flow = await begin(value);
      assert.equal(flow.status, 200, flow.text);
      assert.equal(flow.as<FlowBody>().return_to, value, 'the flow shows it as given');
      const page = createBrowser(app);
      const done = await login(page, { identifier: ID }, { return_to: value });
      assert.deepEqual([done.status, done.location], [303, target], 'SR-RD-05: 303 after a credential');
    });
  }

  const bad = [
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '\t//evil.example',
    ' //evil.example',
    '/\t/evil.example',
    'https:evil.example',
    'http:evil.test/x',
    'http:\\\\evil.test',
    'https:/evil.example',
    'https:\\\\evil.example',
    'https://app.example.org\\@evil.example',
    'https://app.example.org@evil.example',
    'https://app.example.org:x@evil.example/',
    'https://app.example.org.evil.example',
    'https://app.example.org%00.evil.example',
    'https://app.example.org.',
    'https://app.example.org:444/',
    'https://app.example.org:99999/',
    'http://app.example.org/',
    'https://evil.example/app.example.org',
    'https://аpp.example.org/',
    'https://shop.example.net/',
    'https://shop.example.net/cartoon',
    'https://shop.example.net/cart/../admin',
    'https://shop.example.net/cart/%2e%2e/admin',
    'https://shop.example.net/cart/..%2fadmin',
    'https://shop.example.net/cart/%2e%2e%2fadmin',
    'https://shop.example.net/cart%5c..%5cadmin',
    'https://wild.example/',
    'https://evilwild.example/',
    'https://a.wild.example.evil.example/',
    'javascript:alert(1)',
    'JaVaScRiPt://app.example.org/%0aalert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://app.example.org/x',
    'myapp2://callback',
    'myapp:callback',
    'https://id.example.org/',
    'https://id.example.org/self-service-evil',
    'https://id.example.org/self-service/../x',
    `https://evil.example/${'a'.repeat(6000)}`,
    'https://',
    'https://[::1',
  ];
  it('nothing else is a target: B1, SR-RD-01, SR-RD-02, SR-RD-04', async () => {
    for (const value of bad) {
      const answer = await begin(value);
      assert.equal(answer.status, 400, JSON.stringify(value));
      assert.equal(answer.as<ErrorGeneric>().error.id, 'self_service_flow_return_to_forbidden', value);
    }
  });

  it('a forbidden target is never echoed where a browser could follow it: SR-RD-06', async () => {
    const marker = 'https://evil.example/marker';
    const page = createBrowser(app);
    for (const kind of ['login', 'registration'] as const) {
      const answer = await page.get(`/self-service/${kind}/browser?return_to=${encodeURIComponent(marker)}`);
      assert.match(answer.location ?? '', /^https:\/\/app\.example\.org\/error\?id=[0-9a-f-]{36}$/);
    }
    const spa = createBrowser(app, { mode: 'spa' });
    for (const name of [
      'aal',
      'organization',
      'via',
      'identity_schema',
      'refresh',
      'after_verification_return_to',
      'login_hint',
    ]) {
      const answer = await spa.get(`/self-service/login/browser?${name}=${encodeURIComponent(marker)}`);
      const body = answer.as<{ ui?: object; redirect_browser_to?: string }>();
      assert.equal(JSON.stringify(body.ui ?? null).includes('evil.example'), false, name);
      assert.equal(body.redirect_browser_to, undefined);
    }
    await login(spa, { identifier: ID });
    const out = await spa.get(`/self-service/logout/browser?return_to=${encodeURIComponent(marker)}`);
    assert.equal(out.status, 400);
  });

  it('whatever is sent, a Location stays on the list: B1, SR-RD-01', async () => {
    const piece = fc.constantFrom(
      'https:',
      'http:',
      '//',
      '/',
      '\\',
      '@',
      '.',
      ':',
      '?',
      '#',
      '%2f',
      '%5c',
      '%00',
      '\t',
      ' ',
      'app.example.org',
      'evil.example',
      'a',
      '..',
      ';',
      '[',
      ']',
      'javascript:',
      '443',
      '。',
      '／',
    );
    const value = fc.array(piece, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
    const targets = [...ALLOWED, 'https://id.example.org/self-service'].map(parseReturnTarget);
    const page = createBrowser(app);
    await login(page, { identifier: ID });
    await fc.assert(
      fc.asyncProperty(value, async (text) => {
        const answer = await page.get(`/self-service/login/browser?return_to=${encodeURIComponent(text)}`);
        assert.equal(answer.status, 303);
        const to = new URL(answer.location ?? '');
        const known = targets.some(
          (t) =>
            t &&
            t.protocol === to.protocol &&
            (t.host === to.host || (t.host.startsWith('*.') && to.host.endsWith(t.host.slice(1)))),
        );
        assert.ok(known, `${JSON.stringify(text)} -> ${answer.location}`);
        assert.equal(to.href, answer.location, 'what goes out is the serialised form');
      }),
      { numRuns: process.env['ZELOS_LONG'] ? 20_000 : 500, seed: 1 },
    );
  });

  it('defaults: of the method, of the flow, of the whole', async () => {
    assert.equal((await login(createBrowser(app), { identifier: ID })).location, `${APP_URL}/after-password`);
    assert.equal(
      (await register(createBrowser(app), { email: 'new@example.org' })).location,
      `${APP_URL}/after-registration`,
    );
    const page = createBrowser(app);
    await login(page, { identifier: ID });
    assert.equal((await page.get('/self-service/login/browser')).location, `${APP_URL}/home`);
    const { logout_token: token } = (await page.get('/self-service/logout/browser')).as<{ logout_token: string }>();
    const out = await page.get(`/self-service/logout?token=${token}&return_to=${encodeURIComponent(`${APP_URL}/bye`)}`);
    assert.deepEqual([out.status, out.location], [303, `${APP_URL}/bye`]);
  });

  it('a script is told where to go', async () => {
    const spa = createBrowser(app, { mode: 'spa' });
    const answer = await login(spa, { identifier: ID }, { return_to: '/deep?x=1' });
    assert.deepEqual(answer.as<{ continue_with: unknown }>().continue_with, [
      { action: 'redirect_browser_to', redirect_browser_to: `${APP_URL}/deep?x=1` },
    ]);
  });

  it('repeated return_to: the first one counts, in the check as in the use: SR-IV-05', async () => {
    const query = `return_to=${encodeURIComponent(`${APP_URL}/one`)}&return_to=${encodeURIComponent('https://evil.example')}`;
    const page = createBrowser(app);
    const begun = await page.get(`/self-service/login/browser?${query}`);
    const id = new URL(begun.location ?? '').searchParams.get('flow') ?? '';
    const flow = (await page.fetchFlow('login', id)).as<FlowBody>();
    const done = await page.submitForm(flow, { method: 'password', identifier: ID, password: PASSWORD });
    assert.equal(done.location, `${APP_URL}/one`);
  });
});
