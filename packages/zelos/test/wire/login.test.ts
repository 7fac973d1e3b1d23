// Login through the wire: begin, fetch and submit for pages, scripts and native clients.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ErrorGeneric, SuccessfulNativeLogin } from '@zelos/contract';
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
  startApp,
  type TestApp,
} from 'zelos/testing';

const HOME = `${APP_URL}/home`;
const ID = 'ann@example.org';

interface Expired extends ErrorGeneric {
  readonly use_flow_id: string;
  readonly expired_at: string;
  readonly since: number;
}

describe('login', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
    await createIdentity(app, {
      traits: { email: ID, name: { first: 'Ann' } },
      credentials: { password: { config: { password: PASSWORD } } },
    });
  });
  after(() => app.close());

  for (const mode of MODES) {
    it(`begins with the password form (${mode})`, async () => {
      const flow = await createBrowser(app, { mode }).begin('login');
      assert.deepEqual(nodeList(flow), [
        'default csrf_token',
        'default identifier=',
        'password password',
        'password method=password',
      ]);
      assert.equal(nodeOf(flow, 'identifier').meta.label?.id, 1070002);
      assert.equal(nodeOf(flow, 'password').meta.label?.id, 1070001);
      assert.equal(nodeOf(flow, 'method').meta.label?.id, 1010022);
      assert.equal(flow.type, mode === 'api' ? 'api' : 'browser');
      assert.equal(flow.state, 'choose_method');
      assert.equal(flow.refresh, false);
      assert.equal(flow.requested_aal, 'aal1');
      assert.equal(flow.organization_id, null);
      assert.equal(flow.ui.action, `${app.publicUrl}self-service/login?flow=${flow.id}`);
      assert.equal(flow.expires_at, new Date(app.clock.now().getTime() + 3_600_000).toISOString());
    });

    it(`signs in (${mode})`, async () => {
      const browser = createBrowser(app, { mode });
      const answer = await login(browser, { identifier: ` ${ID.toUpperCase()} ` });
      if (mode === 'html') {
        assert.deepEqual([answer.status, answer.location], [303, HOME]);
      } else {
        const { session, session_token: token, continue_with: next } = answer.as<SuccessfulNativeLogin>();
        assert.equal(session.authenticator_assurance_level, 'aal1');
        assert.deepEqual(
          session.authentication_methods?.map((m) => m.method),
          ['password'],
        );
        assert.equal(session.identity?.traits['email' as never], ID);
        assert.equal(token === undefined, mode !== 'api');
        assert.deepEqual(next, mode === 'api' ? null : [{ action: 'redirect_browser_to', redirect_browser_to: HOME }]);
      }
      assert.equal((await browser.get('/sessions/whoami')).status, 200);
    });

    it(`a wrong password and an unknown person give the same form (${mode})`, async () => {
      const shown = [];
      for (const identifier of [ID, 'nobody@example.org']) {
        const browser = createBrowser(app, { mode });
        const flow = await browser.begin('login');
        const answer = await browser.submitForm(flow, {
          method: 'password',
          identifier,
          password: 'wrong horse battery',
        });
        assert.equal(answer.status, mode === 'html' ? 303 : 400);
        if (mode === 'html') assert.equal(answer.location, `${APP_URL}/login?flow=${flow.id}`);
        const again = (await browser.fetchFlow('login', flow.id)).as<FlowBody>();
        assert.deepEqual(messageIds(again), [4000006]);
        assert.equal(nodeOf(again, 'identifier').attributes['value' as never], identifier);
        assert.equal('value' in nodeOf(again, 'password').attributes, false);
        assert.equal(again.active, undefined);
        shown.push(nodeList(again).map((n) => n.replace(identifier, '?')));
      }
      assert.deepEqual(shown[0], shown[1]);
    });

    it(`empty fields are asked for (${mode})`, async () => {
      const browser = createBrowser(app, { mode });
      const flow = await browser.begin('login');
      await browser.submitForm(flow, { method: 'password', identifier: '', password: '' });
      const again = (await browser.fetchFlow('login', flow.id)).as<FlowBody>();
      assert.deepEqual(messageIds(again, 'identifier'), [4000002]);
      assert.deepEqual(messageIds(again, 'password'), [4000002]);
    });

    it(`no method and an unknown one are refused without harm: B9 (${mode})`, async () => {
      const browser = createBrowser(app, { mode });
      const flow = await browser.begin('login');
      for (const values of [{ identifier: ID }, { method: 'default', identifier: ID }, { method: 'telepathy' }]) {
        const answer = await browser.submitForm(flow, values);
        assert.equal(answer.status, mode === 'html' ? 303 : 400);
        const again = (await browser.fetchFlow('login', flow.id)).as<FlowBody>();
        assert.deepEqual(messageIds(again), [4010002]);
        assert.equal(again.active, undefined);
      }
      await browser.request('GET', `/self-service/login?flow=${flow.id}`);
      const done = await browser.submitForm(flow, { method: 'password', identifier: ID, password: PASSWORD });
      assert.equal(done.status, mode === 'html' ? 303 : 200);
      assert.notEqual(done.location, `${APP_URL}/login?flow=${flow.id}`);
    });

    it(`the same wrong submit gives the same form each time: B8 (${mode})`, async () => {
      const browser = createBrowser(app, { mode });
      const flow = await browser.begin('login');
      const seen = [];
      for (let i = 0; i < 3; i += 1) {
        await browser.submitForm(flow, { method: 'password', identifier: ID, password: '' });
        const again = (await browser.fetchFlow('login', flow.id)).as<FlowBody>();
        seen.push([nodeList(again), messageIds(again), messageIds(again, 'password')]);
      }
      assert.deepEqual(seen[1], seen[0]);
      assert.deepEqual(seen[2], seen[0]);
    });

    it(`a flow that ran out is replaced, SR-RC-10 (${mode})`, async () => {
      const browser = createBrowser(app, { mode });
      const flow = await browser.begin('login', { return_to: `${APP_URL}/deep?x=1` });
      app.clock.advance(3_600_001);
      const answer = await browser.submitForm(flow, { method: 'password', identifier: ID, password: PASSWORD });
      let fresh: string;
      if (mode === 'html') {
        assert.equal(answer.status, 303);
        fresh = new URL(answer.location ?? '').searchParams.get('flow') ?? '';
      } else {
        assert.equal(answer.status, 410);
        const body = answer.as<Expired>();
        assert.equal(body.error.id, 'self_service_flow_expired');
        assert.equal(body.since, 1_000_000);
        fresh = body.use_flow_id;
      }
      assert.notEqual(fresh, flow.id);
      const next = (await browser.fetchFlow('login', fresh)).as<FlowBody>();
      assert.deepEqual(messageIds(next), [4010001]);
      assert.equal(next.return_to, `${APP_URL}/deep?x=1`);
      assert.equal(next.request_url, flow.request_url);
      assert.equal((await browser.fetchFlow('login', flow.id)).status, 410);
      const done = await browser.submitForm(next, { method: 'password', identifier: ID, password: PASSWORD });
      assert.equal(done.status, mode === 'html' ? 303 : 200);
    });
  }

  it('a fetch of an expired flow tells where to begin again', async () => {
    for (const mode of ['spa', 'api'] as const) {
      const browser = createBrowser(app, { mode });
      const flow = await browser.begin('login', mode === 'spa' ? { return_to: HOME } : {});
      app.clock.advance(3_600_000);
      const answer = await browser.fetchFlow('login', flow.id);
      assert.equal(answer.status, 410);
      const { error } = answer.as<ErrorGeneric>();
      assert.equal(error.id, 'self_service_flow_expired');
      const details = error.details as Record<string, string>;
      if (mode === 'spa') {
        assert.equal(
          details['redirect_to'],
          `${app.publicUrl}self-service/login/browser?return_to=${encodeURIComponent(HOME)}`,
        );
        assert.equal(details['return_to'], HOME);
      } else assert.equal(details['api'], `${app.publicUrl}self-service/login/api`);
    }
  });

  it('unknown, malformed and foreign flow ids', async () => {
    const browser = createBrowser(app, { mode: 'spa' });
    const registration = await browser.begin('registration');
    for (const id of ['', 'x', 'c8f2f6f7-58c2-4dd1-9b5c-3d9a3ff2b0aa', registration.id]) {
      assert.equal((await browser.fetchFlow('login', id)).status, 404);
    }
    const submit = (query: string) => browser.post(`/self-service/login${query}`, { method: 'password' });
    assert.equal((await submit('')).status, 400);
    assert.equal((await submit('?flow=x')).status, 400);
    assert.equal((await submit(`?flow=${registration.id}`)).status, 404);
    const page = createBrowser(app);
    const answer = await page.post('/self-service/login?flow=c8f2f6f7-58c2-4dd1-9b5c-3d9a3ff2b0aa', {
      method: 'password',
    });
    assert.equal(answer.status, 303);
    assert.match(answer.location ?? '', /^https:\/\/app\.example\.org\/error\?id=[0-9a-f-]{36}$/);
  });

  it('the id of a flow is a UUID, which has no case', async () => {
    const page = createBrowser(app, { mode: 'spa' });
    const { id } = await page.begin('login');
    const read = await page.get(`/self-service/login/flows?id=${id.toUpperCase()}`);
    assert.deepEqual([read.status, read.as<FlowBody>().id], [200, id]);
  });

  it('asks for assurance levels that exist, and only of people who are signed in', async () => {
    const spa = createBrowser(app, { mode: 'spa' });
    for (const aal of ['aal0', 'aal3', 'x'])
      assert.equal((await spa.get(`/self-service/login/browser?aal=${aal}`)).status, 400);
    const anonymous = await spa.get('/self-service/login/browser?aal=AAL2');
    assert.equal(anonymous.status, 401);
    assert.equal(anonymous.as<ErrorGeneric>().error.id, 'session_aal1_required');
    assert.equal((await createBrowser(app, { mode: 'api' }).get('/self-service/login/api?aal=aal2')).status, 401);
    assert.equal(
      (await spa.begin('login', { aal: '', refresh: '', return_to: '', organization: '', via: '' })).requested_aal,
      'aal1',
    );
    await login(spa, { identifier: ID });
    const second = await spa.begin('login', { aal: 'aal2' });
    assert.equal(second.requested_aal, 'aal2');
    assert.deepEqual(messageIds(second), [1010004]);
    assert.deepEqual(nodeList(second), ['default csrf_token']);
    const again = await spa.begin('login', { aal: 'aal2', refresh: 'true' });
    assert.deepEqual(nodeList(again), ['default csrf_token'], 'the password is no second factor, refreshed or not');
    spa.jar.delete(app.config.session.cookie.name);
    const lost = await spa.submitForm(second, { method: 'totp', totp_code: '123456' });
    assert.equal(lost.as<ErrorGeneric>().error.id, 'session_aal1_required');
  });

  it('somebody who is signed in has nothing to do here', async () => {
    const spa = createBrowser(app, { mode: 'spa' });
    const open = await spa.begin('login');
    await login(spa, { identifier: ID });
    const begun = await spa.get('/self-service/login/browser');
    assert.equal(begun.status, 400);
    assert.equal(begun.as<ErrorGeneric>().error.id, 'session_already_available');
    const late = await spa.submitForm(open, { method: 'password', identifier: ID, password: PASSWORD });
    assert.equal(late.status, 400);
    assert.deepEqual(messageIds(late.as<FlowBody>()), [4000001]);

    const page = createBrowser(app);
    const form = await page.begin('login', { return_to: `${APP_URL}/deep` });
    await login(page, { identifier: ID });
    const back = await page.get(`/self-service/login/browser?return_to=${encodeURIComponent(`${APP_URL}/deep`)}`);
    assert.deepEqual([back.status, back.location], [303, `${APP_URL}/deep`]);
    assert.equal((await page.get('/self-service/login/browser')).location, HOME);
    const again = await page.submitForm(form, { method: 'password', identifier: ID, password: PASSWORD });
    assert.deepEqual([again.status, again.location], [303, HOME]);

    const native = createBrowser(app, { mode: 'api' });
    await login(native, { identifier: ID });
    assert.equal((await native.get('/self-service/login/api')).status, 400);
  });

  for (const mode of MODES) {
    it(`refresh proves the session anew and keeps its id: SR-SE-02 (${mode})`, async () => {
      const browser = createBrowser(app, { mode });
      const alone = await browser.begin('login', { refresh: 'true' });
      assert.equal(alone.refresh, false, 'nobody to refresh');
      await login(browser, { identifier: ID });
      const first = (await browser.get('/sessions/whoami')).as<{
        id: string;
        expires_at: string;
        authenticated_at: string;
      }>();
      const { token } = browser;
      app.clock.advance(600_000);
      const flow = await browser.begin('login', { refresh: 'true' });
      assert.equal(flow.refresh, true);
      assert.deepEqual(messageIds(flow), [1010003]);
      assert.deepEqual(nodeList(flow), [
        'default csrf_token',
        `default identifier=${ID}`,
        'password password',
        'password method=password',
      ]);
      assert.equal(nodeOf(flow, 'identifier').attributes['type' as never], 'hidden');
      assert.equal(nodeOf(flow, 'method').meta.label?.id, 1010001);
      const cookies = new Map(browser.jar);
      const answer = await browser.submitForm(flow, { method: 'password', identifier: ID, password: PASSWORD });
      assert.equal(answer.status, mode === 'html' ? 303 : 200);
      if (mode === 'api') assert.equal(answer.as<SuccessfulNativeLogin>().session_token, token);
      else {
        const csrf = [...cookies.keys()].find((name) => name.startsWith('csrf_token_')) ?? '';
        assert.equal(browser.jar.get(csrf), cookies.get(csrf), 'the anti-CSRF secret stays for the same person');
        assert.notEqual(browser.jar.get('ory_kratos_session'), cookies.get('ory_kratos_session'));
      }
      const second = (await browser.get('/sessions/whoami')).as<
        typeof first & { authentication_methods: { method: string }[] }
      >();
      assert.equal(second.id, first.id);
      assert.notEqual(second.authenticated_at, first.authenticated_at);
      assert.notEqual(second.expires_at, first.expires_at);
      assert.deepEqual(
        second.authentication_methods.map((m) => m.method),
        ['password', 'password'],
      );
    });
  }

  it('a login flow can be used until it expires, and a refresh by somebody else opens a session of their own: SR-SE-14', async () => {
    await createIdentity(app, {
      traits: { email: 'bo@example.org' },
      credentials: { password: { config: { password: PASSWORD } } },
    });
    const browser = createBrowser(app, { mode: 'api' });
    const flow = await browser.begin('login');
    const ids = new Set<string>();
    for (let i = 0; i < 2; i += 1) {
      const answer = await browser.submitForm(flow, { method: 'password', identifier: ID, password: PASSWORD });
      ids.add(answer.as<SuccessfulNativeLogin>().session.id);
    }
    assert.equal(ids.size, 2);
    await login(browser, { identifier: ID });
    const before = (await browser.get('/sessions/whoami')).as<{ id: string; authenticated_at: string }>();
    app.clock.advance(1000);
    const refresh = await browser.begin('login', { refresh: 'true' });
    const other = await browser.submitForm(refresh, {
      method: 'password',
      identifier: 'bo@example.org',
      password: PASSWORD,
    });
    assert.notEqual(other.as<SuccessfulNativeLogin>().session.id, before.id);
    const still = (await browser.get('/sessions/whoami')).as<typeof before>();
    assert.deepEqual([still.id, still.authenticated_at], [before.id, before.authenticated_at]);
  });

  it('transient_payload is shown by the answer that carried it and kept nowhere', async () => {
    const browser = createBrowser(app, { mode: 'spa' });
    const flow = await browser.begin('login');
    const values = {
      method: 'password',
      identifier: ID,
      password: 'wrong horse battery',
      transient_payload: { from: 'ad', n: [1, { a: null }] },
    };
    const answer = (await browser.submitForm(flow, values)).as<FlowBody>();
    assert.deepEqual(answer.transient_payload, values.transient_payload);
    assert.equal((await browser.fetchFlow('login', flow.id)).as<FlowBody>().transient_payload, undefined);
    const odd = (await browser.submitForm(flow, { ...values, transient_payload: 'text' })).as<FlowBody>();
    assert.deepEqual(messageIds(odd, 'transient_payload'), [4000026]);
  });

  it('somebody whose account was deactivated is told so', async () => {
    await createIdentity(app, {
      state: 'inactive',
      traits: { email: 'gone@example.org' },
      credentials: { password: { config: { password: PASSWORD } } },
    });
    for (const mode of ['spa', 'api'] as const) {
      const answer = await login(createBrowser(app, { mode }), { identifier: 'gone@example.org' });
      assert.equal(answer.status, 400);
      assert.deepEqual(messageIds(answer.as<FlowBody>()), [4010011]);
      assert.equal(nodeOf(answer.as<FlowBody>(), 'identifier').attributes['value' as never], '');
    }
  });

  it('passwords in the address are refused', async () => {
    const browser = createBrowser(app, { mode: 'spa' });
    const flow = await browser.begin('login');
    const answer = await browser.get(
      `/self-service/login?flow=${flow.id}&method=password&identifier=${ID}&password=long%20enough%20secret`,
    );
    assert.equal(answer.status, 400);
    assert.deepEqual(messageIds(answer.as<FlowBody>()), [4000001]);
  });

  it('a method that is switched off is not found', async () => {
    const off = await startApp({ config: { selfservice: { methods: { password: { enabled: false } } } } });
    const browser = createBrowser(off, { mode: 'spa' });
    const flow = await browser.begin('login');
    assert.deepEqual(nodeList(flow), ['default csrf_token']);
    assert.equal(
      (await browser.submitForm(flow, { method: 'password', identifier: ID, password: PASSWORD })).status,
      404,
    );
    await off.close();
  });

  it('identity_schema and organization', async () => {
    const browser = createBrowser(app, { mode: 'spa' });
    assert.equal((await browser.begin('login', { identity_schema: 'default' })).identity_schema, 'default');
    assert.equal((await browser.get('/self-service/login/browser?identity_schema=other')).status, 400);
    const organization = 'f2a5b6c7-58c2-4dd1-9b5c-3d9a3ff2b0aa';
    const flow = await browser.begin('login', { organization });
    assert.equal(flow.organization_id, organization);
    assert.deepEqual(nodeList(flow), ['default csrf_token']);
    assert.equal((await browser.begin('login', { organization: 'x' })).organization_id, null);
  });
});
