// Recovery with a code: back in through an address of the account (contract: recovery, sections 2.1 to 2.6 and 2.8).
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { JsonObject, Session } from '@zelos/contract';
import {
  type Answer,
  APP_URL,
  type Browser,
  createBrowser,
  createIdentity,
  type FlowBody,
  messageIds,
  type Mode,
  MODES,
  nodeList,
  PASSWORD,
  type TestApp,
} from 'zelos/testing';
import { lastCode, mails, otherThan, pause } from '../support/mails.ts';
import {
  ANN,
  askForProof,
  BOB,
  flowAfter,
  identityOf,
  idOf,
  isSignedIn,
  seen,
  startProofs,
} from '../support/proofs.ts';
import { rowsOf } from '../support/rows.ts';

const SENT = { state: 'sent_email', messages: [1060003] };
const WRONG = { state: 'sent_email', messages: [4060006] };
const SETTINGS = `${APP_URL}/settings?flow=`;

/** A flow whose code is on its way. */
const ask = (app: TestApp, mode: Mode, email: string, query: Record<string, string> = {}) =>
  askForProof(app, mode, 'recovery', { method: 'code', email }, query);

/** Where a recovered person goes on, without the id of the flow. */
function target(mode: Mode, answer: Answer): string {
  const to =
    mode === 'html' ? (answer.location ?? '') : answer.as<{ redirect_browser_to: string }>().redirect_browser_to;
  return to.replace(/flow=.*/, 'flow=');
}

async function sessionOf(browser: Browser): Promise<Session> {
  return (await browser.get('/sessions/whoami', { headers: { accept: 'application/json' } })).as<Session>();
}

async function adminCode(app: TestApp, body: JsonObject, query = '') {
  const answer = await createBrowser(app, { mode: 'api' }).request('POST', `/admin/recovery/code${query}`, {
    plane: 'admin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { answer, ...answer.as<{ recovery_link: string; recovery_code: string; expires_at: string }>() };
}

describe('recovery with a code', () => {
  let app: TestApp;
  before(async () => {
    app = await startProofs({ file: true });
  });
  after(() => app.close());

  for (const mode of MODES) {
    it(`the code of the mail signs in, proves the address and leads to settings: SR-OB-01, SR-OB-09 (${mode})`, async () => {
      const email = `back-${mode}@example.org`;
      const id = await createIdentity(app, { schema_id: 'default', traits: { email } });
      const { browser, begun, flow } = await ask(app, mode, email, { return_to: `${APP_URL}/after` });
      assert.deepEqual(nodeList(begun), ['default csrf_token', 'code email', 'code method=code']);
      assert.deepEqual(seen(flow), SENT);
      assert.deepEqual(nodeList(flow), [
        'default csrf_token',
        'code code',
        'code method=code',
        'code method=code',
        `code email=${email}`,
      ]);
      const code = await lastCode(app, email);
      const answer = await browser.submitForm(flow, { method: 'code', code: ` ${code.slice(0, 3)} ${code.slice(3)}` });
      assert.equal(answer.status, mode === 'html' ? 303 : 422);
      assert.equal(target(mode, answer), SETTINGS);
      if (mode === 'api') return;
      const session = await sessionOf(browser);
      assert.deepEqual(
        [
          session.authenticator_assurance_level,
          session.authentication_methods?.map(({ method }) => method),
          session.identity?.id,
        ],
        ['aal1', ['code_recovery'], id],
      );
      const settingsId =
        (mode === 'html' ? (answer.location ?? '') : answer.text).match(/flow=([0-9a-f-]{36})/)?.[1] ?? '';
      const settings = (await browser.fetchFlow('settings', settingsId)).as<FlowBody>();
      assert.deepEqual([messageIds(settings), settings.return_to], [[1060001], `${APP_URL}/after`]);
      const [address] = (await identityOf(app, id))['verifiable_addresses'] as unknown as readonly {
        verified: boolean;
      }[];
      assert.equal(address?.verified, true);
      const passed = (await browser.fetchFlow('recovery', flow.id)).as<FlowBody>();
      assert.deepEqual(seen(passed), { state: 'passed_challenge', messages: [] });
    });

    it(`asking changes nothing on the account, for whoever is asked: SR-RC-04 (${mode})`, async () => {
      const id = await idOf(app, ANN);
      const account = await identityOf(app, id);
      const rows = rowsOf(app);
      await ask(app, mode, ANN);
      assert.deepEqual(await identityOf(app, id), account);
      const changed = Object.entries(rowsOf(app)).filter(([table, count]) => count !== rows[table]);
      assert.deepEqual(changed.map(([table]) => table).sort(), ['flows', 'one_time_secrets', 'outbox']);
    });

    it(`a wrong code is told, the right one works once: SR-OB-01, SR-OB-11 (${mode})`, async () => {
      const { browser, flow } = await ask(app, mode, ANN);
      const code = await lastCode(app, ANN);
      for (const wrong of [otherThan(code), '', '１２３４５６']) {
        const answer = await browser.submitForm(flow, { method: 'code', code: wrong });
        assert.equal(answer.status, mode === 'html' ? 303 : 200);
        assert.deepEqual(seen(await flowAfter(browser, 'recovery', answer)), WRONG);
      }
      const right = await browser.submitForm(flow, { method: 'code', code });
      assert.equal(target(mode, right), SETTINGS);
      const thief = createBrowser(app, { mode: 'api' });
      if (mode !== 'api') return;
      const again = await thief.submitForm(flow, { method: 'code', code });
      const fresh = await flowAfter(thief, 'recovery', again);
      assert.deepEqual(seen(fresh), { state: 'choose_method', messages: [4000001] });
      assert.equal(await isSignedIn(thief), false);
    });

    it(`asking again replaces the code, for whichever address: SR-OB-06, SR-RC-05 (${mode})`, async () => {
      const { browser, flow } = await ask(app, mode, ANN);
      const anns = await lastCode(app, ANN);
      pause(app);
      await browser.submitForm(flow, { method: 'code', email: BOB });
      const old = await browser.submitForm(flow, { method: 'code', code: anns });
      assert.deepEqual(seen(await flowAfter(browser, 'recovery', old)), WRONG);
      const answer = await browser.submitForm(flow, { method: 'code', code: await lastCode(app, BOB) });
      assert.equal(target(mode, answer), SETTINGS);
      if (mode !== 'api') assert.equal((await sessionOf(browser)).identity?.id, await idOf(app, BOB));
    });

    it(`after five submissions a flow is given up, and its successor can be read: SR-OB-05, B29 (${mode})`, async () => {
      const { browser, flow } = await ask(app, mode, ANN);
      const code = await lastCode(app, ANN);
      for (let i = 0; i < 5; i += 1) await browser.submitForm(flow, { method: 'code', code: otherThan(code) });
      const answer = await browser.submitForm(flow, { method: 'code', code });
      const fresh = await flowAfter(browser, 'recovery', answer);
      assert.deepEqual(seen(fresh), { state: 'choose_method', messages: [4000001] });
      assert.equal(fresh.type, mode === 'api' ? 'api' : 'browser');
      assert.equal(await isSignedIn(browser), false);
      // The successor works.
      pause(app);
      await browser.submitForm(fresh, { method: 'code', email: ANN });
      assert.equal(
        target(mode, await browser.submitForm(fresh, { method: 'code', code: await lastCode(app, ANN) })),
        SETTINGS,
      );
    });

    it(`an expired flow is replaced by one of its kind that can be read: B29 (${mode})`, async () => {
      const { browser, flow } = await ask(app, mode, ANN);
      app.clock.advance(3_600_001);
      const answer = await browser.submitForm(flow, { method: 'code', email: ANN });
      assert.equal(answer.status, 303);
      const fresh = await flowAfter(browser, 'recovery', answer);
      assert.deepEqual(seen(fresh), { state: 'choose_method', messages: [4060005] });
      assert.equal(fresh.type, mode === 'api' ? 'api' : 'browser');
    });

    it(`what is wrong is named at its field, and the flow stays usable: B8, B9 (${mode})`, async () => {
      const browser = createBrowser(app, { mode });
      const begun = await browser.begin('recovery');
      const refused = async (values: Record<string, string>) =>
        flowAfter(browser, 'recovery', await browser.submitForm(begun, values));
      assert.deepEqual(messageIds(await refused({ method: 'code' }), 'email'), [4000002]);
      assert.deepEqual(messageIds(await refused({ method: 'code', email: 'nonsense' }), 'email'), [4000040]);
      const long = await refused({ method: 'code', email: `${'x'.repeat(320)}@example.org` });
      assert.deepEqual(messageIds(long, 'email'), [4000040, 4000017]);
      const nobody = await refused({ email: ANN });
      assert.deepEqual([seen(nobody).messages, nobody.active], [[4010005], 'code']);
      assert.deepEqual(nodeList(nobody), nodeList(begun));
    });

    it(`a deactivated account is not recovered: SR-RC-08 (${mode})`, async () => {
      const email = `quiet-${mode}@example.org`;
      await createIdentity(app, { schema_id: 'default', traits: { email }, state: 'inactive' });
      const { browser, flow } = await ask(app, mode, email);
      const answer = await browser.submitForm(flow, { method: 'code', code: await lastCode(app, email) });
      const fresh = await flowAfter(browser, 'recovery', answer);
      assert.deepEqual(seen(fresh), { state: 'choose_method', messages: [4010011] });
      assert.equal(await isSignedIn(browser), false);
    });
  }

  it('only a step that is due is taken: SR-RC-10', async () => {
    const browser = createBrowser(app, { mode: 'api' });
    const begun = await browser.begin('recovery');
    const early = await browser.submitForm(begun, { method: 'code', code: '123456' });
    assert.deepEqual([early.status, messageIds(early.as<FlowBody>(), 'email')], [400, [4000002]]);
    const { browser: other, flow } = await ask(app, 'api', ANN);
    await other.submitForm(flow, { method: 'code', code: await lastCode(app, ANN) });
    const late = await other.submitForm(flow, { method: 'code', email: ANN });
    assert.deepEqual(seen(await flowAfter(other, 'recovery', late)), { state: 'choose_method', messages: [4060001] });
    const get = await other.get(`/self-service/recovery?flow=${begun.id}&method=code&email=${ANN}`);
    assert.deepEqual([get.status, messageIds(get.as<FlowBody>())], [400, [4000001]]);
  });

  it('somebody who is signed in does not begin, but finishes with the code', async () => {
    const email = 'in@example.org';
    await createIdentity(app, {
      schema_id: 'default',
      traits: { email },
      credentials: { password: { config: { password: PASSWORD } } },
    });
    for (const mode of ['html', 'spa'] as const) {
      const { browser, flow } = await ask(app, mode, email);
      const code = await lastCode(app, email);
      const login = await browser.begin('login');
      await browser.submitForm(login, { method: 'password', identifier: email, password: PASSWORD });
      // Signing in has changed the secret of the browser; whoever kept the flow open sends a token of the new one.
      const fresh = await browser.begin('verification');
      const open = { ...fresh, ui: { ...fresh.ui, action: flow.ui.action } };
      pause(app);
      const count = (await mails(app, email)).length;
      const refused = await browser.submitForm(open, { method: 'code', email });
      if (mode === 'html') assert.deepEqual([refused.status, refused.location], [302, `${APP_URL}/home`]);
      else
        assert.deepEqual(
          [refused.status, refused.as<{ error: { id: string } }>().error.id],
          [400, 'session_already_available'],
        );
      assert.equal((await mails(app, email)).length, count);
      assert.equal(target(mode, await browser.submitForm(open, { method: 'code', code })), SETTINGS);
    }
  });

  it('skip_settings leads on at once', async () => {
    const { browser, flow } = await ask(app, 'html', ANN, { skip_settings: 'true', return_to: `${APP_URL}/after` });
    const answer = await browser.submitForm(flow, { method: 'code', code: await lastCode(app, ANN) });
    assert.deepEqual([answer.status, answer.location], [303, `${APP_URL}/after`]);
    assert.equal(await isSignedIn(browser), true);
  });

  it('HEAD judges nothing: SR-OB-08', async () => {
    const { browser, flow } = await ask(app, 'api', ANN);
    const before = (await browser.fetchFlow('recovery', flow.id)).text;
    const code = await lastCode(app, ANN);
    await browser.request('HEAD', `/self-service/recovery?flow=${flow.id}&method=code&code=${code}`);
    assert.equal((await browser.fetchFlow('recovery', flow.id)).text, before);
  });

  it('an administrator hands codes out: several side by side, each once, for whoever has the link', async () => {
    const id = await idOf(app, BOB);
    const count = (await mails(app)).length;
    const first = await adminCode(
      app,
      { identity_id: id, expires_in: '10m' },
      `?return_to=${encodeURIComponent(`${APP_URL}/after`)}`,
    );
    const second = await adminCode(app, { identity_id: id });
    assert.equal(first.answer.status, 201);
    assert.equal(first.expires_at, new Date(app.clock.now().getTime() + 600_000).toISOString());
    assert.equal((await mails(app)).length, count);
    for (const { recovery_link: link, recovery_code: code } of [first, second]) {
      const flowId = new URL(link).searchParams.get('flow') ?? '';
      const person = createBrowser(app, { mode: 'html' });
      const flow = (await person.fetchFlow('recovery', flowId)).as<FlowBody>();
      assert.deepEqual([flow.state, nodeList(flow)], ['sent_email', ['code code', 'code method=code']]);
      assert.equal(target('html', await person.submitForm(flow, { method: 'code', code })), SETTINGS);
      assert.equal((await sessionOf(person)).identity?.id, id);
      const thief = createBrowser(app, { mode: 'html' });
      const again = await thief.submitForm(flow, { method: 'code', code });
      assert.deepEqual(seen(await flowAfter(thief, 'recovery', again)).messages, [4000001]);
    }
    const [address] = (await identityOf(app, id))['verifiable_addresses'] as unknown as readonly { status: string }[];
    assert.equal(address?.status, 'completed', 'earlier tests proved it; codes of administrators prove nothing');
    const missing = await adminCode(app, { identity_id: '00000000-0000-4000-8000-000000000000' });
    assert.equal(missing.answer.status, 404);
    assert.equal((await adminCode(app, {})).answer.status, 404, 'nobody was named');
    assert.equal((await adminCode(app, { identity_id: '' })).answer.status, 400);
  });

  it('administrators ask for codes and links in JSON, which no page elsewhere can send: SR-CK-08', async () => {
    const id = await idOf(app, ANN);
    for (const kind of ['code', 'link']) {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', '']) {
        const answer = await createBrowser(app, { mode: 'api' }).request('POST', `/admin/recovery/${kind}`, {
          plane: 'admin',
          headers: { 'content-type': type },
          body: JSON.stringify({ identity_id: id }),
        });
        assert.equal(answer.status, 400, `${kind} ${type}`);
      }
    }
  });

  it('a code of an administrator does not prove an address', async () => {
    const id = await createIdentity(app, { schema_id: 'default', traits: { email: 'plain@example.org' } });
    const { recovery_link: link, recovery_code: code } = await adminCode(app, {
      identity_id: id,
      flow_type: 'browser',
    });
    const person = createBrowser(app, { mode: 'html' });
    const flow = (await person.fetchFlow('recovery', new URL(link).searchParams.get('flow') ?? '')).as<FlowBody>();
    await person.submitForm(flow, { method: 'code', code });
    const [address] = (await identityOf(app, id))['verifiable_addresses'] as unknown as readonly {
      verified: boolean;
    }[];
    assert.equal(address?.verified, false);
  });
});

describe('recovery told in continue_with', () => {
  it('answers 200 with what comes next, and errors name the successor', async () => {
    const app = await startProofs({ flags: { use_continue_with_transitions: true } });
    for (const mode of ['spa', 'api'] as const) {
      const { browser, flow } = await ask(app, mode, ANN);
      const code = await lastCode(app, ANN);
      const answer = await browser.submitForm(flow, { method: 'code', code, transient_payload: { a: 1 } });
      const body = answer.as<FlowBody & { continue_with: readonly { action: string; ory_session_token?: string }[] }>();
      assert.deepEqual([answer.status, body.state, body.transient_payload], [200, 'passed_challenge', { a: 1 }]);
      const actions = body.continue_with.map(({ action }) => action);
      assert.deepEqual(actions, mode === 'api' ? ['set_ory_session_token', 'show_settings_ui'] : ['show_settings_ui']);
      if (mode === 'api') browser.token = body.continue_with[0]?.ory_session_token ?? null;
      assert.equal(await isSignedIn(browser), true);
      const passed = (await browser.fetchFlow('recovery', flow.id)).as<FlowBody>();
      const again = await browser.submitForm(passed, { method: 'code', code });
      const { error } = again.as<{ error: { details: { continue_with: readonly { flow: { id: string } }[] } } }>();
      assert.equal(again.status, 400);
      const next = await browser.fetchFlow('recovery', error.details.continue_with[0]?.flow.id ?? '');
      assert.deepEqual(seen(next.as<FlowBody>()), { state: 'choose_method', messages: [4000001] });
    }
    await app.close();
  });
});
