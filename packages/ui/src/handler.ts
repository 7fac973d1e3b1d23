import { ClientError } from '@zelos/client';
import { assetsFor } from './assets/index.ts';
import type { Asset } from './assets/index.ts';
import { browserClient } from './browser-client.ts';
import type { Api } from './browser-client.ts';
import { chooseLanguage, languageLinks } from './language.ts';
import { PAGES } from './pages/index.ts';
import { COMMON_HEADERS, contentSecurityPolicy } from './policy.ts';
import { problemPage } from './problem.ts';
import { assetResponse, pageResponse } from './respond.ts';
import type { Texts } from './text/index.ts';
import { logoOrigin } from './theme.ts';
import type { Theme } from './theme.ts';
import { withQuery } from './visit.ts';
import type { Links, Page, PageAnswer, PageId, Visit } from './visit.ts';

export interface UiOptions {
  readonly api: Api;
  /** Base URL of the identity server as browsers see it; the pages live below it. */
  readonly publicUrl: string;
  /** Paths of the pages, below `publicUrl`. Default `/<page>`. */
  readonly paths?: Partial<Readonly<Record<PageId, string>>>;
  /**
   * Which pages are served: those whose flow the server offers. No page links to one that is not served.
   * Default: login, registration, error, welcome.
   */
  readonly pages?: readonly PageId[];
  readonly theme?: Theme;
  /** Origins (or schemes, `app:`) forms may lead to besides the server's: identity providers, return addresses. */
  readonly formActions?: readonly string[];
  /** Language of those whose browser prefers none that we have. Default: English. */
  readonly language?: string;
  /** Address of the inbox of development mode; pages link to it. */
  readonly inboxUrl?: string;
}

export interface Ui {
  /** Whether a path, seen without the path of `publicUrl`, belongs to the UI. */
  handles(pathname: string): boolean;
  /** Answers a request for one of those paths. Never throws. */
  fetch(request: Request): Promise<Response>;
}

/** Where things are, seen from a browser. */
interface Site {
  readonly base: string;
  readonly origin: string;
  readonly prefix: string;
  readonly secure: boolean;
  readonly pathOf: (id: PageId) => string;
  readonly links: Links;
}

const BASIC: readonly PageId[] = ['login', 'registration', 'error', 'welcome'];
const MARK = 'zelos_ui_restart';

function siteFrom({ publicUrl, paths }: UiOptions): Site {
  const base = publicUrl.replace(/\/+$/, '');
  const { origin, pathname, protocol } = new URL(base);
  const prefix = pathname.replace(/\/$/, '');
  const pathOf = (id: PageId): string => paths?.[id] ?? `/${id}`;
  return {
    base,
    origin,
    prefix,
    secure: protocol === 'https:',
    pathOf,
    links: {
      page: (id, query) => withQuery(prefix + pathOf(id), query),
      start: (kind, query) => withQuery(`${base}/self-service/${kind}/browser`, query),
    },
  };
}

/** A failure nobody planned for: the reader learns that it was not their doing, and no detail. */
function failurePage(cause: unknown, texts: Texts, links: Links): PageAnswer {
  const { unavailable: text, unavailableTitle: title } = texts.error;
  const reached = cause instanceof ClientError && cause.status > 0 && cause.status < 500;
  return reached
    ? problemPage(texts, links, { status: 500, text: texts.error.title, reference: cause.id })
    : problemPage(texts, links, { status: 502, title, text });
}

async function answerFor(page: Page, visit: Visit, method: string): Promise<PageAnswer> {
  const { texts, links } = visit;
  if (method !== 'GET' && method !== 'HEAD') {
    return problemPage(texts, links, { status: 405, text: texts.error.wrongMethod });
  }
  return page.open(visit).catch((cause: unknown) => failurePage(cause, texts, links));
}

/** Answers requests for pages. @param cssUrl address of the style sheet @param scriptUrl address of the script */
function pageServer(options: UiOptions, site: Site, served: readonly Page[], cssUrl: string, scriptUrl: string) {
  const { theme = {}, formActions = [] } = options;
  const { base, origin, prefix, secure, pathOf, links } = site;
  const logo = logoOrigin(theme);
  const policy = contentSecurityPolicy({ origin, images: logo ? [logo] : [], formActions });
  const pages = new Set(served.map(({ id }) => id));
  const frame = {
    name: theme.name ?? 'Zelos',
    logoUrl: theme.logoUrl,
    homeUrl: links.page('welcome'),
    cssUrl,
    scriptUrl,
    inboxUrl: options.inboxUrl,
  };
  const attributes = `Path=${prefix || '/'}${secure ? '; Secure' : ''}`;
  const mark = (id: PageId, seconds: number): string =>
    `${MARK}=1; Max-Age=${seconds}; Path=${prefix}${pathOf(id)}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;

  return async (page: Page, url: URL, request: Request): Promise<Response> => {
    const { texts, setCookie } = chooseLanguage(url.searchParams, request.headers, options.language, attributes);
    const cookie = request.headers.get('cookie') ?? '';
    const cookies: string[] = setCookie ? [setCookie] : [];
    const visit: Visit = {
      query: url.searchParams,
      cookie,
      texts,
      client: browserClient(options.api, base, request, cookies),
      links,
      pages,
      origin,
      mark,
      marked: new RegExp(`(^|;\\s*)${MARK}=1`).test(cookie),
    };
    const answer = await answerFor(page, visit, request.method);
    return pageResponse(
      answer,
      request,
      { ...frame, texts, languages: languageLinks(url.searchParams) },
      policy,
      cookies,
    );
  };
}

/**
 * The built-in self-service pages as a fetch handler. They are an ordinary client of the public API: the browser's
 * cookies go there, the cookies it sets come back, nothing else is known.
 * @throws TypeError when an option is not usable
 */
export function createUi(options: UiOptions): Ui {
  const site = siteFrom(options);
  const wanted = options.pages ?? BASIC;
  const served = PAGES.filter(({ id }) => wanted.includes(id));
  const byPath = new Map(served.map((page) => [site.pathOf(page.id), page]));
  const { css, script } = assetsFor(options.theme ?? {});
  const assets = new Map([css, script].map((asset) => [asset.path, asset]));
  const assetUrl = ({ path, version }: Asset): string => `${site.prefix}${path}?v=${version}`;
  const openPage = pageServer(options, site, served, assetUrl(css), assetUrl(script));

  return {
    handles: (path) => byPath.has(path) || assets.has(path),
    fetch: async (request) => {
      const url = new URL(request.url);
      const below = site.prefix !== '' && url.pathname.startsWith(`${site.prefix}/`);
      const path = below ? url.pathname.slice(site.prefix.length) : url.pathname;
      const asset = assets.get(path);
      if (asset) return assetResponse(asset, request, url.searchParams.get('v'));
      const page = byPath.get(path);
      return page
        ? openPage(page, url, request)
        : new Response('Not found\n', { status: 404, headers: COMMON_HEADERS });
    },
  };
}
