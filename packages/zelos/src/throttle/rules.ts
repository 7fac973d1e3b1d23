const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** AB-1: from so many consecutive failures on nothing is evaluated for unknown devices. */
export const STOP = 100;
/** AB-3: so many failures from a known network, and it is no longer known. */
export const KNOWN_LIMIT = 10;
/** AB-3: how long a network stays known after a success, in milliseconds. */
export const KNOWN_FOR = 30 * DAY;
/** A series of failures is forgotten when nothing was added to it for so long, in milliseconds. */
export const SERIES_PAUSE = 30 * DAY;
/** A series that has come to its stop waits for one of the ways out (AB-4), not for time. In milliseconds. */
export const STOPPED_FOR = 3650 * DAY;

/** AB-1: seconds to wait before the attempt that follows `failures` consecutive failures. */
export function waitAfter(failures: number): number {
  if (failures < 6) return 0;
  if (failures <= 10) return 2 ** (failures - 6);
  if (failures <= 20) return 30;
  if (failures <= 50) return 300;
  if (failures <= 75) return 900;
  return failures < STOP ? 3600 : DAY / 1000;
}

/** AB-10: how many failures one address may cause in a window, and how long it then waits. */
const ADDRESS_LIMITS = [
  { name: '5m', limit: 20, windowMs: 5 * MINUTE, waitSeconds: 60 },
  { name: '1h', limit: 100, windowMs: HOUR, waitSeconds: 900 },
  { name: '1d', limit: 300, windowMs: DAY, waitSeconds: 6 * 3600 },
] as const;

/** How much more the network around an address may cause than the address alone. */
const NETWORK_FACTOR = 4;

/** The network around a bucketed address: /24 of IPv4, /48 of the /64 that stands for IPv6 (SR-TH-07); null for anything else. */
export function networkOf(address: string): string | null {
  const four = /^(\d+\.\d+\.\d+)\.\d+$/.exec(address)?.[1];
  if (four !== undefined) return `${four}.0/24`;
  const six = /^([0-9a-f]+:[0-9a-f]+:[0-9a-f]+):[0-9a-f]+::\/64$/.exec(address)?.[1];
  return six === undefined ? null : `${six}::/48`;
}

/** A counter that holds back from a certain count on. */
export interface Rule {
  readonly key: string;
  /** Seconds to hold back while the count is `count`; 0 for not at all. */
  wait(count: number): number;
  /** When the counter starts anew after it has become `count` at `now`; `before` is what was decided for the count before. */
  resetsAt(count: number, now: Date, before: Date | undefined): Date;
}

/** The counters of the place that an attempt comes from. */
export function placeRules(address: string): readonly Rule[] {
  const network = networkOf(address);
  const places = [
    { place: address, factor: 1 },
    ...(network === null ? [] : [{ place: network, factor: NETWORK_FACTOR }]),
  ];
  return places.flatMap(({ place, factor }) =>
    ADDRESS_LIMITS.map(({ name, limit, windowMs, waitSeconds }) => ({
      key: `address:${name}:${place}`,
      wait: (count: number) => (count >= limit * factor ? waitSeconds : 0),
      resetsAt: (_: number, now: Date, before: Date | undefined) => before ?? new Date(now.getTime() + windowMs),
    })),
  );
}
