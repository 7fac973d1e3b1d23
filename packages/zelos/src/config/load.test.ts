import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Config } from '@zelos/contract';
import { type ConfigInput, describeProblem, loadConfig } from './index.ts';

const MACHINE = { cpus: 3, hostname: 'box' };
const SECRET = 'a-secret-of-24-character';

const BASE = {
  dsn: 'memory',
  selfservice: { default_browser_return_url: 'https://app.example/' },
  identity: { schemas: [{ id: 'default', url: 'file://schema.json' }] },
  secrets: { cookie: [SECRET] },
};

async function files(t: TestContext, contents: Readonly<Record<string, string>>) {
  const dir = await mkdtemp(join(tmpdir(), 'zelos-config-'));
  t.after(() => rm(dir, { recursive: true }));
  for (const [name, text] of Object.entries(contents)) await writeFile(join(dir, name), text);
  return (name: string) => join(dir, name);
}

async function load(input: ConfigInput): Promise<{ config: Config; warnings: readonly string[] }> {
  const result = await loadConfig({ machine: MACHINE, ...input });
  assert.ok(result.ok, result.ok ? '' : result.problems.map(describeProblem).join('\n'));
  return result;
}

async function problemsOf(input: ConfigInput): Promise<readonly string[]> {
  const result = await loadConfig({ machine: MACHINE, ...input });
  assert.equal(result.ok, false);
  return result.ok ? [] : result.problems.map(describeProblem);
}

/** The base with some groups replaced. */
const withBase = (changes: object) => ({ flags: { ...BASE, ...changes } });
const selfservice = (changes: object) => withBase({ selfservice: { ...BASE.selfservice, ...changes } });

test('the three formats say the same, later files win, maps merge and lists are replaced', async (t) => {
  const at = await files(t, {
    'a.yml':
      'dsn: memory # comment\nlog: { level: debug, format: json }\nsecrets: { cookie: [first-secret-0001, second-secret-02] }\nserve: { public: { socket: { mode: 0755 } } }\n',
    'b.json':
      '{"log":{"level":"error"},"secrets":{"cookie":["third-secret-00003"]},"selfservice":{"default_browser_return_url":"/"}}',
    'c.toml':
      '[identity]\ndefault_schema_id = "person"\n[[identity.schemas]]\nid = "person"\nurl = "file://person.json"\n',
  });
  const { config } = await load({
    files: [at('a.yml'), at('b.json'), at('c.toml')],
    flags: { dev: false },
    env: { LOG_FORMAT: 'text' },
  });
  assert.deepEqual([config.log.level, config.log.format], ['error', 'text']);
  assert.deepEqual(config.secrets.cookie, ['third-secret-00003']);
  assert.equal(config.identity.schemas[0]?.id, 'person');
  assert.equal(config.serve.public.socket.mode, 0o755);
});

test('precedence: development < file < flags < environment', async (t) => {
  const at = await files(t, { 'a.yml': 'log: { level: warning }\nsession: { lifespan: 2h }\ncookies: { path: /f }\n' });
  const input = {
    development: { ...BASE, log: { level: 'trace' }, session: { lifespan: '1h' }, hashers: { algorithm: 'bcrypt' } },
    files: [at('a.yml')],
    flags: { log: { level: 'error' }, cookies: { path: '/g' } },
    env: { LOG_LEVEL: 'fatal' },
  };
  const { config } = await load(input);
  assert.equal(config.log.level, 'fatal');
  assert.equal(config.cookies.path, '/g');
  assert.equal(config.session.lifespan, '2h');
  assert.equal(config.hashers.algorithm, 'bcrypt');
});

test('better.md B30: a problem names file, line, column, key and reason', async (t) => {
  const at = await files(t, {
    'yaml.yml':
      'dsn: memory\nselfservice:\n  default_browser_return_url: /\n  flows:\n    login:\n      ui_uri: /login\n      lifespan: 1d\n',
    'more.json': '{\n  "serve": {\n    "public": { "port": "x" }\n  }\n}\n',
    'more.toml':
      '[log]\nlevel = "loud"\n\n[[identity.schemas]]\nid = "a"\nurl = "file://a"\n\n[[identity.schemas]]\nid = "b"\nurl = 7\n',
  });
  const found = await problemsOf({
    files: [at('yaml.yml'), at('more.json'), at('more.toml')],
    env: { SERVE_ADMIN_PORT: '99999' },
  });
  const expected = [
    [at('yaml.yml'), '6:7: selfservice.flows.login.ui_uri is not a known key (did you mean "ui_url"?)'],
    [
      at('yaml.yml'),
      '7:17: selfservice.flows.login.lifespan must be a duration such as 30s, 15m or 1h30m (it is "1d")',
    ],
    [at('more.json'), '3:25: serve.public.port must be a whole number, not text'],
    [at('more.toml'), '2:9: log.level must be one of trace, debug, info, warning, error, fatal, panic (it is "loud")'],
    [at('more.toml'), '10:7: identity.schemas.1.url must be text, not a whole number; put it in quotes'],
  ].map(([file, rest]) => `${file}:${rest}`);
  expected.push('the environment variable SERVE_ADMIN_PORT: serve.admin.port must be at most 65535 (it is 99999)');
  assert.deepEqual([...found].sort(), expected.sort());
});

test('a missing key names the group where it belongs', async (t) => {
  const at = await files(t, { 'a.yml': `dsn: memory\nsecrets: { cookie: [${SECRET}] }\nselfservice:\n  flows: {}\n` });
  assert.deepEqual(await problemsOf({ files: [at('a.yml')] }), [
    'identity is required',
    `${at('a.yml')}:3:1: selfservice.default_browser_return_url is required`,
  ]);
});

test('files that cannot be read are problems', async (t) => {
  const at = await files(t, {
    'bad.yml': 'a: [1\nb: 2\n',
    'twice.yml': 'dsn: a\ndsn: b\n',
    'bad.json': '{\n  "dsn": memory\n}',
    'bad.toml': 'dsn = "a"\n[log\n',
    'list.yml': '- a\n',
    'kratos.ini': '',
    'deep.yml': `a: &a [x]\nb: &b [${'*a,'.repeat(50)}]\nc: &c [${'*b,'.repeat(50)}]\nd: [${'*c,'.repeat(50)}]\n`,
  });
  const cases: readonly (readonly [string, RegExp])[] = [
    ['missing.yml', /missing\.yml: cannot be read \(ENOENT\)/],
    ['bad.yml', /bad\.yml:[12]:\d+: is not valid/],
    ['twice.yml', /twice\.yml:2:1: is not valid/],
    ['bad.json', /bad\.json:2:10: is not valid JSON/],
    ['bad.toml', /bad\.toml:2:\d+: is not valid TOML/],
    ['list.yml', /must contain a map/],
    ['kratos.ini', /has the extension "\.ini"/],
    ['deep.yml', /is not valid/],
  ];
  for (const [name, expected] of cases) {
    const [problem] = await problemsOf({ files: [at(name)] });
    assert.match(problem ?? '', expected, name);
  }
});

test('rules between keys', async () => {
  const methods = (changes: object) => selfservice({ methods: changes });
  const oidc = (provider: object) =>
    methods({ oidc: { config: { providers: [{ id: 'p', client_id: 'c', mapper_url: 'file://m', ...provider }] } } });
  const hook = (config: object) =>
    selfservice({
      flows: {
        login: {
          after: { hooks: [{ hook: 'web_hook', config: { url: 'https://a.example', method: 'POST', ...config } }] },
        },
      },
    });
  const cases: readonly (readonly [string, ConfigInput, RegExp])[] = [
    ['B34, SR-CR-04', withBase({ secrets: {} }), /^.*secrets needs at least one entry/],
    ['B34, SR-CR-04: an empty list', withBase({ secrets: { default: [] } }), /secrets needs at least one entry/],
    ['courier', selfservice({ flows: { recovery: { enabled: true } } }), /courier is required/],
    ['cipher', withBase({ ciphers: { algorithm: 'aes' } }), /secrets\.cipher is required for ciphers\.algorithm aes/],
    [
      'code',
      methods({ code: { passwordless_enabled: true, mfa_enabled: true } }),
      /mfa_enabled cannot be true together/,
    ],
    ['webauthn', methods({ webauthn: { enabled: true } }), /webauthn\.config is required/],
    [
      'origin',
      methods({
        webauthn: { config: { rp: { id: 'a', display_name: 'b', origin: 'https://a', origins: ['https://a'] } } },
      }),
      /together with origins/,
    ],
    [
      'microsoft',
      oidc({ provider: 'microsoft', client_secret: 'x' }),
      /microsoft_tenant is required for provider microsoft/,
    ],
    [
      'tenant',
      oidc({ provider: 'github', client_secret: 'x', microsoft_tenant: 't' }),
      /microsoft_tenant is not possible for provider github/,
    ],
    ['secret', oidc({ provider: 'github' }), /client_secret is required/],
    [
      'apple',
      oidc({
        provider: 'apple',
        client_secret: 'x',
        apple_team_id: 'a',
        apple_private_key: 'k',
        apple_private_key_id: 'i',
      }),
      /client_secret is not possible/,
    ],
    ['parse', hook({ response: { ignore: true, parse: true } }), /response\.parse cannot be true together/],
    ['interrupt', hook({ response: { ignore: true }, can_interrupt: true }), /can_interrupt cannot be true together/],
    ['tls', withBase({ serve: { public: { tls: { cert: { path: 'a' } } } } }), /tls\.key is required/],
    [
      'SR-RD-08 return',
      selfservice({ default_browser_return_url: 'javascript:alert(1)' }),
      /must not use the scheme javascript:/,
    ],
    ['SR-RD-08 page', selfservice({ flows: { error: { ui_url: 'data:text/html,x' } } }), /ui_url must not use/],
    ['SR-RD-08 list', selfservice({ allowed_return_urls: ['file:///x'] }), /allowed_return_urls\.0 must not use/],
    [
      'SR-RD-08 after',
      selfservice({ flows: { login: { after: { totp: { default_browser_return_url: 'blob:x' } } } } }),
      /must not use/,
    ],
    ['SR-RD-08 logo', withBase({ zelos: { ui: { theme: { logo_url: 'javascript:x' } } } }), /logo_url must not use/],
    [
      'SR-CF-01',
      withBase({ dev: true, serve: { public: { base_url: 'https://id.example.com/' } } }),
      /public https address/,
    ],
  ];
  for (const [name, input, expected] of cases) {
    const found = await problemsOf(input);
    assert.equal(found.length, 1, `${name}: ${found.join('\n')}`);
    assert.match(found[0] ?? '', expected, name);
  }
  await load(selfservice({ flows: { recovery: { enabled: true }, verification: { enabled: true } } }));
  await load(methods({ passkey: { enabled: true, config: {} } }));
  await load(withBase({ secrets: {}, dev: true }));
  await load(withBase({ dev: true, serve: { public: { base_url: 'https://127.0.0.1:4433/' } } }));
});

test('warnings', async () => {
  const cases: readonly (readonly [string, ConfigInput, RegExp | null])[] = [
    ['nothing', withBase({}), null],
    ['open part', withBase({ security: { x: 1 } }), /^security\.x is not a known key and has no effect/],
    [
      'CORS with credentials',
      withBase({ serve: { public: { cors: { enabled: true } } } }),
      /allowed_origins is "\*" while credentials/,
    ],
    [
      'SR-PW-11 memory',
      withBase({ hashers: { algorithm: 'argon2', argon2: { memory: '1MB' } } }),
      /below the recommended floor/,
    ],
    ['SR-PW-11 peer default', withBase({ hashers: { algorithm: 'argon2' } }), null],
    [
      'SR-PW-11 bcrypt',
      withBase({ hashers: { bcrypt: { cost: 8 } } }),
      /cost 8 is too low outside development; 12 is used/,
    ],
    ['bcrypt in development', withBase({ dev: true, hashers: { bcrypt: { cost: 8 } } }), /--dev|^$/],
    ['schema', withBase({ identity: { ...BASE.identity, default_schema_id: 'x' } }), /default_schema_id is "x"/],
    ['proxies', withBase({ zelos: { trusted_proxies: ['0.0.0.0/0'] } }), /anybody can pretend/],
    ['version', withBase({ version: '1.2' }), /version is not of the form/],
    [
      'one step',
      selfservice({ flows: { registration: { enable_legacy_one_step: true } } }),
      /deprecated; write style: unified/,
    ],
    [
      'no pages',
      withBase({ zelos: { ui: { enabled: false } } }),
      /no ui_url: login, registration, settings, recovery, verification, error/,
    ],
    ['not built', withBase({ zelos: { profile: 'hardened' } }), /does not have them yet: hardened profile/],
    [
      'DEV accident',
      { ...withBase({}), env: { DEV: 'true' } },
      /Development mode is on \(the environment variable DEV\)/,
    ],
  ];
  for (const [name, input, expected] of cases) {
    const { warnings } = await load(input);
    if (expected === null || expected.source.includes('--dev')) assert.deepEqual(warnings, [], name);
    else assert.ok(warnings.length === 1 && expected.test(warnings[0] ?? ''), `${name}: ${warnings.join(' | ')}`);
  }
});

test('SR-RD-03: wildcards without bound are taken out, unless the configuration insists', async () => {
  const lists = {
    serve: { public: { cors: { allowed_origins: ['https://*.example.com', 'https://*.com'] } } },
    selfservice: { ...BASE.selfservice, allowed_return_urls: ['https://*example.com', 'https://*.example.com/app'] },
  };
  const { config, warnings } = await load(withBase(lists));
  assert.deepEqual(config.serve.public.cors.allowed_origins, ['https://*.example.com']);
  assert.deepEqual(config.selfservice.allowed_return_urls, ['https://*.example.com/app']);
  assert.equal(warnings.filter((line) => line.endsWith('it is ignored.')).length, 2);
  const insisting = await load(withBase({ ...lists, feature_flags: { legacy_allow_insecure_origins: true } }));
  assert.equal(insisting.config.serve.public.cors.allowed_origins.length, 2);
  assert.equal(insisting.warnings.length, 2);
});

test('derived values', async () => {
  const { config } = await load(withBase({}));
  assert.equal(config.serve.public.base_url, 'https://box:4433/');
  assert.equal(config.serve.admin.base_url, 'https://127.0.0.1:4434/', 'better.md B31');
  assert.equal(config.selfservice.flows.login.ui_url, 'https://box:4433/login');
  assert.equal(config.zelos.ui.enabled, true);
  assert.deepEqual(
    [config.cookies.secure, config.session.cookie.secure, config.session.cookie.same_site, config.session.cookie.path],
    [true, true, 'Lax', '/'],
  );
  assert.equal(config.session.earliest_possible_extend, '24h');
  assert.equal(config.selfservice.methods.totp.config.issuer, 'box');
  const { algorithm, argon2 } = config.hashers;
  assert.deepEqual(
    [algorithm, argon2.memory, argon2.iterations, argon2.parallelism],
    ['argon2', '19456KB', 2, 1],
    'better.md B32',
  );

  const named = (await load(withBase({ hashers: { algorithm: 'argon2' } }))).config.hashers.argon2;
  assert.deepEqual([named.memory, named.iterations, named.parallelism], ['128MB', 1, 6], 'better.md B32');
  assert.equal((await load(withBase({ hashers: {} }))).config.hashers.algorithm, 'bcrypt');
  assert.equal((await load(withBase({ hashers: { bcrypt: { cost: 8 } } }))).config.hashers.bcrypt.cost, 12);
  assert.equal((await load(withBase({ dev: true, hashers: { bcrypt: { cost: 8 } } }))).config.hashers.bcrypt.cost, 8);

  const dev = (await load(withBase({ dev: true, serve: { public: { host: '', port: 80 }, admin: { host: '::1' } } })))
    .config;
  assert.deepEqual([dev.serve.public.base_url, dev.serve.admin.base_url], ['http://box:80/', 'http://[::1]:4434/']);
  assert.equal(dev.cookies.secure, false);
});

test('better.md B30: secure is a boolean or a text, and the session cookie follows the others unless told', async () => {
  const cases: readonly (readonly [object, readonly [boolean, boolean]])[] = [
    [{ cookies: { secure: 'false' } }, [false, false]],
    [{ cookies: { secure: false }, session: { cookie: { secure: true } } }, [false, true]],
    [{ session: { cookie: { secure: 'false' } } }, [true, false]],
    [{ dev: true, cookies: { secure: 'true' } }, [true, true]],
  ];
  for (const [changes, expected] of cases) {
    const { config } = await load(withBase(changes));
    assert.deepEqual([config.cookies.secure, config.session.cookie.secure], expected, JSON.stringify(changes));
  }
});

test('an environment alone is enough', async () => {
  const env = {
    DSN: 'memory',
    SELFSERVICE_DEFAULT_BROWSER_RETURN_URL: 'https://app.example/',
    IDENTITY_SCHEMAS_0_ID: 'default',
    IDENTITY_SCHEMAS_0_URL: 'file://schema.json',
    SECRETS_COOKIE: SECRET,
  };
  assert.equal((await load({ env })).config.identity.schemas[0]?.url, 'file://schema.json');
  const incomplete = Object.fromEntries(Object.entries(env).filter(([name]) => name !== 'IDENTITY_SCHEMAS_0_ID'));
  assert.deepEqual(await problemsOf({ env: incomplete }), [
    'the environment variable IDENTITY_SCHEMAS_0_URL: identity.schemas.0.id is required',
  ]);
  const hole = { ...env, IDENTITY_SCHEMAS_2_ID: 'c', IDENTITY_SCHEMAS_2_URL: 'file://c' };
  assert.match((await problemsOf({ env: hole }))[0] ?? '', /identity\.schemas\.1 is missing in the list/);
});
