import assert from 'node:assert/strict';
import test from 'node:test';
import { json, tagsOf, uiOver } from './api.ts';
import * as samples from './flows.ts';

const routes = { '/self-service/login/flows': () => json(samples.passwordLogin) };
const lang = (page: string) => /<html lang="([a-z]+)"/.exec(page)?.[1];

test('the language: chosen in the address, then in the cookie, then the browser’s, then the configured one', async () => {
  const { open } = uiOver(routes, { language: 'fr' });
  const cases: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    ['', {}, 'fr'],
    ['', { 'accept-language': 'xx' }, 'fr'],
    ['', { 'accept-language': 'ja,en;q=0.5' }, 'ja'],
    ['', { 'accept-language': 'ja', cookie: 'a=b; zelos_lang=de' }, 'de'],
    ['', { 'accept-language': 'ja', cookie: 'zelos_lang=xx' }, 'ja'],
    ['&lang=es', { 'accept-language': 'ja', cookie: 'zelos_lang=de' }, 'es'],
    ['&lang=%22%3E', { cookie: 'zelos_lang=de' }, 'de'],
  ];
  for (const [query, headers, language] of cases) {
    const answer = await open(`/login?flow=x${query}`, headers);
    assert.equal(lang(await answer.text()), language, query + JSON.stringify(headers));
    assert.equal(answer.headers.get('content-language'), language);
    assert.equal(answer.headers.get('vary'), 'Cookie, Accept-Language');
  }
});

test('a choice is kept for a year, for all pages, and only when it is one', async () => {
  const kept = async (path: string, options = {}) => (await uiOver(routes, options).open(path)).headers.getSetCookie();
  const value = 'zelos_lang=de; Max-Age=31536000; HttpOnly; SameSite=Lax; Path=/';
  assert.deepEqual(await kept('/login?flow=x&lang=de'), [`${value}; Secure`]);
  assert.deepEqual(await kept('/login?lang=de'), [`${value}; Secure`], 'on a redirect as well');
  assert.deepEqual(await kept('/login?flow=x&lang=xx'), []);
  assert.deepEqual(await kept('/login?flow=x'), []);
  assert.deepEqual(await kept('/login?flow=x&lang=de', { publicUrl: 'http://id.example' }), [value]);
  assert.deepEqual(await kept('/auth/welcome?lang=de', { publicUrl: 'http://id.example/auth' }), [`${value}auth`]);
});

test('the switcher is a list of plain links to the same page that name each language in itself', async () => {
  const page = await (await uiOver(routes).open('/login?flow=x&lang=de&return_to=%2Fa%3Fb')).text();
  const links = tagsOf(page).filter(({ attributes }) => attributes['hreflang'] !== undefined);
  assert.deepEqual(
    links.map(({ attributes }) => attributes['href']),
    ['en', 'de', 'fr', 'es', 'pt', 'ja'].map((tag) => `?flow=x&amp;lang=${tag}&amp;return_to=%2Fa%3Fb`),
  );
  assert.deepEqual(
    links.filter(({ attributes }) => attributes['aria-current'] === 'true').map(({ attributes }) => attributes['lang']),
    ['de'],
  );
  assert.match(page, />日本語<\/a>/);
});

test('headings, buttons and messages are in the language of the page, whatever the server said', async () => {
  const flow = {
    ...samples.passwordLogin,
    ui: {
      ...samples.passwordLogin.ui,
      messages: [
        samples.text(4000006, 'That did not match.', 'error'),
        samples.text(424242, 'A text nobody knows.', 'error'),
      ],
    },
  };
  const { open } = uiOver({ '/self-service/login/flows': () => json(flow) });
  const page = await (await open('/login?flow=x&lang=de')).text();
  for (const text of [
    '<h1 id="title">Anmelden</h1>',
    '>Mit Passwort anmelden</button>',
    '>Passwort</label>',
    'Tippfehler',
    'A text nobody knows.',
    'Neu hier?',
  ])
    assert.ok(page.includes(text), text);
  assert.doesNotMatch(page, /did not match|Sign in|Password</);
});

test('settings: a form for each method, who somebody is first, headings and used backup codes in their language', async () => {
  const used = { id: 1050014, text: 'Used on x', type: 'info', context: { used_at: '2026-08-30T09:05:00Z' } };
  const codes = samples.text(1050015, 'codes', 'info', { secrets: [used] });
  const nodes = [
    samples.google,
    samples.csrf,
    {
      type: 'text',
      group: 'lookup_secret',
      attributes: { node_type: 'text', id: 'l', text: codes },
      messages: [],
      meta: {},
    },
    samples.password('new-password'),
    samples.submit('password', 'password', samples.text(1070003, 'Save')),
    samples.input('profile', 'traits.name', 'text', {}, samples.text(1070002, 'Last name')),
    samples.submit('profile', 'profile', samples.text(1070003, 'Save')),
  ];
  const flow = { ...samples.passwordLogin, state: 'show_form', ui: { ...samples.passwordLogin.ui, nodes } };
  const { open } = uiOver({ '/self-service/settings/flows': () => json(flow) }, { pages: ['settings', 'welcome'] });
  const page = await (await open('/settings?flow=x&lang=fr')).text();
  assert.deepEqual(
    [...page.matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, heading]) => heading),
    ['Profil', 'Mot de passe', 'Comptes associés', 'Codes de secours'],
  );
  assert.equal(tagsOf(page).filter(({ name }) => name === 'form').length, 3, 'codes alone are no form');
  assert.equal(page.split('name="csrf_token"').length - 1, 3);
  assert.match(page, /<s>Utilisé le 30 août 2026[^<]*<\/s>/);
  assert.match(page, />Nom de famille /);
  assert.doesNotMatch(page, /autofocus|Used on|Save|Last name/);
});
