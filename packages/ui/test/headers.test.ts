import assert from 'node:assert/strict';
import test from 'node:test';
import { createUi } from '@zelos/ui';
import { json, tagsOf, uiOver } from './api.ts';
import * as samples from './flows.ts';

const FLOWS = {
  password: samples.passwordLogin,
  everything: samples.everythingLogin,
  second: samples.secondFactorLogin,
  code: samples.codeLogin,
  profile: samples.profileRegistration,
  credential: samples.credentialRegistration,
  missing: samples.missingTraitsRegistration,
};
type Name = keyof typeof FLOWS;
const found = (_request: Request, url: URL): Response => json(FLOWS[url.searchParams.get('id') as Name]);
const routes = { '/self-service/login/flows': found, '/self-service/registration/flows': found };
const PATHS = [
  ...Object.keys(FLOWS).map((name) => `/login?flow=${name}`),
  '/registration?flow=profile',
  '/error?id=x',
  '/welcome',
];

const version = (text: string) => /zelos-ui\.css\?v=(\w+)/.exec(text)?.[1];
const api = () => Promise.resolve(new Response());

test('SR-HT-03 SR-HT-04 SR-HT-05: every page has the strict policy, is not framable, sends no referrer', async () => {
  const { open } = uiOver(routes, {
    theme: { logoUrl: 'https://cdn.example/logo.svg' },
    formActions: ['https://accounts.example', 'myapp:'],
  });
  for (const path of [...PATHS, '/login', '/login?flow=zz']) {
    const { headers } = await open(path);
    assert.equal(
      headers.get('content-security-policy'),
      "default-src 'none'; style-src 'self'; script-src 'self' https://id.example; " +
        "img-src 'self' data: https://cdn.example; form-action 'self' https://id.example https://accounts.example myapp:; " +
        "object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
      path,
    );
    assert.equal(headers.get('x-frame-options'), 'DENY');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
    assert.equal(headers.get('cache-control'), 'private, no-cache, no-store, must-revalidate');
    assert.equal(headers.get('vary'), 'Cookie, Accept-Language');
  }
});

test('SR-HT-18 SR-HT-16: pages carry nothing inline, load nothing from third parties, and hold no data in scripts', async () => {
  const { open } = uiOver(routes);
  for (const path of PATHS) {
    const answer = await open(path);
    assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8');
    const page = await answer.text();
    assert.match(page, /^<!doctype html>\n<html lang="en" dir="ltr">/);
    assert.match(page, /<title>[^<]+ · Zelos<\/title>/);
    assert.doesNotMatch(page, /<script[^>]*>[^<]|<style|undefined|\[object/);
    const ids = tagsOf(page)
      .map(({ attributes }) => attributes['id'])
      .filter((id) => id !== undefined);
    assert.equal(new Set(ids).size, ids.length, `ids of ${path} are unique`);
    for (const { name, attributes } of tagsOf(page)) {
      assert.equal(
        Object.keys(attributes).find((key) => /^on|^style$/.test(key)),
        undefined,
      );
      for (const [key, value] of Object.entries(attributes)) {
        if (/^https?:|^\/\//.test(value)) {
          assert.ok(
            value.startsWith(`${samples.PUBLIC}/`) && ['action', 'href'].includes(key),
            `${name} ${key}=${value}`,
          );
        }
      }
    }
  }
});

test('style and script are kept for good under their version, and refreshed under any other', async () => {
  const { open } = uiOver(routes);
  const page = await (await open('/login?flow=password')).text();
  const addresses = tagsOf(page)
    .flatMap(({ attributes }) => [attributes['href'], attributes['src']])
    .filter((url) => url?.startsWith('/zelos-ui.'));
  assert.equal(addresses.length, 2);
  for (const address of addresses) {
    const answer = await open(address ?? '');
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    const tag = answer.headers.get('etag') ?? '';
    assert.equal((await open(address ?? '', { 'if-none-match': tag })).status, 304);
    const stale = await open((address ?? '').replace(/v=.*/, 'v=0'));
    assert.equal(stale.headers.get('cache-control'), 'no-cache');
    assert.equal(await stale.text(), await answer.text());
  }
  assert.equal((await open('/zelos-ui.css')).headers.get('content-type'), 'text/css; charset=utf-8');
  assert.equal((await open('/zelos-ui.js')).headers.get('content-type'), 'text/javascript; charset=utf-8');
});

test('the style sheet asks for nothing else and respects what readers prefer', async () => {
  const css = await (await uiOver(routes).open('/zelos-ui.css')).text();
  assert.doesNotMatch(css, /url\(|@import|https?:/);
  for (const wish of ['prefers-color-scheme:dark', 'prefers-reduced-motion:reduce', 'forced-colors:active']) {
    assert.ok(css.includes(wish), wish);
  }
  assert.equal(css.split('{').length, css.split('}').length);
});

test('a theme changes colours and logo, and nothing else gets in with it', async () => {
  const theme = {
    name: 'Acme <&>',
    logoUrl: '/logo.png',
    variables: { '--zelos-accent': '#7a1f5c' },
    darkVariables: { '--zelos-accent': 'pink' },
  };
  const { open } = uiOver(routes, { theme });
  const plain = uiOver(routes);
  const css = await (await open('/zelos-ui.css')).text();
  assert.match(
    css,
    /:root\{--zelos-accent:#7a1f5c;\}\n@media \(prefers-color-scheme:dark\)\{:root\{--zelos-accent:pink;\}\}\n$/,
  );
  const page = await (await open('/login?flow=password')).text();
  assert.match(page, /<img class="logo" src="\/logo\.png" alt="Acme &lt;&amp;&gt;">/);
  assert.notEqual(version(page), version(await (await plain.open('/login?flow=password')).text()));
  const bad = (options: object) => () => createUi({ api, publicUrl: samples.PUBLIC, ...options });
  for (const value of ['red;}body{display:none', 'url(https://x)', 'red/*', '@import "x"', '</style>', 'a\\b']) {
    assert.throws(bad({ theme: { variables: { '--zelos-accent': value } } }), TypeError, value);
  }
  assert.throws(bad({ theme: { variables: { color: 'red' } } }), TypeError);
  assert.throws(bad({ theme: { logoUrl: 'javascript:1' } }), TypeError);
  assert.throws(bad({ formActions: ["'unsafe-inline'"] }), TypeError);
  assert.throws(bad({ formActions: ['https://a; script-src *'] }), TypeError);
  assert.throws(bad({ publicUrl: 'nowhere' }), TypeError);
});
