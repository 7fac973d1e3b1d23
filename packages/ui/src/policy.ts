/** Sources a page may use besides its own origin. */
export interface PolicySources {
  /** Origin of the identity server: its forms and its script. */
  readonly origin: string;
  /** Origin of the logo. */
  readonly images: readonly string[];
  /** Where forms may lead, redirects included: identity providers, return addresses. */
  readonly formActions: readonly string[];
}

const unique = (sources: readonly string[]): string => [...new Set(sources)].join(' ');

/**
 * Content-Security-Policy (CSP level 3) of every page. Nothing inline runs, so no nonce is needed.
 * @throws TypeError for a source that is no origin or scheme
 */
export function contentSecurityPolicy({ origin, images, formActions }: PolicySources): string {
  for (const source of formActions) {
    if (!/^[a-z][a-z0-9+.-]*:(\/\/[^\s;,'"\\]+)?$/i.test(source))
      throw new TypeError(`formActions: "${source}" is no origin`);
  }
  return [
    "default-src 'none'",
    "style-src 'self'",
    `script-src ${unique(["'self'", origin])}`,
    `img-src ${unique(["'self'", 'data:', ...images])}`,
    `form-action ${unique(["'self'", origin, ...formActions])}`,
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Headers of every answer of the UI. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};
