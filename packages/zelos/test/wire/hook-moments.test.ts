// When hooks run: what stands or falls with a change, and what is told only once the change is written.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CustomHook } from 'zelos';
import { defineHook, ProtocolError, type Verdict } from 'zelos';
import {
  createBrowser,
  createIdentity,
  type FlowBody,
  login,
  messageIds,
  MODES,
  PASSWORD,
  register,
  startApp,
  type TestApp,
} from 'zelos/testing';
import { COURIER, lastCode, mails } from '../support/mails.ts';

const ANN = 'ann@example.org';
const NEW = 'ann.new@example.org';
const OBJECTION: Verdict = { then: 'refuse', issues: [{ message: { id: 7_000_001, text: 'No.', type: 'error' } }] };
const BROKEN: Verdict = { then: 'abort', error: new ProtocolError(502, { reason: 'The hook was not understood.' }) };

/** A hook that writes down when it runs and what is stored at that time. */
function probe(answers: Readonly<Record<string, Verdict>> = {}) {
  const seen: string[] = [];
  const held: { app?: TestApp } = {};
  const hook: CustomHook = defineHook({
    id: 'probe',
    create: () => ({
      id: 'probe',
      at: [
        'settings.pre_persist',
        'settings.persist',
        'settings.post_persist',
        'registration.post_persist',
        'verification.after',
      ],
      async run(event) {
        const identity = 'identity' in event ? event.identity : null;
        const stored = identity ? await held.app?.zelos.database.identities.get(identity.id) : null;
        seen.push(`${event.at}: ${String(stored?.traits['email'])}`);
        return answers[event.at] ?? { then: 'continue' };
      },
    }),
  });
  return { seen, held, hook };
}

/** An app whose changes are probed, after other hooks of the profile or the password. */
async function withProbe(
  answers: Readonly<Record<string, Verdict>>,
  first: { readonly profile?: string; readonly password?: string } = {},
) {
  const { seen, held, hook } = probe(answers);
  const listOf = (name: string | undefined) => ({ hooks: [...(name ? [{ hook: name }] : []), { hook: 'probe' }] });
  const app = await startApp({
    hooks: [hook],
    config: {
      courier: COURIER,
      selfservice: {
        flows: {
          settings: { after: { profile: listOf(first.profile), password: listOf(first.password) } },
          registration: { after: { password: { hooks: [{ hook: 'probe' }, { hook: 'session' }] } } },
          verification: { enabled: true },
        },
      },
    },
  });
  held.app = app;
  const credentials = { password: { config: { password: PASSWORD } } };
  await createIdentity(app, { schema_id: 'default', traits: { email: ANN }, credentials });
  return { app, seen };
}

const SEND: Verdict = {
  then: 'continue',
  effects: [
    {
      do: 'send',
      message: {
        templateType: 'verifiable_address_changed',
        channel: 'email',
        recipient: 'told@example.org',
        variables: { Identity: {}, ChangedAt: '2026-01-01T00:00:00Z' },
        languages: [],
      },
    },
  ],
};

describe('hooks around a change of settings', () => {
  for (const mode of MODES) {
    it(`the last moment sees what is written, those before it do not (${mode})`, async () => {
      const { app, seen } = await withProbe({});
      const browser = createBrowser(app, { mode });
      await login(browser, { identifier: ANN });
      const flow = await browser.begin('settings');
      await browser.submitForm(flow, { method: 'profile', traits: { email: NEW } });
      assert.deepEqual(seen, [
        `settings.pre_persist: ${ANN}`,
        `settings.persist: ${ANN}`,
        `settings.post_persist: ${NEW}`,
      ]);
      await app.close();
    });

    it(`a change that comes to nothing is told to nobody, and nothing of it is written: AZ-09 (${mode})`, async () => {
      const { app, seen } = await withProbe({ 'settings.persist': SEND });
      await createIdentity(app, { schema_id: 'default', traits: { email: NEW } });
      const browser = createBrowser(app, { mode });
      await login(browser, { identifier: ANN });
      const flow = await browser.begin('settings');
      await browser.submitForm(flow, { method: 'profile', traits: { email: NEW } });
      const shown = (await browser.fetchFlow('settings', flow.id)).as<FlowBody>();
      assert.deepEqual(messageIds(shown), [4000007]);
      assert.ok(!seen.some((line) => line.startsWith('settings.post_persist')), seen.join());
      assert.deepEqual(await mails(app, 'told@example.org'), []);
      await app.close();
    });

    it(`an objection after the change leaves it, with everything that goes with it (${mode})`, async () => {
      for (const answer of [OBJECTION, BROKEN]) {
        const { app } = await withProbe(
          { 'settings.post_persist': answer, 'settings.persist': SEND },
          { password: 'revoke_active_sessions' },
        );
        const [browser, other] = [createBrowser(app, { mode }), createBrowser(app, { mode: 'api' })];
        for (const each of [browser, other]) await login(each, { identifier: ANN });
        const flow = await browser.begin('settings');
        const password = 'another seven lamps';
        const said = await browser.submitForm(flow, { method: 'password', password });
        if (mode !== 'html') assert.equal(said.status, answer === BROKEN ? 502 : 400, said.text);
        assert.equal((await other.get('/sessions/whoami')).status, 401, 'other sessions ended with the change');
        assert.equal((await mails(app, 'told@example.org')).length, 1);
        const fresh = await login(createBrowser(app, { mode: 'api' }), { identifier: ANN, password });
        assert.equal(fresh.status, 200, 'the new password counts');
        await app.close();
      }
    });
  }

  it('an objection before the change prevents it', async () => {
    for (const at of ['settings.pre_persist', 'settings.persist']) {
      const { app, seen } = await withProbe({ [at]: OBJECTION });
      const browser = createBrowser(app, { mode: 'spa' });
      await login(browser, { identifier: ANN });
      const flow = await browser.begin('settings');
      const answer = await browser.submitForm(flow, { method: 'profile', traits: { email: NEW } });
      assert.deepEqual(messageIds(answer.as<FlowBody>()), [7_000_001]);
      assert.equal(seen.at(-1), `${at}: ${ANN}`);
      const who = (await browser.get('/sessions/whoami')).as<{ identity: { traits: { email: string } } }>();
      assert.equal(who.identity.traits.email, ANN);
      await app.close();
    }
  });

  it('a change that waits for its proof: the profile’s last moment comes when the proof is in', async () => {
    const { app, seen } = await withProbe({ 'settings.post_persist': SEND }, { profile: 'verify_new_address' });
    const browser = createBrowser(app, { mode: 'spa' });
    await login(browser, { identifier: ANN });
    const flow = await browser.begin('settings');
    const held = await browser.submitForm(flow, { method: 'profile', traits: { email: NEW } });
    const [next] = held.as<{ continue_with: { flow: { id: string } }[] }>().continue_with;
    assert.deepEqual(seen, [], 'verify_new_address holds the change before anybody else hears of it');
    const waiting = (await browser.fetchFlow('verification', next?.flow.id ?? '')).as<FlowBody>();
    const proven = await browser.submitForm(waiting, { method: 'code', code: await lastCode(app, NEW) });
    assert.equal(proven.as<FlowBody>().state, 'passed_challenge', proven.text);
    assert.deepEqual(seen, [`settings.persist: ${ANN}`, `settings.post_persist: ${NEW}`]);
    assert.equal((await mails(app, 'told@example.org')).length, 1, 'what a late hook decides is written, too');
    await app.close();
  });
});

describe('hooks after a sign-up', () => {
  it('what they decide is written once the account exists', async () => {
    const { app, seen } = await withProbe({ 'registration.post_persist': SEND });
    const answer = await register(createBrowser(app, { mode: 'api' }), { email: 'bo@example.org' });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(seen, ['registration.post_persist: bo@example.org']);
    assert.equal((await mails(app, 'told@example.org')).length, 1);
    await app.close();
  });
});

describe('hooks before a flow', () => {
  const KINDS = ['login', 'registration', 'recovery', 'verification'] as const;

  function refusing(answer: Verdict) {
    const hook = defineHook({
      id: 'gate',
      create: () => ({ id: 'gate', at: KINDS.map((kind) => `${kind}.before` as const), run: async () => answer }),
    });
    const gated = { enabled: true, before: { hooks: [{ hook: 'gate' }] } };
    const { enabled: _always, ...login } = gated;
    const flows = { login, registration: gated, recovery: gated, verification: gated };
    return startApp({ hooks: [hook], config: { courier: COURIER, selfservice: { flows } } });
  }

  for (const mode of MODES) {
    it(`who is refused gets one document with the messages, and no flow exists: B17 (${mode})`, async () => {
      for (const [answer, status] of [
        [OBJECTION, 400],
        [BROKEN, 502],
      ] as const) {
        const app = await refusing(answer);
        for (const kind of KINDS) {
          const browser = createBrowser(app, { mode });
          const said = await browser.get(`/self-service/${kind}/${mode === 'api' ? 'api' : 'browser'}`);
          // A verification tells its mistakes at the start in JSON to everybody (contract: verification, section 3.1).
          const forwarded = mode === 'html' && kind !== 'verification';
          const id = forwarded ? new URL(said.location ?? '').searchParams.get('id') : null;
          const shown = id === null ? said : await browser.get(`/self-service/errors?id=${id}`);
          assert.equal(shown.status, forwarded ? 200 : status, `${kind}: ${shown.text}`);
          const { error } = JSON.parse(shown.text) as {
            error: { code: number; details?: { messages: { id: number }[] } };
          };
          assert.equal(error.code, status, kind);
          assert.deepEqual(
            error.details?.messages.map((message) => message.id),
            answer === OBJECTION ? [7_000_001] : undefined,
            kind,
          );
        }
        await app.close();
      }
    });
  }
});
