import { ClientError, createClient } from '@zelos/client';
import type { Client } from '@zelos/client';
import { assetsFor } from './assets/index.ts';
import type { Asset } from './assets/index.ts';
import { layout } from './layout.ts';
import type { Frame } from './layout.ts';
import { PAGES } from './pages/index.ts';
import { COMMON_HEADERS, contentSecurityPolicy } from './policy.ts';
import { problemPage } from './problem.ts';
import { textsFor } from './text/index.ts';
import { logoOrigin } from './theme.ts';
import type { Theme } from './theme.ts';
import { withQuery } from './visit.ts';
import type { Links, Page, PageAnswer, PageId, Visit } from './visit.ts';

export interface UiOptions {
  /** The public API: a fetch handler in the same process, or its base URL. */
  readonly api: ((request: Request) => Promise<Response>) | string;
  /** Base URL of the identity server as browsers see it; the pages live below it. */
  readonly publicUrl: string;
  /** Paths of the pages, below `publicUrl`. Default `/<page>`. */
  readonly paths?: Partial<Readonly<Record<PageId, string>>>;
  readonly theme?: Theme;
  /** Origins (or schemes, `app:`) forms may lead to besides the server's: identity providers, return addresses. */
  readonly formActions?: readonly string[];
  /** Fixes the language. Default: what the browser prefers. */
  readonly language?: string;
}

export interface Ui {
  /** Whether a path, seen without the path of `publicUrl`, belongs to the UI. */
  handles(pathname: string): boolean;
  /** Answers a request for one of those paths. Never throws. */
  fetch(request: Request): Promise<Response>;
}

const MARK = 'zelos_ui_restart';

function linksFrom(base: string, pathOf: (id: PageId) => string): Links {
  const prefix = new URL(base).pathname.replace(/\/$/, '');
  return {
    page: (id, query) => withQuery(prefix + pathOf(id), query),
    start: (kind, query) => withQuery(`${base}/self-service/${kind}/browser`, query),
  };
}

/** A client that acts for one browser and keeps every cookie the API sets for it. */
function clientFor(api: UiOptions['api'], base: string, request: Request, cookies: string[]): Client {
  const ask = typeof api === 'string' ? (target: Request) => globalThis.fetch(target) : api;
  const requestId = request.headers.get('x-request-id');
  return createClient({
    baseUrl: typeof api === 'string' ? api : base,
    fetch: async (url, init) => {
      const response = await ask(new Request(url, init));
      cookies.push(...response.headers.getSetCookie());
      return response;
    },
    cookie: request.headers.get('cookie') ?? '',
    ...(requestId ? { headers: { 'x-request-id': requestId } } : {}),
  });
}

function serveAsset(asset: Asset, request: Request, version: string | null): Response {
  const tag = `"${asset.version}"`;
  const headers = {
    ...COMMON_HEADERS,
    'content-type': asset.type,
    etag: tag,
    // An address of another version gets the present file, but nobody may keep it under that address.
    'cache-control': version === asset.version ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
  if (request.headers.get('if-none-match') === tag) return new Response(null, { status: 304, headers });
  return new Response(request.method === 'HEAD' ? null : asset.text, { headers });
}

/**
 * The built-in self-service pages as a fetch handler. They are an ordinary client of the public API: the browser's
 * cookies go there, the cookies it sets come back, nothing else is known.
 * @throws TypeError when an option is not usable
 */
export function createUi(options: UiOptions): Ui {
  const { api, theme = {} } = options;
  const base = options.publicUrl.replace(/\/+$/, '');
  const { origin, protocol, pathname } = new URL(base);
  const pathOf = (id: PageId): string => options.paths?.[id] ?? `/${id}`;
  const links = linksFrom(base, pathOf);
  const byPath = new Map<string, Page>(PAGES.map((page) => [pathOf(page.id), page]));
  const pages = new Set(PAGES.map(({ id }) => id));
  const { css, script } = assetsFor(theme);
  const assets = new Map([css, script].map((asset) => [asset.path, asset]));
  const logo = logoOrigin(theme);
  const policy = contentSecurityPolicy({ origin, images: logo ? [logo] : [], formActions: options.formActions ?? [] });
  const prefix = pathname.replace(/\/$/, '');
  const assetUrl = ({ path, version }: Asset): string => `${prefix}${path}?v=${version}`;
  const secure = protocol === 'https:' ? '; Secure' : '';

  const frame = {
    name: theme.name ?? 'Zelos',
    logoUrl: theme.logoUrl,
    homeUrl: links.page('welcome'),
    cssUrl: assetUrl(css),
    scriptUrl: assetUrl(script),
  };

  function respond(answer: PageAnswer, request: Request, texts: Frame['texts'], cookies: readonly string[]): Response {
    const headers = new Headers({ ...COMMON_HEADERS, 'cache-control': 'private, no-cache, no-store, must-revalidate' });
    headers.set('content-security-policy', policy);
    headers.set('vary', 'Cookie, Accept-Language');
    for (const cookie of [...cookies, ...(answer.setCookie ? [answer.setCookie] : [])])
      headers.append('set-cookie', cookie);
    if (answer.is === 'away') {
      headers.set('location', answer.to);
      return new Response(null, { status: 303, headers });
    }
    headers.set('content-type', 'text/html; charset=utf-8');
    headers.set('content-language', texts.language);
    if (answer.status === 405) headers.set('allow', 'GET, HEAD');
    const body = request.method === 'HEAD' ? null : layout({ ...frame, texts }, answer.content);
    return new Response(body, { status: answer.status, headers });
  }

  async function open(page: Page, url: URL, request: Request): Promise<Response> {
    const texts = textsFor(options.language ?? request.headers.get('accept-language'));
    const cookies: string[] = [];
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return respond(
        problemPage(texts, links, { status: 405, text: texts.error.wrongMethod }),
        request,
        texts,
        cookies,
      );
    }
    const cookie = request.headers.get('cookie') ?? '';
    const visit: Visit = {
      query: url.searchParams,
      cookie,
      texts,
      client: clientFor(api, base, request, cookies),
      links,
      pages,
      origin,
      mark: (id, seconds) =>
        `${MARK}=1; Max-Age=${seconds}; Path=${prefix}${pathOf(id)}; HttpOnly; SameSite=Lax${secure}`,
      marked: new RegExp(`(^|;\\s*)${MARK}=1`).test(cookie),
    };
    try {
      return respond(await page.open(visit), request, texts, cookies);
    } catch (cause) {
      const unavailable = !(cause instanceof ClientError) || cause.status === 0 || cause.status >= 500;
      const { unavailable: text, unavailableTitle: title } = texts.error;
      const answer = unavailable
        ? problemPage(texts, links, { status: 502, title, text })
        : problemPage(texts, links, { status: 500, text: texts.error.title, reference: cause.id || undefined });
      return respond(answer, request, texts, cookies);
    }
  }

  return {
    handles: (path) => byPath.has(path) || assets.has(path),
    fetch: async (request) => {
      const url = new URL(request.url);
      const path =
        prefix !== '' && url.pathname.startsWith(`${prefix}/`) ? url.pathname.slice(prefix.length) : url.pathname;
      const asset = assets.get(path);
      if (asset) return serveAsset(asset, request, url.searchParams.get('v'));
      const page = byPath.get(path);
      return page ? open(page, url, request) : new Response('Not found\n', { status: 404, headers: COMMON_HEADERS });
    },
  };
}
