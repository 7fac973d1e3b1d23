import { attributes, html, safeImageUrl } from './html.ts';
import type { Html } from './html.ts';
import type { Texts } from './text/index.ts';

/** What every page shares. */
export interface Frame {
  readonly texts: Texts;
  readonly name: string;
  readonly logoUrl: string | undefined;
  readonly homeUrl: string;
  readonly cssUrl: string;
  readonly scriptUrl: string;
}
/** The changing part of a page. */
export interface PageContent {
  readonly title: string;
  readonly lead?: Html | string | undefined;
  readonly body: Html;
  /** Links below the card's main part. */
  readonly foot?: Html | undefined;
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
<main class="page">
<header class="brand"><a href="${frame.homeUrl}">${logo}</a></header>
<section class="card" aria-labelledby="title">
<h1 id="title">${page.title}</h1>
${page.lead ? html`<p class="lead">${page.lead}</p>` : undefined}
${page.body}
</section>
${page.foot ? html`<footer class="foot">${page.foot}</footer>` : undefined}
</main>
</body>
</html>
`.toString();
}
