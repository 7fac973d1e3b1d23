import type { Config } from '@zelos/contract';
import { createInbox, createUi, INBOX_PATH, type InboxSource, type Ui } from '@zelos/ui';
import { toFetchHandler } from '../edge/fetch.ts';
import type { Dispatch, Pages } from '../http/dispatch.ts';
import { type HttpRequest, plain, type Reply } from '../http/exchange.ts';
import { namesThisServer } from './inbox.ts';
import { absolute } from './settings.ts';

/** Origins that forms may lead to: browsers apply form-action to the redirect behind a form as well (SR-HT-03). */
function formActions(config: Config, publicUrl: string): readonly string[] {
  const targets = [config.selfservice.default_browser_return_url, ...config.selfservice.allowed_return_urls];
  const origins = targets.map((target) => {
    const url = new URL(absolute(target.replace('://*.', '://wildcard.'), publicUrl));
    return url.origin === 'null' ? url.protocol : url.origin.replace('://wildcard.', '://*.');
  });
  return [...new Set(origins)];
}

/** Pages for every flow that the server offers. */
function servedPages(config: Config) {
  const { registration, recovery, verification } = config.selfservice.flows;
  return [
    'login',
    ...(registration.enabled ? (['registration'] as const) : []),
    'settings',
    ...(recovery.enabled ? (['recovery'] as const) : []),
    ...(verification.enabled ? (['verification'] as const) : []),
    'error',
    'welcome',
  ] as const;
}

/** The request as the pages see it: they run in this process but speak Web requests like every other client. */
function asWebRequest(request: HttpRequest, publicUrl: string): Request {
  const headers = new Headers();
  for (const name of [
    'cookie',
    'accept-language',
    'if-none-match',
    'x-request-id',
    'user-agent',
    'host',
    'x-forwarded-for',
  ]) {
    const value = request.header(name);
    if (value !== undefined) headers.set(name, value);
  }
  return new Request(new URL(request.target, publicUrl), {
    method: request.method === 'HEAD' ? 'HEAD' : 'GET',
    headers,
  });
}

/** Themes and addresses that pages and inbox share. */
function look(config: Config, publicUrl: string) {
  const { logo_url: logoUrl, variables } = config.zelos.ui.theme;
  return { publicUrl, theme: { ...(logoUrl ? { logoUrl } : {}), variables } };
}

/** An answer of the pages for the dispatcher. */
async function replyOf(ui: Ui, request: HttpRequest, publicUrl: string): Promise<Reply> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return plain(405, 'This method is not allowed here.\n', [['Allow', 'GET, HEAD']]);
  }
  const response = await ui.fetch(asWebRequest(request, publicUrl));
  const headers = [...response.headers].filter(([name]) => name !== 'set-cookie');
  const cookies = response.headers.getSetCookie().map((value) => ['Set-Cookie', value] as const);
  const body = response.body === null ? null : new Uint8Array(await response.arrayBuffer());
  return { status: response.status, headers: [...headers, ...cookies], body };
}

/**
 * Mounts the built-in pages on the public plane; their API is this server's own, without a network hop.
 * @param inbox messages for the inbox; null outside of development mode, where there is none
 */
export function mountPages(config: Config, publicUrl: string, api: Dispatch, inbox: InboxSource | null): Pages {
  const shared = look(config, publicUrl);
  const ui = createUi({
    ...shared,
    // The pages write whole addresses; what stands in front of ours in the public one is not for the routes.
    api: toFetchHandler({ dispatch: api }, { stripPrefix: new URL(publicUrl).pathname }),
    pages: servedPages(config),
    language: config.zelos.ui.language,
    formActions: formActions(config, publicUrl),
    ...(inbox === null ? {} : { inboxUrl: absolute(INBOX_PATH.slice(1), publicUrl) }),
  });
  const messages = inbox === null ? null : mountInbox(config, publicUrl, inbox);
  return {
    handles: (path) => path === '/' || ui.handles(path) || messages?.handles(path) === true,
    async reply(request): Promise<Reply> {
      const path = request.target.split('?')[0] ?? '';
      if (path === '/') return { status: 303, headers: [['Location', absolute('welcome', publicUrl)]], body: null };
      return ui.handles(path) || messages === null ? replyOf(ui, request, publicUrl) : messages.reply(request);
    },
  };
}

/** Mounts the inbox of development mode by itself, for a server without the built-in pages. */
export function mountInbox(config: Config, publicUrl: string, source: InboxSource): Pages {
  const inbox = createInbox({ ...look(config, publicUrl), source });
  return {
    handles: (path) => inbox.handles(path),
    reply: async (request) =>
      namesThisServer(request, publicUrl)
        ? replyOf(inbox, request, publicUrl)
        : plain(404, 'Nothing is here.\n', [['Cache-Control', 'no-store']]),
  };
}
