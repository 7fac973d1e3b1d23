import type { RecoveryFlow } from '@zelos/contract';
import { flowPage } from '../flow-page.ts';
import { html } from '../html.ts';
import { renderFlow } from '../render-flow.ts';

/** States in which nothing has been asked for yet. */
const STARTS: ReadonlySet<string> = new Set(['choose_method', 'recovery_awaiting_address']);

/** The way back in for those who lost their password or device. */
export const recovery = flowPage<RecoveryFlow>({
  id: 'recovery',
  kind: 'recovery',
  keys: ['return_to', 'skip_settings'],
  fetch: (client, id) => client.getRecoveryFlow({ id }),
  show: (flow, { texts, links, origin }) => ({
    title: texts.recovery.title,
    lead: STARTS.has(flow.state) ? texts.recovery.lead : undefined,
    body: renderFlow(flow.ui, { texts, origin, layout: 'choices' }),
    foot: html`<p><a href="${links.page('login', { return_to: flow.return_to })}">${texts.recovery.back}</a></p>`,
  }),
});
