// Messages are limited per recipient, per client address and in all, whatever flow sends them; answers stay as usual.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Browser,
  createBrowser,
  createIdentity,
  emailTrait,
  type FlowBody,
  login,
  PASSWORD,
  personSchema,
  register,
  schemaUrl,
  startApp,
  type TestApp,
} from 'zelos/testing';
import { COURIER, lastCode, mails, pause } from '../support/mails.ts';
import { ANN, BOB, SMS, startProofs } from '../support/proofs.ts';

const EMAIL = emailTrait({
  credentials: { password: { identifier: true }, code: { identifier: true, via: 'email' } },
  verification: { via: 'email' },
  recovery: { via: 'email' },
});
const PERSON = personSchema('budgets', { email: EMAIL, second: emailTrait({ verification: { via: 'email' } }) });
const PHONES = personSchema('phones', {
  email: EMAIL,
  phone: {
    type: 'string',
    format: 'tel',
    'ory.sh/kratos': { recovery: { via: 'sms' }, verification: { via: 'sms' } },
  },
});

function appWith(messages: object = {}, code: object = {}, mitigate = false): Promise<TestApp> {
  return startApp({
    config: {
      courier: { ...COURIER, channels: [SMS] },
      zelos: { messages },
      security: { account_enumeration: { mitigate } },
      identity: {
        default_schema_id: 'default',
        schemas: [
          { id: 'default', url: schemaUrl(PERSON) },
          { id: 'phones', url: schemaUrl(PHONES) },
        ],
      },
      selfservice: {
        methods: { code: { passwordless_enabled: true, ...code } },
        flows: {
          recovery: { enabled: true, use: 'code' },
          verification: { enabled: true, use: 'code' },
          login: { after: { hooks: [{ hook: 'verification' }] } },
          settings: { required_aal: 'aal1' },
        },
      },
    },
  });
}

const elsewhere = (app: TestApp, n: number): Browser =>
  createBrowser(app, { mode: 'api', address: `203.0.113.${n % 250}` });

/** Asks for a proof in a flow of its own. */
async function ask(
  app: TestApp,
  email: string,
  kind: 'recovery' | 'verification' = 'recovery',
  browser = elsewhere(app, 1),
) {
  return browser.submitForm(await browser.begin(kind), { method: 'code', email });
}

const overBudget = (app: TestApp) =>
  app.logs.filter(({ fields }) => fields['event'] === 'message_over_budget').map(({ fields }) => fields['rule']);

describe('what counts against a budget', () => {
  it('asks that were refused do not: whoever asks on blocks nobody, and each is an event: AB-20, SR-TH-08', async () => {
    const app = await startProofs({ throttle: true });
    await ask(app, ANN);
    for (let n = 0; n < 60; n += 1) {
      app.clock.advance(100);
      await ask(app, ANN, 'recovery', elsewhere(app, n));
    }
    assert.equal((await mails(app, ANN)).length, 1);
    assert.deepEqual([...new Set(overBudget(app))], ['recipient-30s']);
    assert.equal(overBudget(app).length, 60);
    assert.ok(!JSON.stringify(app.logs).includes(ANN));
    app.clock.advance(25_000);
    await ask(app, ANN);
    assert.equal((await mails(app, ANN)).length, 2);
    await app.close();
  });

  it('of fifty parallel asks for one address exactly one is sent, of those for many addresses exactly ten: SR-TH-08, AB-21', async () => {
    const app = await startProofs({ throttle: true, file: true });
    await Promise.all(Array.from({ length: 50 }, (_, n) => ask(app, ANN, 'recovery', elsewhere(app, n))));
    assert.equal((await mails(app)).length, 1);
    const people = Array.from({ length: 30 }, (_, n) => `crowd-${n}@example.org`);
    for (const email of people) await createIdentity(app, { schema_id: 'default', traits: { email } });
    const one = createBrowser(app, { mode: 'api', address: '198.51.100.1' });
    await Promise.all(people.map((email) => ask(app, email, 'recovery', one)));
    assert.equal((await mails(app)).length, 1 + 10);
    await app.close();
  });

  it('one client address causes thirty messages in an hour, to ten recipients: AB-21', async () => {
    const app = await startProofs({ throttle: true });
    const people = Array.from({ length: 12 }, (_, n) => `many-${n}@example.org`);
    for (const email of people) await createIdentity(app, { schema_id: 'default', traits: { email } });
    const one = createBrowser(app, { mode: 'api', address: '203.0.113.9' });
    for (let round = 0; round < 5; round += 1) {
      for (const email of people) await ask(app, email, 'recovery', one);
      pause(app);
    }
    assert.equal((await mails(app)).length, 30);
    assert.equal(new Set((await mails(app)).map(({ recipient }) => recipient)).size, 10);
    assert.deepEqual([...new Set(overBudget(app))].sort(), ['client-1h', 'client-recipients-1h']);
    await ask(app, people[11] ?? '', 'recovery', elsewhere(app, 200));
    assert.equal((await mails(app)).length, 31);
    await app.close();
  });

  it('a code on its way stays good when no other one is sent: AB-20', async () => {
    const app = await startProofs({ throttle: true });
    const browser = createBrowser(app, { mode: 'api' });
    const flow = await browser.begin('verification');
    await browser.submitForm(flow, { method: 'code', email: BOB });
    const code = await lastCode(app, BOB);
    await browser.submitForm(flow, { method: 'code', email: BOB });
    assert.equal((await mails(app, BOB)).length, 1);
    const answer = await browser.submitForm(flow, { method: 'code', code });
    assert.equal(answer.as<FlowBody>().state, 'passed_challenge');
    await app.close();
  });
});

describe('every flow that sends uses the same budget', () => {
  /** Uses up the five messages of an hour for somebody, by recovery. */
  async function exhaust(app: TestApp, email: string): Promise<number> {
    for (let n = 0; n < 5; n += 1) {
      await ask(app, email, 'recovery', elsewhere(app, n));
      pause(app);
    }
    return (await mails(app, email)).length;
  }

  it('sign-up, sign-in and the verification after both: the sixth is answered as usual and not sent: SR-TH-08', async () => {
    const app = await appWith();
    const signUp = async (email: string) => {
      const browser = createBrowser(app, { mode: 'api' });
      const answer = await register(browser, { email });
      assert.equal(answer.status, 200, answer.text);
      return answer;
    };
    await exhaust(app, 'new@example.org');
    const before = (await mails(app)).length;
    const shape = (text: string) => text.replaceAll(/[0-9a-f-]{36}|[A-Za-z0-9_]{32,}|\d{4}-\d\d[^"]*|new2?@/g, '');
    const silent = await signUp('new@example.org');
    assert.equal((await mails(app)).length, before, 'a verification was mailed');
    const loud = await signUp('new2@example.org');
    assert.equal((await mails(app)).length, before + 1);
    assert.equal(shape(silent.text), shape(loud.text));
    // The hook after a sign-in begins a verification, too.
    const signedIn = await login(createBrowser(app, { mode: 'api' }), { identifier: 'new@example.org' });
    assert.equal(signedIn.status, 200, signedIn.text);
    assert.equal((await mails(app)).length, before + 1, 'a verification was mailed');
    const browser = createBrowser(app, { mode: 'api' });
    const asked = await browser.submitForm(await browser.begin('login'), {
      method: 'code',
      identifier: 'new@example.org',
    });
    assert.equal(asked.as<FlowBody>().state, 'sent_email');
    const other = createBrowser(app, { mode: 'api' });
    const registering = await other.submitForm(await other.begin('registration'), {
      method: 'code',
      traits: { email: 'new@example.org' },
    });
    assert.equal(registering.as<FlowBody>().state, 'sent_email');
    assert.equal((await mails(app)).length, before + 1);
    await app.close();
  });

  it('a changed address and a second factor: SR-TH-08', async () => {
    const app = await appWith({}, { passwordless_enabled: false, mfa_enabled: true });
    const email = 'two@example.org';
    const credentials = { password: { config: { password: PASSWORD } } };
    await createIdentity(app, { schema_id: 'default', traits: { email }, credentials });
    const browser = createBrowser(app, { mode: 'api' });
    await login(browser, { identifier: email });
    await exhaust(app, email);
    await exhaust(app, 'target@example.org');
    const before = (await mails(app)).length;
    const second = await browser.begin('login', { aal: 'aal2' });
    assert.equal(second.state, 'sent_email');
    const settings = await browser.begin('settings');
    const saved = await browser.submitForm(settings, {
      method: 'profile',
      traits: { email, second: 'target@example.org' },
    });
    assert.equal(saved.status, 200, saved.text);
    assert.equal((await mails(app)).length, before);
    await app.close();
  });

  it('names that lead to nobody have budgets of their own: AB-42', async () => {
    const app = await appWith({}, {}, true);
    for (const [n, identifier] of ['nobody-1', 'nobody-2', 'nobody-1'].entries()) {
      const browser = elsewhere(app, n);
      await browser.submitForm(await browser.begin('login'), { method: 'code', identifier });
    }
    assert.deepEqual(overBudget(app), ['recipient-30s']);
    await app.close();
  });
});

describe('text messages', () => {
  async function withPhones(app: TestApp, phones: readonly string[]): Promise<void> {
    for (const [n, phone] of phones.entries()) {
      await createIdentity(app, { schema_id: 'phones', traits: { email: `p${n}@example.org`, phone } });
    }
  }
  const NUMBERS = ['+4915112345678', '+4915112345679', '+4915112345680', '+33612345678'] as const;

  it('three in an hour to one number: AB-22', async () => {
    const app = await appWith();
    await withPhones(app, NUMBERS);
    for (let n = 0; n < 8; n += 1) {
      const answer = await ask(app, NUMBERS[0], 'verification', elsewhere(app, n));
      assert.equal(answer.as<FlowBody>().state, 'sent_email');
      pause(app);
    }
    assert.equal((await mails(app, NUMBERS[0])).length, 3);
    app.clock.advance(3_600_000);
    await ask(app, NUMBERS[0], 'verification');
    assert.equal((await mails(app, NUMBERS[0])).length, 4);
    await app.close();
  });

  it('only to numbers with an allowed beginning, also with throttling off: AB-22', async () => {
    for (const enabled of [true, false]) {
      const app = await startProofs({
        more: {
          courier: { ...COURIER, channels: [SMS] },
          zelos: { throttle: { enabled }, messages: { sms_prefixes: ['+49', '+43'] } },
        },
      });
      await createIdentity(app, { schema_id: 'many', traits: { phones: [...NUMBERS] } });
      for (const number of NUMBERS) await ask(app, number, 'verification');
      assert.equal((await mails(app, NUMBERS[3])).length, 0);
      assert.equal((await mails(app)).length, 3);
      assert.deepEqual(overBudget(app), ['sms-prefix']);
      // An address is no number.
      await ask(app, ANN, 'verification');
      assert.equal((await mails(app, ANN)).length, 1);
      await app.close();
    }
  });

  it('so many in a day, decoys not among them; the next day begins anew: AB-22', async () => {
    const app = await appWith({ sms_per_day: 2 });
    await withPhones(app, NUMBERS);
    for (const number of ['+4915100000001', '+4915100000002', '+4915100000003']) await ask(app, number, 'verification');
    for (const number of NUMBERS) await ask(app, number, 'verification');
    assert.equal((await mails(app)).length, 2);
    assert.deepEqual(overBudget(app), ['texts-1d', 'texts-1d']);
    app.clock.advance(24 * 3_600_000 + 1);
    await ask(app, NUMBERS[3], 'verification');
    assert.equal((await mails(app, NUMBERS[3])).length, 1);
    await app.close();
  });
});
