// Many requests at once: what is unique stays unique, what works once works once.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type Answer,
  createBrowser,
  createIdentity,
  type FlowBody,
  login,
  messageIds,
  PASSWORD,
  startApp,
  type TestApp,
} from 'zelos/testing';
import { listIdentities } from '../support/admin.ts';
import { rowsOf } from '../support/rows.ts';

const counted = (answers: readonly Answer[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

describe('races', () => {
  let app: TestApp;
  before(async () => {
    // Everybody has the same address here, of which two jobs may wait for the hasher (AB-32).
    app = await startApp({ file: true, config: { zelos: { throttle: { enabled: false } } } });
  });
  after(() => app.close());

  it('one address registered 24 times at once is one account: SR-AZ-08', async () => {
    const email = 'race@example.org';
    const browsers = await Promise.all(
      Array.from({ length: 24 }, async () => {
        const browser = createBrowser(app, { mode: 'api' });
        return { browser, flow: await browser.begin('registration') };
      }),
    );
    const before = rowsOf(app);
    const answers = await Promise.all(
      browsers.map(({ browser, flow }) =>
        browser.submitForm(flow, { method: 'password', password: PASSWORD, traits: { email } }),
      ),
    );
    assert.deepEqual(counted(answers), { 200: 1, 400: 23 });
    for (const answer of answers) {
      if (answer.status === 400) assert.deepEqual(messageIds(answer.as<FlowBody>()), [4000007]);
    }
    const now = rowsOf(app);
    for (const table of ['identities', 'credentials', 'sessions'])
      assert.equal((now[table] ?? 0) - (before[table] ?? 0), 1, table);
  });

  it('six spellings of one address, many times at once, are one account: SR-AZ-08', async () => {
    const spellings = [
      'spell@example.org',
      'Spell@Example.Org',
      'SPELL@EXAMPLE.ORG',
      'spelL@example.org',
      'sPell@example.ORG',
      'speLl@eXample.org',
    ];
    const rounds = process.env['ZELOS_LONG'] ? 200 : 36;
    const answers = await Promise.all(
      Array.from({ length: rounds }, async (_, n) => {
        const browser = createBrowser(app, { mode: 'api' });
        const flow = await browser.begin('registration');
        return browser.submitForm(flow, {
          method: 'password',
          password: PASSWORD,
          traits: { email: spellings[n % 6] ?? '' },
        });
      }),
    );
    const counts = counted(answers);
    assert.equal(counts['200'], 1);
    assert.equal((counts['400'] ?? 0) + (counts['503'] ?? 0), rounds - 1);
    assert.equal((await listIdentities(app, { credentials_identifier: 'spell@example.org' })).length, 1);
  });

  for (const mode of ['api', 'spa'] as const) {
    it(`one registration flow submitted 16 times at once succeeds once: B22 (${mode})`, async () => {
      const browser = createBrowser(app, { mode });
      const flow = await browser.begin('registration');
      const before = rowsOf(app);
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, n) =>
          browser.submitForm(flow, {
            method: 'password',
            password: PASSWORD,
            traits: { email: `${mode}-flow${n}@example.org` },
          }),
        ),
      );
      const counts = counted(answers);
      assert.equal(counts['200'], 1, JSON.stringify(counts));
      assert.equal(counts['410'], 15, JSON.stringify(counts));
      const now = rowsOf(app);
      for (const table of ['identities', 'sessions']) assert.equal((now[table] ?? 0) - (before[table] ?? 0), 1, table);
    });
  }

  it('a session that is ended while it is refreshed does not come back: SR-SE-03', async () => {
    await createIdentity(app, {
      traits: { email: 'ann@example.org' },
      credentials: { password: { config: { password: PASSWORD } } },
    });
    for (let round = 0; round < 5; round += 1) {
      const browser = createBrowser(app, { mode: 'api' });
      await login(browser, { identifier: 'ann@example.org' });
      const token = browser.token ?? '';
      const flow = await browser.begin('login', { refresh: 'true' });
      const ended = browser.request('DELETE', '/self-service/logout/api', {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ session_token: token }),
      });
      const refreshed = browser.submitForm(flow, {
        method: 'password',
        identifier: 'ann@example.org',
        password: PASSWORD,
      });
      await Promise.all([ended, refreshed]);
      browser.token = null;
      const who = await browser.get('/sessions/whoami', { headers: { 'x-session-token': token } });
      assert.equal(who.status, 401);
    }
  });

  it('ending all other sessions twice at once leaves the two callers’ order clear: one of them survives at most', async () => {
    const [one, two] = [createBrowser(app, { mode: 'api' }), createBrowser(app, { mode: 'api' })];
    for (const browser of [one, two]) await login(browser, { identifier: 'ann@example.org' });
    await Promise.all([one.request('DELETE', '/sessions'), two.request('DELETE', '/sessions')]);
    const alive = [await one.get('/sessions/whoami'), await two.get('/sessions/whoami')].filter(
      (a) => a.status === 200,
    );
    assert.ok(alive.length <= 1);
  });
});
