// Registration through the wire, in one step: begin, fetch and submit for pages, scripts and native clients.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { ErrorGeneric, SuccessfulNativeRegistration } from '@zelos/contract';
import {
  APP_URL,
  createBrowser,
  createIdentity,
  type FlowBody,
  login,
  messageIds,
  MODES,
  nodeList,
  nodeOf,
  PASSWORD,
  register,
  schemaUrl,
  startApp,
  TEST_SCHEMA,
  type TestApp,
} from 'zelos/testing';
import { type Listed, listIdentities } from '../support/admin.ts';

const HOME = `${APP_URL}/home`;

describe('registration', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  for (const mode of MODES) {
    const email = `${mode}@example.org`;

    it(`begins with traits and password (${mode})`, async () => {
      const flow = await createBrowser(app, { mode }).begin('registration');
      assert.deepEqual(nodeList(flow), [
        'default csrf_token',
        'default traits.email',
        'password password',
        'default traits.name.first',
        'default traits.name.last',
        'password method=password',
      ]);
      const address = nodeOf(flow, 'traits.email');
      assert.deepEqual(address.meta.label, {
        id: 1070002,
        text: 'E-Mail',
        type: 'info',
        context: { title: 'E-Mail', name: 'traits.email' },
      });
      assert.deepEqual(
        [
          address.attributes['type' as never],
          address.attributes['autocomplete' as never],
          address.attributes['required' as never],
        ],
        ['email', 'email', true],
      );
      assert.equal(nodeOf(flow, 'password').attributes['autocomplete' as never], 'new-password');
      assert.equal('created_at' in flow, false);
      assert.equal('refresh' in flow, false);
    });

    it(`signs up and in with the session hook, then whoami and login agree (${mode})`, async () => {
      const browser = createBrowser(app, { mode });
      const answer = await register(browser, { email, traits: { name: { first: 'Ada', last: 'Example' } } });
      if (mode === 'html') assert.deepEqual([answer.status, answer.location], [303, HOME]);
      else {
        const body = answer.as<SuccessfulNativeRegistration>();
        assert.equal(body.identity.state, 'active');
        assert.equal(body.session?.identity?.id, body.identity.id);
        const actions = body.continue_with?.map((item) => item.action);
        assert.deepEqual(actions, mode === 'api' ? ['set_ory_session_token'] : ['redirect_browser_to']);
        assert.equal(body.session_token === undefined, mode !== 'api');
      }
      const who = await browser.get('/sessions/whoami');
      assert.deepEqual(who.as<{ identity: Listed }>().identity.traits, {
        email,
        name: { first: 'Ada', last: 'Example' },
      });
      const again = createBrowser(app, { mode });
      assert.equal((await login(again, { identifier: email })).status, mode === 'html' ? 303 : 200);
    });

    it(`shows what is wrong where it is wrong, keeps traits and forgets the password: B8 (${mode})`, async () => {
      const browser = createBrowser(app, { mode });
      const flow = await browser.begin('registration');
      const seen = [];
      for (let i = 0; i < 2; i += 1) {
        const answer = await browser.submitForm(flow, {
          method: 'password',
          password: 'short',
          traits: { email: 'nope', name: { first: 'Ada' } },
        });
        assert.equal(answer.status, mode === 'html' ? 302 : 400);
        const again = (await browser.fetchFlow('registration', flow.id)).as<FlowBody>();
        assert.deepEqual(messageIds(again, 'traits.email'), [4000040]);
        assert.deepEqual(messageIds(again, 'password'), [], 'the payload comes before the policy');
        assert.equal(nodeOf(again, 'traits.email').attributes['value' as never], 'nope');
        assert.equal(nodeOf(again, 'traits.name.first').attributes['value' as never], 'Ada');
        assert.equal('value' in nodeOf(again, 'password').attributes, false);
        seen.push([nodeList(again), messageIds(again)]);
      }
      assert.deepEqual(seen[1], seen[0]);
      await browser.submitForm(flow, { method: 'password', password: 'short', traits: { email: `new-${email}` } });
      const policy = (await browser.fetchFlow('registration', flow.id)).as<FlowBody>();
      assert.deepEqual(messageIds(policy, 'password'), [4000032]);
      assert.deepEqual(messageIds(policy, 'traits.email'), []);
      assert.equal(
        nodeOf(policy, 'traits.name.first').attributes['value' as never],
        'Ada',
        'a value stays until another is sent',
      );
    });

    it(`refuses an identifier that is taken, in any spelling (${mode})`, async () => {
      for (const spelling of [email, email.toUpperCase()]) {
        const browser = createBrowser(app, { mode });
        const flow = await browser.begin('registration');
        await browser.submitForm(flow, { method: 'password', password: PASSWORD, traits: { email: spelling } });
        const again = (await browser.fetchFlow('registration', flow.id)).as<FlowBody>();
        assert.deepEqual(messageIds(again), [4000007]);
      }
      assert.equal((await listIdentities(app, { credentials_identifier: email })).length, 1);
    });

    it(`one flow makes one identity: B22, SR-RC-10 (${mode})`, async () => {
      const browser = createBrowser(app, { mode });
      const flow = await browser.begin('registration');
      const values = (n: number) => ({
        method: 'password',
        password: PASSWORD,
        traits: { email: `once${n}-${email}` },
      });
      await browser.submitForm(flow, values(1));
      // Signed out, but still the same browser and the same flow.
      browser.jar.delete(app.config.session.cookie.name);
      const token = (await browser.begin('registration')).ui.nodes.find(
        (n) => n.attributes['name' as never] === 'csrf_token',
      );
      const second = await browser.submitForm(flow, {
        ...values(2),
        ...(mode === 'api' ? {} : { csrf_token: token?.attributes['value' as never] }),
      });
      if (mode === 'html') {
        assert.equal(second.status, 303);
        assert.notEqual(new URL(second.location ?? '').searchParams.get('flow'), flow.id);
      } else {
        assert.equal(second.status, 410);
        assert.equal(second.as<ErrorGeneric>().error.id, 'self_service_flow_expired');
      }
      assert.equal((await listIdentities(app, { credentials_identifier: values(2).traits.email })).length, 0);
    });

    it(`a flow that ran out is replaced (${mode})`, async () => {
      const browser = createBrowser(app, { mode });
      const flow = await browser.begin('registration');
      app.clock.advance(3_600_001);
      const answer = await browser.submitForm(flow, {
        method: 'password',
        password: PASSWORD,
        traits: { email: `late-${email}` },
      });
      const fresh =
        mode === 'html'
          ? new URL(answer.location ?? '').searchParams.get('flow')
          : answer.as<{ use_flow_id: string }>().use_flow_id;
      assert.equal(answer.status, mode === 'html' ? 303 : 410);
      const next = (await browser.fetchFlow('registration', fresh ?? '')).as<FlowBody>();
      assert.deepEqual(messageIds(next), [4040001]);
      const done = await browser.submitForm(next, {
        method: 'password',
        password: PASSWORD,
        traits: { email: `late-${email}` },
      });
      assert.equal(done.status, mode === 'html' ? 303 : 200);
    });

    it(`missing and unknown methods: B9 (${mode})`, async () => {
      const browser = createBrowser(app, { mode });
      const flow = await browser.begin('registration');
      for (const method of [undefined, 'default', 'telepathy', 'profile']) {
        await browser.submitForm(flow, { method, traits: { email: 'x@example.org' } });
        const again = (await browser.fetchFlow('registration', flow.id)).as<FlowBody>();
        assert.deepEqual([messageIds(again), again.active], [[4010003], undefined]);
      }
    });
  }

  it('nobody signs up who is signed in', async () => {
    const api = createBrowser(app, { mode: 'api' });
    await login(api, { identifier: 'api@example.org' });
    assert.equal(
      (await api.get('/self-service/registration/api')).as<ErrorGeneric>().error.id,
      'session_already_available',
    );
    const spa = createBrowser(app, { mode: 'spa' });
    const open = await spa.begin('registration');
    await login(spa, { identifier: 'spa@example.org' });
    assert.equal((await spa.get('/self-service/registration/browser')).status, 400);
    const late = await spa.submitForm(open, {
      method: 'password',
      password: PASSWORD,
      traits: { email: 'late@example.org' },
    });
    assert.deepEqual([late.status, late.as<ErrorGeneric>().error.id], [400, 'session_already_available']);
    const page = createBrowser(app);
    const form = await page.begin('registration', { return_to: `${APP_URL}/deep` });
    const own = await page.begin('registration', { return_to: `${app.publicUrl}self-service/settings/browser` });
    await login(page, { identifier: 'html@example.org' });
    assert.deepEqual((await page.get('/self-service/registration/browser')).location, HOME);
    const outside = await page.submitForm(form, {
      method: 'password',
      password: PASSWORD,
      traits: { email: 'late@example.org' },
    });
    assert.deepEqual([outside.status, outside.location], [302, HOME]);
    const inside = await page.submitForm(own, {
      method: 'password',
      password: PASSWORD,
      traits: { email: 'late@example.org' },
    });
    assert.equal(inside.status, 302);
    assert.match(inside.location ?? '', /^https:\/\/id\.example\.org\/self-service\/settings\/browser$/);
  });

  it('switched off means off on every path: SR-RC-13', async () => {
    const off = await startApp({ config: { selfservice: { flows: { registration: { enabled: false } } } } });
    for (const mode of ['spa', 'api'] as const) {
      const browser = createBrowser(off, { mode });
      const answer = await browser.get(`/self-service/registration/${mode === 'api' ? 'api' : 'browser'}`);
      assert.deepEqual([answer.status, answer.as<ErrorGeneric>().error.id], [400, 'self_service_flow_disabled']);
    }
    const page = await createBrowser(off).get('/self-service/registration/browser');
    assert.match(page.location ?? '', /^https:\/\/app\.example\.org\/error\?id=/);
    assert.equal((await listIdentities(off)).length, 0);
    await off.close();
  });

  it('flows that were begun before a method or registration was switched off do not finish: B22, SR-RC-13', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'zelos-switched-'));
    const dsn = `sqlite://${join(directory, 'zelos.sqlite')}`;
    const first = await startApp({ config: { dsn } });
    const browser = createBrowser(first, { mode: 'api' });
    const [registration, login] = [await browser.begin('registration'), await browser.begin('login')];
    await createIdentity(first, {
      traits: { email: 'ann@example.org' },
      credentials: { password: { config: { password: PASSWORD } } },
    });
    await first.close();
    const values = { method: 'password', password: PASSWORD, traits: { email: 'late@example.org' } };
    const off = await startApp({ config: { dsn, selfservice: { flows: { registration: { enabled: false } } } } });
    const refused = await createBrowser(off, { mode: 'api' }).submitForm(registration, values);
    assert.deepEqual([refused.status, refused.as<ErrorGeneric>().error.id], [400, 'self_service_flow_disabled']);
    await off.close();
    const without = await startApp({ config: { dsn, selfservice: { methods: { password: { enabled: false } } } } });
    const other = createBrowser(without, { mode: 'api' });
    assert.equal((await other.submitForm(registration, values)).status, 404);
    assert.equal(
      (await other.submitForm(login, { method: 'password', identifier: 'ann@example.org', password: PASSWORD })).status,
      404,
    );
    assert.equal((await listIdentities(without)).length, 1);
    await without.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('hints name how the account signs in when they are asked for, and the spelling that collided', async () => {
    const hints = await startApp({ config: { selfservice: { flows: { registration: { login_hints: true } } } } });
    const browser = createBrowser(hints, { mode: 'spa' });
    await createIdentity(hints, {
      traits: { email: 'ann@example.org' },
      credentials: { password: { config: { password: PASSWORD } } },
    });
    const answer = (await register(browser, { email: 'ANN@example.org' })).as<FlowBody>();
    const [message] = answer.ui.messages ?? [];
    assert.equal(message?.id, 4000028);
    assert.deepEqual(message?.context?.['available_credential_types'], ['password']);
    assert.equal(message?.context?.['credential_identifier_hint'], 'ann@example.org');
    await hints.close();
  });

  it('without the session hook nobody is signed in', async () => {
    const plain = await startApp({
      config: { selfservice: { flows: { registration: { after: { password: { hooks: [] } } } } } },
    });
    for (const mode of MODES) {
      const browser = createBrowser(plain, { mode });
      const answer = await register(browser, { email: `${mode}@example.org` });
      if (mode !== 'html') {
        assert.deepEqual(Object.keys(answer.as<object>()).sort(), ['continue_with', 'identity']);
        if (mode === 'api') assert.equal(answer.as<SuccessfulNativeRegistration>().continue_with, null);
      }
      assert.deepEqual(
        answer.cookies.filter((c) => c.name === 'ory_kratos_session'),
        [],
      );
      assert.equal((await browser.get('/sessions/whoami')).status, 401);
    }
    await plain.close();
  });

  it('identity_schema chooses among those that people may choose', async () => {
    const customer = { ...TEST_SCHEMA, $id: 'https://zelos.invalid/schemas/customer.json' };
    const many = await startApp({
      config: {
        identity: {
          schemas: [
            { id: 'default', url: schemaUrl(TEST_SCHEMA) },
            { id: 'customer', url: schemaUrl(customer), selfservice_selectable: true },
            { id: 'staff', url: schemaUrl(customer) },
          ],
        },
      },
    });
    const browser = createBrowser(many, { mode: 'api' });
    const flow = await browser.begin('registration', { identity_schema: 'customer' });
    assert.equal(flow.identity_schema, 'customer');
    const done = await browser.submitForm(flow, {
      method: 'password',
      password: PASSWORD,
      traits: { email: 'cy@example.org' },
    });
    assert.equal(done.as<SuccessfulNativeRegistration>().identity.schema_id, 'customer');
    for (const id of ['staff', 'nothing']) {
      const refused = await browser.get(`/self-service/registration/api?identity_schema=${id}`);
      assert.equal(refused.status, 400);
      assert.match(refused.as<ErrorGeneric>().error.reason ?? '', new RegExp(id));
    }
    await many.close();
  });

  it('an additional trait is refused and named', async () => {
    const browser = createBrowser(app, { mode: 'spa' });
    const answer = await register(browser, { email: 'more@example.org', traits: { admin: true } });
    assert.equal(answer.status, 400);
    assert.deepEqual(messageIds(answer.as<FlowBody>(), 'traits'), [4000001]);
  });

  it('a password is taken as it is typed, with its spaces and emoji: SR-PW-03', async () => {
    const browser = createBrowser(app, { mode: 'api' });
    const password = '  ünï cødé 🔑  ';
    assert.equal((await register(browser, { email: 'emoji@example.org', password })).status, 200);
    const fresh = createBrowser(app, { mode: 'api' });
    assert.equal((await login(fresh, { identifier: 'emoji@example.org', password: password.trim() })).status, 400);
    assert.equal((await login(fresh, { identifier: 'emoji@example.org', password })).status, 200);
  });
});
