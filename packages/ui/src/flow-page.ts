import type { Answer, Client, FlowDocument, Refused } from '@zelos/client';
import { attributes, html, safeUrl } from './html.ts';
import type { PageContent } from './layout.ts';
import { notice } from './messages.ts';
import { problemPage } from './problem.ts';
import type { Page, PageAnswer, PageId, Visit } from './visit.ts';

/** How a page opens its flow. */
interface Opening {
  readonly id: PageId;
  /** Name of the flow in the API's paths. */
  readonly kind: string;
  /** Query keys of the page that opening a flow understands. */
  readonly keys: readonly string[];
}
/** What a page that shows a flow must say about itself. */
export interface FlowPageSpec<Flow extends FlowDocument> extends Opening {
  fetch(client: Client, id: string): Promise<Answer<Flow>>;
  show(flow: Flow, visit: Visit): Promise<PageContent> | PageContent;
}

const GONE = new Set([403, 404, 410]);
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function startUrl(spec: Opening, visit: Visit, returnTo?: string): string {
  const query = Object.fromEntries(spec.keys.map((key) => [key, visit.query.get(key)]));
  return visit.links.start(spec.kind, { ...query, ...(returnTo ? { return_to: returnTo } : {}) });
}

/**
 * Opens a fresh flow for one that is gone. A browser that keeps no cookies would come back here for ever, so
 * without the API's cookie, or a second time within seconds, the reader is asked instead.
 */
function startOver(spec: Opening, visit: Visit, refused: Refused): PageAnswer {
  const to = startUrl(spec, visit, text(refused.details['return_to']));
  const keepsCookies = refused.status !== 403 || /(^|;\s*)csrf_token/.test(visit.cookie);
  if (keepsCookies && !visit.marked) return { is: 'away', to, setCookie: visit.mark(spec.id, 15) };
  const { title, explanation, restart } = visit.texts.stale;
  const link = attributes({ class: 'button button-primary', href: safeUrl(to) });
  return {
    is: 'page',
    status: refused.status,
    content: { title, body: html`${notice('info', explanation)}<a${link}>${restart}</a>` },
  };
}

function refusal(spec: Opening, visit: Visit, refused: Refused): PageAnswer {
  if (refused.redirectTo && safeUrl(refused.redirectTo)) return { is: 'away', to: refused.redirectTo };
  if (GONE.has(refused.status)) return startOver(spec, visit, refused);
  // No session: the init route of the flow knows where to go from there.
  if (refused.status === 401) return { is: 'away', to: startUrl(spec, visit) };
  const { status, id, reason, message } = refused;
  return problemPage(visit.texts, visit.links, { status, text: reason || message, reference: id || undefined });
}

/** A page that shows one kind of flow: without `flow` it opens one, with it it fetches and shows it. */
export function flowPage<Flow extends FlowDocument>(spec: FlowPageSpec<Flow>): Page {
  return {
    id: spec.id,
    open: async (visit) => {
      const id = visit.query.get('flow');
      if (!id) return { is: 'away', to: startUrl(spec, visit) };
      const answer = await spec.fetch(visit.client, id);
      if (answer.is === 'redirect') return { is: 'away', to: answer.to };
      if (answer.is === 'refused') return refusal(spec, visit, answer);
      const content = await spec.show(answer.data, visit);
      return {
        is: 'page',
        status: 200,
        content,
        ...(visit.marked ? { setCookie: visit.mark(spec.id, 0) } : {}),
      };
    },
  };
}
