import type { JsonValue, Session } from '@zelos/contract';
import { deviceName } from '../device.ts';
import { attributes, html, safeUrl } from '../html.ts';
import type { Content, Html } from '../html.ts';
import { notice } from '../messages.ts';
import { signOutLink } from '../sign-out.ts';
import { fieldTitle } from '../text/fields.ts';
import { wordsFor } from '../text/index.ts';
import type { Texts } from '../text/index.ts';
import type { Page, PageAnswer, Visit } from '../visit.ts';

type Fact = readonly [name: string, value: Content];

/** Names that only make sense below another one. */
const INNER: Readonly<Record<string, string>> = { 'name.first': 'First name', 'name.last': 'Last name' };

/** "name.middle_name" → "Name · middle name"; the title of a common field, in the reader's language where it has one. */
function traitName(path: string, texts: Texts): string {
  const known = wordsFor(INNER, path);
  const plain = known ?? path.split('.').at(-1) ?? path;
  const translated = fieldTitle(texts, plain);
  if (known !== undefined || translated !== plain) return translated;
  const words = path.replaceAll('_', ' ').split('.').join(' · ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Traits of any shape as lines. */
function traitFacts(value: JsonValue | undefined, path: string, texts: Texts): readonly Fact[] {
  if (value === null || value === undefined || value === '') return [];
  if (typeof value === 'boolean') return [[traitName(path, texts), value ? texts.yes : texts.no]];
  if (typeof value !== 'object') return [[traitName(path, texts), value]];
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object'))
    return [[traitName(path, texts), value.join(', ')]];
  return Object.entries(value).flatMap(([key, item]) =>
    traitFacts(item as JsonValue, path ? `${path}.${key}` : key, texts),
  );
}

function facts(entries: readonly Fact[]): Html {
  return html`<dl class="facts">${entries.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function sessionFacts(session: Session, texts: Texts): readonly Fact[] {
  const { welcome, time } = texts;
  const methods = (session.authentication_methods ?? []).map(
    ({ method = '', provider }) => provider ?? wordsFor(welcome.methods, method) ?? method,
  );
  const level = session.authenticator_assurance_level;
  const entries: readonly (Fact | undefined)[] = [
    session.authenticated_at ? [welcome.since, time(session.authenticated_at)] : undefined,
    methods.length > 0 ? [welcome.how, [...new Set(methods)].join(', ')] : undefined,
    level ? [welcome.level, wordsFor(welcome.levels, level) ?? level] : undefined,
    session.expires_at ? [welcome.until, time(session.expires_at)] : undefined,
  ];
  return entries.filter((entry) => entry !== undefined);
}

function otherSession(session: Session, texts: Texts): Html {
  const device = session.devices?.[0];
  const where = [
    device?.location,
    device?.ip_address,
    session.authenticated_at && texts.time(session.authenticated_at),
  ];
  return html`<li>${(device?.user_agent && deviceName(device.user_agent)) || texts.welcome.unknownDevice}<small>${where.filter(Boolean).join(' · ')}</small></li>`;
}

/** Addresses that are still to be confirmed, and the way to do so. */
function unconfirmed(session: Session, { texts, links, pages }: Visit): Html | undefined {
  const open = (session.identity?.verifiable_addresses ?? []).filter(({ verified }) => !verified);
  if (open.length === 0 || !pages.has('verification')) return undefined;
  const { unverified, verify } = texts.welcome;
  return html`${notice('info', unverified(open.map(({ value }) => value).join(', ')))}
<div class="task"><a class="button button-choice" href="${links.page('verification')}">${verify}</a></div>`;
}

async function signedIn(session: Session, visit: Visit): Promise<PageAnswer> {
  const { client, texts, links, pages } = visit;
  const [leave, others] = await Promise.all([
    signOutLink(visit, 'button button-choice'),
    client.listMySessions({ perPage: 20 }),
  ]);
  const { welcome } = texts;
  const rest = others.is === 'done' ? others.data : [];
  const change = pages.has('settings')
    ? html`<a class="button button-primary" href="${links.page('settings')}">${texts.settings.title}</a>`
    : undefined;
  return {
    is: 'page',
    status: 200,
    content: {
      title: welcome.title,
      body: html`${unconfirmed(session, visit)}<h2>${welcome.account}</h2>
${facts(traitFacts(session.identity?.traits, '', texts))}
<h2>${welcome.session}</h2>
${facts(sessionFacts(session, texts))}
${rest.length > 0 ? html`<h2>${welcome.otherSessions}</h2><ul class="list">${rest.map((other) => otherSession(other, texts))}</ul>` : undefined}
<div class="stack">${change}${leave}</div>`,
    },
  };
}

function signedOut({ texts, links, pages }: Visit): PageAnswer {
  const { welcome } = texts;
  const register = pages.has('registration')
    ? html`<a class="button button-choice" href="${links.page('registration')}">${texts.signUp}</a>`
    : undefined;
  return {
    is: 'page',
    status: 200,
    content: {
      title: welcome.signedOutTitle,
      lead: welcome.signedOut,
      body: html`<div class="stack"><a class="button button-primary" href="${links.page('login')}">${texts.signIn}</a>${register}</div>`,
      foot: pages.has('recovery') ? html`<p><a href="${links.page('recovery')}">${texts.forgot}</a></p>` : undefined,
    },
  };
}

async function unfinished(to: string, visit: Visit): Promise<PageAnswer> {
  const { welcome } = visit.texts;
  const leave = await signOutLink(visit);
  return {
    is: 'page',
    status: 200,
    content: {
      title: welcome.secondFactorTitle,
      lead: welcome.secondFactor,
      body: html`<a${attributes({ class: 'button button-primary', href: safeUrl(to) })}>${welcome.secondFactorLink}</a>`,
      foot: leave && html`<p>${leave}</p>`,
    },
  };
}

/** Who is signed in, how and since when; the place to sign in or out. */
export const welcome: Page = {
  id: 'welcome',
  open: async (visit) => {
    const current = await visit.client.sessions.current();
    if (current.is === 'signed-out') return signedOut(visit);
    return current.is === 'second-factor' ? unfinished(current.to, visit) : signedIn(current.session, visit);
  },
};
