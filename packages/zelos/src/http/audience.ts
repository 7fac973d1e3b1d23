/** One range of an Accept header, in lower case: the case of a media type says nothing (RFC 9110, section 8.3.1). */
interface Range {
  readonly value: string;
  readonly q: number;
}

/** A range, and the quality behind it: the first digit of one is 0 or 1. */
const RANGE = /\s*([^\s;,"()<>@:?=[\]{}\\]+)\s*(;\s*(?:q=([01](?:\.\d*)?))?)?\s*/y;

/** A range with any parameter but `q` is dropped together with the rest of the header (contract: http, section 3). */
function parseAccept(header: string): readonly Range[] {
  const ranges: Range[] = [];
  RANGE.lastIndex = 0;
  for (;;) {
    const match = RANGE.exec(header);
    const [, value, parameter, q] = match ?? [];
    if (value === undefined || (parameter !== undefined && q === undefined)) return ranges;
    ranges.push({ value: value.toLowerCase(), q: Number(q ?? 1) });
    if (header[RANGE.lastIndex] !== ',') return ranges;
    RANGE.lastIndex += 1;
  }
}

/** How well a range fits an offer: -1 not at all, 2 exactly. A range of everything never fits exactly, whatever is offered. */
function specificity({ value }: Range, offer: string): number {
  if (value === '*/*') return 0;
  if (value.endsWith('/*')) return offer.startsWith(value.slice(0, -1)) ? 1 : -1;
  return value === offer ? 2 : -1;
}

/** Picks the best offer: highest q, then the most specific range, then the earlier offer. The first is the default. */
export function negotiate(accept: string | undefined, offers: readonly [string, ...string[]]): string {
  if (!accept) return offers[0];
  let best = { offer: offers[0], q: -1, fit: -1 };
  const ranges = parseAccept(accept);
  for (const offer of offers) {
    for (const range of ranges) {
      const fit = specificity(range, offer);
      if (fit < 0 || range.q === 0) continue;
      if (range.q > best.q || (range.q === best.q && fit > best.fit)) best = { offer, q: range.q, fit };
    }
  }
  return best.offer;
}

const WIDE = ['text/html', 'text/*', '*/*', 'application/json'] as const;

/** Submits, error forwarding, logout: a JSON content type or an Accept that prefers JSON. */
export function isJson(contentType: string | undefined, accept: string | undefined): boolean {
  return contentType === 'application/json' || negotiate(accept, WIDE) === 'application/json';
}

/** Init answers: Accept alone decides. */
export function acceptsJson(accept: string | undefined): boolean {
  return negotiate(accept, ['text/html', 'application/json']) === 'application/json';
}
