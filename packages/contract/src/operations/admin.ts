import { COURIER_STATUSES } from '../models/courier.ts';
import { METHODS } from '../nodes.ts';
import { type Answer, FLAG, operation, PAGING, type QueryParameter, TEXT, TOKEN_PAGING } from './define.ts';

const identity = { plane: 'admin', tag: 'identity' } as const;
const bad: { readonly 400: Answer } = { 400: 'errorGeneric' };
const missing: { readonly 404: Answer } = { 404: 'errorGeneric' };
const conflict: { readonly 409: Answer } = { 409: 'errorGeneric' };

const includeCredential = { include_credential: { type: 'string', list: true, values: METHODS } } as const satisfies {
  readonly [name: string]: QueryParameter;
};
const expand = { expand: { type: 'string', list: true, values: ['identity', 'devices'] } } as const satisfies {
  readonly [name: string]: QueryParameter;
};

const IDENTITY_OPERATIONS = {
  listIdentities: operation({
    ...identity,
    method: 'GET',
    path: '/admin/identities',
    status: 'built',
    summary: 'List identities',
    query: {
      ...PAGING,
      consistency: { type: 'string', values: ['', 'strong', 'eventual'] },
      ids: { type: 'string', list: true },
      credentials_identifier: TEXT,
      preview_credentials_identifier_similar: TEXT,
      include_credential: { type: 'string', list: true },
      organization_id: TEXT,
    },
    answers: { 200: 'identity[]', ...bad },
  }),
  createIdentity: operation({
    ...identity,
    method: 'POST',
    path: '/admin/identities',
    status: 'built',
    summary: 'Create an identity',
    body: 'createIdentityBody',
    answers: { 201: 'identity', ...bad, ...conflict },
  }),
  batchPatchIdentities: operation({
    ...identity,
    method: 'PATCH',
    path: '/admin/identities',
    status: 'planned',
    summary: 'Create many identities at once',
    body: 'patchIdentitiesBody',
    answers: { 200: 'batchPatchIdentitiesResponse', ...bad, ...conflict },
  }),
  getIdentity: operation({
    ...identity,
    method: 'GET',
    path: '/admin/identities/{id}',
    status: 'built',
    summary: 'Read an identity',
    query: includeCredential,
    answers: { 200: 'identity', ...bad, ...missing },
  }),
  getIdentityByExternalID: operation({
    ...identity,
    method: 'GET',
    path: '/admin/identities/by/external/{externalID}',
    status: 'planned',
    summary: 'Read an identity by its external id',
    query: includeCredential,
    answers: { 200: 'identity', ...bad, ...missing },
  }),
  updateIdentity: operation({
    ...identity,
    method: 'PUT',
    path: '/admin/identities/{id}',
    status: 'planned',
    summary: 'Replace an identity',
    body: 'updateIdentityBody',
    answers: { 200: 'identity', ...bad, ...missing, ...conflict },
  }),
  patchIdentity: operation({
    ...identity,
    method: 'PATCH',
    path: '/admin/identities/{id}',
    status: 'planned',
    summary: 'Change parts of an identity (RFC 6902)',
    body: 'jsonPatchDocument',
    answers: { 200: 'identity', ...bad, ...missing, ...conflict },
  }),
  deleteIdentity: operation({
    ...identity,
    method: 'DELETE',
    path: '/admin/identities/{id}',
    status: 'built',
    summary: 'Delete an identity and all that belongs to it',
    answers: { 204: null, ...missing },
  }),
  deleteIdentityCredentials: operation({
    ...identity,
    method: 'DELETE',
    path: '/admin/identities/{id}/credentials/{type}',
    status: 'planned',
    summary: 'Delete a credential of an identity',
    query: { identifier: TEXT },
    answers: { 204: null, ...bad, ...missing },
  }),
  createRecoveryCodeForIdentity: operation({
    ...identity,
    method: 'POST',
    path: '/admin/recovery/code',
    status: 'built',
    summary: 'Make a recovery code for an identity',
    body: 'createRecoveryCodeForIdentityBody',
    answers: { 201: 'recoveryCodeForIdentity', ...bad, ...missing },
  }),
  createRecoveryLinkForIdentity: operation({
    ...identity,
    method: 'POST',
    path: '/admin/recovery/link',
    status: 'built',
    summary: 'Make a recovery link for an identity',
    query: { return_to: TEXT },
    body: 'createRecoveryLinkForIdentityBody',
    answers: { 200: 'recoveryLinkForIdentity', ...bad, ...missing },
  }),
  createTestLoginFlow: operation({
    ...identity,
    method: 'POST',
    path: '/admin/test-login-flows',
    status: 'planned',
    summary: 'Begin a dry run of a sign-in provider',
    body: 'createTestLoginFlowBody',
    answers: { 201: 'loginFlow', ...bad, ...missing },
  }),
};

const SESSION_OPERATIONS = {
  listIdentitySessions: operation({
    ...identity,
    method: 'GET',
    path: '/admin/identities/{id}/sessions',
    status: 'built',
    summary: 'List the sessions of an identity',
    query: { ...PAGING, active: FLAG },
    answers: { 200: 'session[]', ...bad, ...missing },
  }),
  deleteIdentitySessions: operation({
    ...identity,
    method: 'DELETE',
    path: '/admin/identities/{id}/sessions',
    status: 'built',
    summary: 'Delete all sessions of an identity',
    answers: { 204: null, ...bad, 401: 'errorGeneric', ...missing },
  }),
  listSessions: operation({
    ...identity,
    method: 'GET',
    path: '/admin/sessions',
    status: 'built',
    summary: 'List sessions',
    query: { ...TOKEN_PAGING, active: FLAG, ...expand },
    answers: { 200: 'session[]', ...bad },
  }),
  manageSessions: operation({
    ...identity,
    method: 'POST',
    path: '/admin/sessions',
    status: 'planned',
    summary: 'End or delete many sessions at once',
    body: 'manageSessionsBody',
    answers: { 200: 'manageSessionsResponse', ...bad, 401: 'errorGeneric' },
  }),
  getSession: operation({
    ...identity,
    method: 'GET',
    path: '/admin/sessions/{id}',
    status: 'built',
    summary: 'Read a session',
    query: expand,
    answers: { 200: 'session', ...bad, ...missing },
  }),
  disableSession: operation({
    ...identity,
    method: 'DELETE',
    path: '/admin/sessions/{id}',
    status: 'built',
    summary: 'End a session',
    answers: { 204: null, ...bad, 401: 'errorGeneric', ...missing },
  }),
  extendSession: operation({
    ...identity,
    method: 'PATCH',
    path: '/admin/sessions/{id}/extend',
    status: 'built',
    summary: 'Let a session live longer',
    answers: { 200: 'session', 204: null, ...bad, ...missing },
  }),
};

const OTHER_OPERATIONS = {
  listCourierMessages: operation({
    plane: 'admin',
    tag: 'courier',
    method: 'GET',
    path: '/admin/courier/messages',
    status: 'built',
    summary: 'List messages to people',
    query: { ...TOKEN_PAGING, status: { type: 'string', values: COURIER_STATUSES }, recipient: TEXT },
    answers: { 200: 'message[]', ...bad },
  }),
  getCourierMessage: operation({
    plane: 'admin',
    tag: 'courier',
    method: 'GET',
    path: '/admin/courier/messages/{id}',
    status: 'built',
    summary: 'Read a message to a person and the attempts to deliver it',
    answers: { 200: 'message', ...bad, ...missing },
  }),
  listIdentitySchemas: operation({
    plane: 'both',
    tag: 'identity',
    method: 'GET',
    path: '/schemas',
    status: 'built',
    summary: 'List identity schemas',
    query: PAGING,
    answers: { 200: 'identitySchemas' },
  }),
  getIdentitySchema: operation({
    plane: 'both',
    tag: 'identity',
    method: 'GET',
    path: '/schemas/{id}',
    status: 'built',
    summary: 'Read an identity schema',
    answers: { 200: 'identitySchema', ...missing },
  }),
  isAlive: operation({
    plane: 'both',
    tag: 'metadata',
    method: 'GET',
    path: '/health/alive',
    status: 'built',
    summary: 'Whether the server runs',
    answers: { 200: 'healthStatus' },
  }),
  isReady: operation({
    plane: 'both',
    tag: 'metadata',
    method: 'GET',
    path: '/health/ready',
    status: 'built',
    summary: 'Whether the server can do its work',
    answers: { 200: 'healthStatus', 503: 'healthNotReadyStatus' },
  }),
  getVersion: operation({
    plane: 'admin',
    tag: 'metadata',
    method: 'GET',
    path: '/version',
    status: 'built',
    summary: 'Which version the server is',
    answers: { 200: 'version' },
  }),
};

/** Operations of operators and their tools, and what both listeners serve. */
export const ADMIN_OPERATIONS = { ...IDENTITY_OPERATIONS, ...SESSION_OPERATIONS, ...OTHER_OPERATIONS };
