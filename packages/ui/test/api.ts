import { createUi } from '@zelos/ui';
import type { UiOptions } from '@zelos/ui';
import { PUBLIC } from './flows.ts';

export type Route = (request: Request, url: URL) => Response | undefined;

export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
}
export const refusal = (status: number, more: Readonly<Record<string, unknown>> = {}, top = {}): Response =>
  json({ error: { code: status, message: 'refused', ...more }, ...top }, status);

/** A UI over an API that lives in the same process and keeps what it was asked. */
export function uiOver(routes: Readonly<Record<string, Route>>, options: Partial<UiOptions> = {}) {
  const asked: Request[] = [];
  const ui = createUi({
    publicUrl: `${PUBLIC}/`,
    api: async (request) => {
      asked.push(request);
      const url = new URL(request.url);
      return routes[url.pathname]?.(request, url) ?? refusal(404);
    },
    ...options,
  });
  return {
    ui,
    asked,
    open: (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Response> =>
      ui.fetch(new Request(`${PUBLIC}${path}`, { method, headers })),
  };
}

interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const TAG = /<(\/?[a-z][a-z0-9]*|!doctype)((?:\s+[a-z][a-z0-9-]*(?:="[^"<>]*")?)*)\s*>/giy;

/** The tags of a page. @throws Error where something is neither one of our plainly written tags nor text */
export function tagsOf(page: string): readonly Tag[] {
  const tags: Tag[] = [];
  let at = 0;
  for (let open = page.indexOf('<'); open >= 0; open = page.indexOf('<', at)) {
    TAG.lastIndex = open;
    const found = TAG.exec(page);
    if (!found) throw new Error(`not a tag: ${page.slice(open, open + 80)}`);
    const written = [...(found[2] ?? '').matchAll(/([a-z][a-z0-9-]*)(?:="([^"]*)")?/gi)];
    tags.push({
      name: (found[1] ?? '').toLowerCase(),
      attributes: Object.fromEntries(written.map(([, name = '', value = '']) => [name, value])),
    });
    at = TAG.lastIndex;
  }
  return tags;
}
