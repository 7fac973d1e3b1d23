import { LANGUAGES, textsFor, textsOf } from './text/index.ts';
import type { Texts } from './text/index.ts';

const COOKIE = 'zelos_lang';
const YEAR_SECONDS = 31_536_000;

/** The language of one answer. */
export interface ChosenLanguage {
  readonly texts: Texts;
  /** Value for Set-Cookie when the reader has just chosen. */
  readonly setCookie: string | undefined;
}
/** One entry of the list of languages. */
export interface LanguageLink {
  readonly language: string;
  readonly ownName: string;
  readonly url: string;
}

/**
 * The language a reader gets: the one just chosen (`?lang=`), the one chosen before (cookie), what the browser prefers,
 * the one the operator configured.
 * @param attributes Path and, behind TLS, Secure of the cookie
 */
export function chooseLanguage(
  query: URLSearchParams,
  headers: Headers,
  otherwise: string | undefined,
  attributes: string,
): ChosenLanguage {
  const asked = textsOf(query.get('lang'));
  if (asked) {
    const setCookie = `${COOKIE}=${asked.language}; Max-Age=${YEAR_SECONDS}; HttpOnly; SameSite=Lax; ${attributes}`;
    return { texts: asked, setCookie };
  }
  const kept = new RegExp(`(?:^|;\\s*)${COOKIE}=([^;]*)`).exec(headers.get('cookie') ?? '')?.[1];
  return { texts: textsOf(kept) ?? textsFor(headers.get('accept-language'), otherwise), setCookie: undefined };
}

/** Links to the present page in every language; they keep its query. */
export function languageLinks(query: URLSearchParams): readonly LanguageLink[] {
  return LANGUAGES.map(({ language, ownName }) => {
    const changed = new URLSearchParams(query);
    changed.set('lang', language);
    return { language, ownName, url: `?${changed.toString()}` };
  });
}
