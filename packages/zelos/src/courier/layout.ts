import { type Fragment, html } from './html.ts';
import type { Language, MailText } from './texts/index.ts';

// Colours stand in style attributes because mail clients drop style sheets; the dark ones are an addition for those that do not.
const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const DARK = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.page{background:#16181d!important}.card{background:#21242b!important;border-color:#3a3f4a!important}
.ink{color:#eceef2!important}.quiet{color:#a9b0bd!important}.code{background:#16181d!important;border-color:#3a3f4a!important}
}`;

const paragraph = (text: string, kind: 'ink' | 'quiet'): Fragment =>
  kind === 'ink'
    ? html`<p class="ink" style="margin:0 0 16px;font-size:16px;line-height:24px;color:#1f2430;${FONT}">${text}</p>`
    : html`<p class="quiet" style="margin:0 0 12px;font-size:14px;line-height:21px;color:#5b6372;${FONT}">${text}</p>`;

const codeBlock = (code: string): Fragment =>
  html`<p class="ink code" style="margin:8px 0 24px;padding:16px;border:1px solid #d8dce3;border-radius:8px;background:#f6f7f9;font-family:ui-monospace,Menlo,Consolas,monospace;font-size:32px;line-height:40px;letter-spacing:6px;text-align:center;color:#1f2430">${code}</p>`;

const button = ({ label, url }: { readonly label: string; readonly url: string }, hint: string): Fragment =>
  html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 24px"><tr><td style="border-radius:8px;background:#2b4fd0"><a href="${safeLink(url)}" style="display:inline-block;padding:12px 24px;font-size:16px;line-height:24px;font-weight:600;color:#fff;text-decoration:none;${FONT}">${label}</a></td></tr></table>
<p class="quiet" style="margin:0 0 20px;font-size:13px;line-height:20px;color:#5b6372;word-break:break-all;${FONT}">${hint}<br><a class="quiet" href="${safeLink(url)}" style="color:#5b6372">${url}</a></p>`;

/** Links of mails are ours and absolute; anything that is not http(s) leads nowhere (SR-IV-12). */
const safeLink = (url: string): string => (/^https?:\/\//i.test(url) ? url : '#');

/** The HTML part of a mail. Every word of the text is escaped. */
export function mailHtml(text: MailText, language: Pick<Language, 'tag' | 'direction'>): string {
  return html`<!doctype html>
<html lang="${language.tag}" dir="${language.direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${text.heading}</title><style>${DARK}</style></head>
<body class="page" style="margin:0;padding:0;background:#f0f2f5">
<table class="page" role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f0f2f5"><tr><td align="center" style="padding:32px 16px">
<table class="card" role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;background:#fff;border:1px solid #d8dce3;border-radius:12px"><tr><td style="padding:32px">
<h1 class="ink" style="margin:0 0 20px;font-size:22px;line-height:30px;color:#1f2430;${FONT}">${text.heading}</h1>
${text.lead.map((line) => paragraph(line, 'ink'))}
${text.code === undefined ? '' : codeBlock(text.code)}
${text.link === undefined ? '' : button(text.link, text.linkHint ?? '')}
${text.notes.map((line) => paragraph(line, 'quiet'))}
</td></tr></table>
</td></tr></table>
</body>
</html>
`.markup;
}

/** The plain text part of a mail: code and address on lines of their own. */
export function mailPlain(text: MailText): string {
  const blocks = [...text.lead];
  if (text.code !== undefined) blocks.push(text.code);
  if (text.link !== undefined) blocks.push(...(text.code === undefined ? [] : [text.linkHint ?? '']), text.link.url);
  return `${[...blocks, ...text.notes].join('\n\n')}\n`;
}
