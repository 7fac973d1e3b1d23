import type { Answer } from './answers.ts';
import type { CallOptions, Send } from './send.ts';
import type { Paging } from './sessions.ts';
import type {
  CourierMessage,
  Identity,
  IdentitySchemaContainer,
  Json,
  JsonObject,
  LoginFlow,
  Session,
} from './wire.ts';

type Call = CallOptions | undefined;
type Id = { readonly id: string };
type Body<B = JsonObject> = { readonly body: B };
type Credentials = { readonly includeCredential?: readonly string[] };
type TokenPaging = Pick<Paging, 'pageSize' | 'pageToken'>;
type Expand = { readonly expand?: readonly ('identity' | 'devices')[] };

export interface CreateIdentity {
  readonly schema_id: string;
  readonly traits: JsonObject;
  readonly state?: 'active' | 'inactive';
  readonly external_id?: string;
  readonly credentials?: JsonObject;
  readonly verifiable_addresses?: readonly JsonObject[];
  readonly recovery_addresses?: readonly JsonObject[];
  readonly metadata_public?: Json;
  readonly metadata_admin?: Json;
  readonly organization_id?: string | null;
}
export type UpdateIdentity = Omit<
  CreateIdentity,
  'state' | 'verifiable_addresses' | 'recovery_addresses' | 'organization_id'
> & {
  readonly state: 'active' | 'inactive';
};
/** One step of a JSON Patch (RFC 6902). */
export interface PatchStep {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  readonly path: string;
  readonly from?: string;
  readonly value?: Json;
}
export interface ListIdentities extends Paging {
  readonly ids?: readonly string[];
  readonly credentialsIdentifier?: string;
  readonly previewCredentialsIdentifierSimilar?: string;
  readonly includeCredential?: readonly string[];
  readonly organizationId?: string;
  readonly consistency?: '' | 'strong' | 'eventual';
}
export interface BatchResult {
  readonly identities?: readonly ({
    readonly action: 'create' | 'error';
    readonly identity?: string;
    readonly patch_id?: string;
    readonly error?: JsonObject;
  } | null)[];
}

const ONE = (p: Id): string => `/admin/identities/${encodeURIComponent(p.id)}`;

/** Identity, session, recovery, courier and metadata operations, sent to `adminUrl`. One function per operation. */
export function adminOperations(send: Send) {
  return {
    listIdentities: (p: ListIdentities = {}, call?: Call): Promise<Answer<readonly Identity[]>> =>
      send({ method: 'GET', path: '/admin/identities', query: { ...p }, admin: true }, call),
    createIdentity: (p: Body<CreateIdentity>, call?: Call): Promise<Answer<Identity>> =>
      send({ method: 'POST', path: '/admin/identities', body: p.body, admin: true }, call),
    batchPatchIdentities: (
      p: Body<{
        readonly identities: readonly { readonly create?: CreateIdentity; readonly patch_id?: string }[];
      }>,
      call?: Call,
    ): Promise<Answer<BatchResult>> =>
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
    updateIdentity: (p: Id & Body<UpdateIdentity>, call?: Call): Promise<Answer<Identity>> =>
      send({ method: 'PUT', path: ONE(p), body: p.body, admin: true }, call),
    patchIdentity: (p: Id & Body<readonly PatchStep[]>, call?: Call): Promise<Answer<Identity>> =>
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
    manageSessions: (
      p: Body<{
        readonly action: string;
        readonly identities?: readonly string[];
        readonly sessions?: readonly string[];
      }>,
      call?: Call,
    ): Promise<Answer<{ readonly more?: boolean; readonly processed?: number }>> =>
      send({ method: 'POST', path: '/admin/sessions', body: p.body, admin: true }, call),
    getSession: ({ id, ...query }: Id & Expand, call?: Call): Promise<Answer<Session>> =>
      send({ method: 'GET', path: `/admin/sessions/${encodeURIComponent(id)}`, query, admin: true }, call),
    disableSession: (p: Id, call?: Call): Promise<Answer<undefined>> =>
      send({ method: 'DELETE', path: `/admin/sessions/${encodeURIComponent(p.id)}`, admin: true }, call),
    /** Answers the session, or nothing (204) where the server is configured to save the read. */
    extendSession: (p: Id, call?: Call): Promise<Answer<Session | undefined>> =>
      send({ method: 'PATCH', path: `/admin/sessions/${encodeURIComponent(p.id)}/extend`, admin: true }, call),

    createRecoveryCodeForIdentity: (
      p: Body<{ readonly identity_id: string; readonly expires_in?: string; readonly flow_type?: 'browser' | 'api' }>,
      call?: Call,
    ): Promise<
      Answer<{ readonly recovery_link: string; readonly recovery_code: string; readonly expires_at?: string }>
    > => send({ method: 'POST', path: '/admin/recovery/code', body: p.body, admin: true }, call),
    createRecoveryLinkForIdentity: (
      p: Body<{ readonly identity_id: string; readonly expires_in?: string }> & { readonly returnTo?: string },
      call?: Call,
    ): Promise<Answer<{ readonly recovery_link: string; readonly expires_at?: string }>> =>
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
    createTestLoginFlow: (p: Body<{ readonly provider_id: string }>, call?: Call): Promise<Answer<LoginFlow>> =>
      send({ method: 'POST', path: '/admin/test-login-flows', body: p.body, admin: true }, call),

    /** Public, whatever its tag says: sent to `baseUrl`. */
    listIdentitySchemas: (p: Paging = {}, call?: Call): Promise<Answer<readonly IdentitySchemaContainer[]>> =>
      send({ method: 'GET', path: '/schemas', query: { ...p } }, call),
    /** Public, sent to `baseUrl`: the JSON Schema itself. */
    getIdentitySchema: (p: Id, call?: Call): Promise<Answer<JsonObject>> =>
      send({ method: 'GET', path: `/schemas/${encodeURIComponent(p.id)}` }, call),

    listCourierMessages: (
      p: TokenPaging & { readonly status?: CourierMessage['status']; readonly recipient?: string } = {},
      call?: Call,
    ): Promise<Answer<readonly CourierMessage[]>> =>
      send({ method: 'GET', path: '/admin/courier/messages', query: { ...p }, admin: true }, call),
    getCourierMessage: (p: Id, call?: Call): Promise<Answer<CourierMessage>> =>
      send({ method: 'GET', path: `/admin/courier/messages/${encodeURIComponent(p.id)}`, admin: true }, call),

    isAlive: (call?: Call): Promise<Answer<{ readonly status: string }>> =>
      send({ method: 'GET', path: '/health/alive', admin: true }, call),
    /** @throws ClientError with status 503 while the server is not ready */
    isReady: (call?: Call): Promise<Answer<{ readonly status: string }>> =>
      send({ method: 'GET', path: '/health/ready', admin: true, safe: false }, call),
    getVersion: (call?: Call): Promise<Answer<{ readonly version: string }>> =>
      send({ method: 'GET', path: '/version', admin: true }, call),
  };
}
