import type { HttpRequest } from '../http/exchange.ts';

/** Where in an application a plane is mounted, and who is believed about the client. */
export interface MountOptions {
  /**
   * The part of the path in front of ours, such as `/auth`; it is taken off before routing. The public base URL of the
   * configuration must end in the same path.
   */
  readonly stripPrefix?: string | undefined;
  /**
   * How many proxies stand in front and append to X-Forwarded-For: the client's address is taken that many entries from
   * the right. 0, the default, believes the socket. `zelos.trusted_proxies` works as well; use one of the two.
   */
  readonly trustProxy?: number | undefined;
}

/** A prefix with one slash in front and none at the end; '' for none. */
export function cleanPrefix(prefix: string | undefined): string {
  const inner = (prefix ?? '').replace(/^\/+|\/+$/g, '');
  return inner === '' ? '' : `/${inner}`;
}

/**
 * The target below a prefix, or null when it lies elsewhere. `/auth` and `/auth?x` are the root below `/auth`; `/authors`
 * is elsewhere.
 * @param prefix as `cleanPrefix` gives it
 */
export function below(target: string, prefix: string): string | null {
  if (prefix === '') return target;
  if (!target.startsWith(prefix)) return null;
  const rest = target.slice(prefix.length);
  if (rest === '' || rest.startsWith('?')) return `/${rest}`;
  return rest.startsWith('/') ? rest : null;
}

/** The client's address behind `hops` proxies; the socket's when there are fewer entries than proxies. */
export function forwardedPeer(
  peer: HttpRequest['peer'],
  forwardedFor: string | undefined,
  hops: number,
): HttpRequest['peer'] {
  if (hops <= 0 || !forwardedFor) return peer;
  const entries = forwardedFor.split(',');
  const address = entries[entries.length - hops]?.trim();
  return address ? { address, port: 0 } : peer;
}
