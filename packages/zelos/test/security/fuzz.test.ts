// Random bodies at every submit: always a documented answer, never a 5xx, nothing half written: SR-IV-02.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type Answer,
  createBrowser,
  createIdentity,
  type FlowBody,
  login,
  PASSWORD,
  startApp,
  type TestApp,
} from 'zelos/testing';
import { rowsOf } from '../support/rows.ts';

/** Bodies for each endpoint and content type. */
const RUNS = process.env['ZELOS_LONG'] ? 10_000 : 1000;
const ID = 'ann@example.org';

const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '',
    ' ',
    'password',
    'profile',
    'default',
    ID,
    'null',
    '0',
    'true',
    '__proto__',
    '\u0000',
    '\ud800',
    'a'.repeat(5000),
    '%00',
    '{}',
    '[]',
    PASSWORD,
  ),
);
const scalar = fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
const key = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'method',
      'identifier',
      'password',
      'password_identifier',
      'csrf_token',
      'traits',
      'traits.email',
      'traits.name.first',
      'screen',
      'transient_payload',
      'code',
      'resend',
      'provider',
      'address',
      'session_token',
      'email',
      'totp_code',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.oneof(
      text,
      fc.constantFrom('__proto__', 'constructor', 'traits.__proto__.x', 'traits[email]', 'traits.email.x', 'traits.'),
    ),
  },
);
const nested = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
})).value;
/** Half of the bodies begin as a usable submit, so that the noise reaches past the choice of the method. */
const USABLE = {
  method: 'password',
  identifier: ID,
  password: 'a wrong but long one',
  'traits.email': 'fuzz@example.org',
};
const jsonBody = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.boolean(), fc.dictionary(key, nested, { maxKeys: 8 }))
      .map(([usable, value]) => JSON.stringify(usable ? { ...USABLE, ...value } : value)),
  },
  { weight: 1, arbitrary: nested.map((value) => JSON.stringify(value) ?? 'undefined') },
  { weight: 1, arbitrary: text },
);
const formText = (pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([k, v]) => `${encodeURIComponent(k.toWellFormed())}=${encodeURIComponent(v.toWellFormed())}`).join('&');
const formBody = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.boolean(), fc.array(fc.tuple(key, text), { maxLength: 10 }))
      .map(([usable, pairs]) => formText(usable ? [...pairs, ...Object.entries(USABLE)] : pairs)),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
);
const multipartBody = fc.oneof(
  fc
    .array(fc.tuple(key, text), { maxLength: 6 })
    .map(
      (pairs) =>
        `${pairs.map(([k, v]) => `--x\r\nContent-Disposition: form-data; name="${k.replace(/["\r\n]/g, '_')}"\r\n\r\n${v}\r\n`).join('')}--x--\r\n`,
    ),
  text,
);
const TYPES = [
  ['application/json', jsonBody],
  ['application/x-www-form-urlencoded', formBody],
  ['multipart/form-data; boundary=x', multipartBody],
] as const;

const OUTGOING = ['flows', 'one_time_secrets', 'outbox'];
/** Tables to which a submit may add rows: an account, a session, a message with its code. */
const MAY_GROW = {
  login: ['sessions'],
  registration: [
    'identities',
    'credentials',
    'credential_identifiers',
    'sessions',
    'verifiable_addresses',
    'recovery_addresses',
    ...OUTGOING,
  ],
  settings: ['credentials', 'credential_identifiers', 'verifiable_addresses', 'recovery_addresses', ...OUTGOING],
  recovery: OUTGOING,
  verification: OUTGOING,
} as const satisfies Record<string, readonly string[]>;

// Nothing here is about durability: where a file system in memory exists, thousands of commits need no disk.
if (existsSync('/dev/shm')) process.env['TMPDIR'] = '/dev/shm';

describe('random bodies', () => {
  const credentials = { password: { config: { password: PASSWORD } } };
  let app: TestApp;
  before(async () => {
    const on = { enabled: true };
    app = await startApp({
      file: true,
      config: {
        zelos: { throttle: { enabled: false } },
        courier: { smtp: { connection_uri: 'smtp://127.0.0.1:1/?disable_starttls=true' } },
        selfservice: { flows: { recovery: on, verification: on } },
      },
    });
    await createIdentity(app, { traits: { email: ID }, credentials });
  });
  after(() => app.close());

  const documented = (answer: Answer) => {
    assert.ok(answer.status < 500, `${answer.status} ${answer.text}`);
    assert.ok([200, 204, 302, 303, 400, 401, 403, 404, 409, 410, 413].includes(answer.status), String(answer.status));
  };

  for (const kind of ['login', 'registration', 'settings', 'recovery', 'verification'] as const) {
    for (const [type, body] of TYPES) {
      it(`${kind}, ${type}: ${RUNS} bodies, SR-IV-02, SR-IV-04, SR-IV-14, B17`, async () => {
        const native = createBrowser(app, { mode: 'api', watchPasswords: false });
        const page = createBrowser(app, { mode: 'spa', watchPasswords: false });
        if (kind === 'settings') {
          // What is sent here may well change the password: each time somebody else.
          const identifier = `${TYPES.findIndex(([t]) => t === type)}-settings@example.org`;
          await createIdentity(app, { traits: { email: identifier }, credentials });
          for (const browser of [native, page]) await login(browser, { identifier });
        }
        const [apiFlow, pageFlow]: readonly FlowBody[] = [await native.begin(kind), await page.begin(kind)];
        assert.ok(apiFlow && pageFlow);
        const before = rowsOf(app);
        let made = 0;
        let turn = 0;
        await fc.assert(
          fc.asyncProperty(body, async (sent) => {
            turn += 1;
            const [browser, flow] = turn % 2 ? [native, apiFlow] : [page, pageFlow];
            const answer = await browser.request('POST', flow.ui.action, {
              headers: { 'content-type': type },
              body: sent,
            });
            documented(answer);
            if (answer.status === 200) made += 1;
          }),
          { numRuns: RUNS, seed: 2026, endOnFailure: true },
        );
        const now = rowsOf(app);
        assert.equal((now['identities'] ?? 0) - (before['identities'] ?? 0), kind === 'registration' ? made : 0);
        // A person who signed up or in has a session, nobody else has a new one.
        const opened = kind === 'login' || kind === 'registration' ? made : 0;
        assert.equal((now['sessions'] ?? 0) - (before['sessions'] ?? 0), opened);
        const grown = Object.keys(now).filter((table) => now[table] !== before[table]);
        const may = MAY_GROW[kind];
        assert.deepEqual(
          grown.filter((table) => !may.some((name) => name === table)),
          [],
        );
        const after = await native.fetchFlow(kind, apiFlow.id);
        assert.equal(after.status, 200, 'the flow is still readable');
      });
    }
  }

  it(`native logout and admin create: ${RUNS} bodies, SR-IV-02, B19`, async () => {
    const native = createBrowser(app, { mode: 'api', watchPasswords: false });
    const before = rowsOf(app);
    let made = 0;
    await fc.assert(
      fc.asyncProperty(jsonBody, async (body) => {
        const headers = { 'content-type': 'application/json' };
        documented(await native.request('DELETE', '/self-service/logout/api', { headers, body }));
        const answer = await native.request('POST', '/admin/identities', { plane: 'admin', headers, body });
        assert.ok([201, 400, 409].includes(answer.status), `${answer.status} ${answer.text}`);
        if (answer.status === 201) made += 1;
      }),
      { numRuns: RUNS / 2, seed: 2027, endOnFailure: true },
    );
    assert.equal((rowsOf(app)['identities'] ?? 0) - (before['identities'] ?? 0), made);
  });

  it('random queries at every reading path: SR-IV-02', async () => {
    const browser = createBrowser(app, { mode: 'spa', watchPasswords: false });
    const name = fc.constantFrom(
      'id',
      'flow',
      'token',
      'return_to',
      'aal',
      'refresh',
      'organization',
      'via',
      'identity_schema',
      'page',
      'per_page',
      'page_size',
      'page_token',
      'tokenize_as',
      'error',
      'ids',
      'credentials_identifier',
      'preview_credentials_identifier_similar',
      'include_credential',
      'organization_id',
      'login_challenge',
      'expand',
      'active',
    );
    const query = fc
      .array(fc.tuple(name, text), { maxLength: 4 })
      .map((pairs) => pairs.map(([k, v]) => `${k}=${encodeURIComponent(v.toWellFormed()).slice(0, 2000)}`).join('&'));
    const path = fc.constantFrom(
      '/self-service/login/browser',
      '/self-service/login/api',
      '/self-service/login/flows',
      '/self-service/login',
      '/self-service/registration/browser',
      '/self-service/registration/flows',
      '/self-service/logout',
      '/self-service/logout/browser',
      '/self-service/errors',
      '/sessions/whoami',
      '/sessions',
      '/schemas',
      '/health/ready',
    );
    await fc.assert(
      fc.asyncProperty(path, query, async (where, what) => {
        const answer = await browser.get(`${where}?${what}`);
        // A login challenge without an OAuth2 server is the operator's mistake and says so.
        if (answer.status >= 500)
          assert.match(answer.text, /"id":"invalid_configuration"/, `${where}?${what}: ${answer.text}`);
      }),
      { numRuns: RUNS, seed: 2028, endOnFailure: true },
    );
    await fc.assert(
      fc.asyncProperty(query, async (what) => {
        const answer = await browser.request('GET', `/admin/identities?${what}`, { plane: 'admin' });
        assert.ok([200, 400].includes(answer.status), answer.text);
      }),
      { numRuns: RUNS / 2, seed: 2029, endOnFailure: true },
    );
  });
});
