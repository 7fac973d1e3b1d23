import type { LoginFlow, RegistrationFlow } from '@zelos/contract';
import { flowPage } from '../flow-page.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { inputOf, isHidden, valueText } from '../nodes/view.ts';
import { renderFlow } from '../render-flow.ts';
import { signOutLink } from '../sign-out.ts';
import type { Visit } from '../visit.ts';

/** What a link to the sibling page takes along, so that the reader ends up where they were going. */
export function carried(flow: LoginFlow | RegistrationFlow): Readonly<Record<string, string | null | undefined>> {
  return {
    return_to: flow.return_to,
    login_challenge: flow.oauth2_login_challenge,
    organization: flow.organization_id,
    identity_schema: flow.identity_schema,
  };
}

/** The account a later step is about, when it is no longer asked for. */
function account(flow: LoginFlow): string {
  const node = (flow.ui.nodes ?? []).find(
    (candidate) => isHidden(candidate) && inputOf(candidate)?.name === 'identifier',
  );
  return node ? valueText(inputOf(node)?.value) : '';
}

/** For somebody who is signed in already, the way out is signing out; for others, another account. */
async function foot(flow: LoginFlow, visit: Visit): Promise<Html | undefined> {
  const { texts, links } = visit;
  if (flow.refresh === true || flow.requested_aal === 'aal2') {
    const leave = await signOutLink(visit);
    return leave && html`<p>${leave}</p>`;
  }
  const register = visit.pages.has('registration')
    ? html`<p>${texts.noAccount} <a href="${links.page('registration', carried(flow))}">${texts.signUp}</a></p>`
    : undefined;
  const recover = visit.pages.has('recovery')
    ? html`<p><a href="${links.page('recovery', { return_to: flow.return_to })}">${texts.forgot}</a></p>`
    : undefined;
  return html`${recover}${register}`;
}

/** Sign-in: first factor, second factor, and confirming it is still the same person. */
export const login = flowPage<LoginFlow>({
  id: 'login',
  kind: 'login',
  keys: ['return_to', 'refresh', 'aal', 'login_challenge', 'organization', 'identity_schema', 'via'],
  fetch: (client, id) => client.getLoginFlow({ id }),
  show: async (flow, visit) => {
    const { texts, links, origin } = visit;
    const titles = texts.login;
    const title = flow.refresh
      ? titles.confirmTitle
      : flow.requested_aal === 'aal2'
        ? titles.secondFactorTitle
        : titles.title;
    const who = account(flow);
    const change =
      flow.refresh || flow.requested_aal === 'aal2'
        ? undefined
        : html` <a href="${links.page('login', carried(flow))}">${texts.notYou}</a>`;
    return {
      title,
      lead: who ? html`${texts.signingInAs} <strong>${who}</strong>${change}` : undefined,
      body: renderFlow(flow.ui, { texts, origin, layout: 'choices' }),
      foot: await foot(flow, visit),
    };
  },
});
