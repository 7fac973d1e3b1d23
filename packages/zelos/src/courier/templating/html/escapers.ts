import { formatValue } from '../format.ts';
import type { Budget } from '../budget.ts';
import { unicodeEscape, writeJson } from '../json.ts';
import type { Result } from '../value.ts';

/** What is printed where a value must not stand; the mark is the one that operators know from the peer. */
export const refusedValue = 'ZgotmplZ';

/** A value as plain text; nothing for null and missing keys. */
export function plainText(value: Result, budget: Budget): string {
  return value === undefined || value === null ? '' : formatValue(value, budget);
}

const references: Readonly<Record<string, string>> = {
  '"': '&#34;',
  '&': '&amp;',
  "'": '&#39;',
  '+': '&#43;',
  '<': '&lt;',
  '>': '&gt;',
};

/** For text and for values in quotes. */
export function escapeMarkup(text: string): string {
  return text.replaceAll('\0', '\ufffd').replace(/["&'+<>]/g, (char) => references[char] ?? char);
}

/** For attribute values without quotes, where blanks and more would end the value. */
export function escapeUnquoted(text: string): string {
  if (text === '') return refusedValue;
  return text.replace(/[\p{Cc}\p{Z}"&'+<=>`]/gu, (char) => {
    return char === '\0' ? '&#65533;' : (references[char] ?? `&#${char.codePointAt(0)};`);
  });
}

/** Percent-encodes what cannot stand in a URL; with `whole` the marks that give a URL its structure stay. */
export function encodeUrl(text: string, whole: boolean): string {
  const bytes = Buffer.from(text.toWellFormed());
  let encoded = '';
  for (let index = 0; index < bytes.length; index += 1) {
    const char = String.fromCharCode(bytes[index] ?? 0);
    const kept =
      /[A-Za-z0-9\-._~]/.test(char) ||
      (whole && /[!#$&*+,/:;=?@[\]]/.test(char)) ||
      (whole && char === '%' && /^[0-9A-Fa-f]{2}$/.test(bytes.subarray(index + 1, index + 3).toString('latin1')));
    encoded += kept ? char : `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
  }
  return encoded;
}

/** Whether a URL has no scheme or one that only leads somewhere: http, https or mailto (and so never runs a script). */
export function isHarmlessUrl(url: string): boolean {
  const scheme = /^([^/?#]*?):/.exec(url)?.[1];
  return scheme === undefined || /^(?:https?|mailto)$/i.test(scheme);
}

/** A URL as a whole, or the mark when its scheme is none that may stand in a link. */
export function filterUrl(text: string): string {
  return isHarmlessUrl(text) ? text : `#${refusedValue}`;
}

/** A list of image sources: every URL is filtered, every size must be a plain word. */
export function filterSources(text: string): string {
  return text
    .split(',')
    .map((source) => {
      const [, before = '', url = '', size = ''] = /^(\s*)(\S*)([\s\S]*)$/.exec(source) ?? [];
      if (!isHarmlessUrl(url) || !/^[\sA-Za-z0-9.]*$/.test(size)) return `#${refusedValue}`;
      return before + encodeUrl(url, true) + size;
    })
    .join(',');
}

/** A value as an expression of a script: JSON, with blanks around what could grow together with its neighbours. */
export function scriptValue(value: Result, budget: Budget): string {
  const json = writeJson(value ?? null, budget, { indent: '', escapesHtml: true });
  return /^["[{]/.test(json) ? json : ` ${json} `;
}

const scriptNames: Readonly<Record<string, string>> = {
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '/': '\\/',
  '\\': '\\\\',
};

/** Text inside a quoted string or back-quoted literal of a script. */
export function escapeScriptText(text: string): string {
  return text.replace(/[\p{Cc}"&'+/<>\\`$!{}\u2028\u2029]/gu, (char) => scriptNames[char] ?? unicodeEscape(char));
}

/** A value of a style: words, numbers and colours; everything that could end the value or call something is refused. */
export function filterStyleValue(text: string): string {
  if (!/^[\p{L}\p{N} \t.,:#%!+*_-]*$/u.test(text)) return refusedValue;
  return /--|expression|behaviou?r|binding|import|script/i.test(text.normalize('NFKC')) ? refusedValue : text;
}

/** Text inside a quoted string or URL of a style. */
export function escapeStyleText(text: string): string {
  return text.replace(/[\p{Cc}"&'()+/:;<>\\{}]/gu, (char) => {
    return char === '\0' ? '\ufffd' : `\\${char.charCodeAt(0).toString(16)} `;
  });
}

/** The name of an attribute, only when it is a harmless one. */
export function filterName(text: string, isHarmless: (name: string) => boolean): string {
  const name = text.toLowerCase();
  return isHarmless(name) ? name : refusedValue;
}
