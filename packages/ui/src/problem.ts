import { html } from './html.ts';
import { notice } from './messages.ts';
import type { Texts } from './text/index.ts';
import type { Links, PageAnswer } from './visit.ts';

/** A page that says what went wrong and offers the way back. */
export function problemPage(
  texts: Texts,
  links: Links,
  problem: {
    readonly status: number;
    readonly title?: string;
    readonly text: string;
    readonly reference?: string | undefined;
  },
): PageAnswer {
  const { status, title = texts.error.title, text, reference } = problem;
  return {
    is: 'page',
    status,
    content: {
      title,
      body: html`${notice('error', text)}${reference ? html`<p><small>${texts.error.reference(reference)}</small></p>` : undefined}
<a class="button button-choice" href="${links.page('welcome')}">${texts.error.back}</a>`,
    },
  };
}
