import type { Asset } from './assets/index.ts';
import { layout } from './layout.ts';
import type { Frame } from './layout.ts';
import { COMMON_HEADERS } from './policy.ts';
import type { PageAnswer } from './visit.ts';

/**
 * The HTTP answer of a page.
 * @param policy Content-Security-Policy of every page
 * @param cookies Set-Cookie values of the API, handed on as they are
 */
export function pageResponse(
  answer: PageAnswer,
  request: Request,
  frame: Frame,
  policy: string,
  cookies: readonly string[],
): Response {
  const headers = new Headers({
    ...COMMON_HEADERS,
    'cache-control': 'private, no-cache, no-store, must-revalidate',
    'content-security-policy': policy,
    vary: 'Cookie, Accept-Language',
  });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  if (answer.setCookie) headers.append('set-cookie', answer.setCookie);
  if (answer.is === 'away') {
    headers.set('location', answer.to);
    return new Response(null, { status: 303, headers });
  }
  headers.set('content-type', 'text/html; charset=utf-8');
  headers.set('content-language', frame.texts.language);
  if (answer.status === 405) headers.set('allow', 'GET, HEAD');
  const body = request.method === 'HEAD' ? null : layout(frame, answer.content);
  return new Response(body, { status: answer.status, headers });
}

/**
 * The HTTP answer of an asset.
 * @param version the version the address asks for
 */
export function assetResponse(asset: Asset, request: Request, version: string | null): Response {
  const tag = `"${asset.version}"`;
  const headers = {
    ...COMMON_HEADERS,
    'content-type': asset.type,
    etag: tag,
    // An address of another version gets the present file, but nobody may keep it under that address.
    'cache-control': version === asset.version ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
  if (request.headers.get('if-none-match') === tag) return new Response(null, { status: 304, headers });
  return new Response(request.method === 'HEAD' ? null : asset.text, { headers });
}
