import { attributes, html, safeUrl } from './html.ts';
import type { Html } from './html.ts';
import type { Visit } from './visit.ts';

/** The link that ends the session, or nothing when nobody is signed in or the API gives none. */
export async function signOutLink({ client, texts }: Visit, look?: string): Promise<Html | undefined> {
  const answer = await client.createBrowserLogoutFlow();
  if (answer.is !== 'done') return undefined;
  return html`<a${attributes({ class: look, href: safeUrl(answer.data.logout_url) })}>${texts.signOut}</a>`;
}
