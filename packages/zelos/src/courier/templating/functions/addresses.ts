import { posix } from 'node:path';
import { TemplateFault } from '../error.ts';
import type { Value } from '../value.ts';
import { exactly, mapAt, overText, textAt, toInt, valueAt } from './arguments.ts';
import type { FunctionTable } from './function.ts';

const paths: FunctionTable = {
  base: overText((text) => baseName(text)),
  dir: overText((text) => posix.normalize(text.slice(0, text.lastIndexOf('/') + 1) || '.').replace(/(.)\/$/, '$1')),
  clean: overText((text) => posix.normalize(text).replace(/(.)\/$/, '$1')),
  ext: overText((text) => /\.[^./]*$/.exec(text)?.[0] ?? ''),
  isAbs: overText((text) => text.startsWith('/')),
};

/** Paths, URLs and spans of time of the Sprig library; the file system is never asked. */
export const addressFunctions: FunctionTable = {
  ...paths,
  ...Object.fromEntries(
    Object.entries(paths).map(([name, run]) => [`os${name[0]?.toUpperCase()}${name.slice(1)}`, run]),
  ),
  urlParse: overText(parseUrl),
  urlJoin: exactly(1, (args) => joinUrl(mapAt(args, 0))),
  duration: exactly(1, (args) => formatDuration(toInt(valueAt(args, 0)))),
  durationRound: exactly(1, (args) => roundDuration(valueAt(args, 0))),
};

function baseName(text: string): string {
  if (text === '') return '.';
  let end = text.length;
  while (text[end - 1] === '/') end -= 1;
  const stripped = text.slice(0, end);
  return stripped === '' ? '/' : stripped.slice(stripped.lastIndexOf('/') + 1);
}

/** RFC 3986, appendix B, with the authority taken apart. */
function parseUrl(text: string): Value {
  const match = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#([\s\S]*))?$/.exec(text);
  if (match === null || /\p{Cc}/u.test(text)) throw new TemplateFault('the text is no URL');
  const [, scheme = '', authority = '', path = '', query = '', fragment = ''] = match;
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  const opaque = scheme !== '' && match[2] === undefined && !path.startsWith('/');
  return new Map<string, Value>([
    ['scheme', scheme.toLowerCase()],
    ['userinfo', at < 0 ? '' : authority.slice(0, at)],
    ['host', host],
    ['hostname', host.replace(/:[0-9]*$/, '').replace(/^\[(.*)\]$/, '$1')],
    ['opaque', opaque ? path : ''],
    ['path', opaque ? '' : unescapePath(path)],
    ['query', query],
    ['fragment', unescapePath(fragment)],
  ]);
}

function unescapePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new TemplateFault('the URL holds a malformed escape');
  }
}

function joinUrl(parts: ReadonlyMap<string, Value>): string {
  const part = (name: string): string => {
    const value = parts.get(name) ?? '';
    return textAt([value], 0);
  };
  const [scheme, host, user, opaque] = [part('scheme'), part('host'), part('userinfo'), part('opaque')];
  const query = part('query') === '' ? '' : `?${part('query')}`;
  const fragment = part('fragment') === '' ? '' : `#${encodeURI(part('fragment').toWellFormed())}`;
  const start = scheme === '' ? '' : `${scheme}:`;
  if (opaque !== '') return start + opaque + query + fragment;
  const authority = host === '' && user === '' ? '' : `//${user === '' ? '' : `${user}@`}${host}`;
  const path = encodeURI(part('path').toWellFormed()).replaceAll('?', '%3F').replaceAll('#', '%23');
  const slash = authority !== '' && path !== '' && !path.startsWith('/') ? '/' : '';
  return start + authority + slash + path + query + fragment;
}

/** A number of seconds as hours, minutes and seconds. */
function formatDuration(seconds: bigint): string {
  const sign = seconds < 0n ? '-' : '';
  const rest = seconds < 0n ? -seconds : seconds;
  const hours = rest / 3600n;
  const minutes = (rest / 60n) % 60n;
  const start = hours > 0n ? `${hours}h${minutes}m` : minutes > 0n ? `${minutes}m` : '';
  return `${sign}${start}${rest % 60n}s`;
}

const unitSeconds: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };

/** The largest whole unit of a span such as "2h10m5s" or of nanoseconds. */
function roundDuration(value: Value): string {
  let seconds = 0;
  if (typeof value === 'string') {
    if (!/^[+-]?(?:[0-9.]+(?:h|ms|m|s|us|µs|ns))+$/.test(value)) return '0s';
    for (const [, amount, unit = ''] of value.matchAll(/([0-9.]+)(h|ms|m|s|us|µs|ns)/g)) {
      seconds += Number(amount) * (unitSeconds[unit] ?? 0);
    }
  } else {
    seconds = Math.abs(Number(toInt(value))) / 1e9;
  }
  const units: readonly (readonly [string, number])[] = [
    ['y', 31_536_000],
    ['mo', 2_592_000],
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
    ['s', 1],
  ];
  const [unit, size] = units.find(([, length]) => seconds >= length) ?? (['s', 1] as const);
  return `${Math.floor(seconds / size)}${unit}`;
}
