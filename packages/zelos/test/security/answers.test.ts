// The checks that the test browser makes on every answer of every test, and what happens when something breaks inside.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ErrorGeneric } from '@zelos/contract';
import {
  checkAnswer,
  type CheckedAnswer,
  type CheckSettings,
  createBrowser,
  createIdentity,
  createTestRandom,
  login,
  PASSWORD,
  parseSetCookie,
  register,
  startApp,
} from 'zelos/testing';
import { rowsOf } from '../support/rows.ts';

const settings: CheckSettings = {
  https: true,
  secrets: ['a secret password'],
  tokenAllowed: false,
  cookieNames: [/^sid$/],
};
const HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'private, no-cache, no-store, must-revalidate',
};

interface Change {
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly cookie?: string;
  readonly body?: unknown;
  readonly status?: number;
}

function answer({ headers = {}, cookie, body = { status: 'ok' }, status = 200 }: Change): CheckedAnswer {
  const all = new Headers(HEADERS);
  for (const [name, value] of Object.entries(headers)) {
    if (value === null) all.delete(name);
    else all.set(name, value);
  }
  const cookies = cookie === undefined ? [] : [parseSetCookie(cookie)];
  return {
    plane: 'public',
    method: 'GET',
    path: '/health/alive',
    status,
    headers: all,
    cookies,
    text: JSON.stringify(body),
    json: body,
  };
}

describe('the checks of every answer', () => {
  it('take a good one', () => {
    checkAnswer(answer({}), settings);
    checkAnswer(answer({ cookie: 'sid=x; Path=/; HttpOnly; Secure; SameSite=Lax' }), settings);
  });

  const bad: readonly [string, Change][] = [
    ['SR-HT-01: no charset', { headers: { 'content-type': 'application/json' } }],
    ['SR-HT-02: no nosniff', { headers: { 'x-content-type-options': null } }],
    ['SR-HT-04: can be framed', { headers: { 'content-security-policy': "default-src 'none'" } }],
    ['SR-HT-04: can be framed by old browsers', { headers: { 'x-frame-options': null } }],
    ['SR-HT-05: tells where people came from', { headers: { 'referrer-policy': null } }],
    ['SR-HT-09: can be cached', { headers: { 'cache-control': 'public' } }],
    ['SR-HT-15: names the software', { headers: { 'x-powered-by': 'x' } }],
    ['SR-CK-01: a script can read the cookie', { cookie: 'sid=x; Path=/; Secure; SameSite=Lax' }],
    ['SR-CK-01: the cookie travels in the clear', { cookie: 'sid=x; Path=/; HttpOnly; SameSite=Lax' }],
    ['SR-CK-01: the cookie has no SameSite', { cookie: 'sid=x; Path=/; HttpOnly; Secure' }],
    ['SR-CK-01: the cookie is not for all paths', { cookie: 'sid=x; Path=/a; HttpOnly; Secure; SameSite=Lax' }],
    ['a cookie that nobody knows', { cookie: 'other=x; Path=/; HttpOnly; Secure; SameSite=Lax' }],
    [
      'SR-SE-09: a cookie with a readable token',
      { cookie: `sid=ory_st_${'x'.repeat(32)}; Path=/; HttpOnly; Secure; SameSite=Lax` },
    ],
    ['SR-CK-10: a token in the body', { body: { status: `ory_st_${'x'.repeat(32)}` } }],
    ['a password in the body', { body: { status: 'a secret password' } }],
    ['SR-SE-10: a token in an address', { headers: { location: `https://x/?t=ory_st_${'x'.repeat(32)}` } }],
    ['SR-LG-04: a stack trace', { body: { status: 'x\n    at f (/srv/a.js:1:2)' } }],
    ['SR-LG-04: a place in the source', { body: { status: 'failed at dispatch.ts:12' } }],
    ['SR-AZ-05: a member that the contract does not list', { body: { status: 'ok', hashed_password: 'x' } }],
    [
      'B17: code and status differ',
      { status: 404, body: { error: { code: 500, message: 'x' } }, headers: { 'ory-error-id': '' } },
    ],
  ];
  for (const [what, change] of bad) {
    it(`refuse ${what}`, () => assert.throws(() => checkAnswer(answer(change), settings), assert.AssertionError));
  }
});

describe('when something breaks inside', () => {
  it('the answer is a 500 that tells nothing, the log tells the place and the request: SR-LG-04, B17', async () => {
    let broken = false;
    const steady = createTestRandom();
    const random = {
      ...steady,
      uuid: () => {
        if (broken) throw new Error('select * from identities where secret = marker-inside');
        return steady.uuid();
      },
    };
    const app = await startApp({ random });
    await createIdentity(app, {
      traits: { email: 'ann@example.org' },
      credentials: { password: { config: { password: PASSWORD } } },
    });
    broken = true;
    for (const [mode, path] of [
      ['spa', '/self-service/login/browser'],
      ['api', '/self-service/registration/api'],
    ] as const) {
      const answer = await createBrowser(app, { mode }).get(path, { headers: { 'x-request-id': 'req-77' } });
      assert.equal(answer.status, 500);
      assert.equal(answer.text.includes('marker-inside'), false);
      assert.deepEqual(
        [answer.as<ErrorGeneric>().error.code, answer.as<ErrorGeneric>().error.request],
        [500, 'req-77'],
      );
    }
    const lines = app.logs.filter((line) => line.level === 'error');
    assert.ok(lines.length >= 2);
    assert.ok(lines.every((line) => line.fields['request_id'] === 'req-77' && line.fields['stack']));
    await app.close();
  });

  it('a database that does not answer gives a clean refusal, and nothing succeeds silently: SR-LG-06, SR-RC-14', async () => {
    const app = await startApp({ file: true });
    const browser = createBrowser(app, { mode: 'api' });
    await register(browser, { email: 'ann@example.org' });
    const flow = await createBrowser(app, { mode: 'api' }).begin('login');
    const before = rowsOf(app);
    await app.zelos.database.close();
    for (const call of [
      () => browser.get('/sessions/whoami'),
      () => browser.get('/sessions'),
      () => browser.get('/self-service/login/browser'),
      () => browser.submitForm(flow, { method: 'password', identifier: 'ann@example.org', password: PASSWORD }),
      () =>
        browser.request('DELETE', '/self-service/logout/api', {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ session_token: browser.token }),
        }),
      () => browser.request('GET', '/admin/identities', { plane: 'admin' }),
      () => browser.get('/health/ready'),
    ]) {
      const answer = await call();
      assert.ok([500, 503].includes(answer.status), `${answer.status} ${answer.text}`);
    }
    assert.equal((await browser.get('/health/alive')).status, 200);
    assert.deepEqual(rowsOf(app), before);
    await app.close();
  });
});

describe('a fresh server', () => {
  it('knows nobody: SR-CF-02', async () => {
    const app = await startApp({ file: true });
    assert.deepEqual(
      Object.values(rowsOf(app)).filter((n) => n > 0),
      [],
    );
    for (const [identifier, password] of [
      ['admin', 'admin'],
      ['admin@example.org', 'password'],
      ['root', 'root'],
    ] as const) {
      assert.equal(
        (await login(createBrowser(app, { mode: 'api', watchPasswords: false }), { identifier, password })).status,
        400,
      );
    }
    await app.close();
  });
});
