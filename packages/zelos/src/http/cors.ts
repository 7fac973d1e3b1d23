import type { Header, HttpRequest, Reply } from './exchange.ts';

export interface CorsSettings {
  readonly enabled: boolean;
  /** Exact origins, `*`, or patterns with one wildcard; unsafe patterns have been taken out by the loader. */
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly exposedHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAge: number;
}

const PREFLIGHT_VARY: Header = ['Vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers'];

function originMatches(pattern: string, origin: string): boolean {
  const text = pattern.toLowerCase();
  if (text === '*' || text === origin) return true;
  const at = text.indexOf('*');
  if (at < 0) return false;
  const [prefix, suffix] = [text.slice(0, at), text.slice(at + 1)];
  return origin.length >= prefix.length + suffix.length && origin.startsWith(prefix) && origin.endsWith(suffix);
}

/** Cross-origin rules of the public listener (contract: http, section 2.2; Fetch standard, CORS protocol). */
export function createCors(settings: CorsSettings) {
  const all = settings.allowedOrigins.length === 0;
  // `null` is what sandboxed frames and files send: nobody's origin.
  const allows = (origin: string) =>
    origin !== 'null' &&
    (all || settings.allowedOrigins.some((pattern) => originMatches(pattern, origin.toLowerCase())));
  const credentials: readonly Header[] = settings.allowCredentials
    ? [['Access-Control-Allow-Credentials', 'true']]
    : [];
  const isPreflight = (request: HttpRequest) =>
    request.method === 'OPTIONS' && request.header('access-control-request-method') !== undefined;
  return {
    /** The answer to a preflight, or null when the request is none. */
    preflight(request: HttpRequest): Reply | null {
      const origin = request.header('origin');
      const wanted = request.header('access-control-request-method');
      if (!settings.enabled || !isPreflight(request) || wanted === undefined) return null;
      const headers = (request.header('access-control-request-headers') ?? '')
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean);
      const known = new Set(settings.allowedHeaders.map((name) => name.toLowerCase()));
      const accepted =
        origin !== undefined &&
        allows(origin) &&
        settings.allowedMethods.includes(wanted.toUpperCase()) &&
        headers.every((name) => known.has('*') || known.has(name.toLowerCase()) || name.toLowerCase() === 'origin');
      if (!accepted) return { status: 204, headers: [PREFLIGHT_VARY], body: null };
      return {
        status: 204,
        headers: [
          PREFLIGHT_VARY,
          ['Access-Control-Allow-Origin', origin],
          ['Access-Control-Allow-Methods', wanted.toUpperCase()],
          ...(headers.length > 0 ? [['Access-Control-Allow-Headers', headers.join(', ')] as const] : []),
          ...credentials,
          ...(settings.maxAge > 0 ? [['Access-Control-Max-Age', String(settings.maxAge)] as const] : []),
        ],
        body: null,
      };
    },
    /** Headers for an ordinary answer, errors included; a preflight has all of its headers already. */
    headers(request: HttpRequest): readonly Header[] {
      if (!settings.enabled || isPreflight(request)) return [];
      const origin = request.header('origin');
      if (origin === undefined || !allows(origin)) return [['Vary', 'Origin']];
      return [
        ['Vary', 'Origin'],
        ['Access-Control-Allow-Origin', origin],
        ...credentials,
        ...(settings.exposedHeaders.length > 0
          ? [['Access-Control-Expose-Headers', settings.exposedHeaders.join(', ')] as const]
          : []),
      ];
    },
  };
}

export type Cors = ReturnType<typeof createCors>;
