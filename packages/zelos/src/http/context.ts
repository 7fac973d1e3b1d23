import type { FlowDeps, FlowRequest } from '../flows/types.ts';
import type { CreateIdentityDeps } from '../identities/create.ts';
import type { RequestFacts } from '../ports/request.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import type { CurrentSession, FindSession } from '../sessions/find.ts';
import type { LogoutTokens } from '../sessions/logout-token.ts';
import type { ContinuityCookies } from './continuity-cookies.ts';
import { type CookieAttributes, type SessionCookie, setCookie } from './cookies.ts';
import type { Header, HttpRequest } from './exchange.ts';
import { Facts, type FactsSettings } from './facts.ts';

/** What the routes work with; made by the composition root. */
export interface HttpDeps {
  readonly flows: FlowDeps;
  readonly identities: CreateIdentityDeps;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly findSession: FindSession;
  readonly logoutTokens: LogoutTokens;
  readonly publicUrl: string;
  readonly adminUrl: string;
  readonly facts: FactsSettings;
  readonly csrfCookie: CookieAttributes;
  readonly continuityCookies: ContinuityCookies;
  readonly errorUiUrl: string;
  readonly settingsUiUrl: string;
  readonly version: string;
  /** What tells one configuration from another: its revision, or a keyed digest that tells nothing else of it. */
  readonly configDigest: () => string;
  /** Life time of errors kept for the error page, in milliseconds. */
  readonly errorLifespanMs: number;
  readonly clearBrowserData: boolean;
  /** Bodies and subjects of messages may be shown to operators (development). */
  readonly showMessages: boolean;
  readonly sessionLife: {
    readonly lifespanMs: number;
    /** A session can be extended once less than this is left, in milliseconds. */
    readonly earliestExtendMs: number;
    /** Extending answers without a body. */
    readonly quietExtend: boolean;
  };
}

const CSRF_MAX_AGE = 31_536_000;

/** One request on its way through a route: facts, session and the cookies that its answer will set. */
export class Exchange {
  readonly request: HttpRequest;
  readonly facts: RequestFacts;
  readonly path: string;
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly #deps: HttpDeps;
  readonly #facts: Facts;
  readonly #search: string;
  #query: URLSearchParams | null = null;
  #secret: string | null = null;
  #next: string | null = null;
  #csrfCookie: Header | null = null;
  #current: Promise<CurrentSession | null> | null = null;

  constructor(
    deps: HttpDeps,
    request: HttpRequest,
    path: string,
    search: string,
    params: Readonly<Record<string, string | undefined>>,
  ) {
    this.#deps = deps;
    this.#facts = new Facts(request, deps.facts);
    this.#search = search;
    this.request = request;
    this.facts = this.#facts;
    this.path = path;
    this.params = params;
  }

  /** The query, read when somebody asks for it. */
  get query(): URLSearchParams {
    this.#query ??= new URLSearchParams(this.#search);
    return this.#query;
  }

  /** The session cookies that can be opened. */
  get sessionCookies(): readonly SessionCookie[] {
    return this.#facts.sessionCookies;
  }

  /** The query value, empty counts as absent. */
  get(name: string): string | undefined {
    return this.#search === '' ? undefined : this.query.get(name) || undefined;
  }

  session(): Promise<CurrentSession | null> {
    this.#current ??= this.#deps.findSession(this.facts.presented);
    return this.#current;
  }

  /** The browser's anti-CSRF secret; a new one is set as a cookie when the browser has none. */
  browserSecret(): string {
    this.#secret ??= this.facts.csrfSecrets[0] ?? this.#mint();
    return this.#secret;
  }

  /** A new secret for a new principal, once per request: what was prepared before signing in is worth nothing afterwards. */
  rotateSecret(): void {
    this.#secret = this.nextSecret();
    this.#csrfCookie = this.#cookieFor(this.#secret);
  }

  /** The secret that a rotation of this request will set: flows may be bound to it before they are committed. */
  nextSecret(): string {
    this.#next ??= this.#newSecret();
    return this.#next;
  }

  #newSecret(): string {
    return Buffer.from(this.#deps.random.bytes(32)).toString('base64');
  }

  #cookieFor(secret: string): Header {
    return setCookie(
      this.#deps.facts.csrfCookieName,
      secret,
      this.#deps.csrfCookie,
      CSRF_MAX_AGE,
      this.#deps.clock.now(),
    );
  }

  #mint(): string {
    const secret = this.#newSecret();
    this.#csrfCookie = this.#cookieFor(secret);
    return secret;
  }

  /** Cookies that the exchange itself wants set. */
  cookies(): readonly Header[] {
    return this.#csrfCookie ? [this.#csrfCookie] : [];
  }

  async flowRequest(): Promise<FlowRequest> {
    const current = await this.session();
    return {
      facts: this.facts,
      current,
      browserSecret: () => this.browserSecret(),
      continuity: this.#deps.continuityCookies.read(this.request.header('cookie')),
      nextSecret: () => this.nextSecret(),
    };
  }
}
