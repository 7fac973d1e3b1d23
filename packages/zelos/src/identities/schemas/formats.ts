import { isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import type { JsonValue } from '@zelos/contract';
import { normalizeIdentifier, normalizePhone } from '../../kernel/normalize.ts';
import { compilePattern } from './patterns.ts';

/** RFC 1034 section 3.5 with the digit of RFC 1123; a final dot is allowed, a host without a dot too. */
export function isHostname(text: string): boolean {
  const host = text.endsWith('.') ? text.slice(0, -1) : text;
  if (host.length === 0 || host.length > 253) return false;
  return host.split('.').every((label) => label.length <= 63 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i.test(label));
}

/**
 * One address and nothing else: RFC 5322 dot-atom, no quoting, no display name, no comment, ASCII only, at most 254
 * characters of which 64 before the `@`.
 */
export function isEmail(text: string): boolean {
  if (text.length > 254) return false;
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  if (local.length === 0 || local.length > 64) return false;
  if (!/^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i.test(local)) return false;
  // The final dot of a host is no part of an address.
  return isHostname(text.slice(at + 1)) && !text.endsWith('.');
}

/** As `email`, with dots anywhere before the `@`, letters of any script and international host names; at most 320 bytes. */
export function isLooseEmail(text: string): boolean {
  return isLooseAddress(text) && isLooseAddress(normalizeIdentifier(text));
}

function isLooseAddress(text: string): boolean {
  if (text.length > 320 || Buffer.byteLength(text) > 320) return false;
  const [local = '', host = '', ...rest] = text.split('@');
  if (rest.length > 0 || !/^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]+$/u.test(local)) return false;
  return /^[\p{L}\p{M}\p{N}.-]+$/u.test(host) && !host.endsWith('.') && isHostname(domainToASCII(host));
}

/** Whether a text can be sent to as one address, whatever format its schema names: one `@`, nothing that ends an address. */
export function isSendable(text: string): boolean {
  const parts = text.split('@');
  return parts.length === 2 && parts.every((part) => part.length > 0) && !/[\p{C}\p{Z}\s,;:<>()[\]\\"]/u.test(text);
}

function isDate(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
}

function isTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/.test(text);
}

function isUriReference(text: string): boolean {
  return !/[\p{Cc}\s<>"{}|\\^`]/u.test(text) && !/%(?![0-9a-f]{2})/i.test(text);
}

function isUri(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(text) && isUriReference(text);
}

/** RFC 6570: literals and expressions in single braces. */
function isUriTemplate(text: string): boolean {
  return isUriReference(text.replace(/\{[^{}]*\}/g, ''));
}

function isPattern(text: string): boolean {
  try {
    compilePattern(text);
    return true;
  } catch {
    return false;
  }
}

const pointer = (text: string) => /^(\/([^~/]|~[01])*)*$/.test(text);

/** Formats that are checked. Others (`uuid` among them) say nothing about the value. */
const FORMATS: ReadonlyMap<string, (text: string) => boolean> = new Map<string, (text: string) => boolean>([
  // RFC 3339 section 5.6.
  ['date-time', (t) => isDate(t.slice(0, 10)) && t.charAt(10) === 'T' && isTime(t.slice(11))],
  ['date', isDate],
  ['time', isTime],
  ['hostname', isHostname],
  ['email', isEmail],
  ['email_loose', isLooseEmail],
  ['tel', (t) => normalizePhone(t) !== null],
  ['ip-address', isIPv4],
  ['ipv4', isIPv4],
  ['ipv6', (t) => isIPv6(t) && !t.includes('%')],
  ['uri', isUri],
  ['iri', isUri],
  ['uri-reference', isUriReference],
  ['uriref', isUriReference],
  ['iri-reference', isUriReference],
  ['uri-template', isUriTemplate],
  ['regex', isPattern],
  ['json-pointer', pointer],
  ['relative-json-pointer', (t) => /^(0|[1-9]\d*)(#|(\/([^~/]|~[01])*)*)$/.test(t)],
  ['no-validate', () => true],
]);

export function knowsFormat(name: JsonValue): boolean {
  return typeof name === 'string' && FORMATS.has(name);
}

/** The formats in the shape that the validator takes. */
export function formatTable(): Record<
  string,
  { readonly type: 'string'; readonly validate: (text: string) => boolean }
> {
  return Object.fromEntries([...FORMATS].map(([name, validate]) => [name, { type: 'string', validate }]));
}
