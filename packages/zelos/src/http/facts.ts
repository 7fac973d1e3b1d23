import type { BlockList } from 'node:net';
import type { RequestFacts } from '../ports/request.ts';
import { unmaskCsrf } from '../kernel/csrf.ts';
import { acceptsJson, isJson } from './audience.ts';
import { addressBucket, clientAddress } from './client-address.ts';
import { parseCookies, type SessionCookie, type SessionCookies } from './cookies.ts';
import type { HttpRequest } from './exchange.ts';

export interface FactsSettings {
  readonly publicUrl: string;
  readonly csrfCookieName: string;
  readonly sessionCookies: SessionCookies;
  readonly trustedProxies: BlockList;
}

const SCHEME = /^https?$/i;
const HOST = /^[a-z0-9.[\]:_-]{1,255}$/i;

/** The URL as the client saw it: display only, so forwarded headers are taken as they are (contract, D6). */
function requestUrl(request: HttpRequest, settings: FactsSettings): URL {
  const proto = request.header('x-forwarded-proto');
  const forwardedHost = request.header('x-forwarded-host') ?? request.header('host');
  const base = new URL(settings.publicUrl);
  const scheme = proto && SCHEME.test(proto) ? proto.toLowerCase() : request.secure ? 'https' : 'http';
  const host = forwardedHost && HOST.test(forwardedHost) ? forwardedHost : base.host;
  try {
    return new URL(`${scheme}://${host}${request.mountedAt ?? ''}${request.target}`);
  } catch {
    return new URL(request.target.startsWith('/') ? request.target.replace(/^\/+/, '/') : '/', base);
  }
}

/** A bearer token: the scheme in any case and exactly one token behind it. */
function bearerToken(header: string | undefined): string | undefined {
  const parts = header?.split(' ') ?? [];
  return parts.length === 2 && parts[0]?.toLowerCase() === 'bearer' && parts[1] ? parts[1] : undefined;
}

function device(request: HttpRequest, settings: FactsSettings) {
  const client = clientAddress(request.peer.address, request.header('x-forwarded-for'), settings.trustedProxies);
  const direct = request.peer.port > 0 ? `${bracket(client.address)}:${request.peer.port}` : client.address;
  if (!client.viaProxy) return { address: client.address, shown: direct, location: '' };
  const named = ['true-client-ip', 'cf-connecting-ip', 'x-real-ip'].map((name) => request.header(name)).find(Boolean);
  const location = [request.header('cf-ipcity'), request.header('cf-ipcountry')].filter(Boolean).join(', ');
  return { address: client.address, shown: named ?? client.address, location };
}

function bracket(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

/** Everything that the rooms below may know of a request, and the session cookies that it carries. */
export function readFacts(
  request: HttpRequest,
  settings: FactsSettings,
): { readonly facts: RequestFacts; readonly sessionCookies: readonly SessionCookie[] } {
  const cookies = parseCookies(request.header('cookie'));
  const sessionCookies = cookies
    .filter(([name]) => name === settings.sessionCookies.name)
    .map(([, value]) => settings.sessionCookies.open(value))
    .filter((cookie) => cookie !== null);
  const csrfSecrets = cookies
    .filter(([name]) => name === settings.csrfCookieName)
    .map(([, value]) => unmaskCsrf(decodeURIComponentSafe(value)))
    .filter((secret) => secret !== null);
  const contentType = request.header('content-type');
  const accept = request.header('accept');
  const fetchMode = request.header('sec-fetch-mode');
  const { address, shown, location } = device(request, settings);
  let url: URL | undefined;
  return {
    sessionCookies,
    facts: {
      requestId: request.header('x-request-id')?.slice(0, 128),
      method: request.method,
      get url() {
        url ??= requestUrl(request, settings);
        return url;
      },
      clientAddress: addressBucket(address),
      deviceAddress: shown,
      userAgent: request.header('user-agent') ?? '',
      location,
      isJson: isJson(contentType, accept),
      acceptsJson: acceptsJson(accept),
      fromScript: fetchMode === 'cors' || fetchMode === 'same-origin',
      origin: request.header('origin'),
      cookieNames: cookies.map(([name]) => name),
      csrfSecrets,
      presented: {
        header: request.header('x-session-token') || undefined,
        cookies: sessionCookies.map((cookie) => cookie.token),
        bearer: bearerToken(request.header('authorization')),
      },
      header: (name) => request.header(name),
    },
  };
}

function decodeURIComponentSafe(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
