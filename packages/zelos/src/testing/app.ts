import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config, JsonObject } from '@zelos/contract';
import { createZelos, type Zelos, type ZelosOptions } from '../compose.ts';
import { describeProblem, extendedSchema, loadConfig } from '../config/index.ts';
import { mergeValues } from '../config/merge.ts';
import type { Logger } from '../ports/logger.ts';
import { createTestClock, type TestClock } from './clock.ts';
import { chosenMount, openTransport, type Transport } from './mounts.ts';
import { createTestRandom } from './random.ts';
import { schemaUrl } from './schemas.ts';

/** The identity schema of a test app: a mail address to sign in with, and a name. */
export const TEST_SCHEMA = {
  $id: 'https://zelos.invalid/schemas/test-person.json',
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Person',
  type: 'object',
  properties: {
    traits: {
      type: 'object',
      properties: {
        email: {
          type: 'string',
          format: 'email',
          title: 'E-Mail',
          maxLength: 320,
          'ory.sh/kratos': {
            credentials: { password: { identifier: true } },
            verification: { via: 'email' },
            recovery: { via: 'email' },
          },
        },
        name: {
          type: 'object',
          properties: {
            first: { type: 'string', title: 'First name', maxLength: 200 },
            last: { type: 'string', title: 'Last name', maxLength: 200 },
          },
        },
      },
      required: ['email'],
      additionalProperties: false,
    },
  },
} as const;

/** Where the pages of the application under test live; no server listens there. */
export const APP_URL = 'https://app.example.org';

const PAGES = ['login', 'registration', 'settings', 'recovery', 'verification', 'error'] as const;

/** The configuration of a test app as a tree of keys: everything that is slow or talks to others is off. */
export function testConfig(): object {
  return {
    dsn: 'memory',
    log: { level: 'trace' },
    secrets: { cookie: ['the-cookie-secret-of-the-tests-0'], cipher: ['the-cipher-secret-of-the-tests-0'] },
    serve: {
      public: { base_url: 'https://id.example.org/', host: '127.0.0.1' },
      admin: { base_url: 'https://admin.example.org/', host: '127.0.0.1' },
    },
    identity: { default_schema_id: 'default', schemas: [{ id: 'default', url: schemaUrl(TEST_SCHEMA) }] },
    hashers: { algorithm: 'argon2', argon2: { memory: '8KB', iterations: 1, parallelism: 1 } },
    selfservice: {
      default_browser_return_url: `${APP_URL}/home`,
      allowed_return_urls: [APP_URL],
      methods: { password: { config: { haveibeenpwned_enabled: false } } },
      flows: {
        ...Object.fromEntries(PAGES.map((page) => [page, { ui_url: `${APP_URL}/${page}` }])),
        registration: {
          ui_url: `${APP_URL}/registration`,
          style: 'unified',
          after: { password: { hooks: [{ hook: 'session' }] } },
        },
      },
    },
  };
}

/** One line of the log. */
export interface LogLine {
  readonly level: keyof Logger;
  readonly fields: JsonObject;
  readonly message: string;
}

export interface TestAppOptions extends Omit<ZelosOptions, 'clock' | 'log' | 'warn'> {
  /** Keys that differ from `testConfig()`; maps are merged, everything else is replaced. */
  readonly config?: object;
  readonly clock?: TestClock;
  /** Keeps the data in a SQLite file of its own, removed when the app closes, instead of in memory. */
  readonly file?: boolean;
}

/** A composed server for tests, with its clock in the test's hand. */
export interface TestApp {
  readonly zelos: Zelos;
  /** Sends requests: in process, or through the mount that `ZELOS_MOUNT` names. */
  readonly send: Transport['send'];
  readonly config: Config;
  readonly clock: TestClock;
  /** Base addresses with a slash at the end. */
  readonly publicUrl: string;
  readonly adminUrl: string;
  /** The database file, where there is one. */
  readonly file: string | null;
  /** Everything that was logged. */
  readonly logs: readonly LogLine[];
  /** What the operator would have heard at start. */
  readonly warnings: readonly string[];
  /** Closes the server and removes its file. May be called more than once. */
  close(): Promise<void>;
}

function recordingLogger(lines: LogLine[]): Logger {
  const at = (level: LogLine['level']) => (fields: JsonObject, message: string) => {
    lines.push({ level, fields, message });
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/**
 * Composes a migrated server with a fixed configuration, a clock that stands still and seeded randomness. It binds no
 * port: requests go through `createBrowser` or `zelos.public.fetch`. Throws when the configuration cannot be used.
 */
export async function startApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { config: overrides = {}, clock = createTestClock(), file: wantsFile = false, ...rest } = options;
  const directory = wantsFile ? await mkdtemp(join(tmpdir(), 'zelos-test-')) : null;
  const file = directory === null ? null : join(directory, 'zelos.sqlite');
  const base = mergeValues(testConfig(), file === null ? {} : { dsn: `sqlite://${file}` });
  const result = await loadConfig({
    schema: extendedSchema(rest.methods ?? [], rest.hooks ?? []),
    flags: mergeValues(base, { ...(options.dev ? { dev: true } : {}), ...overrides }),
  });
  if (!result.ok)
    throw new Error(`the test configuration cannot be used: ${result.problems.map(describeProblem).join('; ')}`);
  const { config } = result;
  const logs: LogLine[] = [];
  const warnings: string[] = [...result.warnings];
  const zelos = await createZelos(config, {
    random: createTestRandom(),
    ...rest,
    clock,
    log: recordingLogger(logs),
    warn: (line) => warnings.push(line),
  });
  await zelos.migrate();
  const transport = await openTransport(zelos, chosenMount());
  let closing: Promise<void> | null = null;
  return {
    zelos,
    send: transport.send,
    config,
    clock,
    publicUrl: config.serve.public.base_url,
    adminUrl: config.serve.admin.base_url,
    file,
    logs,
    warnings,
    close() {
      closing ??= (async () => {
        await transport.close();
        await zelos.close();
        if (directory !== null) await rm(directory, { recursive: true, force: true });
      })();
      return closing;
    },
  };
}
