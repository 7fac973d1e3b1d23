import { attributes, html, safeImageUrl } from './html.ts';
import type { Html } from './html.ts';
import type { LanguageLink } from './language.ts';
import type { Texts } from './text/index.ts';

/** What every page shares. */
export interface Frame {
  readonly texts: Texts;
  readonly name: string;
  readonly logoUrl: string | undefined;
  readonly homeUrl: string;
  readonly cssUrl: string;
  readonly scriptUrl: string;
  readonly languages: readonly LanguageLink[];
  /** Address of the inbox of development mode, where there is one. */
  readonly inboxUrl: string | undefined;
}
/** The changing part of a page. */
export interface PageContent {
  readonly title: string;
  readonly lead?: Html | string | undefined;
  readonly body: Html;
  /** Links below the card's main part. */
  readonly foot?: Html | undefined;
  /** Whether the page spreads over wide screens. */
  readonly wide?: boolean | undefined;
}

/** The list of languages: plain links that work without scripts. */
function languageList({ texts, languages }: Frame): Html | undefined {
  if (languages.length === 0) return undefined;
  const entries = languages.map(({ language, ownName, url }) => {
    const current = language === texts.language ? 'true' : undefined;
    const link = attributes({ href: url, lang: language, hreflang: language, 'aria-current': current });
    return html`<li><a${link}>${ownName}</a></li>`;
  });
  return html`<nav class="languages" aria-label="${texts.languages}"><ul>${entries}</ul></nav>`;
}

/** The complete document of a page. */
export function layout(frame: Frame, page: PageContent): string {
  const { texts, name } = frame;
  const logo = frame.logoUrl
    ? html`<img${attributes({ class: 'logo', src: safeImageUrl(frame.logoUrl), alt: name })}>`
    : html`<span class="name">${name}</span>`;
  return html`<!doctype html>
<html lang="${texts.language}" dir="${texts.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${page.title} · ${name}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${frame.cssUrl}">
<script src="${frame.scriptUrl}" defer></script>
</head>
<body>
<main class="page${page.wide ? ' wide' : ''}">
<header class="brand"><a href="${frame.homeUrl}">${logo}</a></header>
<section class="card" aria-labelledby="title">
<h1 id="title">${page.title}</h1>
${page.lead ? html`<p class="lead">${page.lead}</p>` : undefined}
${page.body}
</section>
${page.foot ? html`<footer class="foot">${page.foot}</footer>` : undefined}
${languageList(frame)}
${frame.inboxUrl ? html`<p class="development"><a href="${frame.inboxUrl}" lang="en">Inbox (development mode)</a></p>` : undefined}
</main>
</body>
</html>
`.toString();
}
