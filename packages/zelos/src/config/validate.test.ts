import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigSchema } from '@zelos/contract';
import ajvModule from 'ajv';
import { FORMATS } from './formats.ts';
import { withValueAt } from './merge.ts';
import { checkValue } from './validate.ts';

const MINIMAL = {
  dsn: 'memory',
  selfservice: { default_browser_return_url: 'https://app.example/' },
  identity: { schemas: [{ id: 'default', url: 'file://schema.json' }] },
};
const LOGIN_HOOKS = ['selfservice', 'flows', 'login', 'after', 'hooks'];
const WEB_HOOK = { hook: 'web_hook', config: { url: 'https://a.example', method: 'POST' } };

interface Case {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  /** Key and reason of the only problem; none for a valid value. */
  readonly problem?: readonly [string, RegExp];
}

const bad = (path: Case['path'], value: unknown, key: string, reason: RegExp): Case => ({
  path,
  value,
  problem: [key, reason],
});
const good = (path: Case['path'], value: unknown): Case => ({ path, value });

const CASES: readonly Case[] = [
  bad(['lgo'], {}, 'lgo', /not a known key \(did you mean "log"\?\)/),
  bad(['log', 'level'], 'warn', 'log.level', /one of trace, .* \(it is "warn"\) \(did you mean "warning"\?\)/),
  bad(['selfservice', 'flows', 'login', 'ui_uri'], 'x', 'selfservice.flows.login.ui_uri', /did you mean "ui_url"\?/),
  bad(['session', 'lifespan'], '1d', 'session.lifespan', /a duration such as .* \(it is "1d"\)/),
  bad(['session', 'lifespan'], 3600, 'session.lifespan', /must be text, not a whole number; put it in quotes/),
  bad(['serve', 'public', 'port'], 70_000, 'serve.public.port', /at most 65535/),
  bad(['serve', 'public', 'port'], '4433', 'serve.public.port', /must be a whole number, not text/),
  bad(['serve'], [], 'serve', /must be a map of keys, not a list/),
  bad(['serve', 'public'], null, 'serve.public', /is empty/),
  bad(['secrets', 'cookie'], ['short-and-secret'.slice(0, 15)], 'secrets.cookie.0', /at least 16 characters$/),
  bad(['secrets', 'cookie'], ['same-secret-0123', 'same-secret-0123'], 'secrets.cookie.1', /same as entry 0/),
  bad(['secrets', 'cipher'], ['x'.repeat(33)], 'secrets.cipher.0', /exactly 32 characters$/),
  bad(['secrets', 'cipher'], [], 'secrets.cipher', /at least 1 entry/),
  bad(['identity', 'schemas'], [], 'identity.schemas', /at least 1 entry/),
  bad(['identity', 'schemas'], [{ id: 'a' }], 'identity.schemas.0.url', /is required/),
  bad(
    LOGIN_HOOKS,
    [{ hook: 'sesion' }],
    'selfservice.flows.login.after.hooks.0',
    /has hook "sesion", .* one of revoke_active_sessions/,
  ),
  bad(LOGIN_HOOKS, [{ hook: 'session' }], 'selfservice.flows.login.after.hooks.0', /not possible here/),
  bad(LOGIN_HOOKS, [{}], 'selfservice.flows.login.after.hooks.0', /needs the key "hook"/),
  bad(LOGIN_HOOKS, [{ hook: 'web_hook' }], 'selfservice.flows.login.after.hooks.0.config', /is required/),
  bad(LOGIN_HOOKS, [{ ...WEB_HOOK, x: 1 }], 'selfservice.flows.login.after.hooks.0.x', /not a known key/),
  bad(LOGIN_HOOKS, [WEB_HOOK, WEB_HOOK], 'selfservice.flows.login.after.hooks.1', /same as entry 0/),
  bad(['hashers', 'argon2', 'memory'], '64', 'hashers.argon2.memory', /a size such as/),
  bad(
    ['courier', 'smtp', 'connection_uri'],
    'mail.example:25',
    'courier.smtp.connection_uri',
    /smtp:\/\/ or smtps:\/\/$/,
  ),
  bad(
    ['serve', 'public', 'cors', 'allowed_origins'],
    ['https://*.*.example'],
    'serve.public.cors.allowed_origins.0',
    /an origin such as/,
  ),
  bad(['zelos', 'trusted_proxies'], ['10.0.0.0/33'], 'zelos.trusted_proxies.0', /an address range/),
  good(LOGIN_HOOKS, [WEB_HOOK, { hook: 'organization', anything: 1 }]),
  good(LOGIN_HOOKS, [
    {
      hook: 'web_hook',
      config: { ...WEB_HOOK.config, auth: { type: 'basic_auth', config: { user: 'a', password: 'b' } } },
    },
  ]),
  good(['session', 'cookie', 'secure'], true),
  good(['session', 'cookie', 'secure'], 'true'),
  good(['zelos', 'trusted_proxies'], ['10.0.0.0/8', '::1', 'fd00::/8']),
  good(['serve', 'public', 'cors', 'allowed_origins'], ['https://*.example.com', 'http://localhost:3000']),
  good(['identity', 'schemas', 0, 'url'], 'base64://eyJhIjoxfQ=='),
  good(['identity', 'schemas', 0, 'url'], 'file://./schemas/a b.json'.replace(' ', '%20')),
];

test('every violation is one problem with its key and a reason in words', () => {
  for (const { path, value, problem } of CASES) {
    const found = checkValue(ConfigSchema, withReplaced(path, value)).filter(({ tolerated }) => !tolerated);
    assert.equal(found.length, problem === undefined ? 0 : 1, `${path.join('.')}: ${JSON.stringify(found)}`);
    if (problem === undefined) continue;
    assert.equal(found[0]?.path.join('.'), problem[0]);
    assert.match(found[0]?.reason ?? '', problem[1]);
    assert.doesNotMatch(found[0]?.reason ?? '', /short-and-secre|same-secret/, 'a secret is not repeated');
  }
});

/** Maps would be merged; here the value stands for itself. */
function withReplaced(path: Case['path'], value: unknown): unknown {
  const root = structuredClone(MINIMAL) as unknown as Record<string | number, unknown>;
  const parent = path.slice(0, -1).reduce<Record<string | number, unknown>>((at, step) => {
    at[step] ??= {};
    return at[step] as Record<string | number, unknown>;
  }, root);
  parent[path.at(-1) ?? ''] = value;
  return root;
}

test('the walk and a draft-07 validator agree about what is valid', () => {
  const Ajv = ajvModule.default;
  const ajv = new Ajv({ strict: false, discriminator: true, validateSchema: true });
  for (const [name, { test: validate }] of Object.entries(FORMATS)) ajv.addFormat(name, validate);
  const validate = ajv.compile(ConfigSchema);
  for (const { path, value, problem } of CASES) {
    assert.equal(validate(withReplaced(path, value)), problem === undefined, path.join('.'));
  }
});

test('unknown keys in open parts are tolerated, with a guess', () => {
  const cases: readonly (readonly [Case['path'], string])[] = [
    [['security', 'acount_enumeration'], 'account_enumeration'],
    [['clients', 'http', 'disallow_private_ip_range'], 'disallow_private_ip_ranges'],
    [['ciphers', 'algoritm'], 'algorithm'],
    [['selfservice', 'methods', 'code', 'passwordless_enable'], 'passwordless_enabled'],
    [['courier', 'worker', 'pull_cont'], 'pull_count'],
  ];
  for (const [path, near] of cases) {
    const found = checkValue(ConfigSchema, withValueAt(MINIMAL, path, {}));
    assert.equal(found.length, 1);
    assert.equal(found[0]?.tolerated, true, path.join('.'));
    assert.ok(found[0]?.reason.includes(`did you mean "${near}"?`), found[0]?.reason);
  }
});
