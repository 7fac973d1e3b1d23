import type { UiText } from '@zelos/contract';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';
import { shown } from './messages/kit.ts';
import { pt } from './pt.ts';
import type { Texts } from './texts.ts';

export type { Texts } from './texts.ts';

/** Every language there is, in the order they are offered. */
export const LANGUAGES: readonly Texts[] = [en, de, fr, es, pt, ja];

/** The texts for a language tag: `de` also serves `de-AT`. */
export function textsOf(tag: string | null | undefined): Texts | undefined {
  const wanted = (tag ?? '').trim().toLowerCase();
  return LANGUAGES.find(({ language }) => wanted === language || wanted.startsWith(`${language}-`));
}

/**
 * The texts for a reader: the first language of Accept-Language (RFC 9110 12.5.4) that we have.
 * @param acceptLanguage header value, or a single language tag
 * @param otherwise the language for everybody else, English without it
 */
export function textsFor(acceptLanguage: string | null, otherwise?: string): Texts {
  const wanted = (acceptLanguage ?? '')
    .split(',', 50)
    .map((entry) => {
      const [tag = '', ...parameters] = entry.trim().toLowerCase().split(';');
      const quality = parameters.map((p) => /^\s*q=([\d.]+)$/.exec(p)?.[1]).find((q) => q !== undefined);
      return { tag, quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { tag } of wanted) {
    const found = textsOf(tag);
    if (found) return found;
  }
  return textsOf(otherwise) ?? en;
}

/** What a message says to a reader: our own sentence for its id if there is one, else the server's. */
export function say(texts: Texts, message: UiText): string {
  const own = texts.messages[message.id];
  if (own === undefined) return message.text;
  if (typeof own === 'string') return own;
  let complete = true;
  const may = (key: string): string => shown(message.context?.[key]);
  const need = (key: string): string => {
    const text = may(key);
    if (text === '') complete = false;
    return text;
  };
  const sentence = own(need, may);
  return complete ? sentence : message.text;
}

/** The words for a name if there are some. A name that somebody else chose never reaches what objects inherit. */
export function wordsFor(words: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(words, name) ? words[name] : undefined;
}
