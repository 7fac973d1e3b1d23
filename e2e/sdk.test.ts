// The official client of the peer drives the server; every answer is held against the contract as well.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { LoginFlow } from '@ory/client-fetch';
import {
  browserClient,
  nativeClient,
  PASSWORD,
  refused,
  registerInBrowser,
  registerNatively,
  signInNatively,
  valueOf,
} from './sdk-clients.ts';
import { fileOwner, type Server, startServer } from './server.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const NOBODY = '7a1c7a0c-4b9d-4c39-9d0b-0d0f5f3c6a11';

const file = fileOwner(after);
let server: Server;
/** A second server whose flows are over as soon as they have begun. */
let hasty: Server;

before(async () => {
  const flow = { lifespan: '1ms' };
  [server, hasty] = await Promise.all([
    startServer(file, { dev: false, config: { hashers: { argon2: { memory: '19MB', iterations: 2 } } } }),
    startServer(file, { config: { selfservice: { flows: { login: flow, registration: flow } } } }),
  ]);
});

describe('native', () => {
  it('registers, signs in, reads the session by header and bearer token, signs out', async () => {
    const {
      session_token: token = '',
      session,
      identity,
    } = await registerNatively(server.publicUrl, 'native@example.test');
    assert.match(token, /^ory_st_[A-Za-z0-9]{32}$/);
    assert.match(identity.id, UUID);
    assert.deepEqual(identity.traits, { email: 'native@example.test', name: { first: 'Ann' } });
    assert.equal(session?.authenticator_assurance_level, 'aal1');

    const login = await signInNatively(server.publicUrl, 'native@example.test');
    assert.notEqual(login.session_token, token);
    assert.equal(login.session.identity?.id, identity.id);
    assert.ok(login.session.authenticated_at instanceof Date, 'times parse');
    assert.equal(login.session.authentication_methods?.[0]?.method, 'password');

    const xSessionToken = login.session_token ?? '';
    const { api, seen } = nativeClient(server.publicUrl);
    const current = await api.toSession({ xSessionToken });
    assert.equal(current.id, login.session.id);
    assert.equal(current.active, true);
    const bearer = nativeClient(server.publicUrl, { Authorization: `Bearer ${xSessionToken}` });
    assert.equal((await bearer.api.toSession()).id, login.session.id);

    await api.performNativeLogout({ performNativeLogoutBody: { session_token: xSessionToken } });
    const { status, body } = await refused(api.toSession({ xSessionToken }));
    assert.deepEqual([status, body.error.code, body.error.id], [401, 401, undefined]);
    assert.deepEqual([...seen], ['toSession 200', 'performNativeLogout 204', 'toSession 401']);
    assert.equal((await api.toSession({ xSessionToken: token })).identity?.id, identity.id, 'the other one lives on');
  });

  it('lists other sessions, ends one, ends the rest; the present one stays', async () => {
    const email = 'devices@example.test';
    const present = (await registerNatively(server.publicUrl, email)).session_token ?? '';
    const others = [
      await signInNatively(server.publicUrl, email),
      await signInNatively(server.publicUrl, email),
      await signInNatively(server.publicUrl, email),
    ];
    const foreign = await registerNatively(server.publicUrl, 'somebody.else@example.test');
    const { api } = nativeClient(server.publicUrl, { 'X-Session-Token': present });
    const listed = await api.listMySessions();
    assert.deepEqual(
      listed.map(({ id }) => id),
      others.map(({ session }) => session.id).reverse(),
      'newest first, without the present one',
    );
    const firstPage = await api.listMySessions({ perPage: 2, page: 1 });
    const secondPage = await api.listMySessions({ perPage: 2, page: 2 });
    assert.deepEqual(
      [...firstPage, ...secondPage].map(({ id }) => id),
      listed.map(({ id }) => id),
      'better.md B13: pages do not repeat',
    );

    await api.disableMySession({ id: others[0]?.session.id ?? '' });
    const ended = await refused(
      nativeClient(server.publicUrl).api.toSession({ xSessionToken: others[0]?.session_token ?? '' }),
    );
    assert.equal(ended.status, 401);
    await api.disableMySession({ id: foreign.session?.id ?? '' });
    const untouched = await nativeClient(server.publicUrl).api.toSession({
      xSessionToken: foreign.session_token ?? '',
    });
    assert.equal(untouched.active, true, 'SR-SE-06: the session of somebody else stays alive');
    const own = await refused(api.disableMySession({ id: (await api.toSession()).id }));
    assert.equal(own.status, 400);
    assert.equal((await refused(api.disableMySession({ id: 'nonsense' }))).status, 400);

    assert.ok(((await api.disableMyOtherSessions()).count ?? 0) >= 2);
    assert.deepEqual(await api.listMySessions(), []);
    assert.equal((await api.toSession()).active, true);
  });

  it('gets the form back with a message after a wrong password, and can go on with the same flow', async () => {
    await registerNatively(server.publicUrl, 'wrong@example.test');
    const { api } = nativeClient(server.publicUrl);
    const flow = await api.createNativeLoginFlow();
    const submit = (password: string) =>
      api.updateLoginFlow({
        flow: flow.id,
        updateLoginFlowBody: { method: 'password', identifier: 'wrong@example.test', password },
      });
    const { status, body } = await refused<LoginFlow>(submit('not the one'));
    assert.equal(status, 400);
    assert.equal(body.id, flow.id);
    assert.deepEqual(
      body.ui.messages?.map(({ id, type }) => [id, type]),
      [[4000006, 'error']],
    );
    assert.equal(valueOf(body, 'identifier'), 'wrong@example.test');
    assert.equal(valueOf(body, 'password'), '');
    assert.equal((await submit(PASSWORD)).session.active, true);
  });

  it('gets the messages of refused fields at the fields', async () => {
    const { api } = nativeClient(server.publicUrl);
    const { id: flow } = await api.createNativeRegistrationFlow();
    const { status, body } = await refused<LoginFlow>(
      api.updateRegistrationFlow({
        flow,
        updateRegistrationFlowBody: { method: 'password', traits: { email: 'no address' }, password: PASSWORD },
      }),
    );
    assert.equal(status, 400);
    const field = body.ui.nodes.find(({ attributes }) => 'name' in attributes && attributes.name === 'traits.email');
    assert.equal(field?.messages[0]?.type, 'error');
  });
});

describe('browser, JSON', () => {
  it('registers, reads the session by cookie, signs out by the logout token', async () => {
    const { api, jar, answer } = await registerInBrowser(server.publicUrl, 'spa@example.test');
    assert.equal(answer.session_token, undefined, 'SR-CK-10: no token in the body');
    const cookie = jar.cookies.get('ory_kratos_session');
    assert.ok(cookie, 'a session cookie is set');
    const session = await api.toSession();
    assert.equal(session.id, answer.session?.id);
    assert.ok(!JSON.stringify(answer).includes('ory_st_'));
    for (const line of jar.lines) assert.match(line, /; Secure/, 'SR-CK-01: outside development mode');

    const elsewhere = nativeClient(server.publicUrl);
    const header = [...jar.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    assert.equal((await elsewhere.api.toSession({ cookie: header })).id, session.id, 'cookie handed over by a server');

    const { logout_token: token, logout_url: url } = await api.createBrowserLogoutFlow();
    assert.ok(url.includes(token));
    const wrong = await refused(api.updateLogoutFlow({ token: 'ory_lo_wrongwrongwrongwrongwrongwrong12' }));
    assert.equal(wrong.status, 403);
    assert.equal((await api.toSession()).active, true);
    await api.updateLogoutFlow({ token });
    assert.equal(jar.cookies.has('ory_kratos_session'), false, 'SR-CK-11: the cookie is cleared');
    assert.equal((await refused(api.toSession())).status, 401);
    assert.equal((await refused(elsewhere.api.toSession({ cookie: header }))).status, 401, 'SR-SE-03');
    const over = await refused(api.createBrowserLogoutFlow());
    assert.deepEqual([over.status, over.body.error.id], [401, 'session_inactive']);
  });

  it('signs in, and a second begin says that there is a session already', async () => {
    await registerNatively(server.publicUrl, 'again@example.test');
    const { api } = browserClient(server.publicUrl);
    const flow = await api.createBrowserLoginFlow();
    assert.equal((await api.getLoginFlow({ id: flow.id })).id, flow.id);
    const { session } = await api.updateLoginFlow({
      flow: flow.id,
      updateLoginFlowBody: {
        method: 'password',
        csrf_token: valueOf(flow, 'csrf_token'),
        identifier: 'again@example.test',
        password: PASSWORD,
      },
    });
    assert.equal(session.identity?.traits.email, 'again@example.test');
    const { status, body } = await refused(api.createBrowserLoginFlow());
    assert.deepEqual([status, body.error.id], [400, 'session_already_available']);
    const registration = await refused(api.createBrowserRegistrationFlow());
    assert.deepEqual([registration.status, registration.body.error.id], [400, 'session_already_available']);

    const refresh = await api.createBrowserLoginFlow({ refresh: true });
    assert.equal(refresh.refresh, true);
    assert.equal(valueOf(refresh, 'identifier'), 'again@example.test');
    const answer = await api.updateLoginFlow({
      flow: refresh.id,
      updateLoginFlowBody: {
        method: 'password',
        csrf_token: valueOf(refresh, 'csrf_token'),
        identifier: 'again@example.test',
        password: PASSWORD,
      },
    });
    assert.equal(answer.session.id, session.id, 'the session stays the same one');
    assert.ok((answer.session.authenticated_at ?? 0) > (session.authenticated_at ?? 0));
  });

  it('the parameters that the reference pages send empty mean nothing', async () => {
    const { api } = browserClient(server.publicUrl);
    const empty = { aal: '', refresh: '' as unknown as boolean, returnTo: '', organization: '', via: '' };
    const flow = await api.createBrowserLoginFlow(empty);
    assert.deepEqual([flow.requested_aal, flow.refresh, flow.return_to], ['aal1', false, undefined]);
    assert.match(flow.request_url, /\?refresh=&aal=&return_to=&organization=&via=$/);
    const registration = await api.createBrowserRegistrationFlow({ returnTo: '', organization: '' });
    assert.equal(registration.return_to, undefined);
    const native = await nativeClient(server.publicUrl).api.createNativeLoginFlow({
      aal: '',
      refresh: '' as unknown as boolean,
    });
    assert.deepEqual([native.requested_aal, native.refresh], ['aal1', false]);
  });

  it('asking for a level: unknown ones are refused, the second needs a session', async () => {
    const { api } = browserClient(server.publicUrl);
    assert.equal((await refused(api.createBrowserLoginFlow({ aal: 'aal3' }))).status, 400);
    const { status, body } = await refused(api.createBrowserLoginFlow({ aal: 'aal2' }));
    assert.deepEqual([status, body.error.id], [401, 'session_aal1_required']);
    assert.equal((await api.createBrowserLoginFlow({ refresh: true })).refresh, false, 'nothing to refresh');
  });

  it('SR-CK-04, SR-CK-12: without the cookie of its browser a flow is neither shown nor accepted', async () => {
    const victim = browserClient(server.publicUrl);
    const flow = await victim.api.createBrowserLoginFlow();
    const csrfToken = valueOf(flow, 'csrf_token');
    const stranger = browserClient(server.publicUrl);
    await stranger.api.createBrowserLoginFlow();
    const shown = await refused(stranger.api.getLoginFlow({ id: flow.id }));
    assert.deepEqual([shown.status, shown.body.error.id], [403, 'security_csrf_violation']);
    const withoutToken = { method: 'password', identifier: 'a@example.test', password: PASSWORD } as const;
    const body = { ...withoutToken, csrf_token: csrfToken };
    const sent = await refused(stranger.api.updateLoginFlow({ flow: flow.id, updateLoginFlowBody: body }));
    assert.deepEqual([sent.status, sent.body.error.id], [403, 'security_csrf_violation']);
    const bare = await refused(victim.api.updateLoginFlow({ flow: flow.id, updateLoginFlowBody: withoutToken }));
    assert.deepEqual([bare.status, bare.body.error.id], [403, 'security_csrf_violation']);
    assert.notEqual(valueOf(await victim.api.getLoginFlow({ id: flow.id }), 'csrf_token'), csrfToken, 'a fresh mask');
  });

  it('a foreign return_to is refused, an allowed one is kept', async () => {
    const { api } = browserClient(server.publicUrl);
    const { status, body } = await refused(api.createBrowserLoginFlow({ returnTo: 'https://evil.example/' }));
    assert.deepEqual([status, body.error.id], [400, 'self_service_flow_return_to_forbidden']);
    const returnTo = `${server.publicUrl}/welcome?from=sdk`;
    assert.equal((await api.createBrowserLoginFlow({ returnTo })).return_to, returnTo);
  });
});

describe('flows that are over or unknown', () => {
  it('reading an expired flow tells where to begin again', async () => {
    const { api } = browserClient(hasty.publicUrl);
    const returnTo = `${hasty.publicUrl}/welcome`;
    const login = await api.createBrowserLoginFlow({ returnTo });
    const { status, body } = await refused(api.getLoginFlow({ id: login.id }));
    assert.deepEqual([status, body.error.id], [410, 'self_service_flow_expired']);
    assert.deepEqual(body.error.details, {
      redirect_to: `${hasty.publicUrl}/self-service/login/browser?${new URLSearchParams({ return_to: returnTo })}`,
      return_to: returnTo,
    });
    assert.equal(body.use_flow_id, undefined);
    const registration = await api.createBrowserRegistrationFlow();
    assert.equal((await refused(api.getRegistrationFlow({ id: registration.id }))).status, 410);
  });

  it('submitting an expired flow names a new one that can be read', async () => {
    const { api } = browserClient(hasty.publicUrl);
    const flow = await api.createBrowserLoginFlow();
    const submit = (id: string) =>
      api.updateLoginFlow({
        flow: id,
        updateLoginFlowBody: {
          method: 'password',
          csrf_token: valueOf(flow, 'csrf_token'),
          identifier: 'a@example.test',
          password: PASSWORD,
        },
      });
    const { status, body } = await refused(submit(flow.id));
    assert.deepEqual([status, body.error.id], [410, 'self_service_flow_expired']);
    assert.match(body.use_flow_id ?? '', UUID);
    assert.notEqual(body.use_flow_id, flow.id);
    // It exists, and is as short-lived as every flow of this server.
    assert.equal((await refused(api.getLoginFlow({ id: body.use_flow_id ?? '' }))).status, 410);

    const native = nativeClient(hasty.publicUrl).api;
    const { id } = await native.createNativeLoginFlow();
    const again = await refused(
      native.updateLoginFlow({
        flow: id,
        updateLoginFlowBody: { method: 'password', identifier: 'a@example.test', password: PASSWORD },
      }),
    );
    assert.deepEqual([again.status, again.body.error.id], [410, 'self_service_flow_expired']);
  });

  it('an unknown flow is 404, in reading and in submitting', async () => {
    const { api } = browserClient(server.publicUrl);
    assert.equal((await refused(api.getLoginFlow({ id: NOBODY }))).status, 404);
    assert.equal((await refused(api.getLoginFlow({ id: 'nonsense' }))).status, 404);
    const updateLoginFlowBody = { method: 'password', identifier: 'x', password: 'y' } as const;
    assert.equal((await refused(api.updateLoginFlow({ flow: NOBODY, updateLoginFlowBody }))).status, 404);
    assert.equal((await refused(api.updateLoginFlow({ flow: 'nonsense', updateLoginFlowBody }))).status, 400);
  });

  it('the errors of the error page: known, unknown, and the sample for building pages', async () => {
    const { api } = browserClient(server.publicUrl);
    const sample = await api.getFlowError({ id: 'stub:500' });
    assert.match(sample.id, UUID);
    assert.equal((await refused(api.getFlowError({ id: NOBODY }))).status, 404);
    // Only a client that asks for pages gets an error recorded.
    const answer = await fetch(`${server.publicUrl}/self-service/login/browser?return_to=https://evil.example/`, {
      redirect: 'manual',
      headers: { accept: 'text/html' },
    });
    const id = new URL(answer.headers.get('location') ?? '').searchParams.get('id') ?? '';
    const recorded = await api.getFlowError({ id });
    assert.equal((recorded.error as { readonly id?: string }).id, 'self_service_flow_return_to_forbidden');
  });
});
