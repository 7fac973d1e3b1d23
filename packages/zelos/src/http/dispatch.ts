import createRouter from 'find-my-way';
import { ProtocolError } from '../kernel/problem.ts';
import { Exchange, type HttpDeps } from './context.ts';
import type { Cors } from './cors.ts';
import { asProtocolError, encodeError } from './encode-error.ts';
import { type Header, type HttpRequest, plain, type Reply, redirect, requestIdOf, withHeaders } from './exchange.ts';
import { isNative, type Route } from './route-table.ts';

/** Serves one request of one plane. Never throws. */
export type Dispatch = (request: HttpRequest) => Promise<Reply>;

const VARY_COOKIE: Header = ['Vary', 'Cookie'];
const NO_STORE: Header = ['Cache-Control', 'private, no-cache, no-store, must-revalidate'];
const SECURITY_HEADERS: readonly Header[] = [
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
  ['Referrer-Policy', 'no-referrer'],
];
/** What an answer gets that brings none of these itself; most answers do not. */
const ALL_HEADERS: readonly Header[] = [...SECURITY_HEADERS, NO_STORE];
const OWN_NAMES: ReadonlySet<string> = new Set(ALL_HEADERS.map(([name]) => name.toLowerCase()));
const CORS_NAME = 'access-control-allow-origin';
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
const MAX_TARGET = 8192;

/** Pages that are mounted beside the routes: an ordinary client of this API. */
export interface Pages {
  handles(path: string): boolean;
  reply(request: HttpRequest): Promise<Reply>;
}

/** Paths of the admin plane all live under /admin; without the prefix they mean the same. */
function adminPath(path: string): string {
  if (path === '/admin' || path.startsWith('/admin/')) return path;
  const trimmed = path.length > 1 ? path.replace(/\/+$/, '') : path;
  return `/admin${trimmed}`;
}

function split(target: string): { readonly path: string; readonly search: string } {
  const at = target.indexOf('?');
  return at < 0 ? { path: target, search: '' } : { path: target.slice(0, at), search: target.slice(at + 1) };
}

/** Matches, serves and finishes requests of one plane: routing, CORS, cookies, headers, errors, once for every edge. */
export function createDispatch(
  deps: HttpDeps,
  plane: 'public' | 'admin',
  routes: readonly Route[],
  options: { readonly cors: Cors | null; readonly pages: Pages | null },
): Dispatch {
  const router = createRouter({ ignoreTrailingSlash: false, caseSensitive: true, maxParamLength: 512 });
  for (const route of routes.filter((r) => r.plane === plane)) {
    const methods = [
      ...route.methods,
      ...(route.methods.includes('GET') && !route.methods.includes('HEAD') ? ['HEAD'] : []),
    ];
    for (const method of methods) router.on(method as 'GET', route.path, () => {}, { route });
  }
  const find = (method: string, path: string) => {
    const found = router.find(method as 'GET', path);
    return found ? { route: (found.store as { route: Route }).route, params: found.params } : null;
  };

  async function missing(request: HttpRequest, path: string, search: string): Promise<Reply> {
    const allowed = METHODS.filter((method) => find(method, path) !== null);
    if (allowed.length > 0) {
      return plain(405, 'This method is not allowed here.\n', [['Allow', [...allowed].sort().join(', ')]]);
    }
    const cookies: Header[] = [];
    if (plane === 'public' && request.method === 'GET') {
      const exchange = new Exchange(deps, request, path, search, {});
      exchange.browserSecret();
      cookies.push(...exchange.cookies());
    }
    return plain(404, 'Nothing is here.\n', plane === 'public' ? [['Vary', 'Cookie'], ...cookies] : cookies);
  }

  async function serve(request: HttpRequest): Promise<Reply> {
    if (request.target.length > MAX_TARGET) throw new ProtocolError(414, { reason: 'The address is too long.' });
    const raw = split(request.target);
    if (plane === 'public' && raw.path.includes('//')) {
      const clean = `${request.mountedAt ?? ''}${raw.path.replace(/\/{2,}/g, '/')}`;
      return redirect(307, raw.search ? `${clean}?${raw.search}` : clean);
    }
    const path = plane === 'admin' ? adminPath(raw.path) : raw.path;
    if (options.pages?.handles(path)) return options.pages.reply(request);
    const preflight = options.cors?.preflight(request);
    if (preflight) return preflight;
    const found = find(request.method, path);
    if (!found) return missing(request, path, raw.search);
    const exchange = new Exchange(deps, request, path, raw.search, found.params);
    let reply: Reply;
    try {
      reply = await found.route.handle(exchange);
    } catch (thrown) {
      reply = encodeError(asProtocolError(thrown, deps.log, exchange.facts.requestId), exchange.facts.requestId);
    }
    if (plane !== 'public' || found.route.csrf === 'bypass') return reply;
    if (found.route.csrf === 'mint' && !isNative(reply)) exchange.browserSecret();
    return withHeaders(reply, isNative(reply) ? [VARY_COOKIE] : [VARY_COOKIE, ...exchange.cookies()]);
  }

  return async (request) => {
    let reply: Reply;
    try {
      reply = await serve(request);
    } catch (thrown) {
      const requestId = requestIdOf(request);
      reply = encodeError(asProtocolError(thrown, deps.log, requestId), requestId);
    }
    return finish(request, reply, options.cors);
  };
}

/** A redirect of a GET says in a line of HTML where it leads, for clients that do not follow by themselves. */
function withLink(request: HttpRequest, reply: Reply): Reply {
  if (reply.body !== null || (request.method !== 'GET' && request.method !== 'HEAD')) return reply;
  const location = reply.headers.find(([name]) => name === 'Location')?.[1];
  if (location === undefined) return reply;
  const href = location.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return {
    ...withHeaders(reply, [['Content-Type', 'text/html; charset=utf-8']]),
    body: `<a href="${href}">Continue</a>\n`,
  };
}

/** The headers that an answer still lacks. */
function missingHeaders(request: HttpRequest, headers: readonly Header[]): readonly Header[] {
  if (request.method !== 'HEAD' && !headers.some(([name]) => OWN_NAMES.has(name.toLowerCase()))) return ALL_HEADERS;
  const have = new Set(headers.map(([name]) => name.toLowerCase()));
  const wanted = request.method === 'HEAD' ? SECURITY_HEADERS : ALL_HEADERS;
  return wanted.filter(([name]) => !have.has(name.toLowerCase()));
}

/** Headers that every answer carries, and no body for HEAD. */
function finish(request: HttpRequest, plainReply: Reply, cors: Cors | null): Reply {
  const reply = withLink(request, plainReply);
  const shared = cors === null ? [] : cors.headers(request);
  const add = shared.length > 0 && reply.headers.some(([name]) => name.toLowerCase() === CORS_NAME) ? [] : shared;
  const headers = [...reply.headers, ...missingHeaders(request, reply.headers), ...add];
  return { status: reply.status, headers, body: request.method === 'HEAD' ? null : reply.body };
}
