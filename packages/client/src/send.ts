import { answerFrom, redirectedTo } from './answers.ts';
import type { Answer, Expired, Redirect, Submitted } from './answers.ts';
import { ClientError } from './errors.ts';

/** Given once, for every call of a client. */
export interface ClientOptions {
  /** Public base URL; a path prefix is kept. */
  readonly baseUrl: string;
  /** Base URL of the admin, courier and metadata operations; `baseUrl` when absent. */
  readonly adminUrl?: string;
  readonly fetch?: (input: string, init: RequestInit) => Promise<Response>;
  /** Sent as X-Session-Token. Its presence also switches cookies off and makes `create` open api flows. */
  readonly sessionToken?: string;
  /** Sent as Cookie: for servers that act for a browser. */
  readonly cookie?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds for a whole call, retries included. Default 10 000. */
  readonly timeoutMs?: number;
  /** Default `include`, or `omit` with a session token. */
  readonly credentials?: RequestCredentials;
  /** Further tries of a safe read after a network error, 502, 503 or 504. Default 2. */
  readonly retries?: number;
  /** Which kind of flow `create` opens. Default `browser`, or `api` with a session token. */
  readonly flowType?: 'browser' | 'api';
}

/** May be given with each call; wins over the client's options. */
export type CallOptions = Pick<
  ClientOptions,
  'sessionToken' | 'cookie' | 'headers' | 'timeoutMs' | 'credentials' | 'retries'
> & { readonly signal?: AbortSignal };

type Query = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>;

/** One request, before options are applied. */
export interface Ask {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** camelCase names are sent in snake_case; undefined, null and '' are left out. */
  readonly query?: Query;
  readonly body?: unknown;
  readonly admin?: boolean;
  /** Whether asking twice does no harm. Default: GET. */
  readonly safe?: boolean;
  /** The answer is text. */
  readonly text?: boolean;
  /** Do not follow a redirect, answer it. */
  readonly stay?: boolean;
  /** A submission of a flow: its answer may be a form or another flow's id. */
  readonly submits?: true;
  /** A native operation: never with the cookies of a browser. */
  readonly native?: boolean;
}
export interface Send {
  <Data>(ask: Ask, call?: CallOptions): Promise<Answer<Data>>;
  /** With a flow type: the submission of a flow. */
  <Data, Flow>(ask: Ask & { readonly submits: true }, call?: CallOptions): Promise<Submitted<Data, Flow>>;
}

const RETRIED = new Set([502, 503, 504]);
const LONGEST_WAIT_MS = 5_000;

/** `returnTo` → `return_to`, `externalID` → `external_id`. */
const snake = (name: string): string => name.replace(/[A-Z]+/g, (capitals) => `_${capitals.toLowerCase()}`);

/**
 * The URL of a request.
 * @param base base URL with or without a trailing slash
 */
export function urlOf(base: string, path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue;
    for (const item of Array.isArray(value) ? value : [value]) search.append(snake(name), String(item));
  }
  const tail = search.toString();
  return base.replace(/\/+$/, '') + path + (tail && `?${tail}`);
}

/**
 * Milliseconds the server asked to wait (RFC 9110 10.2.3), measured against its own Date header so that no local
 * clock is needed; undefined when it did not say.
 */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const wait = Date.parse(value) - Date.parse(headers.get('date') ?? '');
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}

async function decoded(response: Response, asText: boolean): Promise<unknown> {
  const text = await response.text();
  if (text === '' || asText) return text === '' ? undefined : text;
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!response.ok) return text;
    throw new ClientError('The answer is not JSON', {
      status: response.status,
      id: 'client_unreadable',
      body: text,
      cause,
    });
  }
}

function initOf(ask: Ask, options: CallOptions, signal: AbortSignal): RequestInit {
  const { sessionToken, cookie } = options;
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers };
  if (sessionToken && !ask.admin) headers['x-session-token'] = sessionToken;
  if (cookie && !ask.native) headers['cookie'] = cookie;
  if (ask.body !== undefined) headers['content-type'] = 'application/json';
  return {
    method: ask.method,
    headers,
    signal,
    // A native client that sends cookies is refused by the server.
    credentials: ask.native ? 'omit' : (options.credentials ?? (sessionToken ? 'omit' : 'include')),
    ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
    // Who acts for a browser needs the cookies of a redirect, which are lost when it is followed.
    ...(ask.stay || (ask.submits && cookie !== undefined) ? { redirect: 'manual' } : {}),
  };
}

/** The case of an answer that leads elsewhere; undefined for all others. @param url where the request went */
function elsewhere(
  ask: Ask,
  { status, headers, type, redirected, url: arrived }: Response,
  url: string,
): Redirect | Expired | undefined {
  const location = headers.get('location');
  if (ask.stay && (type === 'opaqueredirect' || (status >= 300 && status < 400))) {
    // A browser hides where a redirect leads; following the address itself leads there as well.
    return { is: 'redirect', to: location ?? url, status, headers };
  }
  if (!ask.submits) return undefined;
  if ((status === 302 || status === 303) && location) return redirectedTo(new URL(location, url).href, headers);
  // The platform followed by itself; a server that merely moved was sent the same submission again.
  const moved = redirected && new URL(arrived).pathname.endsWith(ask.path);
  return redirected && !moved ? redirectedTo(arrived, headers) : undefined;
}

/**
 * Builds the one function through which every operation is sent: URL, credentials, deadline, retries, answer.
 * Only reads are repeated, at most `retries` times, and only when the server cannot have answered.
 */
export function createSend(options: ClientOptions): Send {
  const transport = options.fetch ?? ((input: string, init: RequestInit) => globalThis.fetch(input, init));

  const send = async <Data, Flow>(ask: Ask, call: CallOptions = {}): Promise<Submitted<Data, Flow>> => {
    const merged = { ...options, ...call, headers: { ...options.headers, ...call.headers } };
    const url = urlOf((ask.admin && options.adminUrl) || options.baseUrl, ask.path, ask.query);
    const deadline = AbortSignal.timeout(merged.timeoutMs ?? 10_000);
    const signal = call.signal ? AbortSignal.any([call.signal, deadline]) : deadline;
    let triesLeft = (ask.safe ?? ask.method === 'GET') ? (merged.retries ?? 2) : 0;

    for (let wait = 100; ; wait *= 2, triesLeft -= 1) {
      try {
        signal.throwIfAborted();
        const response = await transport(url, initOf(ask, merged, signal));
        const { status, headers } = response;
        const asked = retryAfterMs(headers) ?? wait;
        if (RETRIED.has(status) && triesLeft > 0 && asked <= LONGEST_WAIT_MS) {
          await response.body?.cancel();
          await pause(asked, signal);
          continue;
        }
        const leads = elsewhere(ask, response, url);
        if (leads) {
          await response.body?.cancel();
          return leads;
        }
        const body = await decoded(response, ask.text === true && response.ok);
        return answerFrom<Data, Flow>(status, body, headers, ask.submits === true);
      } catch (cause) {
        if (call.signal?.aborted) throw call.signal.reason;
        if (cause instanceof ClientError) throw cause;
        if (deadline.aborted) {
          throw new ClientError('No answer in time', { status: 0, id: 'client_timeout', cause });
        }
        if (triesLeft <= 0) throw new ClientError('No answer', { status: 0, id: 'client_network', cause });
        await pause(wait, signal).catch(() => undefined);
      }
    }
  };
  // Without `submits` the cases of a submission cannot occur (see answerFrom), which the overload states.
  return send as Send;
}
