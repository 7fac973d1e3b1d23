import type { JsonObject, JsonValue, UiNodeTextAttributes } from '@zelos/contract';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { fieldMessages } from '../messages.ts';
import { say } from '../text/index.ts';
import type { Texts } from '../text/index.ts';
import type { RenderNode } from './view.ts';

/** Message id of a backup code that was used. */
const USED = 1050014;

function code(entry: JsonValue, texts: Texts): Html {
  const { id, text, context } = entry as {
    readonly id?: number;
    readonly text?: string;
    readonly context?: JsonObject;
  };
  const secret = context?.['secret'];
  return id === USED
    ? html`<li class="used"><s>${say(texts, { id, text: text ?? '', type: 'info', ...(context ? { context } : {}) })}</s></li>`
    : html`<li><code>${typeof secret === 'string' ? secret : text}</code></li>`;
}

/** Renders a text node: a secret to copy, a list of backup codes, or a sentence. */
export const renderText: RenderNode<UiNodeTextAttributes> = (node, attributes, view) => {
  const { text } = attributes;
  const label = node.meta.label
    ? html`<p class="label" id="${view.id}">${say(view.texts, node.meta.label)}</p>`
    : undefined;
  const secrets = text.context?.['secrets'];
  const secret = text.context?.['secret'];
  const content = Array.isArray(secrets)
    ? html`<ul class="codes">${secrets.map((entry) => code(entry, view.texts))}</ul>`
    : typeof secret === 'string'
      ? html`<p class="secret"><code>${secret}</code></p>`
      : html`<p>${say(view.texts, text)}</p>`;
  return html`<div class="text">${label}${content}${fieldMessages(node.messages, `${view.id}-messages`, view.texts)}</div>`;
};
