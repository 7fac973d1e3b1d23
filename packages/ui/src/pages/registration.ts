import type { RegistrationFlow } from '@zelos/contract';
import { flowPage } from '../flow-page.ts';
import { html } from '../html.ts';
import { renderFlow } from '../render-flow.ts';
import { carried } from './login.ts';

/** Sign-up, in one step or two. */
export const registration = flowPage<RegistrationFlow>({
  id: 'registration',
  kind: 'registration',
  keys: ['return_to', 'login_challenge', 'after_verification_return_to', 'organization', 'identity_schema'],
  fetch: (client, id) => client.getRegistrationFlow({ id }),
  show: (flow, { texts, links, origin }) => ({
    title: texts.registration.title,
    body: renderFlow(flow.ui, { texts, origin, layout: 'choices' }),
    foot: html`<p>${texts.haveAccount} <a href="${links.page('login', carried(flow))}">${texts.signIn}</a></p>`,
  }),
});
