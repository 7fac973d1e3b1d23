// Verification with a code: an address is proven by what was sent to it (contract: verification, sections 3.1 to 3.4).
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ErrorGeneric, VerifiableIdentityAddress } from '@zelos/contract';
import {
  APP_URL,
  createBrowser,
  createIdentity,
  type FlowBody,
  messageIds,
  type Mode,
  MODES,
  nodeList,
  nodeOf,
  PASSWORD,
  type TestApp,
} from 'zelos/testing';
import { lastCode, lastLink, mails, otherThan, pause } from '../support/mails.ts';
import {
  ANN,
  askForProof,
  BOB,
  flowAfter,
  identityOf,
  idOf,
  isSignedIn,
  seen,
  SMS,
  startProofs,
} from '../support/proofs.ts';

const SENT = { state: 'sent_email', messages: [1080003] };
const PASSED = { state: 'passed_challenge', messages: [1080002] };
const WRONG = { state: 'sent_email', messages: [4070006] };

async function addressOf(app: TestApp, email: string): Promise<VerifiableIdentityAddress> {
  const { verifiable_addresses: all } = await identityOf(app, await idOf(app, email));
  const [first] = all as unknown as readonly VerifiableIdentityAddress[];
  assert.ok(first);
  return first;
}

/** A flow whose code is on its way. */
const ask = (app: TestApp, mode: Mode, email: string) =>
  askForProof(app, mode, 'verification', { method: 'code', email });

describe('verification with a code', () => {
  let app: TestApp;
  before(async () => {
    app = await startProofs();
  });
  after(() => app.close());

  it('a foreign return_to at the start is told in JSON, to a page as well: SR-RD-06', async () => {
    for (const mode of MODES) {
      const path = `/self-service/verification/${mode === 'api' ? 'api' : 'browser'}`;
      const answer = await createBrowser(app, { mode }).get(`${path}?return_to=https%3A%2F%2Fevil.example%2F`);
      assert.equal(answer.status, 400, mode);
      assert.equal(answer.as<ErrorGeneric>().error.id, 'self_service_flow_return_to_forbidden', mode);
    }
  });

  for (const mode of MODES) {
    it(`the code of the mail proves the address, and signs nobody in: SR-OB-01, SR-OB-09 (${mode})`, async () => {
      const email = `new-${mode}@example.org`;
      await createIdentity(app, { schema_id: 'default', traits: { email } });
      const browser = createBrowser(app, { mode });
      const begun = await browser.begin('verification', { return_to: `${APP_URL}/thanks` });
      const csrf = mode === 'api' ? [] : ['default csrf_token'];
      assert.deepEqual(nodeList(begun), ['code email', 'code method=code', ...csrf]);
      assert.equal(begun.active, 'code');

      const asked = await browser.submitForm(begun, { method: 'code', email, transient_payload: { a: 1 } });
      const sent = await flowAfter(browser, 'verification', asked);
      assert.deepEqual(seen(sent), SENT);
      assert.equal(sent.transient_payload, undefined);
      assert.deepEqual(nodeList(sent), [
        'code method=code',
        'code code',
        'code method=code',
        ...csrf,
        `code email=${email}`,
      ]);
      const pending = await addressOf(app, email);
      assert.deepEqual([pending.verified, pending.status], [false, 'sent']);

      const code = await lastCode(app, email);
      const answer = await browser.submitForm(sent, { method: 'code', code: ` ${code.slice(0, 3)}-${code.slice(3)} ` });
      assert.equal(answer.status, mode === 'html' ? 303 : 200);
      const passed = await flowAfter(browser, 'verification', answer);
      assert.deepEqual(seen(passed), PASSED);
      assert.deepEqual(nodeList(passed), ['default csrf_token', 'code continue']);
      assert.deepEqual([passed.ui.method, passed.ui.action], ['GET', `${APP_URL}/thanks`]);
      const proven = await addressOf(app, email);
      assert.deepEqual([proven.verified, proven.status], [true, 'completed']);
      assert.equal(new Date(proven.verified_at as unknown as string).getTime(), app.clock.now().getTime());
      assert.equal(await isSignedIn(browser), false);
    });

    it(`a wrong code is told and the flow goes on; surrounding blanks are none of it: SR-OB-11 (${mode})`, async () => {
      const { browser, flow } = await ask(app, mode, ANN);
      const code = await lastCode(app, ANN);
      for (const wrong of [otherThan(code), `${code}0`, code.slice(1), '０１２３４５', 'abcdef']) {
        const answer = await browser.submitForm(flow, { method: 'code', code: wrong });
        assert.equal(answer.status, mode === 'html' ? 303 : 200);
        assert.deepEqual(seen(await flowAfter(browser, 'verification', answer)), WRONG, wrong);
      }
    });

    it(`asking again replaces the code: SR-OB-06 (${mode})`, async () => {
      const { browser, flow } = await ask(app, mode, ANN);
      const first = await lastCode(app, ANN);
      pause(app);
      await browser.submitForm(flow, { method: 'code', email: ANN });
      const second = await lastCode(app, ANN);
      assert.notEqual(first, second);
      const old = await browser.submitForm(flow, { method: 'code', code: first });
      assert.deepEqual(seen(await flowAfter(browser, 'verification', old)), WRONG);
      const right = await browser.submitForm(flow, { method: 'code', code: second });
      assert.deepEqual(seen(await flowAfter(browser, 'verification', right)), PASSED);
    });

    it(`a passed flow begins anew, and its successor can be read: SR-RC-10, B29 (${mode})`, async () => {
      const { browser, flow } = await ask(app, mode, ANN);
      const code = await lastCode(app, ANN);
      await browser.submitForm(flow, { method: 'code', code });
      let latest = await flowAfter(browser, 'verification', await browser.fetchFlow('verification', flow.id));
      assert.deepEqual(seen(latest), PASSED);
      for (const values of [{ code }, { email: ANN }]) {
        const answer = await browser.submitForm(
          { ...latest, ui: { ...latest.ui, action: flow.ui.action } },
          { method: 'code', ...values },
        );
        if (mode !== 'html') assert.equal(answer.status, 410);
        const id = mode === 'html' ? null : answer.as<{ use_flow_id: string }>().use_flow_id;
        const found = id === null ? answer : await browser.fetchFlow('verification', id);
        latest = await flowAfter(browser, 'verification', found);
        assert.deepEqual(seen(latest), { state: 'choose_method', messages: [4070002] });
        assert.notEqual(latest.id, flow.id);
      }
    });

    it(`an expired flow is replaced by one of its kind that can be read: B29 (${mode})`, async () => {
      const { browser, flow } = await ask(app, mode, ANN);
      app.clock.advance(3_600_001);
      const answer = await browser.submitForm(flow, { method: 'code', email: ANN });
      assert.equal(answer.status, 303);
      const fresh = await flowAfter(browser, 'verification', answer);
      assert.deepEqual(seen(fresh), { state: 'choose_method', messages: [4070005] });
      assert.equal(fresh.type, mode === 'api' ? 'api' : 'browser');
      assert.equal(fresh.request_url, flow.request_url);
    });

    it(`what is missing is named, and the flow stays usable: B8, B9 (${mode})`, async () => {
      const browser = createBrowser(app, { mode });
      const begun = await browser.begin('verification');
      const refused = async (values: Record<string, string>) =>
        flowAfter(browser, 'verification', await browser.submitForm(begun, values));
      assert.deepEqual(messageIds(await refused({ method: 'code' }), 'email'), [4000002]);
      assert.deepEqual(messageIds(await refused({ method: 'code', email: 'x'.repeat(321) }), 'email'), [4000017]);
      assert.deepEqual(messageIds(await refused({ method: 'password', email: ANN }), 'method'), [4000001]);
      const nothing = await refused({});
      assert.deepEqual([seen(nothing).messages, nothing.active], [[4010006], 'code']);
      assert.deepEqual(nodeList(nothing), nodeList(begun));
      const asked = await browser.submitForm(begun, { method: 'code', email: ANN });
      assert.deepEqual(seen(await flowAfter(browser, 'verification', asked)), SENT);
    });
  }

  it('a native client gets JSON for its last submit, with and without Accept: B10', async () => {
    for (const accept of ['application/json', '*/*', '']) {
      const { browser, flow } = await ask(app, 'api', ANN);
      const code = await lastCode(app, ANN);
      const answer = await browser.submitForm(flow, { method: 'code', code }, { headers: { accept } });
      assert.deepEqual([answer.status, seen(answer.as<FlowBody>())], [200, PASSED], accept);
    }
  });

  it('looking at the mailed address uses nothing up, whoever looks: SR-OB-08', async () => {
    const { flow } = await ask(app, 'api', ANN);
    const link = await lastLink(app, ANN);
    const scanner = createBrowser(app, { mode: 'html' });
    for (const method of ['HEAD', 'GET', 'HEAD', 'GET']) {
      const seenByScanner = await scanner.request(method, link, { withoutCookies: true });
      assert.deepEqual(
        [seenByScanner.status, seenByScanner.location],
        [303, `${APP_URL}/verification?flow=${flow.id}`],
      );
    }
    assert.equal((await addressOf(app, ANN)).status, 'sent');
    // The person opens it in a browser that has never been here, and sends the form that it finds there.
    const person = createBrowser(app, { mode: 'html' });
    const filled = await flowAfter(person, 'verification', await person.get(link));
    const code = await lastCode(app, ANN);
    assert.equal((nodeOf(filled, 'code').attributes as { value?: unknown }).value, code);
    assert.deepEqual(seen(filled), SENT);
    const answer = await person.submitForm(filled, { method: 'code', code });
    assert.deepEqual([answer.status, answer.location], [303, `${APP_URL}/verification?flow=${flow.id}`]);
    assert.deepEqual(seen(await flowAfter(person, 'verification', answer)), PASSED);
  });

  it('HEAD neither fills in nor judges: SR-OB-08', async () => {
    const { browser, flow } = await ask(app, 'api', ANN);
    const before = (await browser.fetchFlow('verification', flow.id)).text;
    const code = await lastCode(app, ANN);
    await createBrowser(app, { mode: 'html' }).request(
      'HEAD',
      `/self-service/verification?flow=${flow.id}&code=${code}`,
    );
    assert.equal((await browser.fetchFlow('verification', flow.id)).text, before);
  });

  it('a code counts for its flow and its purpose only: SR-OB-02', async () => {
    const first = await ask(app, 'api', ANN);
    const code = await lastCode(app, ANN);
    pause(app);
    const second = await ask(app, 'api', BOB);
    const elsewhere = await second.browser.submitForm(second.flow, { method: 'code', code });
    assert.deepEqual(seen(elsewhere.as<FlowBody>()), WRONG);
    const recovery = await first.browser.begin('recovery');
    const sent = await first.browser.submitForm(recovery, { method: 'code', email: 'nobody@example.org' });
    const misused = await first.browser.submitForm(sent.as<FlowBody>(), { method: 'code', code });
    assert.deepEqual(messageIds(misused.as<FlowBody>()), [4060006]);
    const right = await first.browser.submitForm(first.flow, { method: 'code', code });
    assert.deepEqual(seen(right.as<FlowBody>()), PASSED);
  });

  it('a code ends with its lifespan: SR-OB-04', async () => {
    const short = await startProofs({
      flows: { verification: { lifespan: '3h' } },
    });
    const { browser, flow } = await ask(short, 'api', ANN);
    const code = await lastCode(short, ANN);
    short.clock.advance(3_600_000);
    assert.deepEqual(seen((await browser.submitForm(flow, { method: 'code', code })).as<FlowBody>()), WRONG);
    await short.close();
  });

  it('the resend button of a flow that a sign-up began is understood under its name and as email: B28', async () => {
    const texting = await startProofs({
      more: { courier: { smtp: { connection_uri: 'smtp://127.0.0.1:1/?disable_starttls=true' }, channels: [SMS] } },
      flags: { legacy_continue_with_verification_ui: true },
    });
    await createIdentity(texting, {
      schema_id: 'many',
      traits: { emails: ['dora@example.org'], phones: ['+4915112345678'] },
    });
    const browser = createBrowser(texting, { mode: 'api' });
    const begun = await browser.begin('verification');
    assert.equal(nodeOf(begun, 'email').meta.label?.id, 1070018);
    for (const name of ['email', 'sms']) {
      pause(texting);
      const answer = await browser.submitForm(begun, { method: 'code', [name]: '+4915112345678' });
      assert.deepEqual(seen(answer.as<FlowBody>()), { state: 'sent_email', messages: [1080004] }, name);
    }
    const texts = await mails(texting, '+4915112345678');
    assert.deepEqual(
      texts.map(({ channel, templateType }) => [channel, templateType]),
      [
        ['sms', 'verification_code_valid'],
        ['sms', 'verification_code_valid'],
      ],
    );
    const code = await lastCode(texting, '+4915112345678');
    const passed = await browser.submitForm(begun, { method: 'code', code });
    assert.deepEqual(seen(passed.as<FlowBody>()), { state: 'passed_challenge', messages: [1080005] });
    await texting.close();
  });

  it('a signed-in person verifies like everybody else', async () => {
    const email = 'signed-in@example.org';
    await createIdentity(app, {
      schema_id: 'default',
      traits: { email },
      credentials: { password: { config: { password: PASSWORD } } },
    });
    const browser = createBrowser(app, { mode: 'spa' });
    const login = await browser.begin('login');
    await browser.submitForm(login, { method: 'password', identifier: email, password: PASSWORD });
    const begun = await browser.begin('verification');
    await browser.submitForm(begun, { method: 'code', email });
    const answer = await browser.submitForm(begun, { method: 'code', code: await lastCode(app, email) });
    assert.deepEqual(seen(answer.as<FlowBody>()), PASSED);
    assert.equal(await isSignedIn(browser), true);
  });
});

describe('verification codes in a crowd', () => {
  it('one code submitted 64 times at once proves the address once: SR-OB-01', async () => {
    const app = await startProofs({ maxSubmissions: 255, file: true });
    const { browser, flow } = await ask(app, 'api', ANN);
    const code = await lastCode(app, ANN);
    const answers = await Promise.all(
      Array.from({ length: 64 }, () => browser.submitForm(flow, { method: 'code', code })),
    );
    const passed = answers.filter(
      (answer) => answer.status === 200 && answer.as<FlowBody>().state === 'passed_challenge',
    );
    assert.equal(passed.length, 1);
    assert.equal((await addressOf(app, ANN)).verified, true);
    await app.close();
  });

  it('five hundred wrong codes in one burst evaluate exactly five: SR-OB-05', async () => {
    const app = await startProofs({ file: true });
    const { browser, flow } = await ask(app, 'api', ANN);
    const code = await lastCode(app, ANN);
    const wrong = otherThan(code);
    const answers = await Promise.all(
      Array.from({ length: 500 }, () => browser.submitForm(flow, { method: 'code', code: wrong })),
    );
    const judged = answers.filter(
      (answer) => answer.status === 200 && messageIds(answer.as<FlowBody>()).includes(4070006),
    );
    assert.equal(judged.length, 5);
    assert.equal(answers.filter((answer) => answer.status === 410).length, 495);
    assert.equal((await browser.submitForm(flow, { method: 'code', code })).status, 410);
    assert.equal((await addressOf(app, ANN)).verified, false);
    await app.close();
  });
});
