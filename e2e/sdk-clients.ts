// The official client of the peer, set up as an app, as a page in a browser, and as an administrator.
import assert from 'node:assert/strict';
import {
  Configuration,
  FrontendApi,
  IdentityApi,
  MetadataApi,
  ResponseError,
  type SuccessfulNativeLogin,
  type SuccessfulNativeRegistration,
} from '@ory/client-fetch';
import { createCheckedFetch, createJar } from './checked-fetch.ts';

export const PASSWORD = 'a lamp for seven winters';

/** An app: no cookies, a token instead. */
export function nativeClient(basePath: string, headers: Record<string, string> = {}) {
  const { fetch: fetchApi, seen } = createCheckedFetch();
  return { api: new FrontendApi(new Configuration({ basePath, fetchApi, headers })), seen };
}

/** A single-page app in a browser: cookies, JSON. */
export function browserClient(basePath: string) {
  const jar = createJar();
  const { fetch: fetchApi, seen } = createCheckedFetch(jar);
  const headers = { Accept: 'application/json' };
  return { api: new FrontendApi(new Configuration({ basePath, fetchApi, headers })), jar, seen };
}

export function adminClient(basePath: string) {
  const { fetch: fetchApi, seen } = createCheckedFetch();
  const configuration = new Configuration({ basePath, fetchApi });
  return { api: new IdentityApi(configuration), metadata: new MetadataApi(configuration), seen };
}

export interface ErrorBody {
  readonly error: { readonly id?: string; readonly code: number; readonly reason?: string; readonly details?: object };
  readonly redirect_browser_to?: string;
  readonly use_flow_id?: string;
}

/** The status and the body of the answer that a call was refused with. */
export async function refused<Body = ErrorBody>(call: Promise<unknown>): Promise<{ status: number; body: Body }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    return { status: error.response.status, body: (await error.response.json()) as Body };
  }
  return assert.fail('the call was not refused');
}

interface Form {
  readonly ui: { readonly nodes: readonly { readonly attributes: object }[] };
}

/** The value of a field of a form. */
export function valueOf({ ui }: Form, name: string): string {
  const fields = ui.nodes.map(({ attributes }) => attributes as { readonly name?: string; readonly value?: string });
  return fields.find((field) => field.name === name)?.value ?? '';
}

/** Makes an account as an app does. */
export async function registerNatively(basePath: string, email: string): Promise<SuccessfulNativeRegistration> {
  const { api } = nativeClient(basePath);
  const { id: flow } = await api.createNativeRegistrationFlow();
  const traits = { email, name: { first: 'Ann' } };
  return api.updateRegistrationFlow({
    flow,
    updateRegistrationFlowBody: { method: 'password', traits, password: PASSWORD },
  });
}

export async function signInNatively(
  basePath: string,
  identifier: string,
  password = PASSWORD,
): Promise<SuccessfulNativeLogin> {
  const { api } = nativeClient(basePath);
  const { id: flow } = await api.createNativeLoginFlow();
  return api.updateLoginFlow({
    flow,
    updateLoginFlowBody: { method: 'password', identifier, password },
  });
}

/** Makes an account as a page does, and stays signed in. */
export async function registerInBrowser(basePath: string, email: string) {
  const client = browserClient(basePath);
  const flow = await client.api.createBrowserRegistrationFlow();
  const answer = await client.api.updateRegistrationFlow({
    flow: flow.id,
    updateRegistrationFlowBody: {
      method: 'password',
      csrf_token: valueOf(flow, 'csrf_token'),
      traits: { email },
      password: PASSWORD,
    },
  });
  return { ...client, answer };
}
