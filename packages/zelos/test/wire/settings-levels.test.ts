// Settings: how sure the session must be, what follows a saved change, and lists among the traits.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ErrorGeneric, JsonObject } from '@zelos/contract';
import {
  APP_URL,
  type Browser,
  createBrowser,
  createIdentity,
  emailTrait,
  type FlowBody,
  login,
  type Mode,
  MODES,
  nodeList,
  PASSWORD,
  personSchema,
  schemaUrl,
  startApp,
  type TestApp,
} from 'zelos/testing';
import { COURIER, lastCode, mails, pause } from '../support/mails.ts';

const EMAIL = 'ann@example.org';
const NEW_PASSWORD = 'nine candles for the summer';

const SCHEMA = personSchema('person-with-lists', {
  email: emailTrait({
    credentials: { password: { identifier: true }, code: { identifier: true, via: 'email' } },
    verification: { via: 'email' },
  }),
  tags: { type: 'array', items: { type: 'string' }, title: 'Tags' },
});

interface Options {
  readonly settings?: object;
  readonly code?: object;
  readonly traits?: JsonObject;
}

async function appWithAnn({ settings = {}, code = {}, traits = {} }: Options): Promise<TestApp> {
  const app = await startApp({
    config: {
      courier: COURIER,
      identity: { default_schema_id: 'default', schemas: [{ id: 'default', url: schemaUrl(SCHEMA) }] },
      selfservice: {
        methods: { code },
        flows: { settings, verification: { enabled: true, ui_url: `${APP_URL}/verification` } },
      },
    },
  });
  await createIdentity(app, {
    schema_id: 'default',
    traits: { email: EMAIL, ...traits },
    credentials: { password: { config: { password: PASSWORD } } },
  });
  pause(app);
  return app;
}

async function signIn(app: TestApp, mode: Mode, query: Record<string, string> = {}): Promise<Browser> {
  const browser = createBrowser(app, { mode });
  const answer = await login(browser, { identifier: EMAIL }, query);
  // 422 tells a page's script that a second factor follows; the session is there already.
  assert.ok([200, 303, 422].includes(answer.status), answer.text);
  return browser;
}

describe('settings of an account with a second factor', () => {
  for (const mode of MODES) {
    it(`need it, at every step: SR-MF-10 (${mode})`, async () => {
      const app = await appWithAnn({ settings: { required_aal: 'highest_available' }, code: { mfa_enabled: true } });
      const browser = await signIn(app, mode);
      const begun = await browser.get(`/self-service/settings/${mode === 'api' ? 'api' : 'browser'}`);
      if (mode === 'html') {
        assert.equal(begun.status, 303);
        assert.match(begun.location ?? '', /login\/browser\?aal=aal2/);
      } else {
        assert.equal(begun.status, 403);
        assert.equal(begun.as<ErrorGeneric>().error.id, 'session_aal2_required');
        assert.match(begun.as<{ redirect_browser_to: string }>().redirect_browser_to, /aal=aal2/);
      }
      const second = await browser.begin('login', { aal: 'aal2' });
      const raised = await browser.submitForm(second, { method: 'code', code: await lastCode(app, EMAIL) });
      assert.ok([200, 303].includes(raised.status), raised.text);
      const flow = await browser.begin('settings');

      // Another session of the same person that has not shown the second factor.
      const low = await signIn(app, mode);
      const refused = await low.submitForm(flow, { method: 'password', password: NEW_PASSWORD });
      assert.equal(refused.status, mode === 'html' ? 303 : 403);
      if (mode !== 'html') assert.equal(refused.as<ErrorGeneric>().error.id, 'session_aal2_required');
      const done = await browser.submitForm(flow, { method: 'password', password: NEW_PASSWORD });
      assert.equal(done.status, mode === 'html' ? 303 : 200, done.text);
      await app.close();
    });
  }
});

describe('privileged_session_max_age of zero', () => {
  for (const mode of MODES) {
    it(`means always for the profile and never for the password: SR-PW-08 (${mode})`, async () => {
      const app = await appWithAnn({ settings: { privileged_session_max_age: '0s' } });
      const browser = await signIn(app, mode);
      const flow = await browser.begin('settings');
      const profile = await browser.submitForm(flow, { method: 'profile', traits: { email: 'ann.new@example.org' } });
      assert.equal(profile.status, mode === 'html' ? 303 : 200, profile.text);
      const password = await browser.submitForm(flow, { method: 'password', password: NEW_PASSWORD });
      assert.equal(password.status, mode === 'html' ? 303 : 403);
      if (mode === 'html') assert.match(password.location ?? '', /refresh=true/);
      await app.close();
    });
  }
});

describe('after a saved change', () => {
  for (const mode of MODES) {
    it(`revoke_active_sessions ends every other session, not this one (${mode})`, async () => {
      const hooks = { after: { password: { hooks: [{ hook: 'revoke_active_sessions' }] } } };
      const app = await appWithAnn({ settings: hooks });
      const [browser, other] = [await signIn(app, mode), await signIn(app, 'api')];
      const flow = await browser.begin('settings');
      await browser.submitForm(flow, { method: 'password', password: NEW_PASSWORD });
      assert.equal((await browser.get('/sessions/whoami')).status, 200);
      assert.equal((await other.get('/sessions/whoami')).status, 401);
      await app.close();
    });

    it(`show_verification_ui names the verification of a new address, pages go where they always go (${mode})`, async () => {
      const hooks = { after: { profile: { hooks: [{ hook: 'show_verification_ui' }] } } };
      const app = await appWithAnn({ settings: hooks });
      const browser = await signIn(app, mode);
      const flow = await browser.begin('settings');
      const answer = await browser.submitForm(flow, { method: 'profile', traits: { email: 'ann.new@example.org' } });
      assert.equal((await mails(app, 'ann.new@example.org')).length, 1);
      if (mode === 'html') assert.equal(answer.location, `${APP_URL}/settings?flow=${flow.id}`);
      else {
        const actions = answer.as<{ continue_with: readonly JsonObject[] }>().continue_with;
        assert.deepEqual(
          actions.map(({ action }) => action),
          mode === 'spa' ? ['show_verification_ui', 'redirect_browser_to'] : ['show_verification_ui'],
        );
      }
      await app.close();
    });
  }
});

describe('a list among the traits', () => {
  for (const mode of MODES) {
    it(`is shown item by item and survives the saving of its form (${mode})`, async () => {
      const app = await appWithAnn({ traits: { tags: ['red', 'blue'] } });
      const browser = await signIn(app, mode);
      const flow = await browser.begin('settings');
      assert.deepEqual(
        nodeList(flow).filter((node) => node.includes('tags')),
        ['profile traits.tags', 'profile traits.tags.1=blue', 'profile traits.tags.0=red'],
        'ordered by value, as all nodes of one key are (contract: nodes, section 2)',
      );
      const stored = async () =>
        (await browser.get('/sessions/whoami')).as<{ identity: { traits: JsonObject } }>().identity.traits['tags'];
      if (mode === 'html') {
        // The form as it is, with one thing added and one taken away.
        await browser.submitForm(flow, { method: 'profile' });
        assert.deepEqual(await stored(), ['red', 'blue']);
        await browser.submitForm(flow, { method: 'profile', 'traits.tags': 'green', 'traits.tags.0': '' });
        assert.deepEqual(await stored(), ['blue', 'green']);
      } else {
        await browser.submitForm(flow, { method: 'profile', traits: { email: EMAIL, tags: ['green'] } });
        assert.deepEqual(await stored(), ['green']);
      }
      const shown = (await browser.fetchFlow('settings', flow.id)).as<FlowBody>();
      assert.ok(nodeList(shown).some((node) => node.endsWith('=green')));
      await app.close();
    });
  }
});
