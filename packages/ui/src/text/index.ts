import type { UiText } from '@zelos/contract';
import { en } from './en.ts';
import type { Texts } from './texts.ts';

export type { Texts } from './texts.ts';

const LANGUAGES: readonly Texts[] = [en];

/**
 * The texts for a reader: the first language of Accept-Language (RFC 9110 12.5.4) that we have, else English.
 * @param acceptLanguage header value, or a single language tag
 */
export function textsFor(acceptLanguage: string | null): Texts {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.trim().toLowerCase().split(';');
      const quality = parameters.map((p) => /^\s*q=([\d.]+)$/.exec(p)?.[1]).find((q) => q !== undefined);
      return { tag: tag.trim(), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ tag, quality }) => tag !== '' && quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { tag } of wanted) {
    const found = LANGUAGES.find(({ language }) => tag === language || tag.startsWith(`${language}-`));
    if (found) return found;
  }
  return en;
}

/** What a message says to a reader: our own sentence for its id if there is one, else the server's. */
export function say(texts: Texts, message: UiText): string {
  return texts.messages[message.id]?.(message.context) ?? message.text;
}
