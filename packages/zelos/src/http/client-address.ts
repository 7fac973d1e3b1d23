import { BlockList, isIP } from 'node:net';
import type { Logger } from '../ports/logger.ts';

/** A list of networks, as `10.0.0.0/8` or single addresses; unreadable entries throw. */
export function networkList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address);
    if (family === 0) throw new Error(`"${entry}" is no address and no network`);
    const type = family === 4 ? 'ipv4' : 'ipv6';
    list.addSubnet(address, bits === undefined ? (family === 4 ? 32 : 128) : Number(bits), type);
  }
  return list;
}

/** An IPv4 address that came as IPv4-mapped IPv6 is the IPv4 address. */
export function plainAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  return mapped?.[1] ?? address;
}

function listed(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * The address of the client: the socket's, unless that is a trusted proxy; then the rightmost address of X-Forwarded-For
 * that is not one (SR-TH-06). `viaProxy` tells whether headers were believed.
 */
export function clientAddress(
  peer: string,
  forwardedFor: string | undefined,
  trusted: BlockList,
): { readonly address: string; readonly viaProxy: boolean } {
  const socket = plainAddress(peer);
  if (!listed(trusted, socket)) return { address: socket, viaProxy: false };
  const hops = (forwardedFor ?? '').split(',').map((hop) => plainAddress(hop.trim()));
  for (const hop of hops.reverse()) {
    if (isIP(hop) === 0) break;
    if (!listed(trusted, hop)) return { address: hop, viaProxy: true };
  }
  return { address: socket, viaProxy: true };
}

/**
 * Warns the first time that a request came with forwarding headers from a peer that is no trusted proxy: a stranger made
 * them up, or all clients behind a proxy share one address and use up one another's budgets. Values stay out of the log
 * (SR-TH-06, SR-LG-02).
 */
export function createProxyWarning(log: Logger): () => void {
  let warned = false;
  return () => {
    if (warned) return;
    warned = true;
    log.warn(
      {},
      'a request with X-Forwarded-For or Forwarded came from a peer that is not among zelos.trusted_proxies: if that is ' +
        'a proxy of yours, all its clients count as one address until it is listed there (or the mount has trustProxy); told only once',
    );
  };
}

/** The eight groups of an IPv6 address as numbers. */
function groupsOf(address: string): readonly number[] {
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const parse = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const left = parse(head);
  const right = tail === undefined ? [] : parse(tail);
  return tail === undefined
    ? left
    : [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right];
}

/** The bucket under which an address is counted: IPv4 as it is, IPv6 by its /64, because a host has all of that (SR-TH-07). */
export function addressBucket(address: string): string {
  const text = plainAddress(address);
  if (isIP(text) !== 6) return text;
  // Embedded IPv4 forms are written out first, so that every spelling of an address has one bucket.
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  const hex = (a: string, b: string) => ((Number(a) << 8) | Number(b)).toString(16);
  const full = dotted
    ? `${dotted[1]}${hex(dotted[2] ?? '0', dotted[3] ?? '0')}:${hex(dotted[4] ?? '0', dotted[5] ?? '0')}`
    : text;
  return `${groupsOf(full)
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}
