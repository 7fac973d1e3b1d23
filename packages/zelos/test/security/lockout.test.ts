// Guessing stops for good, but nobody is locked out: known networks, other ways in, operators; and a fair queue.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type Answer,
  type Browser,
  createBrowser,
  createIdentity,
  emailTrait,
  type FlowBody,
  messageIds,
  type Mode,
  MODES,
  PASSWORD,
  personSchema,
  schemaUrl,
  startApp,
  type TestApp,
} from 'zelos/testing';
import { waitAfter } from '../../src/throttle/rules.ts';
import { admin } from '../support/admin.ts';
import { COURIER, lastCode, otherThan, pause } from '../support/mails.ts';
import { flowAfter } from '../support/proofs.ts';

const THROTTLED = 4990001;
const WRONG = 4000006;
const DAY = 24 * 3_600_000;
const SCHEMA = personSchema('owner', {
  email: emailTrait({
    credentials: { password: { identifier: true }, code: { identifier: true, via: 'email' } },
    recovery: { via: 'email' },
    verification: { via: 'email' },
  }),
});

const startOwners = (lifespan = '1h'): Promise<TestApp> =>
  startApp({
    config: {
      courier: COURIER,
      identity: { default_schema_id: 'default', schemas: [{ id: 'default', url: schemaUrl(SCHEMA) }] },
      selfservice: {
        methods: { code: { passwordless_enabled: true, config: { lifespan } } },
        flows: { login: { lifespan }, recovery: { enabled: true, use: 'code' } },
      },
    },
  });

/** An address of a network that nobody else has used. */
let networks = 0;
function elsewhere(): string {
  networks += 1;
  return `198.${18 + (networks >> 8)}.${networks & 255}.1`;
}

function owner(app: TestApp, email: string): Promise<string> {
  return createIdentity(app, { traits: { email }, credentials: { password: { config: { password: PASSWORD } } } });
}

/** One attempt with a password from an address, and what came of it. */
async function attempt(app: TestApp, identifier: string, password: string, address: string, mode: Mode = 'api') {
  const browser = createBrowser(app, { mode, address });
  const flow = await browser.begin('login');
  const answer = await browser.submitForm(flow, { method: 'password', identifier, password });
  if (signedIn(mode, answer)) return { answer, in: true, message: null };
  const shown = (await browser.fetchFlow('login', flow.id)).as<FlowBody>();
  return { answer, in: false, message: messageIds(shown)[0] };
}
const signedIn = (mode: Mode, answer: Answer): boolean =>
  mode === 'html' ? answer.location?.endsWith('/home') === true : answer.status === 200;

/** A hundred wrong passwords, each from a network of its own and after the wait that it takes. */
async function exhaust(app: TestApp, ...identifiers: readonly string[]): Promise<void> {
  for (let n = 1; n <= 100; n += 1) {
    for (const identifier of identifiers) {
      const { message } = await attempt(app, identifier, `wrong guess ${n}`, elsewhere());
      assert.equal(message, WRONG, `guess ${n} at ${identifier}`);
    }
    app.clock.advance(waitAfter(Math.min(n, 99)) * 1000);
  }
}

async function codeLogin(app: TestApp, email: string, address: string): Promise<Answer> {
  const browser = createBrowser(app, { mode: 'api', address });
  const flow = await browser.begin('login');
  await browser.submitForm(flow, { method: 'code', identifier: email });
  return browser.submitForm(flow, { method: 'code', identifier: email, code: await lastCode(app, email) });
}

async function recover(app: TestApp, email: string, address: string): Promise<void> {
  const browser = createBrowser(app, { mode: 'spa', address });
  const begun = await browser.begin('recovery');
  const flow = await flowAfter(browser, 'recovery', await browser.submitForm(begun, { method: 'code', email }));
  const done = await browser.submitForm(flow, { method: 'code', code: await lastCode(app, email) });
  assert.equal(done.status, 422, done.text);
}

describe('the hundredth failure', () => {
  let app: TestApp;
  before(async () => {
    app = await startOwners();
  });
  after(() => app.close());

  it('AB-1, AB-4, SR-TH-01: nothing more is looked at, however long somebody waits, until another way succeeds', async () => {
    const people = ['code', 'recovery', 'admin', 'none'].map((name) => `${name}@example.org`);
    const ids = new Map<string, string>();
    for (const email of people) ids.set(email, await owner(app, email));
    await exhaust(app, ...people, 'nobody@example.org');
    const stopped = async (email: string) => {
      const { message, answer } = await attempt(app, email, PASSWORD, elsewhere());
      assert.equal(message, THROTTLED, email);
      assert.equal(answer.headers.get('retry-after'), String(DAY / 1000), email);
    };
    for (const email of [...people, 'nobody@example.org']) await stopped(email);
    for (const days of [1, 30, 365]) {
      app.clock.advance(days * DAY);
      await app.zelos.database.removeExpired(app.clock.now(), 10_000);
      for (const email of [...people, 'nobody@example.org']) await stopped(email);
    }
    const [byCode, byRecovery, byAdmin, byNothing] = people as [string, string, string, string];
    assert.equal((await codeLogin(app, byCode, elsewhere())).status, 200);
    await recover(app, byRecovery, elsewhere());
    const cleared = await admin(app, 'DELETE', `/admin/identities/${ids.get(byAdmin)}/throttle`);
    assert.equal(cleared.status, 204);
    for (const email of [byCode, byRecovery, byAdmin]) {
      assert.equal((await attempt(app, email, 'wrong guess', elsewhere())).message, WRONG, email);
      assert.ok((await attempt(app, email, PASSWORD, elsewhere())).in, email);
    }
    await stopped(byNothing);
    const shown = await admin(app, 'GET', `/admin/identities/${ids.get(byNothing)}`);
    assert.equal(shown.as<{ state: string }>().state, 'active');
  });

  it('AB-4: only an identity has a throttle to be lifted', async () => {
    for (const id of ['5a6c3bd1-7f2e-4d57-9b52-000000000000', 'no-id'])
      assert.equal((await admin(app, 'DELETE', `/admin/identities/${id}/throttle`)).status, 404);
  });

  it('AB-5: success with a code leaves the failures of the password that are no stop', async () => {
    const email = 'apart@example.org';
    await owner(app, email);
    for (let n = 0; n < 5; n += 1) await attempt(app, email, 'wrong guess', elsewhere());
    assert.equal((await codeLogin(app, email, elsewhere())).status, 200);
    assert.equal((await attempt(app, email, 'wrong guess', elsewhere())).message, WRONG);
    assert.equal((await attempt(app, email, PASSWORD, elsewhere())).message, THROTTLED);
  });

  it('AB-1: a name that was guessed at before anybody had it is free for whoever registers it', async () => {
    const email = 'new@example.org';
    await exhaust(app, email);
    const browser = createBrowser(app, { mode: 'api', address: elsewhere() });
    const flow = await browser.begin('registration');
    const done = await browser.submitForm(flow, { method: 'password', password: PASSWORD, traits: { email } });
    assert.equal(done.status, 200, done.text);
    assert.ok((await attempt(app, email, PASSWORD, elsewhere())).in);
  });
});

describe('known networks', () => {
  let app: TestApp;
  before(async () => {
    app = await startOwners();
  });
  after(() => app.close());

  it('AB-3, SR-TH-03: whoever exhausts an account does not lock its owner out of networks that are known', async () => {
    const homes = [
      { mode: 'html', first: '203.0.113.7', later: '203.0.113.200' },
      { mode: 'spa', first: '2001:db8:7:1::1', later: '2001:db8:7:2::1' },
      { mode: 'api', first: '203.0.114.7', later: '203.0.114.8' },
    ] as const;
    const email = 'home@example.org';
    await owner(app, email);
    for (const { mode, first } of homes) assert.ok((await attempt(app, email, PASSWORD, first, mode)).in, first);
    await exhaust(app, email);
    assert.equal((await attempt(app, email, PASSWORD, '203.0.115.7')).message, THROTTLED);
    assert.equal((await attempt(app, email, 'wrong guess', '203.0.113.7')).message, WRONG);
    // The first success ends the stop for everybody, so the others are asked for their own sake before.
    for (const { later, mode } of homes.slice(1))
      assert.equal((await attempt(app, email, 'wrong guess', later, mode)).message, WRONG, later);
    assert.ok((await attempt(app, email, PASSWORD, homes[0].later, 'html')).in);
  });

  for (const mode of MODES) {
    it(`AB-3, D10: ten failures and a network is known no more; from inside nobody can tell an account from none (${mode})`, async () => {
      const email = `inside-${mode}@example.org`;
      const stranger = `absent-${mode}@example.org`;
      await owner(app, email);
      const traces: unknown[] = [];
      for (const identifier of [email, stranger]) {
        const address = elsewhere();
        if (identifier === email) assert.ok((await attempt(app, email, PASSWORD, address, mode)).in);
        const trace: unknown[] = [];
        for (let n = 1; n <= 16; n += 1) {
          const { answer, message } = await attempt(app, identifier, 'wrong guess', address, mode);
          const again = await attempt(app, identifier, 'wrong guess', address, mode);
          trace.push([answer.status, message, again.message, again.answer.headers.get('retry-after')]);
          app.clock.advance(30_000);
        }
        traces.push(trace);
      }
      assert.deepEqual(traces[0], traces[1]);
      assert.match(JSON.stringify(traces[0]), new RegExp(`${THROTTLED},"30"`));
    });
  }

  it('AB-3: failures of strangers do not use a known network up, and it is forgotten after thirty days', async () => {
    const email = 'month@example.org';
    await owner(app, email);
    assert.ok((await attempt(app, email, PASSWORD, '203.0.116.1')).in);
    await exhaust(app, email);
    app.clock.advance(27 * DAY);
    assert.equal((await attempt(app, email, 'wrong guess', '203.0.116.1')).message, WRONG);
    app.clock.advance(3 * DAY);
    assert.equal((await attempt(app, email, PASSWORD, '203.0.116.1')).message, THROTTLED);
  });
});

describe('codes', () => {
  it('SR-TH-02: new flows and new codes give no new guesses; the way of another purpose stays open', async () => {
    const app = await startOwners('24h');
    const email = 'codes@example.org';
    await owner(app, email);
    let guesses = 0;
    const begin = async (): Promise<{ browser: Browser; flow: FlowBody; code: string }> => {
      const browser = createBrowser(app, { mode: 'api', address: elsewhere() });
      const flow = await browser.begin('login');
      await browser.submitForm(flow, { method: 'code', identifier: email });
      return { browser, flow, code: await lastCode(app, email) };
    };
    for (let round = 0; round < 20; round += 1) {
      app.clock.advance(DAY);
      const { flow, code } = await begin();
      for (let n = 0; n < 5; n += 1) {
        const guesser = createBrowser(app, { mode: 'api', address: elsewhere() });
        const answer = await guesser.submitForm(flow, { method: 'code', identifier: email, code: otherThan(code) });
        assert.deepEqual(messageIds(answer.as<FlowBody>()), [4010008], `guess ${guesses + 1}`);
        guesses += 1;
        app.clock.advance(waitAfter(Math.min(guesses, 99)) * 1000);
      }
    }
    assert.equal(guesses, 100);
    app.clock.advance(DAY);
    const { browser, flow, code } = await begin();
    const right = await browser.submitForm(flow, { method: 'code', identifier: email, code });
    assert.deepEqual(messageIds(right.as<FlowBody>()), [THROTTLED]);
    app.clock.advance(DAY);
    await recover(app, email, elsewhere());
    pause(app);
    const again = await begin();
    const done = await again.browser.submitForm(again.flow, { method: 'code', identifier: email, code: again.code });
    assert.equal(done.status, 200, done.text);
    await app.close();
  });
});
