import type { VerificationFlow } from '@zelos/contract';
import { flowPage } from '../flow-page.ts';
import { html } from '../html.ts';
import { renderFlow } from '../render-flow.ts';

/** Proves that an address belongs to the account. */
export const verification = flowPage<VerificationFlow>({
  id: 'verification',
  kind: 'verification',
  keys: ['return_to'],
  fetch: (client, id) => client.getVerificationFlow({ id }),
  show: (flow, { texts, links, origin }) => ({
    title: flow.state === 'passed_challenge' ? texts.verification.doneTitle : texts.verification.title,
    body: renderFlow(flow.ui, { texts, origin, layout: 'choices' }),
    foot: html`<p><a href="${links.page('welcome')}">${texts.error.back}</a></p>`,
  }),
});
