/** One parsed entry of the list of allowed targets. */
export interface ReturnTarget {
  readonly protocol: string;
  /** Host with port, lower case; a leading `*.` allows any depth of sub-domains, not the domain itself. */
  readonly host: string;
  /** Path without trailing slash; empty allows every path. */
  readonly path: string;
}

const FORBIDDEN_SCHEMES = new Set(['javascript:', 'data:', 'vbscript:', 'file:', 'blob:']);
/** Characters that browsers strip or reinterpret before they parse: their presence means somebody is trying. */
function isSuspicious(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code <= 0x20 || code === 0x7f || code === 0x5c) return true;
  }
  return false;
}

/**
 * Parses an entry of `allowed_return_urls`. Returns null for one that cannot be used (the loader has warned about it).
 * Wildcard hosts are bounded by the configuration loader; here only their form is read.
 */
export function parseReturnTarget(entry: string): ReturnTarget | null {
  const wildcard = /^([a-z][a-z0-9+.-]*:\/\/)\*\.(.*)$/i.exec(entry);
  const text = wildcard ? `${wildcard[1]}wildcard.${wildcard[2]}` : entry;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  if (FORBIDDEN_SCHEMES.has(url.protocol)) return null;
  const host = wildcard ? `*.${url.host.slice('wildcard.'.length)}` : url.host;
  return { protocol: url.protocol, host: host.toLowerCase(), path: url.pathname.replace(/\/+$/, '') };
}

function hostMatches(pattern: string, host: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : pattern === host;
}

/** Prefix on a segment boundary: `/app` allows `/app` and `/app/x`, not `/apple`. */
function pathMatches(prefix: string, path: string): boolean {
  return prefix === '' || path === prefix || path.startsWith(`${prefix}/`);
}

/**
 * Decides about a redirect target. The value is parsed once with the WHATWG rules against the default target, and what
 * is returned is the serialised result of that parse, so that what was checked is what is sent out.
 * @param value what the client asked for
 * @param fallback the absolute default target; relative values are resolved against it
 * @returns the absolute URL to use, or null when it is not allowed
 */
export function decideReturnTo(value: string, fallback: string, allowed: readonly ReturnTarget[]): string | null {
  if (isSuspicious(value)) return null;
  // A scheme without an authority (`https:evil.test`) is opaque text to some parsers and a host to others: refused.
  if (/^[a-z][a-z0-9+.-]*:(?!\/\/)/i.test(value)) return null;
  let url: URL;
  try {
    url = new URL(value, fallback);
  } catch {
    return null;
  }
  if (FORBIDDEN_SCHEMES.has(url.protocol)) return null;
  const host = url.host.toLowerCase();
  const ok = allowed.some(
    (a) => a.protocol === url.protocol && hostMatches(a.host, host) && pathMatches(a.path, decodeDots(url.pathname)),
  );
  return ok ? url.href : null;
}

/** Percent-encoded separators count as what some servers turn them into, so that they cannot leave an allowed path. */
function decodeDots(path: string): string {
  const decoded = path.replace(/%2e/gi, '.').replace(/%2f/gi, '/').replace(/%5c/gi, '/');
  return decoded === path ? path : new URL(`http://x${decoded}`).pathname;
}
