import type { IncomingMessage } from 'node:http';
import type { Identity, JsonObject, Session } from '@zelos/contract';
import { fromFetchRequest } from '../edge/fetch.ts';
import { fromNodeRequest } from '../edge/node-request.ts';
import { Exchange, type HttpDeps } from '../http/context.ts';
import { presentAdminIdentity } from '../http/present/identity.ts';
import { presentSession } from '../http/present/session.ts';
import { aal2Required } from '../http/routes/whoami.ts';
import { createIdentity } from '../identities/create.ts';

/** Sessions of an application's own requests, read in process. */
export interface InProcessSessions {
  /**
   * The session that a request carries (cookie, `X-Session-Token` or bearer token) with its identity, by the rules of
   * `GET /sessions/whoami` and as that answers; null when there is none that counts.
   * @throws ProtocolError 403 `session_aal2_required` when the session is below `session.whoami.required_aal`; its
   *   `siblings.redirect_browser_to` leads to the second factor
   */
  fromRequest(request: Request | IncomingMessage): Promise<Session | null>;
}

/** Identities without HTTP, as the admin API shows them. */
export interface InProcessIdentities {
  get(id: string): Promise<Identity | null>;
  /**
   * Creates an identity from the body of `POST /admin/identities`.
   * @throws ProtocolError 400 for what the schema refuses, 409 for an identifier that is taken
   */
  create(body: JsonObject): Promise<Identity>;
}

const isWeb = (request: Request | IncomingMessage): request is Request =>
  typeof (request.headers as Partial<Headers>).get === 'function';

/** See {@link InProcessSessions}. */
export function inProcessSessions(http: HttpDeps): InProcessSessions {
  return {
    async fromRequest(request) {
      const given = isWeb(request) ? fromFetchRequest(request) : fromNodeRequest(request, null);
      const current = await new Exchange(http, given, '/', '', {}).session();
      if (current === null) return null;
      if (!(await http.flows.satisfies(current.session, http.flows.settings.requiredAal))) {
        throw aal2Required(http.publicUrl);
      }
      return presentSession(current.session, http.publicUrl, http.clock.now());
    },
  };
}

/** See {@link InProcessIdentities}. */
export function inProcessIdentities(http: HttpDeps): InProcessIdentities {
  const { identities } = http.flows.database;
  const present = (identity: Parameters<typeof presentAdminIdentity>[0]) =>
    presentAdminIdentity(identity, http.publicUrl, {}) as unknown as Identity;
  return {
    async get(id) {
      const identity = await identities.getWithCredentials(id);
      return identity && present(identity);
    },
    create: async (body) => present(await createIdentity(http.identities, body)),
  };
}
