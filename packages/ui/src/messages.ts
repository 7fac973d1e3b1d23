import type { UiText } from '@zelos/contract';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { say } from './text/index.ts';
import type { Texts } from './text/index.ts';

const kind = (message: UiText): 'error' | 'success' | 'info' =>
  message.type === 'error' || message.type === 'success' ? message.type : 'info';

/** Messages about the form as a whole: errors interrupt a screen reader, the rest waits its turn. */
export function notices(messages: readonly UiText[], texts: Texts): readonly Html[] {
  return messages.map((message) => notice(kind(message), say(texts, message)));
}

/** One such message with a text of our own. */
export function notice(type: 'error' | 'success' | 'info', text: string): Html {
  return html`<p class="notice notice-${type}" role="${type === 'error' ? 'alert' : 'status'}">${text}</p>`;
}

/** Messages about one field; the field names `id` in aria-describedby. */
export function fieldMessages(messages: readonly UiText[], id: string, texts: Texts): Html | undefined {
  if (messages.length === 0) return undefined;
  const lines = messages.map(
    (message) => html`<span class="message message-${kind(message)}">${say(texts, message)}</span>`,
  );
  return html`<span class="messages" id="${id}">${lines}</span>`;
}
