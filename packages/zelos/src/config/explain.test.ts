import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseDuration } from '@zelos/contract';
import { databaseOnlyConfig, devDefaults, explain, isMemoryDsn, loadConfig, maskAddress, maskConfig } from './index.ts';

const MARK = 'HIDDENHIDDENHIDDENHIDDENHIDDEN12';

const FULL_OF_SECRETS = {
  dsn: `postgres://user:${MARK}@db:5432/x?sslpassword=${MARK}&sslmode=disable`,
  selfservice: {
    default_browser_return_url: 'https://app.example/',
    flows: {
      login: {
        after: {
          hooks: [
            {
              hook: 'web_hook',
              config: {
                url: `https://user:${MARK}@hook.example/x?token=${MARK}`,
                method: 'POST',
                headers: { Authorization: `Bearer ${MARK}` },
                auth: { type: 'api_key', config: { name: 'X-Key', value: MARK, in: 'header' } },
              },
            },
          ],
        },
      },
    },
    methods: {
      oidc: {
        config: {
          providers: [
            { id: 'g', provider: 'google', client_id: 'visible-id', client_secret: MARK, mapper_url: 'file://m' },
          ],
        },
      },
    },
  },
  identity: { schemas: [{ id: 'default', url: 'file://schema.json' }] },
  secrets: { default: [MARK], cookie: [MARK], cipher: [MARK], pagination: [MARK] },
  courier: {
    smtp: { connection_uri: `smtps://user:${MARK}@mail.example:465/?skip_ssl_verify=true` },
    http: {
      request_config: {
        url: 'https://a.example',
        headers: { 'X-Token': MARK },
        auth: { type: 'basic_auth', config: { user: 'u', password: MARK } },
      },
    },
  },
  oauth2_provider: { url: `https://user:${MARK}@hydra.example`, headers: { Authorization: MARK } },
  session: { whoami: { tokenizer: { templates: { jwt: { jwks_url: `base64://${MARK}` } } } } },
  tracing: { providers: { otlp: { authorization_header: MARK } } },
  serve: { public: { tls: { key: { base64: MARK }, cert: { base64: 'aaaa' } } } },
  security: { future_api_key: MARK },
};

test('SR-LG-02: no secret is ever shown', async () => {
  const loaded = await loadConfig({ flags: FULL_OF_SECRETS });
  assert.ok(loaded.ok);
  const shown = JSON.stringify([maskConfig(loaded.config), explain(loaded), loaded.warnings]);
  assert.ok(!shown.includes(MARK), shown.slice(Math.max(0, shown.indexOf(MARK) - 200), shown.indexOf(MARK)));
  for (const text of ['user:[secret]@db:5432', 'sslmode=disable', 'mail.example:465', 'hook.example', 'visible-id']) {
    assert.ok(shown.includes(text), text);
  }
});

test('SR-LG-02: problems do not repeat secrets', async () => {
  const broken = {
    ...FULL_OF_SECRETS,
    dsn: 7,
    secrets: { cookie: ['HIDDENHIDDEN'], cipher: [`${MARK}x`] },
    courier: { smtp: { connection_uri: `imap://user:${MARK}@x` } },
    nonsense: MARK,
  };
  const loaded = await loadConfig({ flags: broken });
  assert.ok(!loaded.ok);
  assert.equal(loaded.problems.length, 5);
  assert.doesNotMatch(JSON.stringify(loaded.problems), /HIDDEN/);
});

test('addresses are shown without their passwords', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['mysql://root:p@ss:w@tcp(db:3306)/x?parseTime=true', 'mysql://root:[secret]@tcp(db:3306)/x?parseTime=true'],
    ['postgres://db/x?password=p&sslmode=off', 'postgres://db/x?password=[secret]&sslmode=off'],
    ['https://a.example/x?key=1&page=2', 'https://a.example/x?key=[secret]&page=2'],
    ['memory', 'memory'],
    ['http://127.0.0.1:4433/', 'http://127.0.0.1:4433/'],
  ];
  for (const [text, expected] of cases) assert.equal(maskAddress(text), expected);
});

test('every value names its source', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'zelos-explain-'));
  t.after(() => rm(dir, { recursive: true }));
  const file = join(dir, 'kratos.yml');
  await writeFile(
    file,
    'dsn: memory\nidentity:\n  schemas:\n    - id: default\n      url: file://a\nsession: { lifespan: 1h }\n',
  );
  const loaded = await loadConfig({
    development: { selfservice: { default_browser_return_url: '/' }, secrets: { cookie: [MARK] } },
    files: [file],
    flags: { 'watch-courier': true },
    env: { IDENTITY_SCHEMAS_0_URL: 'file://b', LOG_LEVEL: 'debug' },
  });
  assert.ok(loaded.ok);
  const lines = new Map(explain(loaded).map((line) => [line.key, line]));
  const sources: readonly (readonly [string, string])[] = [
    ['dsn', `${file}:1:6`],
    ['session.lifespan', `${file}:6:22`],
    ['identity.schemas.0.id', `${file}:4:11`],
    ['identity.schemas.0.url', 'the environment variable IDENTITY_SCHEMAS_0_URL'],
    ['identity.schemas.0.selfservice_selectable', 'default'],
    ['log.level', 'the environment variable LOG_LEVEL'],
    ['watch-courier', 'the flag --watch-courier'],
    ['secrets.cookie', 'development default'],
    ['serve.public.base_url', 'derived'],
    ['serve.public.port', 'default'],
  ];
  for (const [key, source] of sources) assert.equal(lines.get(key)?.source, source, key);
  assert.deepEqual(lines.get('secrets.cookie')?.value, ['[secret]']);
});

test('development mode keeps its secrets for its owner alone and starts without a file', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'zelos-dev-'));
  t.after(() => rm(dir, { recursive: true }));
  const first = await loadConfig({ development: await devDefaults({ dir }), flags: { dev: true } });
  const second = await loadConfig({ development: await devDefaults({ dir }), flags: { dev: true } });
  assert.ok(first.ok && second.ok);
  assert.deepEqual(first.config.secrets, second.config.secrets);
  assert.deepEqual(first.warnings, []);
  assert.deepEqual(await readdir(dir), ['secrets.json']);
  assert.equal((await stat(join(dir, 'secrets.json'))).mode & 0o777, 0o600);
  assert.equal(JSON.parse(await readFile(join(dir, 'secrets.json'), 'utf8')).cookie, first.config.secrets.cookie[0]);
  const { config } = first;
  assert.equal(config.dsn, `sqlite://${dir}/zelos.sqlite?_fk=true`);
  assert.equal(config.selfservice.flows.registration.style, 'unified');
  assert.deepEqual(config.selfservice.flows.registration.after.password.hooks, [{ hook: 'session' }]);
  assert.equal(config.selfservice.methods.password.config.haveibeenpwned_enabled, false);
  assert.equal(config.serve.public.host, '127.0.0.1');
  assert.equal(config.zelos.ui.enabled, true);

  await writeFile(join(dir, 'secrets.json'), 'damaged');
  const renewed = await loadConfig({ development: await devDefaults({ dir }), flags: { dev: true } });
  assert.ok(renewed.ok);
  assert.notDeepEqual(renewed.config.secrets, first.config.secrets);
});

test('database commands need nothing but an address', async () => {
  const config = await databaseOnlyConfig('sqlite:///x.sqlite');
  assert.equal(config.dsn, 'sqlite:///x.sqlite');
  assert.equal(parseDuration(config.session.lifespan), 86_400_000);
  for (const dsn of ['memory', ':memory:', 'sqlite://file::memory:?_fk=true', 'sqlite://file:x?mode=memory&_fk=true']) {
    assert.equal(isMemoryDsn(dsn), true, dsn);
  }
  assert.equal(isMemoryDsn('sqlite:///memory.sqlite'), false);
});
