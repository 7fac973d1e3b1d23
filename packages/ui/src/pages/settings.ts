import type { SettingsFlow } from '@zelos/contract';
import { flowPage } from '../flow-page.ts';
import { html } from '../html.ts';
import { renderFlow } from '../render-flow.ts';
import { wordsFor } from '../text/index.ts';

/** Settings: one section for each thing that can be changed. */
export const settings = flowPage<SettingsFlow>({
  id: 'settings',
  kind: 'settings',
  keys: ['return_to', 'organization'],
  fetch: (client, id) => client.getSettingsFlow({ id }),
  show: (flow, { texts, links, origin }) => ({
    title: texts.settings.title,
    wide: true,
    body: renderFlow(flow.ui, {
      texts,
      origin,
      layout: 'sections',
      labels: { password: texts.settings.newPassword },
      heading: (group) => wordsFor(texts.settings.sections, group),
    }),
    foot: html`<p><a href="${links.page('welcome')}">${texts.error.back}</a></p>`,
  }),
});
