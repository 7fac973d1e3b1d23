import { assetsFor } from '../assets/index.ts';
import type { Ui } from '../handler.ts';
import type { PageContent } from '../layout.ts';
import { COMMON_HEADERS, contentSecurityPolicy } from '../policy.ts';
import { assetResponse, pageResponse } from '../respond.ts';
import { en } from '../text/en.ts';
import { logoOrigin } from '../theme.ts';
import type { Theme } from '../theme.ts';
import { mailPartResponse } from './mail-part.ts';
import { listPage, messagePage, missingPage } from './pages.ts';
import type { InboxSource } from './source.ts';

export type { InboxEntry, InboxMessage, InboxSource } from './source.ts';

export interface InboxOptions {
  readonly source: InboxSource;
  /** Base URL of the identity server as browsers see it. */
  readonly publicUrl: string;
  readonly theme?: Theme;
}

/** Path of the inbox below the public URL. */
export const INBOX_PATH = '/dev/inbox';
const MESSAGE = /^\/dev\/inbox\/([0-9a-f-]{36})(\/html)?$/;
const SHOWN = 50;
const KEPT = { 'cache-control': 'no-store' };

/**
 * The inbox of development mode: every message the server has sent, with its codes. Whoever mounts it decides who may
 * reach it; it asks nobody for a name.
 * @throws TypeError when an option is not usable
 */
export function createInbox({ source, publicUrl, theme = {} }: InboxOptions): Ui {
  const { origin, pathname } = new URL(publicUrl);
  const prefix = pathname.replace(/\/+$/, '');
  const base = `${prefix}${INBOX_PATH}`;
  const { css, script } = assetsFor(theme);
  const logo = logoOrigin(theme);
  const policy = `${contentSecurityPolicy({ origin, images: logo ? [logo] : [], formActions: [] })}; frame-src 'self'`;
  const frame = {
    texts: en,
    name: theme.name ?? 'Zelos',
    logoUrl: theme.logoUrl,
    homeUrl: `${prefix}/welcome`,
    cssUrl: `${prefix}${css.path}?v=${css.version}`,
    scriptUrl: `${prefix}${script.path}?v=${script.version}`,
    languages: [],
    inboxUrl: undefined,
  };
  const page = (request: Request, content: PageContent, status = 200): Response =>
    pageResponse({ is: 'page', status, content }, request, frame, policy, []);

  async function messageOr404(request: Request, id: string, part: string | undefined): Promise<Response> {
    const message = await source.get(id);
    if (message === null) return page(request, missingPage(base), 404);
    if (part === undefined) return page(request, messagePage(message, base));
    return message.html === null
      ? new Response('This message has no HTML part.\n', { status: 404, headers: { ...COMMON_HEADERS, ...KEPT } })
      : mailPartResponse(message.html, origin, request.method);
  }

  return {
    handles: (path) => path === INBOX_PATH || MESSAGE.test(path) || path === css.path || path === script.path,
    fetch: async (request) => {
      const url = new URL(request.url);
      const path = url.pathname.startsWith(`${prefix}/`) ? url.pathname.slice(prefix.length) : url.pathname;
      const asset = [css, script].find((one) => one.path === path);
      if (asset) return assetResponse(asset, request, url.searchParams.get('v'));
      const [, id, part] = MESSAGE.exec(path) ?? [];
      return id ? messageOr404(request, id, part) : page(request, listPage(await source.newest(SHOWN), base));
    },
  };
}
