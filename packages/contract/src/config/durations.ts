const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

const SIZE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/**
 * Reads a Go duration string as the configuration allows it (`90s`, `1h30m`, units ns us ms s m h, whole numbers).
 * Returns milliseconds, which may be a fraction. Throws RangeError for any other text.
 */
export function parseDuration(text: string): number {
  if (!/^(?:[0-9]+(?:ns|us|ms|s|m|h))+$/.test(text)) throw new RangeError(`not a duration: ${text.slice(0, 40)}`);
  let total = 0;
  for (const [, digits, unit] of text.matchAll(/([0-9]+)(ns|us|ms|s|m|h)/g)) {
    total += Number(digits) * (UNIT_MS[unit ?? ''] ?? 0);
  }
  return total;
}

/**
 * Reads a size such as `128MB` and returns bytes. Units count in steps of 1024 (1 KB = 1024 B), as the peer counts them.
 * Throws RangeError for any other text and for sizes beyond the safe integers.
 */
export function parseSize(text: string): number {
  const match = /^([0-9]+)([KMGTPE]?B)$/.exec(text);
  const bytes = match === null ? Number.NaN : Number(match[1]) * 1024 ** SIZE_UNITS.indexOf(match[2] ?? '');
  if (!Number.isSafeInteger(bytes)) throw new RangeError(`not a size: ${text.slice(0, 40)}`);
  return bytes;
}
