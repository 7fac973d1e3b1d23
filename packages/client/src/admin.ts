import type {
  BatchPatchIdentitiesResponse,
  CourierMessage,
  CreateIdentityBody,
  CreateRecoveryCodeForIdentityBody,
  CreateRecoveryLinkForIdentityBody,
  CreateTestLoginFlowBody,
  HealthStatus,
  Identity,
  IdentitySchemaDocument,
  IdentitySchemas,
  JsonPatchDocument,
  LoginFlow,
  ManageSessionsBody,
  ManageSessionsResponse,
  PatchIdentitiesBody,
  RecoveryCodeForIdentity,
  RecoveryLinkForIdentity,
  Session,
  UpdateIdentityBody,
  Version,
} from '@zelos/contract';
import type { Answer } from './answers.ts';
import type { CallOptions, Send } from './send.ts';
import type { Paging } from './sessions.ts';

type Call = CallOptions | undefined;
type Id = { readonly id: string };
type Body<B> = { readonly body: B };
type Credentials = { readonly includeCredential?: readonly string[] };
type TokenPaging = Pick<Paging, 'pageSize' | 'pageToken'>;
type Expand = { readonly expand?: readonly ('identity' | 'devices')[] };

export interface ListIdentities extends Paging {
  readonly ids?: readonly string[];
  readonly credentialsIdentifier?: string;
  readonly previewCredentialsIdentifierSimilar?: string;
  readonly includeCredential?: readonly string[];
  readonly organizationId?: string;
  readonly consistency?: '' | 'strong' | 'eventual';
}
const ONE = (p: Id): string => `/admin/identities/${encodeURIComponent(p.id)}`;

/** Identity, session, recovery, courier and metadata operations, sent to `adminUrl`. One function per operation. */
export function adminOperations(send: Send) {
  return {
    listIdentities: (p: ListIdentities = {}, call?: Call): Promise<Answer<readonly Identity[]>> =>
      send({ method: 'GET', path: '/admin/identities', query: { ...p }, admin: true }, call),
    createIdentity: (p: Body<CreateIdentityBody>, call?: Call): Promise<Answer<Identity>> =>
      send({ method: 'POST', path: '/admin/identities', body: p.body, admin: true }, call),
    batchPatchIdentities: (p: Body<PatchIdentitiesBody>, call?: Call): Promise<Answer<BatchPatchIdentitiesResponse>> =>
      send({ method: 'PATCH', path: '/admin/identities', body: p.body, admin: true }, call),
    getIdentity: ({ id, ...query }: Id & Credentials, call?: Call): Promise<Answer<Identity>> =>
      send({ method: 'GET', path: ONE({ id }), query, admin: true }, call),
    getIdentityByExternalID: (
      { externalID, ...query }: { readonly externalID: string } & Credentials,
      call?: Call,
    ): Promise<Answer<Identity>> =>
      send(
        {
          method: 'GET',
          path: `/admin/identities/by/external/${encodeURIComponent(externalID)}`,
          query,
          admin: true,
        },
        call,
      ),
    updateIdentity: (p: Id & Body<UpdateIdentityBody>, call?: Call): Promise<Answer<Identity>> =>
      send({ method: 'PUT', path: ONE(p), body: p.body, admin: true }, call),
    patchIdentity: (p: Id & Body<JsonPatchDocument>, call?: Call): Promise<Answer<Identity>> =>
      send({ method: 'PATCH', path: ONE(p), body: p.body, admin: true }, call),
    deleteIdentity: (p: Id, call?: Call): Promise<Answer<undefined>> =>
      send({ method: 'DELETE', path: ONE(p), admin: true }, call),
    deleteIdentityCredentials: (
      { id, type, ...query }: Id & { readonly type: string; readonly identifier?: string },
      call?: Call,
    ): Promise<Answer<undefined>> =>
      send(
        { method: 'DELETE', path: `${ONE({ id })}/credentials/${encodeURIComponent(type)}`, query, admin: true },
        call,
      ),
    listIdentitySessions: (
      { id, ...query }: Id & Paging & { readonly active?: boolean },
      call?: Call,
    ): Promise<Answer<readonly Session[]>> =>
      send({ method: 'GET', path: `${ONE({ id })}/sessions`, query, admin: true }, call),
    deleteIdentitySessions: (p: Id, call?: Call): Promise<Answer<undefined>> =>
      send({ method: 'DELETE', path: `${ONE(p)}/sessions`, admin: true }, call),

    listSessions: (
      p: TokenPaging & Expand & { readonly active?: boolean } = {},
      call?: Call,
    ): Promise<Answer<readonly Session[]>> =>
      send({ method: 'GET', path: '/admin/sessions', query: { ...p }, admin: true }, call),
    manageSessions: (p: Body<ManageSessionsBody>, call?: Call): Promise<Answer<ManageSessionsResponse>> =>
      send({ method: 'POST', path: '/admin/sessions', body: p.body, admin: true }, call),
    getSession: ({ id, ...query }: Id & Expand, call?: Call): Promise<Answer<Session>> =>
      send({ method: 'GET', path: `/admin/sessions/${encodeURIComponent(id)}`, query, admin: true }, call),
    disableSession: (p: Id, call?: Call): Promise<Answer<undefined>> =>
      send({ method: 'DELETE', path: `/admin/sessions/${encodeURIComponent(p.id)}`, admin: true }, call),
    /** Answers the session, or nothing (204) where the server is configured to save the read. */
    extendSession: (p: Id, call?: Call): Promise<Answer<Session | undefined>> =>
      send({ method: 'PATCH', path: `/admin/sessions/${encodeURIComponent(p.id)}/extend`, admin: true }, call),

    createRecoveryCodeForIdentity: (
      p: Body<CreateRecoveryCodeForIdentityBody>,
      call?: Call,
    ): Promise<Answer<RecoveryCodeForIdentity>> =>
      send({ method: 'POST', path: '/admin/recovery/code', body: p.body, admin: true }, call),
    createRecoveryLinkForIdentity: (
      p: Body<CreateRecoveryLinkForIdentityBody> & { readonly returnTo?: string },
      call?: Call,
    ): Promise<Answer<RecoveryLinkForIdentity>> =>
      send(
        {
          method: 'POST',
          path: '/admin/recovery/link',
          query: { returnTo: p.returnTo },
          body: p.body,
          admin: true,
        },
        call,
      ),
    createTestLoginFlow: (p: Body<CreateTestLoginFlowBody>, call?: Call): Promise<Answer<LoginFlow>> =>
      send({ method: 'POST', path: '/admin/test-login-flows', body: p.body, admin: true }, call),

    /** Public, whatever its tag says: sent to `baseUrl`. */
    listIdentitySchemas: (p: Paging = {}, call?: Call): Promise<Answer<IdentitySchemas>> =>
      send({ method: 'GET', path: '/schemas', query: { ...p } }, call),
    /** Public, sent to `baseUrl`: the JSON Schema itself. */
    getIdentitySchema: (p: Id, call?: Call): Promise<Answer<IdentitySchemaDocument>> =>
      send({ method: 'GET', path: `/schemas/${encodeURIComponent(p.id)}` }, call),

    listCourierMessages: (
      p: TokenPaging & { readonly status?: CourierMessage['status']; readonly recipient?: string } = {},
      call?: Call,
    ): Promise<Answer<readonly CourierMessage[]>> =>
      send({ method: 'GET', path: '/admin/courier/messages', query: { ...p }, admin: true }, call),
    getCourierMessage: (p: Id, call?: Call): Promise<Answer<CourierMessage>> =>
      send({ method: 'GET', path: `/admin/courier/messages/${encodeURIComponent(p.id)}`, admin: true }, call),

    isAlive: (call?: Call): Promise<Answer<HealthStatus>> =>
      send({ method: 'GET', path: '/health/alive', admin: true }, call),
    /** @throws ClientError with status 503 while the server is not ready */
    isReady: (call?: Call): Promise<Answer<HealthStatus>> =>
      send({ method: 'GET', path: '/health/ready', admin: true, safe: false }, call),
    getVersion: (call?: Call): Promise<Answer<Version>> => send({ method: 'GET', path: '/version', admin: true }, call),
  };
}
