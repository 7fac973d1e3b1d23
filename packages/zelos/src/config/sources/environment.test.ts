import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigSchema, type JsonSchema } from '@zelos/contract';
import { valueAt } from '../layer.ts';
import { readEnvironment } from './environment.ts';

const apply = (environment: Record<string, string>, below: unknown = {}) =>
  readEnvironment(ConfigSchema, environment).apply(below).values;

test('variables are matched and cast by the schema', () => {
  const cases: readonly (readonly [string, string, readonly (string | number)[], unknown])[] = [
    ['DSN', 'postgres://a:b@db/x', ['dsn'], 'postgres://a:b@db/x'],
    ['LOG_LEVEL', 'debug', ['log', 'level'], 'debug'],
    ['SELFSERVICE_FLOWS_LOGIN_UI_URL', '/login', ['selfservice', 'flows', 'login', 'ui_url'], '/login'],
    ['SELFSERVICE_METHODS_LOOKUP_SECRET_ENABLED', 'true', ['selfservice', 'methods', 'lookup_secret', 'enabled'], true],
    [
      'SELFSERVICE_METHODS_PASSWORD_CONFIG_MIN_PASSWORD_LENGTH',
      '10',
      ['selfservice', 'methods', 'password', 'config', 'min_password_length'],
      10,
    ],
    ['SERVE_PUBLIC_PORT', '8080', ['serve', 'public', 'port'], 8080],
    ['SERVE_PUBLIC_CORS_ENABLED', '1', ['serve', 'public', 'cors', 'enabled'], true],
    ['SESSION_COOKIE_SECURE', 'false', ['session', 'cookie', 'secure'], 'false'],
    ['SECRETS_COOKIE', 'one,two', ['secrets', 'cookie'], ['one', 'two']],
    ['SECRETS_COOKIE', '["a","b,c"]', ['secrets', 'cookie'], ['a', 'b,c']],
    ['SECRETS_COOKIE', '"a,b", c', ['secrets', 'cookie'], ['a,b', 'c']],
    ['SECRETS_DEFAULT_0', 'first', ['secrets', 'default'], ['first']],
    ['IDENTITY_SCHEMAS', '[{"id":"a","url":"file://x"}]', ['identity', 'schemas'], [{ id: 'a', url: 'file://x' }]],
    ['COURIER_SMTP_HEADERS', '{"X-A":"b"}', ['courier', 'smtp', 'headers'], { 'X-A': 'b' }],
    [
      'TRACING_PROVIDERS_OTLP_SAMPLING_SAMPLING_RATIO',
      '0.5',
      ['tracing', 'providers', 'otlp', 'sampling', 'sampling_ratio'],
      0.5,
    ],
    [
      'SELFSERVICE_FLOWS_LOGIN_AFTER_PASSWORD_HOOKS_0_HOOK',
      'verification',
      ['selfservice', 'flows', 'login', 'after', 'password', 'hooks'],
      [{ hook: 'verification' }],
    ],
    ['ZELOS_THROTTLE_ENABLED', 'false', ['zelos', 'throttle', 'enabled'], false],
    ['SQA_OPT_OUT', 'true', ['sqa-opt-out'], true],
  ];
  for (const [name, text, path, expected] of cases)
    assert.deepEqual(valueAt(apply({ [name]: text }), path), expected, name);
});

test('names that mean nothing are ignored', () => {
  for (const name of [
    'PATH',
    'KRATOS_DSN',
    'dsn',
    'LOG_LEVEL_X',
    'DSN_',
    'EXPOSE_METRICS_PORT',
    'IDENTITY_SCHEMAS_X_URL',
    'IDENTITY_SCHEMAS_1000_URL',
    'SERVE_PUBLIC_TOKEN',
  ]) {
    const read = readEnvironment(ConfigSchema, { [name]: 'x' });
    assert.deepEqual([read.apply({}).values, read.problems, read.warnings], [{}, [], []], name);
  }
});

test('short names that other programs use set their key only when they fit', () => {
  const cases: readonly (readonly [string, string, unknown])[] = [
    ['VERSION', '1.2', { version: '1.2' }],
    ['REVISION', 'abc', { revision: 'abc' }],
    ['DEV', 'true', { dev: true }],
    ['HELP', 'false', { help: false }],
    ['CONFIG', '/etc/app.conf', { config: ['/etc/app.conf'] }],
  ];
  for (const [name, text, expected] of cases) assert.deepEqual(apply({ [name]: text }), expected, name);
  for (const [name, text] of [
    ['DEV', '/dev/null'],
    ['SESSION', 'ubuntu'],
    ['LOG', 'debug'],
    ['HELP', 'me'],
    ['ORGANIZATIONS', 'x'],
  ] as const) {
    const read = readEnvironment(ConfigSchema, { [name]: text });
    assert.deepEqual(read.apply({}).values, {}, name);
    assert.equal(read.problems.length, 0);
    assert.match(read.warnings[0] ?? '', new RegExp(`variable ${name} is ignored`));
  }
});

test('a variable whose text does not fit its key is a problem that names it', () => {
  const { problems } = readEnvironment(ConfigSchema, { SERVE_PUBLIC_PORT: 'https', COURIER_SMTP_HEADERS: 'X-A=b' });
  assert.deepEqual(
    problems.map(({ key, origin, reason }) => [key, origin?.name, reason]),
    [
      ['serve.public.port', 'SERVE_PUBLIC_PORT', 'must be a whole number'],
      ['courier.smtp.headers', 'COURIER_SMTP_HEADERS', 'must be a JSON object'],
    ],
  );
});

test('entries by index go into the list of the file, and after the whole list', () => {
  const below = {
    identity: {
      schemas: [
        { id: 'a', url: 'file://a' },
        { id: 'b', url: 'file://b' },
      ],
    },
  };
  const values = apply(
    { IDENTITY_SCHEMAS_1_URL: 'file://changed', IDENTITY_SCHEMAS_2_ID: 'c', IDENTITY_SCHEMAS_2_URL: 'file://c' },
    below,
  );
  assert.deepEqual(values, {
    identity: {
      schemas: [
        { id: 'a', url: 'file://a' },
        { id: 'b', url: 'file://changed' },
        { id: 'c', url: 'file://c' },
      ],
    },
  });
  assert.equal(below.identity.schemas[1]?.url, 'file://b');
  const whole = apply({ IDENTITY_SCHEMAS_0_ID: 'z', IDENTITY_SCHEMAS: '[{"id":"a","url":"file://a"}]' }, below);
  assert.deepEqual(whole, { identity: { schemas: [{ id: 'z', url: 'file://a' }] } });
});

test('empty variables set text only', () => {
  assert.deepEqual(apply({ COOKIES_DOMAIN: '', DEV: '', SERVE_PUBLIC_PORT: '', SECRETS_COOKIE: '' }), {
    cookies: { domain: '' },
  });
});

test('no two keys have the same variable', () => {
  const names = new Map<string, string>();
  const visit = (schema: JsonSchema, path: readonly string[]): void => {
    if (path.length > 0) {
      const name = path.join('_').toUpperCase();
      const other = names.get(name);
      assert.ok(other === undefined || other === path.join('.'), `${name}: ${other} and ${path.join('.')}`);
      names.set(name, path.join('.'));
    }
    for (const branch of (schema['oneOf'] as JsonSchema[] | undefined) ?? [schema]) {
      for (const [key, member] of Object.entries((branch['properties'] ?? {}) as Record<string, JsonSchema>))
        visit(member, [...path, key]);
    }
    if (schema['items'] !== undefined) visit(schema['items'] as JsonSchema, [...path, '0']);
  };
  visit(ConfigSchema, []);
  assert.ok(names.size > 300);
});
