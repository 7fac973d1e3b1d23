/** One range of an Accept header. */
interface Range {
  readonly type: string;
  readonly subtype: string;
  readonly q: number;
}

/** A range with any parameter but `q` is dropped together with the rest of the header (contract: http, section 3). */
function parseAccept(header: string): readonly Range[] {
  const ranges: Range[] = [];
  for (const part of header.split(',')) {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim());
    let q = 1;
    for (const parameter of parameters) {
      const match = /^q\s*=\s*([0-9.]+)$/i.exec(parameter);
      if (!match) return ranges;
      q = Number(match[1]);
    }
    const [type = '', subtype = ''] = range.toLowerCase().split('/');
    if (type && subtype && Number.isFinite(q)) ranges.push({ type, subtype, q });
  }
  return ranges;
}

/** How well a range fits an offer: -1 not at all, 2 exactly. */
function specificity(range: Range, offer: string): number {
  const [type, subtype] = offer.split('/');
  if (range.type === type && range.subtype === subtype) return 2;
  if (range.type === type && range.subtype === '*') return 1;
  if (range.type === '*' && range.subtype === '*') return 0;
  return -1;
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
