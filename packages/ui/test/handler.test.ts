import assert from 'node:assert/strict';
import test from 'node:test';
import { createUi } from '@zelos/ui';
import { json, refusal, tagsOf, uiOver } from './api.ts';
import * as samples from './flows.ts';

const login = { '/self-service/login/flows': () => json(samples.passwordLogin) };
const CSRF = 'csrf_token_abc=1';

test('a page without a flow opens one, with the query keys that flow understands and no other', async () => {
  const { open, asked } = uiOver({});
  const at = async (path: string) => {
    const answer = await open(path);
    assert.equal(answer.status, 303);
    return answer.headers.get('location');
  };
  assert.equal(await at('/login'), 'https://id.example/self-service/login/browser');
  assert.equal(
    await at(
      '/login?return_to=https%3A%2F%2Fa%2F%3Fb&refresh=true&aal=aal2&login_challenge=c&organization=o&identity_schema=i&via=v&x=1&flow=',
    ),
    'https://id.example/self-service/login/browser?return_to=https%3A%2F%2Fa%2F%3Fb&refresh=true&aal=aal2&login_challenge=c&organization=o&identity_schema=i&via=v',
  );
  assert.equal(
    await at('/registration?return_to=r&after_verification_return_to=v&aal=aal2'),
    'https://id.example/self-service/registration/browser?return_to=r&after_verification_return_to=v',
  );
  assert.equal(asked.length, 0);
});

test('the flow is fetched with the cookies of the browser, and every cookie the API sets comes back', async () => {
  const { open, asked } = uiOver({
    '/self-service/login/flows': () => {
      const answer = json(samples.passwordLogin);
      answer.headers.append('set-cookie', 'csrf_token_abc=2; Path=/; HttpOnly');
      answer.headers.append('set-cookie', 'other=3');
      return answer;
    },
  });
  const answer = await open(`/login?flow=${samples.FLOW_ID}`, { cookie: CSRF, 'x-request-id': 'r1' });
  assert.equal(answer.status, 200);
  assert.equal(asked[0]?.url, `https://id.example/self-service/login/flows?id=${samples.FLOW_ID}`);
  assert.equal(asked[0]?.headers.get('cookie'), CSRF);
  assert.equal(asked[0]?.headers.get('x-request-id'), 'r1');
  assert.deepEqual(answer.headers.getSetCookie(), ['csrf_token_abc=2; Path=/; HttpOnly', 'other=3']);
});

test('a flow that is gone is replaced by a fresh one that leads to the same place', async () => {
  const gone = (status: number, details = {}) =>
    uiOver({ '/self-service/login/flows': () => refusal(status, { details }) });
  for (const status of [404, 410]) {
    const answer = await gone(status).open('/login?flow=x&return_to=%2Fa&aal=aal2');
    assert.equal(answer.status, 303);
    assert.equal(
      answer.headers.get('location'),
      'https://id.example/self-service/login/browser?return_to=%2Fa&aal=aal2',
    );
    assert.deepEqual(answer.headers.getSetCookie(), [
      'zelos_ui_restart=1; Max-Age=15; Path=/login; HttpOnly; SameSite=Lax; Secure',
    ]);
  }
  const kept = await gone(410, { return_to: 'https://a/b' }).open('/login?flow=x');
  assert.equal(
    kept.headers.get('location'),
    'https://id.example/self-service/login/browser?return_to=https%3A%2F%2Fa%2Fb',
  );
  assert.equal((await gone(403).open('/login?flow=x', { cookie: CSRF })).status, 303);
});

test('a browser without cookies, or a second loss within seconds, is asked instead of sent round in circles', async () => {
  const { open } = uiOver({ '/self-service/login/flows': () => refusal(403, { id: 'security_csrf_violation' }) });
  for (const cookie of ['', 'unrelated=1', `${CSRF}; zelos_ui_restart=1`]) {
    const answer = await open('/login?flow=x&return_to=%2Fa', { cookie });
    assert.equal(answer.status, 403, cookie);
    const links = tagsOf(await answer.text()).map(({ attributes }) => attributes['href']);
    assert.ok(links.includes('https://id.example/self-service/login/browser?return_to=%2Fa'), cookie);
  }
  const shown = await uiOver(login).open('/login?flow=x', { cookie: 'zelos_ui_restart=1' });
  assert.match(shown.headers.getSetCookie()[0] ?? '', /^zelos_ui_restart=1; Max-Age=0; Path=\/login;/);
});

test('other refusals: another step first, or the reason on a page', async () => {
  const { open } = uiOver({
    '/self-service/registration/flows': () =>
      refusal(400, { id: 'self_service_flow_disabled', reason: 'No sign-up here.' }),
    '/self-service/login/flows': () =>
      refusal(403, { id: 'session_aal2_required' }, { redirect_browser_to: 'https://id.example/next' }),
  });
  const disabled = await open('/registration?flow=x');
  assert.equal(disabled.status, 400);
  assert.match(await disabled.text(), /No sign-up here\.[^]*self_service_flow_disabled/);
  assert.equal((await open('/login?flow=x')).headers.get('location'), 'https://id.example/next');
});

test('login and registration link to each other and keep where the reader is going', async () => {
  const { open } = uiOver({
    '/self-service/login/flows': () =>
      json({ ...samples.passwordLogin, return_to: 'https://a/?b=c', oauth2_login_challenge: 'ch' }),
    '/self-service/registration/flows': () => json({ ...samples.profileRegistration, return_to: '/z' }),
  });
  const links = async (path: string) =>
    tagsOf(await (await open(path)).text()).map(({ attributes }) => attributes['href']);
  assert.ok(
    (await links('/login?flow=x')).includes(
      '/registration?return_to=https%3A%2F%2Fa%2F%3Fb%3Dc&amp;login_challenge=ch',
    ),
  );
  assert.ok((await links('/registration?flow=x')).includes('/login?return_to=%2Fz'));
});

test('a step for somebody signed in offers to sign out, and no registration', async () => {
  const { open } = uiOver({
    '/self-service/login/flows': () => json(samples.secondFactorLogin),
    '/self-service/logout/browser': () =>
      json({ logout_url: 'https://id.example/self-service/logout?token=t', logout_token: 't' }),
  });
  const page = await (await open('/login?flow=x', { cookie: CSRF })).text();
  assert.match(page, /<a href="https:\/\/id\.example\/self-service\/logout\?token=t">Sign out<\/a>/);
  assert.doesNotMatch(page, /\/registration/);
  assert.match(page, /<title>One more step · Zelos<\/title>/);
});

test('the error page shows what was recorded, never the debug part', async () => {
  const { open, asked } = uiOver({
    '/self-service/errors': (_request, url) =>
      url.searchParams.get('id') === 'e1'
        ? json({
            id: 'e1',
            error: { id: 'security_csrf_violation', reason: 'Please reload.', message: 'm', debug: 'stack at x.ts' },
          })
        : refusal(404),
  });
  const known = await open('/error?id=e1');
  const page = await known.text();
  assert.equal(known.status, 200);
  assert.match(page, /role="alert">Please reload\.</);
  assert.match(page, /Reference: security_csrf_violation/);
  assert.doesNotMatch(page, /stack at/);
  const german = await (await open('/error?id=e1', { 'accept-language': 'de' })).text();
  assert.match(german, /role="alert">Diese Anfrage passt nicht zu Ihrem Browser\./, 'in the words of the reader');
  assert.equal((await open('/error?id=other')).status, 404);
  assert.equal((await open('/error')).status, 404);
  assert.equal(asked.length, 3);
});

test('the welcome page: signed in, signed out, a factor short', async () => {
  const session = {
    id: 's',
    authenticated_at: '2026-07-30T09:00:00Z',
    authenticator_assurance_level: 'aal1',
    authentication_methods: [{ method: 'password', aal: 'aal1', completed_at: '2026-07-30T09:00:00Z' }],
    identity: { traits: { email: 'a@example.org', name: { first: 'Ann' }, news: false, empty: null } },
  };
  const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0';
  const { open } = uiOver({
    '/sessions/whoami': (request) => {
      const cookie = request.headers.get('cookie');
      if (cookie === 'in=1') return json(session);
      return cookie === 'weak=1'
        ? refusal(
            403,
            { id: 'session_aal2_required' },
            { redirect_browser_to: 'https://id.example/self-service/login/browser?aal=aal2' },
          )
        : refusal(401);
    },
    '/sessions': () => json([{ ...session, devices: [{ id: 'd', user_agent: agent, ip_address: '203.0.113.9' }] }]),
    '/self-service/logout/browser': () =>
      json({ logout_url: 'https://id.example/self-service/logout?token=t', logout_token: 't' }),
  });
  const page = async (cookie: string) => (await open('/welcome', { cookie })).text();
  const signedIn = await page('in=1');
  for (const shown of [
    'a@example.org',
    'First name</dt><dd>Ann',
    'News</dt><dd>No',
    'Jul 30, 2026',
    'Password',
    'aal1',
    'Firefox · Linux',
    '203.0.113.9',
    'self-service/logout?token=t',
  ]) {
    assert.ok(signedIn.includes(shown), shown);
  }
  assert.doesNotMatch(signedIn, /Empty/);
  const signedOut = await page('');
  assert.match(signedOut, /href="\/login"/);
  assert.match(signedOut, /href="\/registration"/);
  assert.match(await page('weak=1'), /href="https:\/\/id\.example\/self-service\/login\/browser\?aal=aal2"/);
});

test('an API that does not answer, or breaks, is a page without details', async () => {
  const down = createUi({ publicUrl: samples.PUBLIC, api: () => Promise.reject(new Error('secret host name')) });
  const answer = await down.fetch(new Request(`${samples.PUBLIC}/error?id=x`));
  assert.equal(answer.status, 502);
  assert.doesNotMatch(await answer.text(), /secret/);
  const broken = uiOver({ '/sessions/whoami': () => json({ error: { id: 'boom', message: 'at line 7' } }, 500) });
  const page = await broken.open('/welcome');
  assert.equal(page.status, 502);
  assert.doesNotMatch(await page.text(), /line 7|boom/);
});

test('only GET and HEAD; other paths are not ours', async () => {
  const { ui, open } = uiOver(login);
  const post = await open('/login?flow=x', {}, 'POST');
  assert.equal(post.status, 405);
  assert.equal(post.headers.get('allow'), 'GET, HEAD');
  const head = await open('/login?flow=x', {}, 'HEAD');
  assert.deepEqual([head.status, await head.text()], [200, '']);
  assert.deepEqual(
    [
      '/login',
      '/registration',
      '/error',
      '/welcome',
      '/zelos-ui.css',
      '/zelos-ui.js',
      '/login/',
      '/sessions/whoami',
      '/',
    ].map((path) => ui.handles(path)),
    [true, true, true, true, true, true, false, false, false],
  );
  assert.equal((await open('/nothing')).status, 404);
});

test('paths, a prefix of the public URL and pages left out are followed everywhere', async () => {
  const { ui, open } = uiOver(
    { '/auth/self-service/login/flows': () => json(samples.passwordLogin) },
    { publicUrl: 'https://id.example/auth/', paths: { login: '/sign-in' }, pages: ['login', 'error', 'welcome'] },
  );
  assert.deepEqual([ui.handles('/sign-in'), ui.handles('/login'), ui.handles('/registration')], [true, false, false]);
  for (const path of ['/sign-in?flow=x', '/auth/sign-in?flow=x']) {
    const page = await (await open(path)).text();
    assert.match(page, /href="\/auth\/zelos-ui\.css\?v=[0-9a-f]{16}"/);
    assert.match(page, /href="\/auth\/welcome"/);
    assert.doesNotMatch(page, /registration/);
  }
  assert.equal((await open('/sign-in')).headers.get('location'), 'https://id.example/auth/self-service/login/browser');
});

test('settings, recovery and verification are served and linked to where the server offers them', async () => {
  const ui = samples.passwordLogin.ui;
  const flow = (state: string) => () => json({ ...samples.passwordLogin, state, ui });
  const { open } = uiOver(
    {
      ...login,
      '/self-service/settings/flows': (_request, url) =>
        url.searchParams.get('id') === 'x'
          ? flow('show_form')()
          : refusal(url.searchParams.get('id') === 'out' ? 401 : 403, { id: 'security_identity_mismatch' }),
      '/self-service/recovery/flows': flow('choose_method'),
      '/self-service/verification/flows': flow('passed_challenge'),
      '/sessions/whoami': () => json({ id: 's', identity: { traits: {} } }),
    },
    { pages: ['login', 'registration', 'settings', 'recovery', 'verification', 'error', 'welcome'] },
  );
  const page = async (path: string) => (await open(path)).text();
  assert.match(await page('/settings?flow=x'), /<h1 id="title">Your settings<\/h1>[^]*<h2>Password<\/h2>/);
  assert.match(await page('/recovery?flow=x'), /Get back into your account[^]*Tell us where/);
  assert.match(await page('/verification?flow=x'), /Address confirmed/);
  assert.match(await page('/login?flow=x'), /href="\/recovery">Trouble signing in\?/);
  assert.match(await page('/welcome'), /href="\/settings"/);
  const location = async (path: string, cookie = '') => (await open(path, { cookie })).headers.get('location');
  assert.equal(await location('/settings'), 'https://id.example/self-service/settings/browser');
  assert.equal(await location('/settings?flow=out'), 'https://id.example/self-service/settings/browser');
  assert.equal(await location('/settings?flow=other', CSRF), 'https://id.example/self-service/settings/browser');
  assert.equal(
    await location('/recovery?return_to=%2F'),
    'https://id.example/self-service/recovery/browser?return_to=%2F',
  );
});
