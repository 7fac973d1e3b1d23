import assert from 'node:assert/strict';
import test from 'node:test';
import type { JsonObject, LoginFlow, UiNode } from '@zelos/contract';
import { json, refusal, tagsOf, uiOver } from './api.ts';
import { CORPUS } from './corpus.ts';
import * as samples from './flows.ts';

/** A flow that carries the text in every place a server or a person could put one. */
function poisoned(evil: string): LoginFlow {
  const context: JsonObject = {
    provider: evil,
    secret: evil,
    reason: evil,
    secrets: [{ text: evil, context: { secret: evil } }],
  };
  const said = { id: 1, text: evil, type: 'error', context } as const;
  const codes = { id: 1050015, text: evil, type: 'info', context } as const;
  const field = (
    type: 'text' | 'password' | 'checkbox' | 'number' | 'hidden' | 'submit' | 'button',
    group: string,
  ): UiNode => ({
    ...samples.input(
      'default',
      evil,
      type,
      { value: evil, pattern: evil, required: true, onclick: evil, onload: evil },
      said,
      [said],
    ),
    group: group as UiNode['group'],
  });
  const node = (attributes: unknown): UiNode =>
    ({ type: 'x', group: 'code', attributes, messages: [said], meta: { label: said } }) as unknown as UiNode;
  const nodes: UiNode[] = [
    ...(['text', 'password', 'checkbox', 'number', 'hidden'] as const).map((type) => field(type, 'default')),
    field('submit', 'oidc'),
    field('button', evil),
    samples.input('default', 'x', 'text', { options: [{ value: evil }], autocomplete: evil as 'email' }),
    samples.input('passkey', 'x', 'button', {
      onclickTrigger: evil as 'oryPasskeyLogin',
      onloadTrigger: evil as 'oryPasskeyLogin',
    }),
    samples.input('default', 'identifier', 'hidden', { value: evil }),
    node({ node_type: 'text', id: evil, text: codes }),
    node({ node_type: 'text', id: evil, text: { ...codes, context: { secret: evil } } }),
    node({ node_type: 'img', id: evil, src: evil, width: evil, height: 1 }),
    node({ node_type: 'a', id: evil, href: evil, title: said }),
    node({ node_type: 'script', id: evil, src: evil, integrity: evil, nonce: evil, type: evil }),
    node({ node_type: 'div', id: evil, class: evil, data: { [evil]: evil, good: evil } }),
    node({ node_type: evil, id: evil }),
  ];
  return {
    ...samples.loginFlow(nodes, {}, [said]),
    return_to: evil,
    oauth2_login_challenge: evil,
    identity_schema: evil,
    ui: { action: evil, method: evil, nodes, messages: [said] },
  };
}

function session(evil: string): JsonObject {
  return {
    id: evil,
    authenticated_at: evil,
    expires_at: evil,
    authenticator_assurance_level: evil,
    authentication_methods: [{ method: evil }, { method: 'oidc', provider: evil }],
    identity: {
      id: evil,
      verifiable_addresses: [{ value: evil, verified: false, via: evil, status: evil }],
      traits: { [evil || 'k']: evil, list: [evil], deep: { er: evil } },
    },
    devices: [{ id: '1', user_agent: evil, ip_address: evil, location: evil }],
  };
}

function openAll(evil: string) {
  const { open } = uiOver(
    {
      '/self-service/login/flows': () => json(poisoned(evil)),
      '/self-service/registration/flows': (_request, url) =>
        url.searchParams.get('id') === 'no' ? refusal(400, { id: evil, reason: evil }) : json(poisoned(evil)),
      '/self-service/settings/flows': () => json(poisoned(evil)),
      '/self-service/recovery/flows': () => json({ ...poisoned(evil), state: evil }),
      '/self-service/verification/flows': () => json({ ...poisoned(evil), state: evil }),
      '/self-service/errors': () => json({ id: evil, error: { id: evil, reason: evil, message: evil } }),
      '/self-service/logout/browser': () => json({ logout_url: evil, logout_token: evil }),
      '/sessions/whoami': (request) =>
        request.headers.get('cookie') === 'weak=1'
          ? refusal(403, { id: 'session_aal2_required' }, { redirect_browser_to: evil || 'x' })
          : json(session(evil)),
      '/sessions': () => json([session(evil)]),
    },
    { pages: ['login', 'registration', 'settings', 'recovery', 'verification', 'error', 'welcome'] },
  );
  const query = encodeURIComponent(evil.toWellFormed());
  const paths = [
    `/login?flow=${query || 'x'}&return_to=${query}`,
    `/registration?flow=yes&return_to=${query}`,
    `/registration?flow=no&return_to=${query}`,
    `/error?id=${query || 'x'}`,
    `/welcome?x=${query}`,
    `/settings?flow=x&return_to=${query}&lang=${query}`,
    `/recovery?flow=x&return_to=${query}`,
    `/verification?flow=x&lang=ja&x=${query}`,
  ];
  return Promise.all([
    ...paths.map(async (path) => (await open(path, { 'x-request-id': 'r' })).text()),
    open('/welcome', { cookie: 'weak=1' }).then((answer) => answer.text()),
  ]);
}

/** Attributes that come and go with what an address or a value is; their values are checked apart. */
const MOVING = new Set(['href', 'src', 'action', 'checked', 'autofocus', 'selected', 'data-good']);

/** Formatting that depends on the value, and scripts, which are there or not by their origin. */
const PASSING = new Set(['span', '/span', 'script', '/script']);

const shape = (page: string): readonly string[] =>
  tagsOf(page)
    .filter(({ name }) => !PASSING.has(name))
    .map(({ name, attributes }) => [name, ...Object.keys(attributes).filter((key) => !MOVING.has(key))].join(' '));

test('SR-IV-10: no text in any interpolated place changes what a page is made of', async () => {
  const harmless = (await openAll('Fine one')).map(shape);
  for (const evil of CORPUS) {
    for (const [index, page] of (await openAll(evil)).entries()) {
      assert.deepEqual(shape(page), harmless[index], `page ${index}: ${JSON.stringify(evil)}`);
      for (const { name, attributes } of tagsOf(page)) {
        assert.equal(
          Object.keys(attributes).find((key) => /^on|^style$|^srcdoc$/.test(key)),
          undefined,
        );
        for (const key of ['href', 'src', 'action', 'formaction']) {
          const value = (attributes[key] ?? '').replaceAll('&amp;', '&').replace(/[^!-~]/g, '');
          if (value === 'data:,') continue;
          assert.doesNotMatch(value, /^(javascript|vbscript|blob):|^data:(?!image\/)/i, `${name} ${key} ${value}`);
        }
      }
    }
  }
});

const script = (src: string): UiNode => ({
  type: 'script',
  group: 'webauthn',
  attributes: {
    node_type: 'script',
    src,
    id: 'webauthn_script',
    async: true,
    referrerpolicy: 'no-referrer',
    crossorigin: 'anonymous',
    integrity: 'sha512-abc',
    type: 'text/javascript',
    nonce: 'n',
  },
  messages: [],
  meta: {},
});

test('SR-IV-10: a script from anywhere but the identity server is left out', async () => {
  const own = `${samples.PUBLIC}/.well-known/ory/webauthn.js`;
  const others = [
    'https://evil.example/x.js',
    '//evil.example/x.js',
    'data:text/javascript,1',
    'https://id.example.evil/x.js',
  ];
  const { open } = uiOver({
    '/self-service/login/flows': () => json(samples.loginFlow([samples.csrf, ...[own, ...others].map(script)])),
  });
  const page = await (await open('/login?flow=x')).text();
  const scripts = tagsOf(page).filter(({ name }) => name === 'script');
  assert.deepEqual(
    scripts.map(({ attributes }) => attributes['src']?.split('?')[0]),
    ['/zelos-ui.js', own],
  );
  assert.equal(scripts[1]?.attributes['integrity'], 'sha512-abc');
});
