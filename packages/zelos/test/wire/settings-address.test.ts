// Changes of addresses: proven before they count (verify_new_address), told to the old ones (notify_previous_addresses).
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '@zelos/contract';
import {
  type Answer,
  APP_URL,
  type Browser,
  createBrowser,
  type FlowBody,
  login,
  messageIds,
  type Mode,
  MODES,
  nodeOf,
  PASSWORD,
  register,
  schemaUrl,
  startApp,
  TEST_SCHEMA,
  type TestApp,
} from 'zelos/testing';
import { admin, listIdentities } from '../support/admin.ts';
import { COURIER, lastCode, mails, pause } from '../support/mails.ts';
import { dumpOf } from '../support/rows.ts';

const OLD = 'ann@example.org';
const NEW = 'ann.new@example.org';

/** Two addresses, and a name that is none. */
const TWO_ADDRESSES = structuredClone(TEST_SCHEMA) as unknown as { properties: { traits: { properties: JsonObject } } };
TWO_ADDRESSES.properties.traits.properties = {
  ...TWO_ADDRESSES.properties.traits.properties,
  work: { type: 'string', format: 'email', 'ory.sh/kratos': { verification: { via: 'email' } } },
};

function appWith(hooks: readonly object[], use: 'code' | 'link' = 'code'): Promise<TestApp> {
  return startApp({
    file: true,
    config: {
      courier: COURIER,
      session: { lifespan: '10m' },
      identity: { default_schema_id: 'default', schemas: [{ id: 'default', url: schemaUrl(TWO_ADDRESSES) }] },
      selfservice: {
        methods: { link: { enabled: true } },
        flows: {
          verification: { use, enabled: true, ui_url: `${APP_URL}/verification` },
          recovery: { enabled: true, ui_url: `${APP_URL}/recovery` },
          settings: { after: { profile: { hooks } } },
        },
      },
    },
  });
}
const held = (use: 'code' | 'link' = 'code'): Promise<TestApp> => appWith([{ hook: 'verify_new_address' }], use);

interface Asked {
  readonly browser: Browser;
  readonly flow: FlowBody;
  readonly answer: Answer;
  /** Id of the verification that was begun. */
  readonly verification: string;
}

/** Signs Ann up and lets her ask for another address. */
async function ask(app: TestApp, mode: Mode, traits: JsonObject = { email: NEW }): Promise<Asked> {
  const browser = createBrowser(app, { mode });
  const signedUp = await register(browser, { email: OLD });
  assert.ok([200, 303].includes(signedUp.status), signedUp.text);
  return askAgain(app, browser, traits);
}

async function askAgain(app: TestApp, browser: Browser, traits: JsonObject): Promise<Asked> {
  pause(app);
  const flow = await browser.begin('settings');
  const answer = await browser.submitForm(flow, { method: 'profile', traits });
  const action = answer.as<{ continue_with?: readonly { flow: { id: string } }[] } | undefined>()?.continue_with?.[0];
  const verification =
    action?.flow?.id ?? new URL(answer.location ?? 'x:', app.publicUrl).searchParams.get('flow') ?? '';
  return { browser, flow, answer, verification };
}

/** Sends a code to a verification, from anywhere. */
async function prove(app: TestApp, id: string, code: string): Promise<FlowBody> {
  const client = createBrowser(app, { mode: 'spa' });
  const answer = await client.post(`/self-service/verification?flow=${id}`, { method: 'code', code });
  return answer.as<FlowBody>();
}

async function traitsOf(app: TestApp): Promise<JsonObject | undefined> {
  const [one, ...others] = await listIdentities(app);
  assert.deepEqual(others, []);
  return one?.traits;
}

/** Somebody who reads the mail of the old address gets back in. */
async function recover(app: TestApp): Promise<void> {
  const owner = createBrowser(app, { mode: 'spa' });
  pause(app);
  const flow = await owner.begin('recovery');
  await owner.submitForm(flow, { method: 'code', email: OLD });
  const answer = await owner.submitForm(flow, { method: 'code', code: await lastCode(app, OLD) });
  assert.equal(answer.status, 422, answer.text);
}

describe('verify_new_address', () => {
  for (const mode of MODES) {
    it(`nothing changes before the new address is proven, then everything does: SR-RC-06 (${mode})`, async () => {
      const app = await held();
      const { browser, flow, answer, verification } = await ask(app, mode, { email: NEW, name: { first: 'Grace' } });
      if (mode === 'html') {
        assert.equal(answer.status, 303);
        assert.equal(answer.location, `${APP_URL}/verification?flow=${verification}`);
      } else {
        assert.equal(answer.status, 200);
        const body = answer.as<FlowBody & { continue_with: readonly JsonObject[]; identity: { traits: JsonObject } }>();
        assert.equal(body.state, 'show_form');
        assert.deepEqual(messageIds(body), []);
        assert.equal(body.identity.traits['email'], OLD);
        assert.deepEqual(body.continue_with, [
          {
            action: 'show_verification_ui',
            flow: {
              id: verification,
              verifiable_address: NEW,
              ...(mode === 'spa' ? { url: `${APP_URL}/verification?flow=${verification}` } : {}),
            },
          },
        ]);
      }
      const shown = (await browser.fetchFlow('settings', flow.id)).as<FlowBody>();
      assert.equal(nodeOf(shown, 'traits.email').attributes['value' as never], NEW);
      assert.deepEqual(await traitsOf(app), { email: OLD, name: {} });
      assert.equal((await login(createBrowser(app, { mode: 'spa' }), { identifier: NEW })).status, 400);

      const passed = await prove(app, verification, await lastCode(app, NEW));
      assert.equal(passed.state, 'passed_challenge', JSON.stringify(passed));
      assert.deepEqual(messageIds(passed), [1080002]);
      assert.deepEqual(await traitsOf(app), { email: NEW, name: { first: 'Grace' } });
      const who = (await browser.get('/sessions/whoami')).as<{
        identity: { verifiable_addresses: readonly { value: string; verified: boolean; status: string }[] };
      }>();
      assert.deepEqual(
        who.identity.verifiable_addresses.map(({ value, verified, status }) => [value, verified, status]),
        [[NEW, true, 'completed']],
      );
      assert.equal((await login(createBrowser(app, { mode: 'spa' }), { identifier: NEW })).status, 200);
      assert.equal((await login(createBrowser(app, { mode: 'spa' }), { identifier: OLD })).status, 400);
      await app.close();
    });

    it(`two new addresses at once are 4050002, and nothing changes (${mode})`, async () => {
      const app = await held();
      const { browser, flow, answer } = await ask(app, mode, { email: NEW, work: 'ann@work.example.org' });
      assert.equal(answer.status, mode === 'html' ? 303 : 200);
      const shown = (await browser.fetchFlow('settings', flow.id)).as<FlowBody>();
      assert.deepEqual(messageIds(shown), [4050002]);
      assert.equal(shown.state, 'show_form');
      assert.deepEqual(await traitsOf(app), { email: OLD, name: {} });
      await app.close();
    });

    it(`an address of somebody else is 4000007 (${mode})`, async () => {
      const app = await held();
      await register(createBrowser(app, { mode: 'spa' }), { email: NEW });
      const { browser, flow, answer } = await ask(app, mode);
      assert.equal(answer.status, mode === 'html' ? 303 : 400);
      assert.deepEqual(messageIds((await browser.fetchFlow('settings', flow.id)).as<FlowBody>()), [4000007]);
      await app.close();
    });
  }

  it('a change without a new address is applied at once', async () => {
    const app = await held();
    const { answer } = await ask(app, 'spa', { email: OLD, name: { first: 'Grace' } });
    assert.equal(answer.as<FlowBody>().state, 'success');
    await app.close();
  });

  it('what waits cannot be read in the database', async () => {
    const app = await held();
    await ask(app, 'spa', { email: NEW, name: { first: 'Grace-the-unproven' } });
    // The form of the settings flow shows what was typed, sealed notes do not.
    assert.equal(dumpOf(app).includes('"proposed'), false);
    assert.equal(dumpOf(app).includes('"fingerprint"'), false);
    await app.close();
  });

  const GONE: Readonly<Record<string, (app: TestApp, asked: Asked) => Promise<unknown>>> = {
    'the session ended': (_app, { browser }) =>
      browser.request('DELETE', '/self-service/logout/api', logoutBody(browser)),
    'the session expired': async (app) => app.clock.advance(20 * 60_000),
    'the traits changed': async (app, { browser }) => {
      const flow = await browser.begin('settings');
      await browser.submitForm(flow, { method: 'profile', traits: { email: OLD, name: { first: 'Other' } } });
      pause(app);
    },
    'the password changed': async (_app, { browser }) => {
      const flow = await browser.begin('settings');
      const answer = await browser.submitForm(flow, { method: 'password', password: 'nine candles for the summer' });
      assert.equal(answer.status, 200, answer.text);
    },
    'the account was recovered': recover,
    'an administrator ended all sessions': async (app) => {
      const [identity] = await listIdentities(app);
      assert.equal((await admin(app, 'DELETE', `/admin/identities/${identity?.id}/sessions`)).status, 204);
    },
    'another change was asked for': (app, { browser }) => askAgain(app, browser, { email: 'third@example.org' }),
  };
  for (const [what, happens] of Object.entries(GONE)) {
    it(`the proof is worth nothing after ${what}: SR-RC-06`, async () => {
      const app = await held();
      const asked = await ask(app, 'api');
      const code = await lastCode(app, NEW);
      await happens(app, asked);
      const refused = await prove(app, asked.verification, code);
      assert.notEqual(refused.state, 'passed_challenge');
      assert.deepEqual(messageIds(refused), [4070006]);
      assert.equal((await traitsOf(app))?.['email'], OLD);
      await app.close();
    });
  }

  it('somebody else took the address meanwhile: 4000007, for the proof and for another code', async () => {
    const app = await held();
    const { verification } = await ask(app, 'api');
    const code = await lastCode(app, NEW);
    await register(createBrowser(app, { mode: 'spa' }), { email: NEW });
    const client = createBrowser(app, { mode: 'api' });
    const proof = await client.post(`/self-service/verification?flow=${verification}`, { method: 'code', code });
    assert.equal(proof.status, 400);
    assert.deepEqual(messageIds(proof.as<FlowBody>()), [4000007]);
    pause(app);
    const resend = await client.post(`/self-service/verification?flow=${verification}`, { method: 'code', email: NEW });
    assert.equal(resend.status, 400);
    assert.deepEqual(messageIds(resend.as<FlowBody>()), [4000007]);
    await app.close();
  });

  it('another code goes to the new address, whatever address is asked for', async () => {
    const app = await held();
    const { verification } = await ask(app, 'api');
    const client = createBrowser(app, { mode: 'api' });
    const first = await lastCode(app, NEW);
    pause(app);
    await client.post(`/self-service/verification?flow=${verification}`, { method: 'code', email: 'eve@example.org' });
    assert.deepEqual(await mails(app, 'eve@example.org'), []);
    const second = await lastCode(app, NEW);
    assert.notEqual(second, first);
    assert.deepEqual(messageIds(await prove(app, verification, first)), [4070006], 'SR-OB-06');
    assert.equal((await prove(app, verification, second)).state, 'passed_challenge');
    await app.close();
  });

  it('a link proves the new address as well, and is worth nothing after a recovery: SR-RC-06', async () => {
    for (const recovered of [false, true]) {
      const app = await held('link');
      const { verification } = await ask(app, 'api');
      const link = async () => (await mails(app, NEW))[0]?.body.match(/https:[^ ]*token=\w+/)?.[0] ?? '';
      const first = await link();
      pause(app);
      const client = createBrowser(app, { mode: 'api' });
      await client.post(`/self-service/verification?flow=${verification}`, {
        method: 'link',
        email: 'eve@example.org',
      });
      assert.deepEqual(await mails(app, 'eve@example.org'), [], 'another link goes to the new address');
      if (recovered) await recover(app);
      assert.notEqual(await link(), first);
      await createBrowser(app, { mode: 'html' }).get(await link());
      assert.equal((await traitsOf(app))?.['email'], recovered ? OLD : NEW);
      await app.close();
    }
  });

  it('of many proofs at the same time one applies the change: SR-OB-01', async () => {
    const app = await held();
    const { verification } = await ask(app, 'api');
    const code = await lastCode(app, NEW);
    const answers = await Promise.all(Array.from({ length: 4 }, () => prove(app, verification, code)));
    assert.equal(answers.filter(({ state }) => state === 'passed_challenge').length, 1);
    assert.equal((await traitsOf(app))?.['email'], NEW);
    await app.close();
  });
});

function logoutBody(browser: Browser) {
  return {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ session_token: browser.token }),
  };
}

describe('notify_previous_addresses', () => {
  const told = async (app: TestApp) =>
    (await mails(app))
      .filter(({ templateType }) => templateType === 'verifiable_address_changed')
      .map(({ recipient }) => recipient)
      .sort();
  const WORK = 'ann@work.example.org';
  const MORE = 'ann@more.example.org';

  for (const [recipients, expected] of [
    [undefined, [OLD]],
    ['removed', [OLD]],
    ['all', [OLD, WORK]],
    ['all_verified', [WORK]],
  ] as const) {
    it(`tells ${recipients ?? 'by default removed'} addresses as they were before: SR-MF-11, SR-RC-12`, async () => {
      const hook = { hook: 'notify_previous_addresses', ...(recipients ? { config: { recipients } } : {}) };
      const app = await appWith([hook]);
      const person = {
        schema_id: 'default',
        traits: { email: OLD, work: WORK },
        credentials: { password: { config: { password: PASSWORD } } },
        verifiable_addresses: [{ via: 'email', value: WORK, verified: true, status: 'completed' }],
      };
      assert.equal((await admin(app, 'POST', '/admin/identities', person)).status, 201);
      const browser = createBrowser(app, { mode: 'api' });
      await login(browser, { identifier: OLD });
      const flow = await browser.begin('settings');
      await browser.submitForm(flow, { method: 'profile', traits: { email: OLD, work: WORK, name: { first: 'Ann' } } });
      assert.deepEqual(await told(app), [], 'a change of no address is no news');
      await browser.submitForm(flow, { method: 'profile', traits: { email: MORE, work: WORK } });
      assert.deepEqual(await told(app), [...expected].sort());
      await app.close();
    });
  }

  it('with verify_new_address it tells them once the new address is proven', async () => {
    const app = await appWith([{ hook: 'verify_new_address' }, { hook: 'notify_previous_addresses' }]);
    const { verification } = await ask(app, 'api');
    assert.deepEqual(await told(app), []);
    await prove(app, verification, await lastCode(app, NEW));
    assert.deepEqual(await told(app), [OLD]);
    await app.close();
  });
});
