import { attributes, html, safeUrl } from '../html.ts';
import type { Content, Html } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { notice } from '../messages.ts';
import { en } from '../text/en.ts';
import { MAIL_SANDBOX } from './mail-part.ts';
import type { InboxEntry, InboxMessage } from './source.ts';

const iso = (at: Date): string => (Number.isNaN(at.getTime()) ? '' : at.toISOString());
const when = (at: Date): Html => html`<time datetime="${iso(at)}">${en.time(iso(at))}</time>`;
const titleOf = ({ channel, subject }: InboxEntry): string =>
  subject || (channel === 'sms' ? 'Text message' : 'No subject');

function entry(message: InboxEntry, base: string): Html {
  const { id, to, status, channel, templateType, at } = message;
  return html`<li><a href="${base}/${id}"><strong>${titleOf(message)}</strong><span>${to}</span><small>${when(at)} · ${channel} · ${templateType} · <span class="status status-${status === 'sent' ? 'sent' : 'open'}">${status}</span></small></a></li>`;
}

/** The newest messages, each a link. @param base path of the inbox */
export function listPage(messages: readonly InboxEntry[], base: string): PageContent {
  const list =
    messages.length > 0
      ? html`<ul class="mails">${messages.map((message) => entry(message, base))}</ul>`
      : html`<p>Nothing yet. Every mail and text message that this server sends will be shown here.</p>`;
  return {
    title: 'Inbox',
    lead: 'What this server has sent, newest first. It exists in development mode only.',
    wide: true,
    body: html`<div class="panel">${list}</div>`,
    foot: html`<p><a href="${base}">Look again</a></p>`,
  };
}

/** Text with its addresses as links. */
function linked(text: string): readonly Content[] {
  return text
    .split(/(https?:\/\/[^\s<>"']+)/)
    .map((part, index) =>
      index % 2 === 1 ? html`<a${attributes({ href: safeUrl(part), rel: 'noreferrer' })}>${part}</a>` : part,
    );
}

function codeBlock(code: string): Html {
  const copy = attributes({
    type: 'button',
    class: 'button button-choice',
    hidden: true,
    'data-copy': 'inbox-code',
    'data-copied': 'Copied',
  });
  return html`<div class="panel code"><p class="label" id="code-label">Code</p><output id="inbox-code" aria-labelledby="code-label">${code}</output><button${copy}>Copy the code</button></div>`;
}

function fact(name: string, value: Content): Html {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** One message: its facts, its code, the HTML part and the plain text beside each other. */
export function messagePage(message: InboxMessage, base: string): PageContent {
  const { id, to, channel, status, templateType, language, at, code, text } = message;
  const frame = attributes({ src: `${base}/${id}/html`, title: 'HTML part', sandbox: MAIL_SANDBOX });
  return {
    title: titleOf(message),
    wide: true,
    body: html`${message.problem === null ? undefined : notice('error', `The HTML part cannot be made: ${message.problem}`)}<div class="panel"><dl class="facts">${fact('To', to)}${fact('When', when(at))}${fact('Status', status)}${fact('Kind', `${channel} · ${templateType} · ${language}`)}</dl></div>
${code === null ? undefined : codeBlock(code)}
<div class="parts">
${message.html === null ? undefined : html`<section class="panel"><h2>HTML</h2><iframe${frame}></iframe></section>`}
<section class="panel"><h2>Plain text</h2><p class="plain">${text === '' ? 'The content is no longer kept.' : linked(text)}</p></section>
</div>`,
    foot: html`<p><a href="${base}">Back to the inbox</a></p>`,
  };
}

/** There is no such message. @param base path of the inbox */
export function missingPage(base: string): PageContent {
  return {
    title: 'No such message',
    body: html`<p>It may have been removed, or the address is not complete.</p>`,
    foot: html`<p><a href="${base}">Back to the inbox</a></p>`,
  };
}
