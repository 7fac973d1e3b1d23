import assert from 'node:assert/strict';
import type { JsonObject, JsonValue, UiContainer, UiNode } from '@zelos/contract';
import type { TestApp } from './app.ts';
import { checkAnswer, parseSetCookie, type SetCookie } from './checks.ts';

/** `html`: page navigations and forms. `spa`: a page's script with JSON. `api`: a native client without cookies. */
export type Mode = 'html' | 'spa' | 'api';

/** Every way of talking to flows, for tests that hold for all of them. */
export const MODES: readonly Mode[] = ['html', 'spa', 'api'];
export type FlowName = 'login' | 'registration' | 'settings' | 'recovery' | 'verification';

/** What every flow shows. */
export interface FlowBody {
  readonly id: string;
  readonly type: 'browser' | 'api';
  readonly state: string;
  readonly active?: string;
  readonly request_url: string;
  readonly return_to?: string;
  readonly expires_at: string;
  readonly ui: UiContainer;
  readonly refresh?: boolean;
  readonly requested_aal?: string;
  readonly identity_schema?: string;
  readonly organization_id?: string | null;
  readonly transient_payload?: JsonObject;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly cookies: readonly SetCookie[];
  readonly text: string;
  /** The decoded body, undefined when it is not JSON. */
  readonly json: unknown;
  readonly location: string | null;
  /** The decoded body as a type that the caller knows; the contract has been checked already. */
  as<T>(): T;
}

export interface Call {
  readonly plane?: 'public' | 'admin';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Leaves the cookies of the jar out. */
  readonly withoutCookies?: boolean;
}

export type Values = Readonly<Record<string, JsonValue | undefined>>;

export interface BrowserOptions {
  readonly mode?: Mode;
  /** Address that the server sees at the other end of the socket. */
  readonly address?: string;
  /** Whether an answer that holds a password that was sent is an error; off for random bodies. Default true. */
  readonly watchPasswords?: boolean;
}

export interface Browser {
  readonly mode: Mode;
  /** Cookies by name. */
  readonly jar: Map<string, string>;
  /** Token of a native client; sent as X-Session-Token once it is set. */
  token: string | null;
  /** Any request, as this kind of client sends it. */
  request(method: string, target: string, call?: Call): Promise<Answer>;
  get(target: string, call?: Call): Promise<Answer>;
  /** Posts values: as a form in `html` mode, as JSON otherwise. */
  post(target: string, values: Values, call?: Call): Promise<Answer>;
  /** Begins a flow and reads it, whatever the answer of the beginning is. */
  begin(kind: FlowName, query?: Readonly<Record<string, string>>): Promise<FlowBody>;
  /** Reads a flow as a page's script does. */
  fetchFlow(kind: FlowName, id: string): Promise<Answer>;
  /** Sends a flow's form with these values; fields that the form brings along are filled in. */
  submitForm(flow: FlowBody, values: Values, call?: Call): Promise<Answer>;
  /** Follows a redirect to the server under test; an address elsewhere ends the journey and gives null. */
  follow(answer: Answer): Promise<Answer | null>;
}

const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Safari/537.36';
const HEADERS: Readonly<Record<Mode, Readonly<Record<string, string>>>> = {
  html: { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'sec-fetch-mode': 'navigate' },
  spa: { accept: 'application/json', 'sec-fetch-mode': 'cors' },
  api: { accept: 'application/json' },
};

const NATIVE_PATH = /^\/self-service\/(login|registration|settings|recovery|verification)(\/api)?$/;

/** Dotted names of a form for nested values; lists repeat their name, absent values are left out. */
export function formFields(values: Values, prefix = ''): readonly (readonly [string, string])[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const name = `${prefix}${key}`;
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value.map((item) => [name, String(item)] as const);
    if (typeof value === 'object') {
      return key === 'transient_payload'
        ? [[name, JSON.stringify(value)] as const]
        : formFields(value as Values, `${name}.`);
    }
    return [[name, String(value)] as const];
  });
}

/** Values that a form sends by itself: the inputs with a value that are no buttons. */
function carried(nodes: readonly UiNode[]): Readonly<Record<string, JsonValue>> {
  const values: Record<string, JsonValue> = {};
  for (const { attributes } of nodes) {
    if (attributes.node_type !== 'input' || ['submit', 'button'].includes(attributes.type)) continue;
    if (attributes.value !== undefined && attributes.value !== null) values[attributes.name] = attributes.value;
  }
  return values;
}

function csrfOf(flow: FlowBody): string | undefined {
  const value = carried(flow.ui.nodes)['csrf_token'];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The values as one kind of client sends them with a flow. */
function formValues(mode: Mode, flow: FlowBody, values: Values): readonly (readonly [string, string])[] | JsonObject {
  if (mode === 'html') {
    const given = formFields(values);
    const names = new Set([...given.map(([name]) => name), ...Object.keys(values)]);
    const own = Object.entries(carried(flow.ui.nodes)).filter(([name]) => !names.has(name));
    return [...own.map(([name, value]) => [name, String(value)] as const), ...given];
  }
  const token = mode === 'spa' ? csrfOf(flow) : undefined;
  return { ...(token === undefined ? {} : { csrf_token: token }), ...(values as JsonObject) };
}

function applyCookies(jar: Map<string, string>, cookies: readonly SetCookie[]): void {
  for (const { name, value, attributes } of cookies) {
    const maxAge = attributes.get('max-age');
    if (maxAge !== undefined && Number(maxAge) <= 0) jar.delete(name);
    else jar.set(name, value);
  }
}

async function toAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json');
  const json: unknown = isJson && text !== '' ? JSON.parse(text) : undefined;
  return {
    status: response.status,
    headers: response.headers,
    cookies: response.headers.getSetCookie().map(parseSetCookie),
    text,
    json,
    location: response.headers.get('location'),
    as: <T>() => json as T,
  };
}

/** Passwords in a body, which must not come back in an answer. */
function secretsIn(body: string): readonly string[] {
  const found = [...body.matchAll(/"password"\s*:\s*"((?:[^"\\]|\\.)+)"/g)].map((match) => match[1] ?? '');
  const form = new URLSearchParams(body.startsWith('{') ? '' : body).get('password');
  return [...found, ...(form ? [form] : [])];
}

/**
 * A client in the process of the app, with cookies of its own. Every answer is checked: headers, cookies, no secrets, and
 * the contract's schema of the operation and status.
 */
export function createBrowser(
  app: TestApp,
  { mode = 'html', address = '192.0.2.1', watchPasswords = true }: BrowserOptions = {},
): Browser {
  const jar = new Map<string, string>();
  const secrets = new Set<string>();
  const base = new URL(app.publicUrl);

  const request: Browser['request'] = async (method, target, call = {}) => {
    const plane = call.plane ?? 'public';
    const headers = new Headers({ 'user-agent': USER_AGENT, ...HEADERS[mode], ...call.headers });
    if (mode !== 'api' && !call.withoutCookies && jar.size > 0 && !headers.has('cookie') && plane === 'public') {
      headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    }
    if (browser.token !== null && !headers.has('x-session-token')) headers.set('x-session-token', browser.token);
    if (watchPasswords && typeof call.body === 'string') for (const secret of secretsIn(call.body)) secrets.add(secret);
    const planeUrl = plane === 'public' ? app.publicUrl : app.adminUrl;
    const url = new URL(target.startsWith('/') ? new URL(planeUrl).origin + target : target, planeUrl);
    const given = new Request(url, {
      method,
      headers,
      ...(call.body === undefined ? {} : { body: call.body as NonNullable<RequestInit['body']> }),
    });
    // A path arrives as it was written, with its dots and slashes, as it does over a socket.
    const written = target.startsWith('/') ? target : null;
    const answer = await toAnswer(await app.send({ plane, request: given, target: written, body: call.body, address }));
    checkAnswer(
      { ...answer, plane, method, path: url.pathname },
      {
        https: base.protocol === 'https:',
        secrets,
        tokenAllowed: mode === 'api',
        cookieNames: [
          new RegExp(`^${app.config.session.cookie.name}$`),
          /^csrf_token_[0-9a-f]{64}$/,
          /^ory_kratos_continuity$/,
        ],
      },
    );
    if (mode === 'api' && NATIVE_PATH.test(url.pathname)) {
      assert.deepEqual(answer.cookies, [], `a native flow sets cookies at ${url.pathname}`);
    }
    applyCookies(jar, answer.cookies);
    return answer;
  };
  const withType = (call: Call | undefined, type: string, body: string): Call => ({
    ...call,
    headers: { 'content-type': type, ...(mode === 'html' ? { origin: base.origin } : {}), ...call?.headers },
    body,
  });
  const send = (target: string, fields: readonly (readonly [string, string])[] | JsonObject, call?: Call) =>
    Array.isArray(fields)
      ? request(
          'POST',
          target,
          withType(
            call,
            'application/x-www-form-urlencoded',
            new URLSearchParams(fields as [string, string][]).toString(),
          ),
        )
      : request('POST', target, withType(call, 'application/json', JSON.stringify(fields)));

  const browser: Browser = {
    mode,
    jar,
    token: null,
    request,
    get: (target, call) => request('GET', target, call),
    post: (target, values, call) => send(target, mode === 'html' ? formFields(values) : (values as JsonObject), call),
    async begin(kind, query = {}) {
      const search = new URLSearchParams(query).toString();
      const answer = await request(
        'GET',
        `/self-service/${kind}/${mode === 'api' ? 'api' : 'browser'}${search ? `?${search}` : ''}`,
      );
      if (mode !== 'html') {
        assert.equal(answer.status, 200, `begin ${kind}: ${answer.text}`);
        return answer.as<FlowBody>();
      }
      assert.equal(answer.status, 303, `begin ${kind}: ${answer.text}`);
      const id = new URL(answer.location ?? '', app.publicUrl).searchParams.get('flow') ?? '';
      const fetched = await browser.fetchFlow(kind, id);
      assert.equal(fetched.status, 200, `begin ${kind} led to ${answer.location}: ${fetched.text}`);
      return fetched.as<FlowBody>();
    },
    fetchFlow: (kind, id) =>
      request('GET', `/self-service/${kind}/flows?id=${id}`, { headers: { accept: 'application/json' } }),
    submitForm: (flow, values, call) => send(flow.ui.action, formValues(mode, flow, values), call),
    async follow(answer) {
      assert.ok(answer.location, `no redirect to follow: ${answer.status} ${answer.text}`);
      const url = new URL(answer.location, app.publicUrl);
      return url.origin === base.origin ? request('GET', url.pathname + url.search) : null;
    },
  };
  return browser;
}
