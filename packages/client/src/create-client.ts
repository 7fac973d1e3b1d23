import type { JsonObject, LogoutFlow, Session } from '@zelos/contract';
import { adminOperations } from './admin.ts';
import { dataOf } from './answers.ts';
import type { Answer, FlowDocument, Submitted } from './answers.ts';
import { flowOperations } from './flows.ts';
import { createSend } from './send.ts';
import type { CallOptions, ClientOptions } from './send.ts';
import { sessionOperations } from './sessions.ts';
import type { Paging } from './sessions.ts';

type Call = CallOptions | undefined;

/** What most programs do with one kind of flow. */
export interface FlowTask<Init, Body, Data, Flow> {
  /** Opens a flow. @throws ClientError when the server refuses (see `error.id`) */
  create(init?: Init, call?: CallOptions): Promise<Flow>;
  /** Fetches a flow by id. @throws ClientError when it is gone or belongs to another browser */
  get(id: string, call?: CallOptions): Promise<Flow>;
  /** Submits `{ method, … }`, also of methods we do not know; everything the API documents is an answer. */
  submit(id: string, body: Body | JsonObject, call?: CallOptions): Promise<Submitted<Data, Flow>>;
}

/** Who is asking, as an application wants to know it. */
export type Current =
  | { readonly is: 'signed-in'; readonly session: Session }
  | { readonly is: 'signed-out' }
  /** Signed in below the required level; `to` is where a browser adds the missing factor. */
  | { readonly is: 'second-factor'; readonly to: string };

type Opening<Init, Flow> = (init?: Init, call?: Call) => Promise<Answer<Flow>>;

function task<BrowserInit, ApiInit, Body, Data, Flow extends FlowDocument>(
  api: boolean,
  createBrowser: Opening<BrowserInit, Flow>,
  createApi: Opening<ApiInit, Flow>,
  get: (p: { readonly id: string }, call?: Call) => Promise<Answer<Flow>>,
  submit: (p: { readonly flow: string; readonly body: Body }, call?: Call) => Promise<Submitted<Data, Flow>>,
): FlowTask<BrowserInit & ApiInit, Body, Data, Flow> {
  return {
    create: async (init, call) => dataOf(await (api ? createApi(init, call) : createBrowser(init, call))),
    get: async (id, call) => dataOf(await get({ id }, call)),
    submit: (flow, body, call) => submit({ flow, body: body as Body }, call),
  };
}

/**
 * A client of the identity API: one function per operation, and `login`, `registration`, `settings`, `recovery`,
 * `verification`, `logout`, `sessions` for everyday work.
 *
 * In a browser the cookies do the rest. A server that acts for a browser passes that browser's `cookie` with each
 * call and hands `answer.headers.getSetCookie()` back; a native app passes its `sessionToken`.
 */
export function createClient(options: ClientOptions) {
  const send = createSend(options);
  const flows = flowOperations(send);
  const own = sessionOperations(send);
  const api = (options.flowType ?? (options.sessionToken ? 'api' : 'browser')) === 'api';

  return {
    ...flows,
    ...own,
    ...adminOperations(send),

    login: task(
      api,
      flows.createBrowserLoginFlow,
      flows.createNativeLoginFlow,
      flows.getLoginFlow,
      flows.updateLoginFlow,
    ),
    registration: task(
      api,
      flows.createBrowserRegistrationFlow,
      flows.createNativeRegistrationFlow,
      flows.getRegistrationFlow,
      flows.updateRegistrationFlow,
    ),
    settings: task(
      api,
      flows.createBrowserSettingsFlow,
      flows.createNativeSettingsFlow,
      flows.getSettingsFlow,
      flows.updateSettingsFlow,
    ),
    recovery: task(
      api,
      flows.createBrowserRecoveryFlow,
      flows.createNativeRecoveryFlow,
      flows.getRecoveryFlow,
      flows.updateRecoveryFlow,
    ),
    verification: task(
      api,
      flows.createBrowserVerificationFlow,
      flows.createNativeVerificationFlow,
      flows.getVerificationFlow,
      flows.updateVerificationFlow,
    ),
    logout: {
      /** The link that signs a browser out, or undefined when nobody is signed in. */
      create: async (init: { readonly returnTo?: string } = {}, call?: Call): Promise<LogoutFlow | undefined> => {
        const answer = await flows.createBrowserLogoutFlow(init, call);
        return answer.is === 'refused' && answer.status === 401 ? undefined : dataOf(answer);
      },
      /** Ends the session of a session token. */
      native: async (sessionToken: string, call?: Call): Promise<void> =>
        dataOf(await flows.performNativeLogout({ body: { session_token: sessionToken } }, call)),
    },
    sessions: {
      current: async (call?: Call): Promise<Current> => {
        const answer = await own.toSession({}, call);
        if (answer.is === 'refused' && answer.status === 401) return { is: 'signed-out' };
        if (answer.is === 'refused' && answer.redirectTo) return { is: 'second-factor', to: answer.redirectTo };
        return { is: 'signed-in', session: dataOf(answer) };
      },
      others: async (paging: Paging = {}, call?: Call): Promise<readonly Session[]> =>
        dataOf(await own.listMySessions(paging, call)),
      revoke: async (id: string, call?: Call): Promise<void> => dataOf(await own.disableMySession({ id }, call)),
      revokeOthers: async (call?: Call): Promise<number> => dataOf(await own.disableMyOtherSessions(call)).count,
    },
  };
}

export type Client = ReturnType<typeof createClient>;
