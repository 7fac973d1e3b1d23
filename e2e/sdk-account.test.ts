// The official client of the peer changes accounts: settings, verification and recovery by code, and what an
// administrator sees of it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  Configuration,
  CourierApi,
  type RecoveryFlow,
  type SettingsFlow,
  type VerificationFlow,
} from '@ory/client-fetch';
import { createCheckedFetch } from './checked-fetch.ts';
import {
  adminClient,
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

const NOBODY = '7a1c7a0c-4b9d-4c39-9d0b-0d0f5f3c6a11';
const NEW_PASSWORD = 'eight winters with two lamps';

const file = fileOwner(after);
let server: Server;

before(async () => {
  const flow = { enabled: true, use: 'code' };
  // People sign up and ask for a further code at once: the budget of messages would have them wait.
  const zelos = { throttle: { enabled: false } };
  server = await startServer(file, {
    config: { zelos, selfservice: { flows: { recovery: flow, verification: flow } } },
  });
});

/** The code in the last message to an address. */
async function codeSentTo(recipient: string): Promise<string> {
  const { fetch: fetchApi } = createCheckedFetch();
  const courier = new CourierApi(new Configuration({ basePath: server.adminUrl, fetchApi }));
  const [message] = await courier.listCourierMessages({ recipient });
  assert.ok(message, `a message to ${recipient}`);
  const read = await courier.getCourierMessage({ id: message.id });
  assert.equal(read.recipient, recipient);
  return /(?<!\d)\d{6}(?!\d)/.exec(read.body)?.[0] ?? assert.fail(read.body);
}

describe('settings', () => {
  it('an app changes profile and password; the old password is worth nothing afterwards', async () => {
    const { session_token: xSessionToken = '' } = await registerNatively(server.publicUrl, 'settings@example.test');
    const { api } = nativeClient(server.publicUrl);
    const flow = await api.createNativeSettingsFlow({ xSessionToken });
    const profile = await api.updateSettingsFlow({
      flow: flow.id,
      xSessionToken,
      updateSettingsFlowBody: { method: 'profile', traits: { email: 'settings@example.test', name: { first: 'Bea' } } },
    });
    assert.equal(profile.state, 'success');
    assert.deepEqual(profile.identity.traits, { email: 'settings@example.test', name: { first: 'Bea' } });
    const weak = await refused<SettingsFlow>(
      api.updateSettingsFlow({
        flow: flow.id,
        xSessionToken,
        updateSettingsFlowBody: { method: 'password', password: 'short' },
      }),
    );
    assert.equal(weak.status, 400);
    assert.equal(weak.body.state, 'show_form');
    await api.updateSettingsFlow({
      flow: flow.id,
      xSessionToken,
      updateSettingsFlowBody: { method: 'password', password: NEW_PASSWORD },
    });
    const old = await refused(signInNatively(server.publicUrl, 'settings@example.test', PASSWORD));
    assert.equal(old.status, 400);
    const login = await signInNatively(server.publicUrl, 'settings@example.test', NEW_PASSWORD);
    assert.equal(login.session.identity?.traits.name.first, 'Bea');
  });

  it('a page changes the profile; without a session there are no settings', async () => {
    const { api } = await registerInBrowser(server.publicUrl, 'spa-settings@example.test');
    const flow = await api.createBrowserSettingsFlow();
    assert.equal((await api.getSettingsFlow({ id: flow.id })).id, flow.id);
    const answer = await api.updateSettingsFlow({
      flow: flow.id,
      updateSettingsFlowBody: {
        method: 'profile',
        csrf_token: valueOf(flow, 'csrf_token'),
        traits: { email: 'spa-settings@example.test', newsletter: true },
      },
    });
    assert.equal(answer.identity.traits.newsletter, true);
    const stranger = browserClient(server.publicUrl);
    const { status, body } = await refused(stranger.api.createBrowserSettingsFlow());
    assert.deepEqual([status, body.error.id], [401, 'session_inactive']);
    assert.equal((await refused(stranger.api.getSettingsFlow({ id: flow.id }))).status, 401);
    const other = await registerInBrowser(server.publicUrl, 'other-settings@example.test');
    assert.equal((await refused(other.api.getSettingsFlow({ id: flow.id }))).status, 403);
  });
});

describe('codes by mail', () => {
  it('a page proves an address', async () => {
    const email = 'prove@example.test';
    const { api } = await registerInBrowser(server.publicUrl, email);
    const flow = await api.createBrowserVerificationFlow();
    const csrfToken = valueOf(flow, 'csrf_token');
    const submit = (fields: { readonly email: string } | { readonly code: string }) =>
      api.updateVerificationFlow({
        flow: flow.id,
        updateVerificationFlowBody: { method: 'code', csrf_token: csrfToken, ...fields },
      });
    assert.equal((await submit({ email })).state, 'sent_email');
    const code = await codeSentTo(email);
    const wrong: VerificationFlow = await submit({ code: code === '000000' ? '000001' : '000000' });
    assert.equal(wrong.ui.messages?.[0]?.type, 'error');
    assert.equal((await submit({ code })).state, 'passed_challenge');
    assert.equal((await api.toSession()).identity?.verifiable_addresses?.[0]?.verified, true);
  });

  it('an app gets back into an account whose password is lost', async () => {
    const email = 'lost@example.test';
    await registerNatively(server.publicUrl, email);
    const { api } = nativeClient(server.publicUrl);
    const flow = await api.createNativeRecoveryFlow();
    const sent = await api.updateRecoveryFlow({ flow: flow.id, updateRecoveryFlowBody: { method: 'code', email } });
    assert.equal(sent.state, 'sent_email');
    const unknown = await api.createNativeRecoveryFlow();
    const same: RecoveryFlow = await api.updateRecoveryFlow({
      flow: unknown.id,
      updateRecoveryFlowBody: { method: 'code', email: 'nobody@example.test' },
    });
    assert.equal(same.state, 'sent_email', 'an unknown address looks the same');
    assert.deepEqual(same.ui.messages, sent.ui.messages);
    const code = await codeSentTo(email);
    const { body } = await refused<{ readonly error?: { readonly id?: string } }>(
      api.updateRecoveryFlow({ flow: flow.id, updateRecoveryFlowBody: { method: 'code', code } }),
    );
    assert.equal(body.error?.id, 'browser_location_change_required', 'kept from the peer: apps are sent to a page');
  });

  it('an administrator hands out a code and a link', async () => {
    const email = 'helped@example.test';
    const { identity } = await registerNatively(server.publicUrl, email);
    const { api } = adminClient(server.adminUrl);
    const given = await api.createRecoveryCodeForIdentity({
      createRecoveryCodeForIdentityBody: { identity_id: identity.id, flow_type: 'browser' },
    });
    assert.match(given.recovery_code, /^\d{6}$/);
    assert.ok(given.recovery_link.startsWith(`${server.publicUrl}/`));
    const missing = await refused(
      api.createRecoveryCodeForIdentity({ createRecoveryCodeForIdentityBody: { identity_id: NOBODY } }),
    );
    assert.ok([400, 404].includes(missing.status));
  });
});

describe('sessions, seen by an administrator', () => {
  it('lists, reads, extends and ends them', async () => {
    const email = 'watched@example.test';
    const { identity, session, session_token: first = '' } = await registerNatively(server.publicUrl, email);
    const { session_token: second = '', session: later } = await signInNatively(server.publicUrl, email);
    const { api } = adminClient(server.adminUrl);
    const listed = await api.listIdentitySessions({ id: identity.id });
    assert.deepEqual(
      listed.map(({ id }) => id),
      [later.id, session?.id],
    );
    assert.ok((await api.listSessions({ pageSize: 100 })).some(({ id }) => id === later.id));
    const read = await api.getSession({ id: later.id, expand: ['identity', 'devices'] });
    assert.equal(read.identity?.id, identity.id);
    assert.equal(read.devices?.length, 1);
    const extended = await api.extendSession({ id: later.id });
    assert.ok((extended?.expires_at ?? 0) > (later.expires_at ?? 0));
    await api.disableSession({ id: later.id });
    const { api: app } = nativeClient(server.publicUrl);
    assert.equal((await refused(app.toSession({ xSessionToken: second }))).status, 401);
    assert.equal((await app.toSession({ xSessionToken: first })).active, true);
    await api.deleteIdentitySessions({ id: identity.id });
    assert.equal((await refused(app.toSession({ xSessionToken: first }))).status, 401);
    assert.equal((await refused(api.getSession({ id: NOBODY }))).status, 404);
  });
});
