// Signing in and up with codes, as a first factor and as a second one.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { ErrorGeneric, JsonObject } from '@zelos/contract';
import {
  type Answer,
  APP_URL,
  type Browser,
  createBrowser,
  createIdentity,
  emailTrait,
  type FlowBody,
  login,
  messageIds,
  type Mode,
  MODES,
  nodeList,
  nodeOf,
  PASSWORD,
  personSchema,
  schemaUrl,
  startApp,
  type TestApp,
} from 'zelos/testing';
import { listIdentities } from '../support/admin.ts';
import { COURIER, lastCode, mails, otherThan, pause } from '../support/mails.ts';

/** People with two mail addresses that get codes; the first one is for passwords, too. */
const CODE_SCHEMA = personSchema('code-person', {
  email: emailTrait({
    credentials: { password: { identifier: true }, code: { identifier: true, via: 'email' } },
    verification: { via: 'email' },
  }),
  second: emailTrait({ credentials: { code: { identifier: true, via: 'email' } } }),
  name: { type: 'string' },
});

const CODE_ON = { passwordless_enabled: true };
function appWith(
  code: object,
  more: { selfservice?: object; feature_flags?: object; dsn?: string } = {},
): Promise<TestApp> {
  const { selfservice = {}, ...rest } = more;
  return startApp({
    config: {
      courier: COURIER,
      // Everybody in these tests has the same address.
      zelos: { messages: { recipients_per_client_hour: 1000 } },
      identity: { default_schema_id: 'default', schemas: [{ id: 'default', url: schemaUrl(CODE_SCHEMA) }] },
      selfservice: { methods: { code }, ...selfservice },
      ...rest,
    },
  });
}

let counter = 0;
async function member(app: TestApp, more: JsonObject = {}): Promise<string> {
  counter += 1;
  const email = `member-${counter}@example.org`;
  const credentials = { password: { config: { password: PASSWORD } } };
  await createIdentity(app, { schema_id: 'default', traits: { email, ...more }, credentials });
  pause(app);
  return email;
}

const read = async (browser: Browser, id: string, kind: 'login' | 'registration' = 'login') =>
  (await browser.fetchFlow(kind, id)).as<FlowBody>();
const refusal = (mode: Mode) => (mode === 'html' ? 303 : 400);
const signedIn = (mode: Mode, answer: Answer) =>
  mode === 'html' ? answer.location === `${APP_URL}/home` : answer.status === 200;

describe('sign-in with a code', () => {
  let app: TestApp;
  before(async () => {
    app = await appWith(CODE_ON);
  });
  after(() => app.close());

  for (const mode of MODES) {
    it(`the code of the mail signs in and proves its address: SR-OB-01, SR-OB-09 (${mode})`, async () => {
      const email = await member(app);
      const browser = createBrowser(app, { mode });
      const flow = await browser.begin('login');
      assert.ok(nodeList(flow).includes('code method=code'));
      const sent = await browser.submitForm(flow, { method: 'code', identifier: email });
      assert.equal(sent.status, refusal(mode), sent.text);
      const waiting = await read(browser, flow.id);
      assert.deepEqual(messageIds(waiting), [1010014]);
      assert.equal(waiting.state, 'sent_email');
      const code = await lastCode(app, email);
      const values = { method: 'code', identifier: email, code };
      const wrong = await browser.submitForm(waiting, { ...values, code: otherThan(code) });
      assert.equal(wrong.status, refusal(mode));
      assert.deepEqual(messageIds(await read(browser, flow.id)), [4010008]);
      const done = await browser.submitForm(await read(browser, flow.id), values);
      assert.ok(signedIn(mode, done), done.text);
      if (mode !== 'html') {
        const { session } = done.as<{ session: { identity: { verifiable_addresses: { verified: boolean }[] } } }>();
        assert.equal(session.identity.verifiable_addresses[0]?.verified, true, 'the answer shows what was written');
      }
      const again = createBrowser(app, { mode: 'api' });
      const other = await again.begin('login');
      await again.submitForm(other, { method: 'code', identifier: email });
      assert.equal((await again.submitForm(other, values)).status, 400, 'SR-OB-01: a code works once');
    });

    it(`the same form after the same refusal: B8 (${mode})`, async () => {
      const email = await member(app);
      const browser = createBrowser(app, { mode });
      const flow = await browser.begin('login');
      await browser.submitForm(flow, { method: 'code', identifier: email });
      const forms: (readonly string[])[] = [];
      for (let tries = 0; tries < 2; tries += 1) {
        await browser.submitForm(await read(browser, flow.id), { method: 'code', identifier: email, code: '000000' });
        forms.push(nodeList(await read(browser, flow.id)));
      }
      assert.deepEqual(forms[0], forms[1]);
    });

    it(`asking again replaces the code: SR-OB-06 (${mode})`, async () => {
      const email = await member(app);
      const browser = createBrowser(app, { mode });
      const flow = await browser.begin('login');
      await browser.submitForm(flow, { method: 'code', identifier: email });
      const first = await lastCode(app, email);
      pause(app);
      await browser.submitForm(await read(browser, flow.id), { method: 'code', resend: 'code', identifier: email });
      const second = await lastCode(app, email);
      assert.equal((await mails(app, email)).length, 2);
      const old = await browser.submitForm(await read(browser, flow.id), {
        method: 'code',
        identifier: email,
        code: first,
      });
      assert.equal(signedIn(mode, old), false);
      const fresh = await browser.submitForm(await read(browser, flow.id), {
        method: 'code',
        identifier: email,
        code: second,
      });
      assert.ok(signedIn(mode, fresh), fresh.text);
    });
  }

  it('an identifier of one address gets one code, every address gets its own otherwise, each good once: SR-OB-02', async () => {
    const email = await member(app, { second: 'second@example.org' });
    const browser = createBrowser(app, { mode: 'api' });
    const flow = await browser.begin('login');
    await browser.submitForm(flow, { method: 'code', identifier: email });
    assert.equal((await mails(app, 'second@example.org')).length, 0);
    assert.equal((await mails(app, email)).length, 1);
  });

  it('a code counts for its flow and its person only: SR-OB-02', async () => {
    const [ann, bo] = [await member(app), await member(app)];
    const [first, second] = [createBrowser(app, { mode: 'api' }), createBrowser(app, { mode: 'api' })];
    const [flowOfAnn, flowOfBo] = [await first.begin('login'), await second.begin('login')];
    await first.submitForm(flowOfAnn, { method: 'code', identifier: ann });
    await second.submitForm(flowOfBo, { method: 'code', identifier: bo });
    const codeOfBo = await lastCode(app, bo);
    const tries = [
      await first.submitForm(flowOfAnn, { method: 'code', identifier: ann, code: codeOfBo }),
      await first.submitForm(flowOfAnn, { method: 'code', identifier: bo, code: codeOfBo }),
      await second.submitForm(flowOfBo, { method: 'code', identifier: ann, code: codeOfBo }),
    ];
    for (const answer of tries) assert.deepEqual(messageIds(answer.as<FlowBody>()), [4010008]);
    const right = await second.submitForm(flowOfBo, { method: 'code', identifier: bo, code: codeOfBo });
    assert.equal(right.status, 200, 'a misplaced try does not use the code up');
  });

  it('a code counts for an address that is still the person’s only: SR-OB-02', async () => {
    const email = await member(app);
    const browser = createBrowser(app, { mode: 'api' });
    const flow = await browser.begin('login');
    await browser.submitForm(flow, { method: 'code', identifier: email });
    const code = await lastCode(app, email);
    const owner = createBrowser(app, { mode: 'api' });
    await login(owner, { identifier: email });
    const traits = { email: `since-${email}` };
    const changed = await owner.submitForm(await owner.begin('settings'), { method: 'profile', traits });
    assert.equal(changed.status, 200, changed.text);
    const late = await browser.submitForm(flow, { method: 'code', identifier: email, code });
    assert.deepEqual(messageIds(late.as<FlowBody>()), [4010008]);
  });

  it('a code of somebody who was deactivated since signs nobody in: SR-RC-08', async () => {
    const email = await member(app);
    const browser = createBrowser(app, { mode: 'api' });
    const flow = await browser.begin('login');
    await browser.submitForm(flow, { method: 'code', identifier: email });
    const code = await lastCode(app, email);
    const { identities } = app.zelos.database;
    const stored = await identities.findByIdentifier(['code'], [email]);
    assert.ok(stored);
    await identities.update({ ...stored, state: 'inactive' });
    const late = await browser.submitForm(flow, { method: 'code', identifier: email, code });
    assert.equal(late.status, 400);
    assert.deepEqual(messageIds(late.as<FlowBody>()), [4010011]);
    assert.equal((late.json as { session?: object }).session, undefined);
  });

  it('five submissions are judged per flow, however many come at once: SR-OB-05', async () => {
    const email = await member(app);
    const browser = createBrowser(app, { mode: 'api' });
    const flow = await browser.begin('login');
    await browser.submitForm(flow, { method: 'code', identifier: email });
    const code = await lastCode(app, email);
    const wrong = { method: 'code', identifier: email, code: otherThan(code) };
    const answers = await Promise.all(Array.from({ length: 40 }, () => browser.submitForm(flow, wrong)));
    const ids = answers.map((answer) => messageIds(answer.as<FlowBody>())[0]);
    assert.equal(ids.filter((id) => id === 4010008).length, 5);
    assert.equal(ids.filter((id) => id === 4000001).length, 35);
    const right = await browser.submitForm(flow, { ...wrong, code });
    assert.deepEqual(messageIds(right.as<FlowBody>()), [4000001]);
  });

  it('a code ends with its lifespan: SR-OB-04', async () => {
    const short = await appWith({ ...CODE_ON, config: { lifespan: '2m' } });
    const email = await member(short);
    const browser = createBrowser(short, { mode: 'api' });
    const flow = await browser.begin('login');
    await browser.submitForm(flow, { method: 'code', identifier: email });
    short.clock.advance(121_000);
    const values = { method: 'code', identifier: email, code: await lastCode(short, email) };
    assert.deepEqual(messageIds((await browser.submitForm(flow, values)).as<FlowBody>()), [4010008]);
    await short.close();
  });

  it('signing in again takes a code of the same person only: SR-SE-14', async () => {
    const [ann, bo] = [await member(app), await member(app)];
    const browser = createBrowser(app, { mode: 'spa' });
    await login(browser, { identifier: ann });
    const flow = await browser.begin('login', { refresh: 'true' });
    const foreign = await browser.submitForm(flow, { method: 'code', identifier: bo });
    assert.deepEqual(messageIds(foreign.as<FlowBody>()), [4000035]);
    assert.deepEqual(await mails(app, bo), []);
    await browser.submitForm(flow, { method: 'code', identifier: ann });
    assert.deepEqual(messageIds(await read(browser, flow.id)), [1010025]);
    const done = await browser.submitForm(flow, { method: 'code', identifier: ann, code: await lastCode(app, ann) });
    assert.equal(done.status, 200, done.text);
  });

  it('a flow of one person is no way in while another one is signed in: SR-SE-14', async () => {
    const [ann, bo] = [await member(app), await member(app)];
    const browser = createBrowser(app, { mode: 'spa' });
    await login(browser, { identifier: ann });
    const flow = await browser.begin('login', { refresh: 'true' });
    await browser.submitForm(flow, { method: 'code', identifier: ann });
    const cookie = browser.jar.get(app.config.session.cookie.name);
    const other = createBrowser(app, { mode: 'spa' });
    await login(other, { identifier: bo });
    browser.jar.set(app.config.session.cookie.name, other.jar.get(app.config.session.cookie.name) ?? '');
    const values = { method: 'code', identifier: ann, code: await lastCode(app, ann) };
    assert.equal((await browser.submitForm(flow, values)).status, 400);
    browser.jar.set(app.config.session.cookie.name, cookie ?? '');
    assert.equal((await browser.submitForm(flow, values)).status, 200);
  });
});

describe('signing in again with a code at a chosen address: refresh_login_choose_address', () => {
  let app: TestApp;
  before(async () => {
    app = await appWith(CODE_ON, { feature_flags: { refresh_login_choose_address: true } });
  });
  after(() => app.close());

  for (const mode of MODES) {
    it(`every address is a button, and only the chosen one gets a code: B3 (${mode})`, async () => {
      const second = `second-${mode}@example.org`;
      const ann = await member(app, { second });
      const browser = createBrowser(app, { mode });
      await login(browser, { identifier: ann });
      const flow = await browser.begin('login', { refresh: 'true' });
      const codeNodes = nodeList(flow).filter((node) => node.startsWith('code '));
      assert.deepEqual(codeNodes, [`code address=${ann}`, `code address=${second}`]);
      assert.ok(nodeList(flow).includes(`default identifier=${ann}`), 'the password still knows whom it belongs to');
      await browser.submitForm(flow, { address: second, identifier: undefined });
      const waiting = await read(browser, flow.id);
      assert.deepEqual([waiting.state, messageIds(waiting)], ['sent_email', [1010025]]);
      const carried = waiting.ui.nodes.filter(
        ({ attributes }) => 'name' in attributes && attributes.name === 'identifier',
      );
      assert.deepEqual(
        carried.map(({ group, attributes }) => [group, attributes['value' as never]]),
        [
          ['default', second],
          ['code', ann],
          ['code', second],
        ],
      );
      assert.deepEqual(await mails(app, ann), []);
      const values = { method: 'code', identifier: second };
      const code = await lastCode(app, second);
      await browser.submitForm(waiting, { ...values, code: otherThan(code) });
      assert.deepEqual(messageIds(await read(browser, flow.id)), [4010008]);
      const done = await browser.submitForm(await read(browser, flow.id), { ...values, code });
      assert.ok(signedIn(mode, done), done.text);
      assert.deepEqual(await mails(app, ann), []);
    });
  }

  it('an address of somebody else is unknown: B3', async () => {
    const [ann, bo] = [await member(app), await member(app)];
    const browser = createBrowser(app, { mode: 'spa' });
    await login(browser, { identifier: ann });
    const flow = await browser.begin('login', { refresh: 'true' });
    const answer = await browser.submitForm(flow, { address: bo });
    assert.deepEqual(messageIds(answer.as<FlowBody>()), [4000035]);
    assert.deepEqual(await mails(app, bo), []);
  });

  it('who is not signed in gives an identifier', async () => {
    const browser = createBrowser(app, { mode: 'spa' });
    const flow = await browser.begin('login', { refresh: 'true' });
    assert.ok(nodeList(flow).includes('code method=code'));
    const answer = await browser.submitForm(flow, { address: await member(app), method: undefined });
    assert.deepEqual(messageIds(answer.as<FlowBody>()), [4010002]);
  });
});

describe('sign-up with a code', () => {
  for (const mode of MODES) {
    it(`the code of the mail creates the account with a verified address (${mode})`, async () => {
      const hooks = { registration: { after: { code: { hooks: [{ hook: 'session' }] } } } };
      const app = await appWith(CODE_ON, { selfservice: { flows: hooks } });
      const browser = createBrowser(app, { mode });
      const email = 'new@example.org';
      const flow = await browser.begin('registration');
      const traits = { email, name: 'Ada' };
      await browser.submitForm(flow, { method: 'code', traits });
      const waiting = await read(browser, flow.id, 'registration');
      assert.deepEqual(messageIds(waiting), [1040005]);
      assert.deepEqual(
        nodeList(waiting).filter((node) => node.includes('traits.')),
        ['default traits.email=new@example.org', 'default traits.second', 'default traits.name=Ada'],
        'in the order of the schema',
      );
      const code = await lastCode(app, email);
      const changed = { method: 'code', traits: { email, name: 'Eve' }, code };
      await browser.submitForm(waiting, changed);
      assert.deepEqual(messageIds(await read(browser, flow.id, 'registration')), [4000036]);
      await browser.submitForm(waiting, { method: 'code', traits, code: otherThan(code) });
      assert.deepEqual(messageIds(await read(browser, flow.id, 'registration')), [4040003]);
      assert.deepEqual(await listIdentities(app), []);
      const done = await browser.submitForm(await read(browser, flow.id, 'registration'), {
        method: 'code',
        traits,
        code,
      });
      assert.ok(signedIn(mode, done), done.text);
      const found = (await app.zelos.database.identities.findByIdentifier(['code'], [email]))?.verifiableAddresses[0];
      assert.equal(found?.verified, true);
      await app.close();
    });

    it(`without the passwordless switch nobody signs up by code, and nothing is sent: B2 (${mode})`, async () => {
      for (const code of [{}, { mfa_enabled: true }]) {
        const app = await appWith(code);
        const browser = createBrowser(app, { mode });
        const flow = await browser.begin('registration');
        assert.equal(nodeList(flow).includes('code method=code'), false);
        await browser.submitForm(flow, { method: 'code', traits: { email: 'new@example.org' } });
        assert.deepEqual(messageIds(await read(browser, flow.id, 'registration')), [4010003]);
        assert.deepEqual(await mails(app), []);
        await app.close();
      }
    });
  }

  it('a sign-up that was begun before registration was switched off does not finish: SR-RC-13', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'zelos-code-off-'));
    const dsn = `sqlite://${join(directory, 'zelos.sqlite')}`;
    const first = await appWith(CODE_ON, { dsn });
    const browser = createBrowser(first, { mode: 'api' });
    const traits = { email: 'late@example.org' };
    const [fresh, waiting] = [await browser.begin('registration'), await browser.begin('registration')];
    await browser.submitForm(waiting, { method: 'code', traits });
    const code = await lastCode(first, traits.email);
    await first.close();
    const off = await appWith(CODE_ON, { dsn, selfservice: { flows: { registration: { enabled: false } } } });
    const later = createBrowser(off, { mode: 'api' });
    for (const [flow, values] of [
      [fresh, {}],
      [waiting, { code }],
      [waiting, { resend: 'code' }],
    ] as const) {
      const refused = await later.submitForm(flow, { method: 'code', traits, ...values });
      assert.deepEqual([refused.status, refused.as<ErrorGeneric>().error.id], [400, 'self_service_flow_disabled']);
    }
    assert.deepEqual([(await listIdentities(off)).length, (await mails(off)).length], [0, 1]);
    await off.close();
    await rm(directory, { recursive: true, force: true });
  });
});

describe('a code as the second factor', () => {
  for (const mode of MODES) {
    it(`with one address it is sent at once, and raises the session to aal2 (${mode})`, async () => {
      const app = await appWith({ mfa_enabled: true });
      const email = await member(app);
      const browser = createBrowser(app, { mode });
      await login(browser, { identifier: email });
      const flow = await browser.begin('login', { aal: 'aal2' });
      assert.equal(flow.state, 'sent_email');
      assert.deepEqual(messageIds(flow), [1010025]);
      const code = await lastCode(app, email);
      await browser.submitForm(flow, { method: 'code', code: otherThan(code), identifier: undefined });
      pause(app);
      await browser.submitForm(await read(browser, flow.id), { method: 'code', resend: 'code', identifier: undefined });
      const waiting = await read(browser, flow.id);
      assert.deepEqual(messageIds(waiting), [1010025], 'after a wrong code another one can be asked for');
      assert.equal(nodeOf(waiting, 'identifier').attributes['value' as never], email);
      const done = await browser.submitForm(waiting, { method: 'code', code: await lastCode(app, email) });
      assert.ok(signedIn(mode, done), done.text);
      const who = (await browser.get('/sessions/whoami')).as<{ authenticator_assurance_level: string }>();
      assert.equal(who.authenticator_assurance_level, 'aal2');
      await app.close();
    });

    it(`it goes to the addresses of the person who is signed in, to nobody else: B3 (${mode})`, async () => {
      const app = await appWith({ mfa_enabled: true });
      const [ann, bo] = [await member(app, { second: 'second@example.org' }), await member(app)];
      const browser = createBrowser(app, { mode });
      await login(browser, { identifier: ann });
      const flow = await browser.begin('login', { aal: 'aal2' });
      assert.deepEqual(
        nodeList(flow).filter((node) => node.startsWith('code ')),
        [`code address=${ann}`, 'code address=second@example.org'],
      );
      await browser.submitForm(flow, { address: bo });
      assert.deepEqual(messageIds(await read(browser, flow.id)), [4000035]);
      assert.deepEqual(await mails(app), []);
      await browser.submitForm(flow, { address: 'second@example.org' });
      assert.equal((await mails(app, 'second@example.org')).length, 1);
      const values = (await read(browser, flow.id)).ui.nodes
        .filter(({ attributes }) => 'name' in attributes && attributes.name === 'identifier')
        .map(({ attributes }) => attributes['value' as never]);
      assert.deepEqual(values, ['second@example.org', 'second@example.org'], 'the first one carries the choice');
      await app.close();
    });
  }

  it('via names the address by its trait, and is refused for anything else', async () => {
    const app = await appWith({ mfa_enabled: true });
    const email = await member(app, { second: 'second@example.org', name: 'Ann' });
    const browser = createBrowser(app, { mode: 'spa' });
    await login(browser, { identifier: email });
    const flow = await browser.begin('login', { aal: 'aal2', via: 'second' });
    assert.equal(flow.state, 'sent_email');
    assert.equal((await mails(app, 'second@example.org')).length, 1);
    for (const via of ['name', 'nothing', 'traits', '__proto__', '']) {
      const answer = await browser.get(`/self-service/login/browser?aal=aal2&via=${via}`);
      assert.equal(answer.status, 400, via);
      assert.ok(answer.as<ErrorGeneric>().error.reason);
    }
    await app.close();
  });
});
