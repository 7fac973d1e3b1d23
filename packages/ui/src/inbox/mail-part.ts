import { COMMON_HEADERS } from '../policy.ts';

/** What a mail may do in its frame: lead somewhere when somebody clicks. No scripts, no forms, no origin. */
export const MAIL_SANDBOX = 'allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation';

/** Policy of the HTML part alone: style attributes are how mails are written, so they are allowed here and nowhere else. */
const POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src https: data:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
  `sandbox ${MAIL_SANDBOX}`,
].join('; ');

/** Links to this server leave the frame, all others open beside it: no page of ours lets itself be framed. */
function leadingOut(html: string, origin: string): string {
  const targeted = html.replaceAll(/<a\s(?=[^>]*?\bhref="([^"]*)")/gi, (tag, href: string) =>
    href === origin || href.startsWith(`${origin}/`) ? `${tag}target="_top" ` : tag,
  );
  const base = '<base target="_blank">';
  return /<head[^>]*>/i.test(targeted) ? targeted.replace(/<head[^>]*>/i, `$&${base}`) : `${base}${targeted}`;
}

/**
 * The HTML part of a mail as an answer of its own, to be shown in a frame.
 * @param origin of this server
 */
export function mailPartResponse(html: string, origin: string, method: string): Response {
  const headers = {
    ...COMMON_HEADERS,
    'x-frame-options': 'SAMEORIGIN',
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': POLICY,
    'cache-control': 'no-store',
  };
  return new Response(method === 'HEAD' ? null : leadingOut(html, origin), { headers });
}
