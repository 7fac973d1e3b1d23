import type { SchemaName } from '../schemas.ts';
import {
  type Answer,
  BOTH_CREDENTIALS,
  FLAG,
  FORBIDDEN,
  GONE,
  type Operation,
  operation,
  PAGING,
  REQUIRED,
  TEXT,
} from './define.ts';

type Status = Operation['status'];
const frontend = { plane: 'public', tag: 'frontend' } as const;

function createBrowser(kind: string, status: Status, flow: SchemaName, rest: Partial<Operation>): Operation {
  const answers: Operation['answers'] = { 200: flow, 303: null, 400: 'errorGeneric', ...rest.answers };
  return operation({
    ...frontend,
    method: 'GET',
    path: `/self-service/${kind}/browser`,
    status,
    summary: `Begin ${kind} in a browser`,
    redirect: true,
    ...rest,
    answers,
  });
}

function createNative(kind: string, status: Status, flow: SchemaName, rest: Partial<Operation>): Operation {
  const answers: Operation['answers'] = { 200: flow, 400: 'errorGeneric', ...rest.answers };
  return operation({
    ...frontend,
    method: 'GET',
    path: `/self-service/${kind}/api`,
    status,
    summary: `Begin ${kind} in an app`,
    ...rest,
    answers,
  });
}

function getFlow(kind: string, status: Status, flow: SchemaName, rest: Partial<Operation> = {}): Operation {
  const answers: Operation['answers'] = { 200: flow, 403: FORBIDDEN, 404: 'errorGeneric', 410: GONE, ...rest.answers };
  return operation({
    ...frontend,
    method: 'GET',
    path: `/self-service/${kind}/flows`,
    status,
    summary: `Read a ${kind} flow`,
    query: { id: REQUIRED },
    headers: ['Cookie'],
    ...rest,
    answers,
  });
}

interface Update extends Partial<Operation> {
  readonly flow: SchemaName;
  readonly success: Answer;
  readonly body: SchemaName;
}

function updateFlow(kind: string, status: Status, { flow, success, ...rest }: Update): Operation {
  const answers: Operation['answers'] = {
    200: success,
    303: null,
    400: [flow, 'errorGeneric'],
    403: FORBIDDEN,
    404: 'errorGeneric',
    410: GONE,
    422: 'errorBrowserLocationChangeRequired',
    ...rest.answers,
  };
  return operation({
    ...frontend,
    method: 'POST',
    path: `/self-service/${kind}`,
    status,
    summary: `Submit a ${kind} flow`,
    query: { flow: REQUIRED },
    headers: ['Cookie'],
    form: true,
    redirect: true,
    ...rest,
    answers,
  });
}

const loginQuery = {
  refresh: FLAG,
  aal: TEXT,
  return_to: TEXT,
  organization: TEXT,
  via: TEXT,
  identity_schema: TEXT,
};
const registrationQuery = { return_to: TEXT, organization: TEXT, identity_schema: TEXT };
const withToken = { flow: REQUIRED, token: TEXT };

const FLOW_OPERATIONS = {
  createBrowserLoginFlow: createBrowser('login', 'built', 'loginFlow', {
    query: { ...loginQuery, login_challenge: TEXT },
    headers: ['Cookie'],
  }),
  createNativeLoginFlow: createNative('login', 'built', 'loginFlow', {
    query: { ...loginQuery, return_session_token_exchange_code: FLAG },
    headers: ['X-Session-Token'],
  }),
  getLoginFlow: getFlow('login', 'built', 'loginFlow'),
  updateLoginFlow: updateFlow('login', 'built', {
    flow: 'loginFlow',
    // A sign-in through a provider may turn out to be a sign-up.
    success: ['successfulNativeLogin', 'successfulNativeRegistration'],
    body: 'updateLoginFlowBody',
    headers: BOTH_CREDENTIALS,
    answers: { 401: 'errorGeneric' },
  }),

  createBrowserRegistrationFlow: createBrowser('registration', 'built', 'registrationFlow', {
    query: { ...registrationQuery, login_challenge: TEXT, after_verification_return_to: TEXT },
  }),
  createNativeRegistrationFlow: createNative('registration', 'built', 'registrationFlow', {
    query: { ...registrationQuery, return_session_token_exchange_code: FLAG },
  }),
  getRegistrationFlow: getFlow('registration', 'built', 'registrationFlow'),
  updateRegistrationFlow: updateFlow('registration', 'built', {
    flow: 'registrationFlow',
    success: 'successfulNativeRegistration',
    body: 'updateRegistrationFlowBody',
  }),

  createBrowserSettingsFlow: createBrowser('settings', 'built', 'settingsFlow', {
    query: { return_to: TEXT, organization: TEXT },
    headers: ['Cookie'],
    answers: { 401: 'errorGeneric', 403: FORBIDDEN },
  }),
  createNativeSettingsFlow: createNative('settings', 'built', 'settingsFlow', {
    query: { organization: TEXT },
    headers: ['X-Session-Token'],
    answers: { 401: 'errorGeneric', 403: FORBIDDEN },
  }),
  getSettingsFlow: getFlow('settings', 'built', 'settingsFlow', {
    headers: BOTH_CREDENTIALS,
    answers: { 401: 'errorGeneric' },
  }),
  updateSettingsFlow: updateFlow('settings', 'built', {
    flow: 'settingsFlow',
    success: 'settingsFlow',
    body: 'updateSettingsFlowBody',
    headers: BOTH_CREDENTIALS,
    answers: { 401: 'errorGeneric' },
  }),

  createBrowserRecoveryFlow: createBrowser('recovery', 'built', 'recoveryFlow', {
    query: { return_to: TEXT, skip_settings: TEXT },
  }),
  createNativeRecoveryFlow: createNative('recovery', 'built', 'recoveryFlow', {}),
  getRecoveryFlow: getFlow('recovery', 'built', 'recoveryFlow'),
  updateRecoveryFlow: updateFlow('recovery', 'built', {
    flow: 'recoveryFlow',
    success: 'recoveryFlow',
    body: 'updateRecoveryFlowBody',
    query: withToken,
  }),

  createBrowserVerificationFlow: createBrowser('verification', 'built', 'verificationFlow', {
    query: { return_to: TEXT },
  }),
  createNativeVerificationFlow: createNative('verification', 'built', 'verificationFlow', {
    query: { return_to: TEXT },
  }),
  getVerificationFlow: getFlow('verification', 'built', 'verificationFlow'),
  updateVerificationFlow: updateFlow('verification', 'built', {
    flow: 'verificationFlow',
    success: 'verificationFlow',
    body: 'updateVerificationFlowBody',
    query: withToken,
  }),
};

const SESSION_OPERATIONS = {
  createBrowserLogoutFlow: operation({
    ...frontend,
    method: 'GET',
    path: '/self-service/logout/browser',
    status: 'built',
    summary: 'Get the address that ends the session of a browser',
    query: { return_to: TEXT },
    headers: ['Cookie'],
    answers: { 200: 'logoutFlow', 400: 'errorGeneric', 401: 'errorGeneric', 500: 'errorGeneric' },
  }),
  updateLogoutFlow: operation({
    ...frontend,
    method: 'GET',
    path: '/self-service/logout',
    status: 'built',
    summary: 'End the session of a browser',
    query: { token: TEXT, return_to: TEXT },
    headers: ['Cookie'],
    redirect: true,
    answers: { 204: null, 303: null },
  }),
  performNativeLogout: operation({
    ...frontend,
    method: 'DELETE',
    path: '/self-service/logout/api',
    status: 'built',
    summary: 'End the session of an app',
    body: 'performNativeLogoutBody',
    answers: { 204: null, 400: 'errorGeneric', 403: 'errorGeneric' },
  }),
  toSession: operation({
    ...frontend,
    method: 'GET',
    path: '/sessions/whoami',
    status: 'built',
    summary: 'Read the session of the caller',
    query: { tokenize_as: TEXT },
    headers: BOTH_CREDENTIALS,
    answers: { 200: 'session', 401: 'errorGeneric', 403: FORBIDDEN },
  }),
  listMySessions: operation({
    ...frontend,
    method: 'GET',
    path: '/sessions',
    status: 'built',
    summary: 'List the other active sessions of the caller',
    query: PAGING,
    headers: BOTH_CREDENTIALS,
    answers: { 200: 'session[]', 400: 'errorGeneric', 401: 'errorGeneric', 403: FORBIDDEN },
  }),
  disableMyOtherSessions: operation({
    ...frontend,
    method: 'DELETE',
    path: '/sessions',
    status: 'built',
    summary: 'End all sessions of the caller but this one',
    headers: BOTH_CREDENTIALS,
    answers: { 200: 'deleteMySessionsCount', 400: 'errorGeneric', 401: 'errorGeneric' },
  }),
  disableMySession: operation({
    ...frontend,
    method: 'DELETE',
    path: '/sessions/{id}',
    status: 'built',
    summary: 'End one other session of the caller',
    headers: BOTH_CREDENTIALS,
    answers: { 204: null, 400: 'errorGeneric', 401: 'errorGeneric' },
  }),
  exchangeSessionToken: operation({
    ...frontend,
    method: 'GET',
    path: '/sessions/token-exchange',
    status: 'planned',
    summary: 'Trade the codes of a finished native flow for its session token',
    query: { init_code: REQUIRED, return_to_code: REQUIRED },
    answers: {
      200: 'successfulNativeLogin',
      400: 'errorGeneric',
      403: 'errorGeneric',
      404: 'errorGeneric',
      410: GONE,
      422: ['errorGeneric', 'loginFlow', 'registrationFlow'],
    },
  }),
};

const OTHER_OPERATIONS = {
  getFlowError: operation({
    ...frontend,
    method: 'GET',
    path: '/self-service/errors',
    status: 'built',
    summary: 'Read the error that a browser was sent to the error page with',
    query: { id: REQUIRED },
    answers: { 200: 'flowError', 403: 'errorGeneric', 404: 'errorGeneric', 500: 'errorGeneric' },
  }),
  getWebAuthnJavaScript: operation({
    ...frontend,
    method: 'GET',
    path: '/.well-known/ory/webauthn.js',
    status: 'planned',
    summary: 'Get the script for security keys and passkeys',
    answers: { 200: 'webAuthnJavaScript' },
  }),
  getWellKnownChangePassword: operation({
    ...frontend,
    method: 'GET',
    path: '/.well-known/change-password',
    status: 'built',
    summary: 'Go to the page on which a password can be changed',
    redirect: true,
    answers: { 303: null },
  }),
  createFedcmFlow: operation({
    ...frontend,
    method: 'GET',
    path: '/self-service/fed-cm/parameters',
    status: 'planned',
    summary: 'Get the parameters for federated sign-in through the browser',
    answers: { 200: 'createFedcmFlowResponse', 400: 'errorGeneric' },
  }),
  updateFedcmFlow: operation({
    ...frontend,
    method: 'POST',
    path: '/self-service/fed-cm/token',
    status: 'planned',
    summary: 'Hand in the token of a federated sign-in through the browser',
    body: 'UpdateFedcmFlowBody',
    form: true,
    redirect: true,
    answers: {
      200: 'successfulNativeLogin',
      303: null,
      400: ['loginFlow', 'errorGeneric'],
      410: GONE,
      422: 'errorBrowserLocationChangeRequired',
    },
  }),
  deleteTestLoginFlow: operation({
    ...frontend,
    method: 'DELETE',
    path: '/self-service/login/test',
    status: 'planned',
    summary: 'Delete the dry run of a sign-in provider',
    query: { id: REQUIRED },
    headers: ['Cookie'],
    answers: { 204: null, 400: 'errorGeneric', 403: 'errorGeneric', 404: 'errorGeneric' },
  }),
};

/** Operations of self-service clients. */
export const FRONTEND_OPERATIONS = { ...FLOW_OPERATIONS, ...SESSION_OPERATIONS, ...OTHER_OPERATIONS };
