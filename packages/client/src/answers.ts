import type {
  GenericError,
  JsonObject,
  LoginFlow,
  RecoveryFlow,
  RegistrationFlow,
  SettingsFlow,
  VerificationFlow,
} from '@zelos/contract';
import { ClientError } from './errors.ts';

/** Any of the five flows. */
export type FlowDocument = LoginFlow | RegistrationFlow | SettingsFlow | RecoveryFlow | VerificationFlow;

/** What every answer carries besides its case. `headers` holds Set-Cookie, Link, X-Total-Count, Retry-After. */
interface Received {
  readonly headers: Headers;
}

export interface Done<Data> extends Received {
  readonly is: 'done';
  readonly data: Data;
  readonly status: number;
}

/** The form is to be shown (again): a refused value, or the next screen. */
export interface Form<Flow = FlowDocument> extends Received {
  readonly is: 'form';
  readonly flow: Flow;
  readonly status: 200 | 400;
}

/** The browser has to go elsewhere before things can continue. */
export interface Redirect extends Received {
  readonly is: 'redirect';
  readonly to: string;
  readonly status: number;
}

/**
 * The flow is over; the server already opened another one, to be fetched with the cookies of this answer. 303 where the
 * server redirects to that flow instead of naming it.
 */
export interface Expired extends Received {
  readonly is: 'expired';
  readonly useFlowId: string;
  readonly status: 410 | 303;
}

/** A documented refusal. Decide on `id`; `reason` and `message` are for people. */
export interface Refused extends Received {
  readonly is: 'refused';
  readonly id: string;
  readonly status: number;
  readonly reason: string;
  readonly message: string;
  readonly details: JsonObject;
  /** Where a browser may lift the refusal (second factor, fresh login). */
  readonly redirectTo?: string;
}

/** Answer of an operation that submits nothing to a flow. */
export type Answer<Data> = Done<Data> | Redirect | Refused;

/** Answer of a flow submission. */
export type Submitted<Data, Flow = FlowDocument> = Done<Data> | Form<Flow> | Redirect | Expired | Refused;

/**
 * The data of a finished answer.
 * @throws ClientError for every other case, with the status and error id of the answer.
 */
export function dataOf<Data>(answer: Submitted<Data, unknown> | Answer<Data>): Data {
  if (answer.is === 'done') return answer.data;
  const id = answer.is === 'refused' ? answer.id : '';
  const why = answer.is === 'refused' ? answer.reason || answer.message : `unexpected answer "${answer.is}"`;
  throw new ClientError(why || `HTTP ${answer.status}`, { status: answer.status, id, body: answer });
}

/**
 * The `page_token` of the next page, read from the Link header (RFC 8288), or undefined on the last page.
 * @param headers headers of a list answer
 */
export function nextPageToken(headers: Headers): string | undefined {
  for (const part of (headers.get('link') ?? '').split(/,\s*(?=<)/)) {
    const target = /^<([^>]*)>/.exec(part)?.[1];
    if (target === undefined || !/;\s*rel="?(?:[^"]*\s)?next(?:\s[^"]*)?"?/.test(part)) continue;
    return new URLSearchParams(target.slice(target.indexOf('?') + 1)).get('page_token') ?? undefined;
  }
  return undefined;
}

type Body = {
  readonly ui?: unknown;
  readonly state?: unknown;
  readonly error?: Partial<GenericError> & { readonly error?: Partial<GenericError> };
  readonly redirect_browser_to?: unknown;
  readonly use_flow_id?: unknown;
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Sorts a submission that was redirected, with or without being asked for JSON: to the flow that replaces the submitted
 * one, or to a page.
 * @param to absolute URL
 */
export function redirectedTo(to: string, headers: Headers): Redirect | Expired {
  const { pathname, searchParams } = new URL(to);
  const useFlowId = /\/self-service\/\w+\/flows$/.test(pathname) ? searchParams.get('id') : null;
  return useFlowId ? { is: 'expired', useFlowId, status: 303, headers } : { is: 'redirect', to, status: 303, headers };
}

/** Some servers send null instead of an empty list for a form without fields. */
function withNodes(body: unknown, ui: unknown): unknown {
  const empty = typeof ui === 'object' && ui !== null && 'nodes' in ui && ui.nodes === null;
  return empty ? { ...(body as object), ui: { ...ui, nodes: [] } } : body;
}

/**
 * Sorts a received answer into its case.
 * @param status HTTP status
 * @param body decoded JSON, or text
 * @param submits whether a flow was submitted, so that a form or a replacement flow may come back
 * @throws ClientError when the answer is none that the API documents
 */
export function answerFrom<Data, Flow>(
  status: number,
  body: unknown,
  headers: Headers,
  submits: boolean,
): Submitted<Data, Flow> {
  const record: Body = typeof body === 'object' && body !== null ? body : {};
  const value = withNodes(body, record.ui);
  const hasForm = submits && typeof record.ui === 'object' && record.ui !== null;
  if (status >= 200 && status < 300) return { is: 'done', data: value as Data, status, headers };
  if (status === 400 && hasForm) return { is: 'form', flow: value as Flow, status, headers };
  // Some servers nest a whole envelope in the envelope of a 422, as their document says.
  const error = record.error?.error ?? record.error ?? {};
  const redirectTo = text(record.redirect_browser_to) || text(error.details?.['redirect_browser_to']);
  if (status === 422 && redirectTo) return { is: 'redirect', to: redirectTo, status, headers };
  const useFlowId = submits ? text(record.use_flow_id) : '';
  if (status === 410 && useFlowId) return { is: 'expired', useFlowId, status, headers };
  const id = text(error.id);
  if (status >= 400 && status < 500 && record.error) {
    return {
      is: 'refused',
      id,
      status,
      reason: text(error.reason),
      message: text(error.message),
      details: error.details ?? {},
      headers,
      ...(redirectTo ? { redirectTo } : {}),
    };
  }
  throw new ClientError(text(error.reason) || text(error.message) || `HTTP ${status}`, { status, id, body });
}

/**
 * For flows whose success answer is a flow too (settings, recovery, verification): the states that end the flow
 * are done, every other 200 shows the form.
 */
export function formUnlessOver<Flow extends FlowDocument>(answer: Submitted<Flow, Flow>): Submitted<Flow, Flow> {
  if (answer.is !== 'done') return answer;
  const { data: flow, headers } = answer;
  if (flow.state === 'success' || flow.state === 'passed_challenge') return answer;
  return { is: 'form', flow, status: 200, headers };
}
