import { BlockList, isIP } from 'node:net';

/** Which targets outgoing connections may have. */
export interface NetworkPolicy {
  /** True: also what is only reachable from inside is refused: private networks, this machine. */
  readonly refusePrivate: boolean;
}

/** A target that the policy refuses. The message does not hold its address, which is nobody's business outside. */
export class TargetRefusedError extends Error {
  readonly code = 'EREFUSEDTARGET';

  constructor() {
    super('the target is in a network that must not be called');
    this.name = 'TargetRefusedError';
  }
}

type Subnets = readonly (readonly [address: string, bits: number])[];

function listOf(four: Subnets, six: Subnets): BlockList {
  const list = new BlockList();
  for (const [address, bits] of four) list.addSubnet(address, bits, 'ipv4');
  for (const [address, bits] of six) list.addSubnet(address, bits, 'ipv6');
  return list;
}

/** Never the target of an honest call: unspecified, link-local, metadata services, multicast, reserved, documentation. */
const NEVER = listOf(
  [
    ['0.0.0.0', 8],
    ['169.254.0.0', 16],
    ['100.100.100.200', 32],
    ['168.63.129.16', 32],
    ['192.0.0.192', 32],
    ['192.0.2.0', 24],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ],
  [
    ['::', 128],
    ['fe80::', 10],
    ['ff00::', 8],
    ['fd00:ec2::254', 128],
    ['fd20:ce::254', 128],
    ['2001:db8::', 32],
    ['3fff::', 20],
  ],
);

/** Only reachable from inside (IANA special-purpose registries), and tunnels whose end cannot be told. */
const PRIVATE = listOf(
  [
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
  ],
  [
    ['::1', 128],
    ['64:ff9b:1::', 48],
    ['100::', 64],
    ['2001::', 23],
    ['fc00::', 7],
    ['fec0::', 10],
  ],
);

const METADATA_NAMES = new Set(['metadata', 'metadata.google.internal', 'metadata.goog', 'instance-data']);

/** The eight groups of an IPv6 address; the URL parser brings every spelling into one form. */
function groupsOf(address: string): readonly number[] {
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail = ''] = canonical.split('::');
  const parse = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const [left, right] = [parse(head), parse(tail)];
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right];
}

const dotted = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join('.');

/** The IPv4 address inside an IPv6 one (mapped, compatible, translated, NAT64, 6to4); null when there is none. */
function embedded(address: string): string | null {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = groupsOf(address);
  if (a === 0x2002) return dotted(b, c);
  if (a === 0x64 && b === 0xff9b && c === 0) return dotted(g, h);
  if (a !== 0 || b !== 0 || c !== 0 || d !== 0) return null;
  if (e === 0 && f === 0) return g === 0 && h <= 1 ? null : dotted(g, h);
  return (e === 0 && f === 0xffff) || (e === 0xffff && f === 0) ? dotted(g, h) : null;
}

/** True when the policy refuses an address, in whatever spelling (SR-OU-01). What is no address is refused. */
export function refusesAddress({ refusePrivate }: NetworkPolicy, text: string): boolean {
  const address = text.split('%')[0] ?? '';
  const family = isIP(address);
  if (family === 0) return true;
  const inside = family === 6 ? embedded(address) : null;
  if (inside !== null) return refusesAddress({ refusePrivate }, inside);
  const type = family === 4 ? 'ipv4' : 'ipv6';
  return NEVER.check(address, type) || (refusePrivate && PRIVATE.check(address, type));
}

/** True when the policy refuses a host as it is written, a name or an address, before anything is looked up. */
export function refusesHost(policy: NetworkPolicy, host: string): boolean {
  const name = host
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
  if (isIP(name.split('%')[0] ?? '') !== 0) return refusesAddress(policy, name);
  return METADATA_NAMES.has(name) || (policy.refusePrivate && /(?:^|\.)localhost$/.test(name));
}
