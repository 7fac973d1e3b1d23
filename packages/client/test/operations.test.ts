import assert from 'node:assert/strict';
import test from 'node:test';
import { createClient } from '@zelos/client';
import type { Client } from '@zelos/client';
import { OPERATIONS } from '@zelos/contract';
import type { Operation } from '@zelos/contract';
import { json, startServer } from './server.ts';

const id = 'a b';
const flow = 'f-1';
const body = {} as never;

/** Operation → how it is called, and what must arrive. */
const CALLS: Readonly<Record<string, readonly [(client: Client) => Promise<unknown>, method: string, url: string]>> = {
  createBrowserLoginFlow: [
    (c) =>
      c.createBrowserLoginFlow({
        refresh: true,
        aal: 'aal2',
        returnTo: 'https://app.example/x?y',
        loginChallenge: 'ch',
        organization: '',
        via: 'email',
        identitySchema: 's',
      }),
    'GET',
    '/self-service/login/browser?refresh=true&aal=aal2&return_to=https%3A%2F%2Fapp.example%2Fx%3Fy&login_challenge=ch&via=email&identity_schema=s',
  ],
  createNativeLoginFlow: [
    (c) => c.createNativeLoginFlow({ returnSessionTokenExchangeCode: true }),
    'GET',
    '/self-service/login/api?return_session_token_exchange_code=true',
  ],
  getLoginFlow: [(c) => c.getLoginFlow({ id: flow }), 'GET', '/self-service/login/flows?id=f-1'],
  updateLoginFlow: [(c) => c.updateLoginFlow({ flow, body }), 'POST', '/self-service/login?flow=f-1'],
  deleteTestLoginFlow: [(c) => c.deleteTestLoginFlow({ id: flow }), 'DELETE', '/self-service/login/test?id=f-1'],
  createBrowserRegistrationFlow: [
    (c) => c.createBrowserRegistrationFlow({ afterVerificationReturnTo: '/z' }),
    'GET',
    '/self-service/registration/browser?after_verification_return_to=%2Fz',
  ],
  createNativeRegistrationFlow: [(c) => c.createNativeRegistrationFlow(), 'GET', '/self-service/registration/api'],
  getRegistrationFlow: [(c) => c.getRegistrationFlow({ id: flow }), 'GET', '/self-service/registration/flows?id=f-1'],
  updateRegistrationFlow: [
    (c) => c.updateRegistrationFlow({ flow, body }),
    'POST',
    '/self-service/registration?flow=f-1',
  ],
  createBrowserSettingsFlow: [
    (c) => c.createBrowserSettingsFlow({ returnTo: '/' }),
    'GET',
    '/self-service/settings/browser?return_to=%2F',
  ],
  createNativeSettingsFlow: [(c) => c.createNativeSettingsFlow(), 'GET', '/self-service/settings/api'],
  getSettingsFlow: [(c) => c.getSettingsFlow({ id: flow }), 'GET', '/self-service/settings/flows?id=f-1'],
  updateSettingsFlow: [(c) => c.updateSettingsFlow({ flow, body }), 'POST', '/self-service/settings?flow=f-1'],
  createBrowserRecoveryFlow: [
    (c) => c.createBrowserRecoveryFlow({ skipSettings: true }),
    'GET',
    '/self-service/recovery/browser?skip_settings=true',
  ],
  createNativeRecoveryFlow: [(c) => c.createNativeRecoveryFlow(), 'GET', '/self-service/recovery/api'],
  getRecoveryFlow: [(c) => c.getRecoveryFlow({ id: flow }), 'GET', '/self-service/recovery/flows?id=f-1'],
  updateRecoveryFlow: [
    (c) => c.updateRecoveryFlow({ flow, token: 't', body }),
    'POST',
    '/self-service/recovery?flow=f-1&token=t',
  ],
  createBrowserVerificationFlow: [
    (c) => c.createBrowserVerificationFlow(),
    'GET',
    '/self-service/verification/browser',
  ],
  createNativeVerificationFlow: [
    (c) => c.createNativeVerificationFlow({ returnTo: 'x' }),
    'GET',
    '/self-service/verification/api?return_to=x',
  ],
  getVerificationFlow: [(c) => c.getVerificationFlow({ id: flow }), 'GET', '/self-service/verification/flows?id=f-1'],
  updateVerificationFlow: [
    (c) => c.updateVerificationFlow({ flow, body }),
    'POST',
    '/self-service/verification?flow=f-1',
  ],
  createBrowserLogoutFlow: [
    (c) => c.createBrowserLogoutFlow({ returnTo: 'x' }),
    'GET',
    '/self-service/logout/browser?return_to=x',
  ],
  updateLogoutFlow: [(c) => c.updateLogoutFlow({ token: 'l' }), 'GET', '/self-service/logout?token=l'],
  performNativeLogout: [
    (c) => c.performNativeLogout({ body: { session_token: 's' } }),
    'DELETE',
    '/self-service/logout/api',
  ],
  getFlowError: [(c) => c.getFlowError({ id: 'stub:500' }), 'GET', '/self-service/errors?id=stub%3A500'],
  createFedcmFlow: [(c) => c.createFedcmFlow(), 'GET', '/self-service/fed-cm/parameters'],
  updateFedcmFlow: [(c) => c.updateFedcmFlow({ body }), 'POST', '/self-service/fed-cm/token'],
  getWebAuthnJavaScript: [(c) => c.getWebAuthnJavaScript(), 'GET', '/.well-known/ory/webauthn.js'],
  getWellKnownChangePassword: [(c) => c.getWellKnownChangePassword(), 'GET', '/.well-known/change-password'],
  toSession: [(c) => c.toSession({ tokenizeAs: 'jwt' }), 'GET', '/sessions/whoami?tokenize_as=jwt'],
  listMySessions: [
    (c) => c.listMySessions({ pageSize: 2, pageToken: 't' }),
    'GET',
    '/sessions?page_size=2&page_token=t',
  ],
  disableMySession: [(c) => c.disableMySession({ id }), 'DELETE', '/sessions/a%20b'],
  disableMyOtherSessions: [(c) => c.disableMyOtherSessions(), 'DELETE', '/sessions'],
  exchangeSessionToken: [
    (c) => c.exchangeSessionToken({ initCode: '1', returnToCode: '2' }),
    'GET',
    '/sessions/token-exchange?init_code=1&return_to_code=2',
  ],
  listIdentities: [
    (c) => c.listIdentities({ perPage: 1, ids: ['x', 'y'], credentialsIdentifier: 'a@b' }),
    'GET',
    '/admin/identities?per_page=1&ids=x&ids=y&credentials_identifier=a%40b',
  ],
  createIdentity: [(c) => c.createIdentity({ body }), 'POST', '/admin/identities'],
  batchPatchIdentities: [(c) => c.batchPatchIdentities({ body }), 'PATCH', '/admin/identities'],
  getIdentity: [
    (c) => c.getIdentity({ id, includeCredential: ['password', 'oidc'] }),
    'GET',
    '/admin/identities/a%20b?include_credential=password&include_credential=oidc',
  ],
  getIdentityByExternalID: [
    (c) => c.getIdentityByExternalID({ externalID: 'e/1' }),
    'GET',
    '/admin/identities/by/external/e%2F1',
  ],
  updateIdentity: [(c) => c.updateIdentity({ id, body }), 'PUT', '/admin/identities/a%20b'],
  patchIdentity: [(c) => c.patchIdentity({ id, body }), 'PATCH', '/admin/identities/a%20b'],
  deleteIdentity: [(c) => c.deleteIdentity({ id }), 'DELETE', '/admin/identities/a%20b'],
  deleteIdentityCredentials: [
    (c) => c.deleteIdentityCredentials({ id, type: 'oidc', identifier: 'g:1' }),
    'DELETE',
    '/admin/identities/a%20b/credentials/oidc?identifier=g%3A1',
  ],
  listIdentitySessions: [
    (c) => c.listIdentitySessions({ id, active: true }),
    'GET',
    '/admin/identities/a%20b/sessions?active=true',
  ],
  deleteIdentitySessions: [(c) => c.deleteIdentitySessions({ id }), 'DELETE', '/admin/identities/a%20b/sessions'],
  listSessions: [
    (c) => c.listSessions({ expand: ['identity', 'devices'], active: false }),
    'GET',
    '/admin/sessions?expand=identity&expand=devices&active=false',
  ],
  manageSessions: [(c) => c.manageSessions({ body }), 'POST', '/admin/sessions'],
  getSession: [(c) => c.getSession({ id }), 'GET', '/admin/sessions/a%20b'],
  disableSession: [(c) => c.disableSession({ id }), 'DELETE', '/admin/sessions/a%20b'],
  extendSession: [(c) => c.extendSession({ id }), 'PATCH', '/admin/sessions/a%20b/extend'],
  createRecoveryCodeForIdentity: [(c) => c.createRecoveryCodeForIdentity({ body }), 'POST', '/admin/recovery/code'],
  createRecoveryLinkForIdentity: [
    (c) => c.createRecoveryLinkForIdentity({ returnTo: 'r', body }),
    'POST',
    '/admin/recovery/link?return_to=r',
  ],
  createTestLoginFlow: [(c) => c.createTestLoginFlow({ body }), 'POST', '/admin/test-login-flows'],
  listIdentitySchemas: [(c) => c.listIdentitySchemas(), 'GET', '/schemas'],
  getIdentitySchema: [(c) => c.getIdentitySchema({ id }), 'GET', '/schemas/a%20b'],
  listCourierMessages: [
    (c) => c.listCourierMessages({ status: 'queued' }),
    'GET',
    '/admin/courier/messages?status=queued',
  ],
  getCourierMessage: [(c) => c.getCourierMessage({ id }), 'GET', '/admin/courier/messages/a%20b'],
  isAlive: [(c) => c.isAlive(), 'GET', '/health/alive'],
  isReady: [(c) => c.isReady(), 'GET', '/health/ready'],
  getVersion: [(c) => c.getVersion(), 'GET', '/version'],
};

test('every operation has one function that sends its method, path and query', async () => {
  await using server = await startServer((_seen, response) => json(response, 200, {}));
  const client = createClient({ baseUrl: `${server.url}/base/`, adminUrl: server.url });
  const tasks = ['login', 'registration', 'settings', 'recovery', 'verification', 'logout', 'sessions'];
  assert.deepEqual(
    Object.keys(CALLS).sort(),
    Object.keys(client)
      .filter((name) => !tasks.includes(name))
      .sort(),
  );
  for (const [name, [call, method, url]] of Object.entries(CALLS)) {
    await call(client);
    const last = server.seen.at(-1);
    const admin = url.startsWith('/admin') || url.startsWith('/health') || url === '/version';
    assert.deepEqual([last?.method, last?.url], [method, admin ? url : `/base${url}`], name);
    assert.equal(last?.headers.accept, 'application/json', name);
    assert.equal(
      last?.body,
      ['POST', 'PUT', 'PATCH'].includes(method) && name !== 'extendSession'
        ? '{}'
        : name === 'performNativeLogout'
          ? '{"session_token":"s"}'
          : '',
      name,
    );
  }
});

test('the functions are those of the contract, with its paths and every query parameter', () => {
  const operations: Readonly<Record<string, Operation>> = OPERATIONS;
  assert.deepEqual(Object.keys(CALLS).sort(), Object.keys(operations).sort());
  for (const [name, [, method, url]] of Object.entries(CALLS)) {
    const operation = operations[name];
    assert.equal(operation?.method, method, name);
    const { pathname, searchParams } = new URL(url, 'http://x');
    const pattern = new RegExp(`^${operation?.path.replace(/\{\w+\}/g, '[^/]+')}$`);
    assert.match(pathname, pattern, name);
    const known = new Set(['flow', 'id', 'token', ...Object.keys(operation?.query ?? {})]);
    assert.deepEqual(
      [...searchParams.keys()].filter((key) => !known.has(key)),
      [],
      name,
    );
  }
});
