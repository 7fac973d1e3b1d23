import { createHash } from 'node:crypto';
import { type Config, parseDuration } from '@zelos/contract';
import type { HookLists } from '../hooks/runner.ts';
import type { FlowKind } from '../kernel/flow.ts';
import { parseReturnTarget } from '../kernel/return-to.ts';
import type { ReturnDefaults } from '../flows/return-to.ts';
import type { CookieAttributes } from '../http/cookies.ts';

const FLOWS = ['login', 'registration', 'settings', 'recovery', 'verification'] as const;

/** With exactly one slash at the end, as base addresses are used everywhere. */
export function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

/** A configured address that may be only a path, made absolute. */
export function absolute(url: string, base: string): string {
  return new URL(url, base).href;
}

export function flagOf(value: boolean | string | undefined, fallback: boolean): boolean {
  return value === undefined ? fallback : value === true || value === 'true' || value === '1';
}

type AfterSection = { readonly hooks?: readonly unknown[]; readonly default_browser_return_url?: string | undefined };

/** The hook lists of one flow, and per method. */
export function hookLists(config: Config, kind: FlowKind): HookLists {
  const flow = config.selfservice.flows[kind];
  const {
    hooks,
    default_browser_return_url: _url,
    ...methods
  } = flow.after as AfterSection & Record<string, AfterSection>;
  return {
    before: flow.before.hooks as HookLists['before'],
    after: (hooks ?? []) as HookLists['after'],
    afterMethod: Object.fromEntries(
      Object.entries(methods).map(([method, section]) => [method, (section.hooks ?? []) as HookLists['after']]),
    ),
  };
}

/** Where finished flows lead, from the configuration. */
export function returnDefaults(config: Config, publicUrl: string): ReturnDefaults {
  const perFlow: Record<string, string> = {};
  const perMethod: Record<string, Record<string, string>> = {};
  for (const kind of FLOWS) {
    const {
      default_browser_return_url: url,
      hooks: _hooks,
      ...methods
    } = config.selfservice.flows[kind].after as AfterSection & Record<string, AfterSection>;
    if (url) perFlow[kind] = absolute(url, publicUrl);
    perMethod[kind] = Object.fromEntries(
      Object.entries(methods)
        .filter(([, section]) => section.default_browser_return_url)
        .map(([method, section]) => [method, absolute(section.default_browser_return_url as string, publicUrl)]),
    );
  }
  const logout = config.selfservice.flows.logout.after.default_browser_return_url;
  if (logout) perFlow['logout'] = absolute(logout, publicUrl);
  return { global: absolute(config.selfservice.default_browser_return_url, publicUrl), perFlow, perMethod };
}

/** Allowed return targets and this server's own self-service paths. */
export function returnTargets(config: Config, publicUrl: string) {
  const allowed = config.selfservice.allowed_return_urls
    .map((entry) => parseReturnTarget(entry.startsWith('/') ? absolute(entry, publicUrl) : entry))
    .filter((target) => target !== null);
  const own = parseReturnTarget(`${publicUrl}self-service`);
  if (!own) throw new Error('serve.public.base_url is not an absolute address');
  return { allowed, own };
}

/** `csrf_token_` and the SHA-256 of the public address exactly as configured (contract: http, section 5). */
export function csrfCookieName(publicUrl: string): string {
  return `csrf_token_${createHash('sha256').update(publicUrl).digest('hex')}`;
}

/** Attributes of the anti-CSRF cookie and of the session cookie. */
export function cookieAttributes(
  config: Config,
  dev: boolean,
): { readonly csrf: CookieAttributes; readonly session: CookieAttributes } {
  const { cookies, session } = config;
  const secure = flagOf(cookies.secure, !dev);
  const base: CookieAttributes = {
    path: cookies.path,
    domain: cookies.domain || undefined,
    secure,
    sameSite: secure ? cookies.same_site : 'Lax',
  };
  const sessionSecure = flagOf(session.cookie.secure, secure);
  return {
    csrf: base,
    session: {
      path: session.cookie.path || base.path,
      domain: session.cookie.domain || base.domain,
      secure: sessionSecure,
      sameSite: session.cookie.same_site ?? cookies.same_site,
    },
  };
}

export interface Keys {
  /** Cookies: what people carry. */
  readonly cookie: readonly string[];
  /** Everything else that is keyed: the first list given of cipher, cookie, default (better.md B34). */
  readonly derived: readonly string[];
}

/** Secrets by use. Throws when none is configured. */
export function keysOf(config: Config): Keys {
  const { secrets } = config;
  const cookie = secrets.cookie.length > 0 ? secrets.cookie : secrets.default;
  if (cookie.length === 0) throw new Error('secrets.default or secrets.cookie is required');
  const derived = [secrets.cipher, secrets.cookie, secrets.default].find((list) => list.length > 0) ?? cookie;
  return { cookie, derived };
}

export { parseDuration };
