import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Config,
  ConfigSchema,
  configReferenceMarkdown,
  FEATURES_NOT_BUILT,
  featuresSet,
  propertyOf,
  withDefaults,
} from './index.ts';

const MINIMAL = {
  dsn: 'memory',
  selfservice: { default_browser_return_url: '/' },
  identity: { schemas: [{ id: 'default', url: 'file://schema.json' }] },
};

test('defaults reach every group, list entries and the alternative that a hook names', () => {
  const written = {
    ...MINIMAL,
    selfservice: {
      ...MINIMAL.selfservice,
      flows: {
        settings: { after: { profile: { hooks: [{ hook: 'notify_previous_addresses' }] } } },
        login: { after: { hooks: [{ hook: 'web_hook', config: { url: 'https://a.example', method: 'POST' } }] } },
      },
    },
  };
  const config = withDefaults(ConfigSchema, written) as Config;
  assert.equal(config.serve.admin.host, '127.0.0.1', 'better.md B31');
  assert.equal(config.serve.public.port, 4433);
  assert.equal(config.session.lifespan, '24h');
  assert.equal(config.identity.schemas[0]?.selfservice_selectable, false);
  assert.deepEqual(config.selfservice.flows.settings.after.profile.hooks, [
    { hook: 'notify_previous_addresses', config: { recipients: 'removed' } },
  ]);
  assert.deepEqual(config.selfservice.flows.login.after.hooks[0], {
    hook: 'web_hook',
    config: {
      response: { ignore: false, parse: false },
      can_interrupt: false,
      emit_analytics_event: true,
      url: 'https://a.example',
      method: 'POST',
    },
  });
  assert.deepEqual(config.selfservice.flows.registration.after.password.hooks, []);
});

test('defaults copy: neither the input nor the schema is shared', () => {
  const first = withDefaults(ConfigSchema, MINIMAL) as { serve: { public: { cors: { allowed_origins: string[] } } } };
  first.serve.public.cors.allowed_origins.push('changed');
  const second = withDefaults(ConfigSchema, MINIMAL) as Config;
  assert.deepEqual(second.serve.public.cors.allowed_origins, ['*']);
  assert.deepEqual(Object.keys(MINIMAL), ['dsn', 'selfservice', 'identity']);
});

test('a key called __proto__ in an open part stays a key', () => {
  const written = JSON.parse('{"security":{"__proto__":{"polluted":true}}}');
  const config = withDefaults(ConfigSchema, written) as { security: object };
  assert.ok(Object.hasOwn(config.security, '__proto__'));
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});

const hook = (name: string) => ({ hooks: [{ hook: name }] });

test('features that do not exist yet are named once, and only when asked for', () => {
  // A table of its own: that of the product shrinks with every feature.
  const table = [
    { feature: 'web hooks', key: 'selfservice.flows.*.*.hooks.*.hook', value: 'web_hook' },
    { feature: 'web hooks', key: 'selfservice.flows.*.*.*.hooks.*.hook', value: 'web_hook' },
    { feature: 'totp', key: 'selfservice.methods.totp.enabled', value: true },
    { feature: 'tokenizer', key: 'session.whoami.tokenizer.templates' },
  ];
  const cases: readonly (readonly [object, readonly string[]])[] = [
    [{}, []],
    [{ selfservice: { methods: { totp: { enabled: false } } } }, []],
    [{ selfservice: { methods: { totp: { enabled: true } } } }, ['totp']],
    [{ session: { whoami: { tokenizer: { templates: {} } } } }, []],
    [{ session: { whoami: { tokenizer: { templates: { jwt: { jwks_url: 'file://x' } } } } } }, ['tokenizer']],
    [
      { selfservice: { flows: { login: { before: hook('web_hook'), after: { password: hook('web_hook') } } } } },
      ['web hooks'],
    ],
    [{ selfservice: { flows: { registration: { after: { password: hook('session') } } } } }, []],
  ];
  for (const [written, expected] of cases)
    assert.deepEqual(featuresSet(written, table), expected, JSON.stringify(written));
});

test('the keys that mark missing features exist', () => {
  for (const { key } of FEATURES_NOT_BUILT) {
    if (key.includes('*')) continue;
    let schema: ReturnType<typeof propertyOf> = ConfigSchema;
    for (const part of key.split('.')) schema = schema && propertyOf(schema, part);
    assert.notEqual(schema, undefined, key);
  }
});

test('the reference page lists every leaf and every hook, and is the same every time', () => {
  const page = configReferenceMarkdown();
  assert.equal(page, configReferenceMarkdown());
  for (const text of [
    '| `dsn` | string | required |',
    '| `serve.admin.host` | string | `"127.0.0.1"` |',
    '`selfservice.methods.oidc.config.providers[].mapper_url`',
    '`session.whoami.tokenizer.templates.<name>.ttl`',
    '`zelos.trusted_proxies`',
    '### `web_hook`',
    '### `notify_previous_addresses`',
    'memory `19456KB`',
  ]) {
    assert.ok(page.includes(text), text);
  }
  assert.doesNotMatch(page, /undefined|\[object/);
});
