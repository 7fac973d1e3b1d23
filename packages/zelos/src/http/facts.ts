import type { BlockList } from 'node:net';
import type { PresentedCredentials, RequestFacts } from '../ports/request.ts';
import { unmaskCsrf } from '../kernel/csrf.ts';
import { acceptsJson, isJson } from './audience.ts';
import { addressBucket, clientAddress } from './client-address.ts';
import { parseCookies, type SessionCookie, type SessionCookies } from './cookies.ts';
import { type HttpRequest, requestIdOf } from './exchange.ts';

export interface FactsSettings {
  readonly publicUrl: string;
  readonly csrfCookieName: string;
  readonly sessionCookies: SessionCookies;
  readonly trustedProxies: BlockList;
  /** Told when a proxy that nobody trusts seems to stand in front, so that its clients share one address. */
  readonly unbelievedProxy: () => void;
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
  if (!client.viaProxy) {
    if (forwardedInVain(request)) settings.unbelievedProxy();
    return { address: client.address, shown: direct, location: '' };
  }
  const named = ['true-client-ip', 'cf-connecting-ip', 'x-real-ip'].map((name) => request.header(name)).find(Boolean);
  const location = [request.header('cf-ipcity'), request.header('cf-ipcountry')].filter(Boolean).join(', ');
  return { address: client.address, shown: named ?? client.address, location };
}

/** Forwarding headers that count for nothing. Behind a mount that believes them the peer is the client and has no port. */
function forwardedInVain(request: HttpRequest): boolean {
  const direct = request.peer.port > 0 || request.peer.address === '';
  return direct && (request.header('x-forwarded-for') ?? request.header('forwarded')) !== undefined;
}

function bracket(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

/** The credentials of a request; cookies are opened only when no header stands before them. */
class Presented implements PresentedCredentials {
  readonly #facts: Facts;
  readonly header: string | undefined;
  constructor(facts: Facts) {
    this.#facts = facts;
    this.header = facts.header('x-session-token') || undefined;
  }
  get cookies(): readonly string[] {
    return this.#facts.sessionCookies.map((cookie) => cookie.token);
  }
  get bearer(): string | undefined {
    return bearerToken(this.#facts.header('authorization'));
  }
}

/**
 * Everything that the rooms below may know of a request, and the session cookies that it carries. Each fact is found out
 * when it is asked for: the most frequent request needs three of them, and getters of a class cost nothing until then.
 */
export class Facts implements RequestFacts {
  readonly #request: HttpRequest;
  readonly #settings: FactsSettings;
  readonly method: string;
  #url: URL | undefined;
  #cookies: readonly (readonly [string, string])[] | undefined;
  #sessionCookies: readonly SessionCookie[] | undefined;
  #csrfSecrets: readonly string[] | undefined;
  #device: ReturnType<typeof device> | undefined;
  #presented: Presented | undefined;

  constructor(request: HttpRequest, settings: FactsSettings) {
    this.#request = request;
    this.#settings = settings;
    this.method = request.method;
  }
  header(name: string): string | undefined {
    return this.#request.header(name);
  }
  get requestId(): string | undefined {
    return requestIdOf(this);
  }
  get url(): URL {
    this.#url ??= requestUrl(this.#request, this.#settings);
    return this.#url;
  }
  get #given() {
    this.#cookies ??= parseCookies(this.header('cookie'));
    return this.#cookies;
  }
  get sessionCookies(): readonly SessionCookie[] {
    const { sessionCookies } = this.#settings;
    this.#sessionCookies ??= this.#given
      .filter(([name]) => name === sessionCookies.name)
      .map(([, value]) => sessionCookies.open(value))
      .filter((cookie) => cookie !== null);
    return this.#sessionCookies;
  }
  get csrfSecrets(): readonly string[] {
    this.#csrfSecrets ??= this.#given
      .filter(([name]) => name === this.#settings.csrfCookieName)
      .map(([, value]) => unmaskCsrf(decodeURIComponentSafe(value)))
      .filter((secret) => secret !== null);
    return this.#csrfSecrets;
  }
  get cookieNames(): readonly string[] {
    return this.#given.map(([name]) => name);
  }
  get #client() {
    this.#device ??= device(this.#request, this.#settings);
    return this.#device;
  }
  get clientAddress(): string {
    return addressBucket(this.#client.address);
  }
  get deviceAddress(): string {
    return this.#client.shown;
  }
  get location(): string {
    return this.#client.location;
  }
  get userAgent(): string {
    return this.header('user-agent') ?? '';
  }
  get isJson(): boolean {
    return isJson(this.header('content-type'), this.header('accept'));
  }
  get acceptsJson(): boolean {
    return acceptsJson(this.header('accept'));
  }
  get fromScript(): boolean {
    const mode = this.header('sec-fetch-mode');
    return mode === 'cors' || mode === 'same-origin';
  }
  get signal(): AbortSignal {
    return this.#request.signal;
  }
  get origin(): string | undefined {
    return this.header('origin');
  }
  get presented(): PresentedCredentials {
    this.#presented ??= new Presented(this);
    return this.#presented;
  }
}

function decodeURIComponentSafe(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
