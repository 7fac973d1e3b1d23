import type { Client } from '@zelos/client';
import type { PageContent } from './layout.ts';
import type { Texts } from './text/index.ts';

export type PageId = 'login' | 'registration' | 'settings' | 'recovery' | 'verification' | 'error' | 'welcome';

/** Links inside the UI and into the API. Empty and absent values are left out of the query. */
export interface Links {
  page(id: PageId, query?: Readonly<Record<string, string | null | undefined>>): string;
  /** Where a browser opens a flow. */
  start(kind: string, query?: Readonly<Record<string, string | null | undefined>>): string;
}

/** One request for a page: what a page may look at. */
export interface Visit {
  readonly query: URLSearchParams;
  /** The browser's Cookie header, '' without one. */
  readonly cookie: string;
  readonly texts: Texts;
  /** Acts with the browser's cookies. */
  readonly client: Client;
  readonly links: Links;
  /** Pages this UI serves, so that no page links to one that is not there. */
  readonly pages: ReadonlySet<PageId>;
  /** Origin of the identity server. */
  readonly origin: string;
  /** Value for Set-Cookie of a short-lived mark of this UI, limited to the page that sets it. */
  readonly mark: (page: PageId, seconds: number) => string;
  readonly marked: boolean;
}

export type PageAnswer =
  | { readonly is: 'page'; readonly status: number; readonly content: PageContent; readonly setCookie?: string }
  | { readonly is: 'away'; readonly to: string; readonly setCookie?: string };

/** One page of the UI. Adding one means one file with such a value and its line in pages/index.ts. */
export interface Page {
  readonly id: PageId;
  open(visit: Visit): Promise<PageAnswer>;
}

/** An address with a query of the values that are there. */
export function withQuery(address: string, query: Readonly<Record<string, string | null | undefined>> = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length === 0 ? address : `${address}?${new URLSearchParams(given).toString()}`;
}
