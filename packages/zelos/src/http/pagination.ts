import { ProtocolError } from '../kernel/problem.ts';
import type { Header } from './exchange.ts';

const DEFAULT_SIZE = 250;
const MAX_SIZE = 1000;

export interface OffsetPage {
  readonly offset: number;
  readonly limit: number;
}

function integer(text: string | null): number | null {
  return text !== null && /^-?\d{1,15}$/.test(text.trim()) ? Number(text) : null;
}

function clampSize(text: string | null): number {
  if (text === null || text === '') return DEFAULT_SIZE;
  const size = integer(text);
  if (size === null) return DEFAULT_SIZE;
  return Math.min(MAX_SIZE, Math.max(1, size));
}

function tokenFor(offset: number): string {
  return Buffer.from(JSON.stringify({ offset: String(offset), v: 2 })).toString('base64url');
}

function offsetOf(token: string | null): number {
  if (!token) return 0;
  try {
    const { offset } = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as { offset?: unknown };
    return typeof offset === 'string' ? Math.max(0, integer(offset) ?? 0) : 0;
  } catch {
    return 0;
  }
}

/**
 * Page of a list by `page_size` and `page_token`, or by `per_page` and `page`; bad values fall back and are never an
 * error (contract: sessions, section 5). Page numbers begin at `firstPage`; a smaller one is the first.
 */
export function readPage(query: URLSearchParams, firstPage: 0 | 1): OffsetPage {
  if (query.has('page_size') || query.has('page_token')) {
    return { limit: clampSize(query.get('page_size')), offset: offsetOf(query.get('page_token')) };
  }
  const limit = clampSize(query.get('per_page'));
  const page = Math.max(firstPage, integer(query.get('page')) ?? firstPage);
  return { limit, offset: (page - firstPage) * limit };
}

/** Address of the page of a list that begins at a row, as a link of the given kind. */
type LinkTo = (offset: number, size: number, rel: string) => string;

/** `X-Total-Count` and `Link`. Following `next` visits every row once (better.md B13). */
function offsetHeaders({ offset, limit }: OffsetPage, total: number, link: LinkTo): readonly Header[] {
  const last = Math.max(0, Math.ceil(total / limit) - 1) * limit;
  const links: string[] = [];
  if (total > 0 && total <= limit) {
    links.push(link(0, total, 'first'));
  } else if (total > 0) {
    const isFirst = offset === 0;
    const isLast = offset + limit >= total;
    if (!isFirst) links.push(link(0, limit, 'first'));
    if (!isLast) links.push(link(offset + limit, limit, 'next'));
    if (!isFirst) links.push(link(Math.max(0, Math.min(offset - limit, last)), limit, 'prev'));
    if (!isLast) links.push(link(last, limit, 'last'));
  } else {
    links.push(link(0, limit, 'first'));
  }
  return [
    ['X-Total-Count', String(total)],
    ['Link', links.join(',')],
  ];
}

/**
 * `X-Total-Count` and `Link` with relative addresses.
 * @param firstPage number of the first page in `page`
 */
export function pageHeaders(
  path: string,
  query: URLSearchParams,
  page: OffsetPage,
  total: number,
  firstPage: 0 | 1,
): readonly Header[] {
  return offsetHeaders(page, total, (offset, size, rel) => {
    const params = new URLSearchParams(query);
    params.set('page_size', String(size));
    params.set('page_token', tokenFor(offset));
    params.set('per_page', String(size));
    // Where pages count from 1, page 0 is the first one too, and that is how the first link names it.
    params.set('page', String(offset === 0 ? 0 : Math.floor(offset / size) + firstPage));
    params.sort();
    return `<${path}?${params}>; rel="${rel}"`;
  });
}

/** Rows that a numbered page may leave out before it: who wants more follows the links of keyset pages. */
const MOST_SKIPPED = 1000;
const MAX_NUMBERED_SIZE = 500;

/**
 * Page of a list by `page`, which counts from 0, and `per_page`; null when the list is asked for in the other way. Values
 * that are no numbers fall back. Throws ProtocolError 400 for a page too far away. Contract: identity-admin, section 5.1.
 */
export function readNumberedPage(query: URLSearchParams): OffsetPage | null {
  if (!query.has('page') || query.has('page_size') || query.has('page_token')) return null;
  const limit = Math.min(MAX_NUMBERED_SIZE, clampSize(query.get('per_page')));
  const offset = Math.max(0, integer(query.get('page')) ?? 0) * limit;
  if (offset > MOST_SKIPPED) throw new ProtocolError(400, { reason: 'Pages this far away need page_token.' });
  return { limit, offset };
}

/** The headers of a numbered page. */
export function numberedPageHeaders(
  path: string,
  query: URLSearchParams,
  page: OffsetPage,
  total: number,
): readonly Header[] {
  return offsetHeaders(page, total, (offset, size, rel) => {
    const params = new URLSearchParams(query);
    params.set('page', String(Math.floor(offset / size)));
    params.set('per_page', String(size));
    params.sort();
    return `<${path}?${params}>; rel="${rel}"`;
  });
}
