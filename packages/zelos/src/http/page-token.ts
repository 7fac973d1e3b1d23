import { ProtocolError } from '../kernel/problem.ts';
import { isUuid } from '../kernel/uuid.ts';

/** Place of a row in a list that is ordered by time and id. */
export interface Place {
  readonly createdAt: Date;
  readonly id: string;
}

/** A page token that names the last row seen. Its content is data: it is checked here and bound in the query (SR-IV-01). */
export function placeToken({ createdAt, id }: Place): string {
  return Buffer.from(JSON.stringify([createdAt.toISOString(), id])).toString('base64url');
}

/** Reads a token back. Throws ProtocolError 400 for anything that we did not make. */
export function readPlace(token: string | undefined): Place | null {
  if (token === undefined) return null;
  try {
    const [time, id] = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as [unknown, unknown];
    const createdAt = new Date(String(time));
    if (typeof id === 'string' && isUuid(id) && !Number.isNaN(createdAt.getTime())) return { createdAt, id };
  } catch {
    // The same refusal as below.
  }
  throw new ProtocolError(400, { message: 'page_token is not the token of a page.' });
}

/** `Link` of a keyset list: the first page, and the next one while there is more. */
export function placeLinks(
  path: string,
  query: URLSearchParams,
  size: number,
  next: Place | null,
): readonly [string, string] {
  const link = (token: string | null, rel: string) => {
    const params = new URLSearchParams(query);
    params.set('page_size', String(size));
    params.set('page_token', token ?? Buffer.from('[]').toString('base64url'));
    params.sort();
    return `<${path}?${params}>; rel="${rel}"`;
  };
  return ['Link', [link(null, 'first'), ...(next ? [link(placeToken(next), 'next')] : [])].join(',')];
}

/** The token of the first page names no row. */
export function isFirstPage(token: string | undefined): boolean {
  return token === undefined || token === Buffer.from('[]').toString('base64url');
}
