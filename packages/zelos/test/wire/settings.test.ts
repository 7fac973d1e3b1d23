// Settings seen from outside: profile, password, privileged sessions, paused submissions.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ErrorGeneric } from '@zelos/contract';
import {
  APP_URL,
  type Browser,
  createBrowser,
  type FlowBody,
  login,
  messageIds,
  type Mode,
  MODES,
  nodeList,
  nodeOf,
  PASSWORD,
  register,
  startApp,
  type TestApp,
  type Values,
} from 'zelos/testing';
import { listIdentities } from '../support/admin.ts';
import { dumpOf } from '../support/rows.ts';

const MINUTE = 60_000;
const NEW_PASSWORD = 'nine candles for the summer';

let counter = 0;
async function newcomer(app: TestApp, mode: Mode): Promise<{ browser: Browser; email: string }> {
  counter += 1;
  const browser = createBrowser(app, { mode });
  const email = `${mode}-${counter}@example.org`;
  const answer = await register(browser, { email, traits: { name: { first: 'Ada' } } });
  assert.ok(answer.status === 200 || answer.status === 303, answer.text);
  return { browser, email };
}

type Settings = FlowBody & { readonly identity: { readonly traits: { readonly email: string } } };

async function read(browser: Browser, id: string): Promise<Settings> {
  const answer = await browser.fetchFlow('settings', id);
  assert.equal(answer.status, 200, answer.text);
  return answer.as<Settings>();
}

async function identityOf(app: TestApp, email: string) {
  const [identity] = await listIdentities(app, { credentials_identifier: email, include_credential: 'password' });
  return identity;
}

describe('settings', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp({ file: true });
  });
  after(() => app.close());

  for (const mode of MODES) {
    it(`a changed trait is saved, shown and told by 1050001, as often as one likes: B8, B23 (${mode})`, async () => {
      const { browser, email } = await newcomer(app, mode);
      const flow = await browser.begin('settings');
      const forms: string[][] = [];
      for (const first of ['Grace', 'Grace']) {
        const values = { method: 'profile', traits: { email, name: { first } } };
        const answer = await browser.submitForm(flow, values);
        const expected = mode === 'html' ? 303 : 200;
        assert.equal(answer.status, expected, answer.text);
        if (mode === 'html') assert.equal(answer.location, `${APP_URL}/settings?flow=${flow.id}`);
        if (mode === 'api') assert.deepEqual(answer.cookies, [], 'B6: a native answer sets no cookie');
        const saved = await read(browser, flow.id);
        assert.equal(saved.state, 'success');
        assert.deepEqual(messageIds(saved), [1050001]);
        assert.equal(new URL(saved.ui.action).searchParams.get('flow'), flow.id, 'B23');
        assert.equal(nodeOf(saved, 'traits.name.first').attributes['value' as never], 'Grace');
        forms.push([...nodeList(saved)]);
      }
      assert.deepEqual(forms[0], forms[1], 'B8: the same input gives the same form');
      const who = (await browser.get('/sessions/whoami')).as<{ identity: { traits: { name: object } } }>();
      assert.deepEqual(who.identity.traits.name, { first: 'Grace' });
    });

    it(`a refused change after a saved one shows its own messages only: B8 (${mode})`, async () => {
      const { browser, email } = await newcomer(app, mode);
      const flow = await browser.begin('settings');
      await browser.submitForm(flow, { method: 'profile', traits: { email, name: { first: 'Grace' } } });
      const refused = await browser.submitForm(flow, { method: 'profile', traits: { email: 'nope' } });
      assert.equal(refused.status, mode === 'html' ? 303 : 400);
      const shown = await read(browser, flow.id);
      assert.equal(shown.state, 'show_form');
      assert.deepEqual(messageIds(shown), []);
      assert.deepEqual(messageIds(shown, 'traits.email'), [4000040]);
    });

    it(`a submit without method is 4010004 and leaves the flow usable: B9 (${mode})`, async () => {
      const { browser, email } = await newcomer(app, mode);
      const flow = await browser.begin('settings');
      await browser.submitForm(flow, { traits: { email } });
      const shown = await read(browser, flow.id);
      assert.deepEqual(messageIds(shown), [4010004]);
      assert.equal(shown.active, undefined);
      const saved = await browser.submitForm(flow, { method: 'profile', traits: { email } });
      assert.equal(saved.status, mode === 'html' ? 303 : 200);
    });

    it(`the identifier follows the trait, the old one signs nobody in: B15, AZ-07 (${mode})`, async () => {
      const { browser, email } = await newcomer(app, mode);
      const flow = await browser.begin('settings');
      const next = `new-${email}`;
      const forged = { method: 'profile', traits: { email: next }, verified: true, status: 'completed' } as Values;
      const answer = await browser.submitForm(flow, forged);
      assert.ok([200, 303].includes(answer.status), answer.text);
      const old = await login(createBrowser(app, { mode: 'spa' }), { identifier: email });
      assert.equal(old.status, 400);
      const fresh = await login(createBrowser(app, { mode: 'spa' }), { identifier: next });
      assert.equal(fresh.status, 200);
      const addresses = (await browser.get('/sessions/whoami')).as<{
        identity: { verifiable_addresses: { value: string; verified: boolean }[] };
      }>().identity.verifiable_addresses;
      assert.deepEqual(
        addresses.map(({ value, verified }) => [value, verified]),
        [[next, false]],
        'AZ-07: a changed address is unverified',
      );
    });

    it(`a password is changed once the old session is proven fresh: SR-PW-08 (${mode})`, async () => {
      const { browser, email } = await newcomer(app, mode);
      const same = await browser.submitForm(await browser.begin('settings'), {
        method: 'password',
        password: PASSWORD,
      });
      assert.equal(same.status, mode === 'html' ? 303 : 400, 'the current one is no new one');
      const flow = await browser.begin('settings');
      const before = (await identityOf(app, email))?.credentials?.['password']?.config;
      app.clock.advance(61 * MINUTE);
      const later = await browser.begin('settings');
      const refused = await browser.submitForm(later, { method: 'password', password: NEW_PASSWORD });
      if (mode === 'html') {
        assert.equal(refused.status, 303);
        assert.match(refused.location ?? '', /self-service\/login\/browser\?refresh=true&return_to=/);
      } else {
        assert.equal(refused.status, 403);
        assert.equal(refused.as<ErrorGeneric>().error.id, 'session_refresh_required');
        assert.match(refused.as<{ redirect_browser_to: string }>().redirect_browser_to, /refresh=true/);
      }
      if (mode === 'api') assert.deepEqual(refused.cookies, [], 'B6: nothing is kept for a native client');
      assert.deepEqual(
        (await identityOf(app, email))?.credentials?.['password']?.config,
        before,
        'SR-PW-08: unchanged',
      );
      assert.equal(flow.state, 'show_form');

      const again = await login(browser, { identifier: email }, { refresh: 'true' });
      assert.ok([200, 303].includes(again.status), again.text);
      const done = await browser.submitForm(await browser.begin('settings'), {
        method: 'password',
        password: NEW_PASSWORD,
      });
      assert.equal(done.status, mode === 'html' ? 303 : 200, done.text);
      const stranger = createBrowser(app, { mode: 'spa' });
      assert.equal((await login(stranger, { identifier: email })).status, 400);
      assert.equal((await login(stranger, { identifier: email, password: NEW_PASSWORD })).status, 200);
    });

    it(`a change of an identifier or address needs a fresh session too, one of the name does not: SR-MF-10, B15 (${mode})`, async () => {
      const { browser, email } = await newcomer(app, mode);
      app.clock.advance(61 * MINUTE);
      const flow = await browser.begin('settings');
      const name = await browser.submitForm(flow, { method: 'profile', traits: { email, name: { first: 'Grace' } } });
      assert.equal(name.status, mode === 'html' ? 303 : 200);
      const address = await browser.submitForm(flow, { method: 'profile', traits: { email: `new-${email}` } });
      assert.equal(address.status, mode === 'html' ? 303 : 403);
      assert.equal((await read(browser, flow.id)).identity.traits.email, email);
    });
  }

  it('a flow of somebody else is refused, and so is one without a session', async () => {
    const { browser } = await newcomer(app, 'spa');
    const { browser: other, email } = await newcomer(app, 'spa');
    const flow = await browser.begin('settings');
    const refused = await other.submitForm(flow, { method: 'profile', traits: { email } });
    assert.equal(refused.status, 403);
    assert.equal(refused.as<ErrorGeneric>().error.id, 'security_identity_mismatch');
    assert.equal((await other.fetchFlow('settings', flow.id)).status, 403);
    const nobody = createBrowser(app, { mode: 'spa' });
    assert.equal((await nobody.submitForm(flow, { method: 'profile', traits: { email } })).status, 401);
  });

  it('a submit needs the token of the browser: SR-CK-04', async () => {
    for (const mode of ['html', 'spa'] as const) {
      const { browser, email } = await newcomer(app, mode);
      const flow = await browser.begin('settings');
      const answer = await browser.submitForm(flow, {
        method: 'profile',
        traits: { email: `x${email}` },
        csrf_token: 'x',
      });
      assert.equal(answer.status, mode === 'html' ? 303 : 403);
      assert.equal((await read(browser, flow.id)).identity.traits.email, email);
    }
  });
});

describe('a paused submission', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp({ file: true });
  });
  after(() => app.close());

  const paused = async (mode: 'html' | 'spa') => {
    const { browser, email } = await newcomer(app, mode);
    app.clock.advance(61 * MINUTE);
    const flow = await browser.begin('settings');
    const answer = await browser.submitForm(flow, { method: 'password', password: NEW_PASSWORD });
    return { browser, email, flow, answer };
  };
  const back = (browser: Browser, flow: FlowBody) =>
    browser.get(`/self-service/settings?flow=${flow.id}`, { headers: { accept: 'text/html' } });
  const takes = async (email: string, password: string) =>
    (await login(createBrowser(app, { mode: 'spa' }), { identifier: email, password })).status === 200;

  for (const mode of ['html', 'spa'] as const) {
    it(`is carried out once after signing in again, unreadable meanwhile: B11, B16 (${mode})`, async () => {
      const { browser, email, flow, answer } = await paused(mode);
      const cookie = answer.cookies.find(({ name }) => name === 'ory_kratos_continuity');
      assert.equal(cookie?.attributes.get('max-age'), '900', 'B16: as long as what it names');
      assert.equal(dumpOf(app).includes(NEW_PASSWORD), false, 'nobody who reads the database finds the password');

      const early = await back(browser, flow);
      assert.match(early.location ?? '', /refresh=true/, 'coming back without signing in asks again');
      assert.equal(await takes(email, NEW_PASSWORD), false);

      await login(browser, { identifier: email }, { refresh: 'true' });
      const done = await back(browser, flow);
      assert.equal(done.status, 303);
      assert.deepEqual(messageIds(await read(browser, flow.id)), [1050001]);
      assert.equal(await takes(email, NEW_PASSWORD), true);

      const twice = await back(browser, flow);
      assert.equal(twice.status, 303);
      assert.deepEqual(messageIds(await read(browser, flow.id)), [4000001], 'nothing is left to carry out');
    });
  }

  it('of two visits at the same time one carries it out', async () => {
    const { browser, email, flow } = await paused('html');
    await login(browser, { identifier: email }, { refresh: 'true' });
    await Promise.all(Array.from({ length: 8 }, () => back(browser, flow)));
    assert.equal(await takes(email, NEW_PASSWORD), true);
    const identity = await identityOf(app, email);
    const stored = await app.zelos.database.identities.get(identity?.id ?? '');
    // Registration wrote version 1; refreshes of hashes do not happen, so one change makes 2.
    assert.equal(stored?.version, 2);
  });

  it('is worth nothing to another person in the same browser, nor with another flow', async () => {
    const { browser, email, flow } = await paused('html');
    const cookie = browser.jar.get('ory_kratos_continuity') ?? '';
    const { browser: other, email: otherEmail } = await newcomer(app, 'html');
    other.jar.set('ory_kratos_continuity', cookie);
    const foreign = await back(other, flow);
    assert.equal(foreign.status, 303);
    const own = await other.begin('settings');
    other.jar.set('ory_kratos_continuity', cookie);
    await back(other, own);
    assert.equal(await takes(otherEmail, NEW_PASSWORD), false);
    assert.equal(await takes(email, NEW_PASSWORD), false);
  });

  it('ends after a quarter of an hour, and when another flow is begun', async () => {
    const late = await paused('html');
    app.clock.advance(16 * MINUTE);
    await login(late.browser, { identifier: late.email }, { refresh: 'true' });
    await back(late.browser, late.flow);
    assert.equal(await takes(late.email, NEW_PASSWORD), false);

    const given = await paused('html');
    const cookie = given.browser.jar.get('ory_kratos_continuity') ?? '';
    await given.browser.begin('settings');
    await login(given.browser, { identifier: given.email }, { refresh: 'true' });
    given.browser.jar.set('ory_kratos_continuity', cookie);
    await back(given.browser, given.flow);
    assert.equal(await takes(given.email, NEW_PASSWORD), false);
  });
});
