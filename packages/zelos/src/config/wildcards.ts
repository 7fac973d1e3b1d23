type DomainOf = (host: string) => string | null;

/** Loads the list of public suffixes; it is large, so only configurations with wildcards pay for it. */
export async function loadDomainOf(): Promise<DomainOf> {
  const { getDomain } = await import('tldts');
  return (host) => getDomain(host, { allowPrivateDomains: true });
}

/**
 * Says why a wildcard address cannot be used, or nothing. A wildcard stands for whole labels at the left of a host that
 * somebody can register: `https://*.example.com`, never `https://*.com` or `https://*example.com`. The single `*` of CORS
 * is no business of this rule.
 */
export function wildcardProblem(address: string, domainOf: DomainOf): string | undefined {
  const authority = /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/([^/?#]*)/.exec(address)?.[1];
  const scheme = address.slice(0, address.indexOf(':'));
  if (scheme.includes('*')) return 'has a wildcard in its scheme';
  if (authority === undefined || !authority.includes('*')) return undefined;
  if (authority.includes('@')) return 'has a user name before its host';
  const host = authority.replace(/:[^:]*$/, '');
  if (/:.*\*/.test(authority)) return 'has a wildcard in its port';
  if (!host.startsWith('*.') || host.slice(2).includes('*'))
    return 'has a wildcard that is not the whole first part of the host';
  const rest = host.slice(2).toLowerCase();
  if (domainOf(rest) === null) return `has a wildcard that reaches beyond one registrable domain (*.${rest})`;
  return undefined;
}

/** True when an address has a wildcard in its host part or scheme. */
export const hasWildcard = (address: string): boolean =>
  address !== '*' && address.split(/[?#]/, 1)[0]?.includes('*') === true;
