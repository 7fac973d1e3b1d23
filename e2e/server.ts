// Runs the real executable for a test: configuration file, free ports and database in a directory of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '@zelos/contract';
import { freePorts } from 'zelos/testing';

export const EXECUTABLE = fileURLToPath(new URL('../packages/zelos/bin/zelos', import.meta.url));

/** Something that runs what is left to do when it is over: the context of a test, or a whole file of tests. */
export interface Owner {
  after(run: () => unknown): void;
}

/** The owner of what all tests of a file share. @param after that of node:test; called at once, because hooks have no say later */
export function fileOwner(after: (run: () => Promise<void>) => void): Owner {
  const rest: (() => unknown)[] = [];
  after(async () => {
    for (const run of rest) await run();
  });
  return { after: (run) => rest.push(run) };
}

const endings = new WeakMap<Owner, (() => unknown)[]>();

/** Has something done at the end of an owner, last things first: processes end before their directories go. */
function atEnd(owner: Owner, run: () => unknown): void {
  const known = endings.get(owner);
  if (known) {
    known.unshift(run);
    return;
  }
  const list = [run];
  endings.set(owner, list);
  owner.after(async () => {
    for (const next of list) await next();
  });
}

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
  /** What has been written so far to both outputs. */
  written(): string;
  /** Settles when the outputs contain the text; rejects when the process ends before. */
  says(text: string): Promise<void>;
}

export interface Server extends Running {
  /** Base address of the public listener, without a slash at the end. */
  readonly publicUrl: string;
  readonly adminUrl: string;
  readonly directory: string;
  readonly database: string;
  /** Sends a signal (default SIGTERM) and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Outcome>;
}

export interface ServerOptions {
  /** Development mode: database migrated at start, cookies without Secure, cheap hashing allowed. Default true. */
  readonly dev?: boolean;
  /** Merged over the built-in test configuration, key by key. */
  readonly config?: JsonObject;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the database is migrated before the start, where development mode does not do so. Default true. */
  readonly migrate?: boolean;
}

/** The identity schema of the tests: a mail address, a name, and one trait each of the other kinds. */
export const PERSON_SCHEMA = {
  $id: 'https://zelos.invalid/schemas/e2e-person.json',
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
          properties: { first: { type: 'string', title: 'First name' }, last: { type: 'string', title: 'Last name' } },
        },
        newsletter: { type: 'boolean', title: 'Send me news' },
      },
      required: ['email'],
      additionalProperties: false,
    },
  },
} as const;

/** A directory of its own, removed with everything in it when the owner is done. */
export async function temporaryDirectory(owner: Owner): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'zelos-e2e-'));
  atEnd(owner, () => rm(directory, { recursive: true, force: true, maxRetries: 3 }));
  return directory;
}

/** Starts the executable. It is killed when the owner is done, and when the test process ends. */
export function run(
  owner: Owner,
  directory: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  const child = spawn(EXECUTABLE, args, {
    cwd: directory,
    env: { PATH: process.env['PATH'], HOME: directory, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const output = { out: '', err: '' };
  const listeners = new Set<() => void>();
  const note = (name: 'out' | 'err') => (text: string) => {
    output[name] += text;
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding('utf8').on('data', note('out'));
  child.stderr.setEncoding('utf8').on('data', note('err'));
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.once('error', reject).once('close', (code, signal) => {
      process.off('exit', kill);
      resolve({ code, signal, ...output });
    });
  });
  atEnd(owner, async () => {
    kill();
    await ended;
  });
  const written = () => output.out + output.err;
  return {
    child,
    ended,
    written,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!written().includes(text)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
        ended.then(
          ({ code }) => reject(new Error(`ended with ${code} before it said "${text}":\n${written()}`)),
          reject,
        );
      }),
  };
}

const isTree = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function merge(base: JsonObject, over: JsonObject): JsonObject {
  const merged: Record<string, JsonObject[string]> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    merged[key] = isTree(before) && isTree(value) ? merge(before, value) : value;
  }
  return merged;
}

function configuration(dsn: string, publicPort: number, adminPort: number): JsonObject {
  const origin = `http://127.0.0.1:${publicPort}`;
  const schema = Buffer.from(JSON.stringify(PERSON_SCHEMA)).toString('base64url');
  return {
    dsn,
    // What is on standard error then is worth a look.
    log: { level: 'warning' },
    serve: {
      public: { host: '127.0.0.1', port: publicPort, base_url: `${origin}/` },
      admin: { host: '127.0.0.1', port: adminPort, base_url: `http://127.0.0.1:${adminPort}/` },
    },
    secrets: { cookie: ['only-for-tests-cookie-secret-0001'], cipher: ['only-for-tests-cipher-secret-001'] },
    identity: { default_schema_id: 'default', schemas: [{ id: 'default', url: `base64://${schema}` }] },
    selfservice: {
      default_browser_return_url: `${origin}/welcome`,
      allowed_return_urls: [origin],
      methods: { password: { config: { haveibeenpwned_enabled: false } } },
      flows: { registration: { style: 'unified', after: { password: { hooks: [{ hook: 'session' }] } } } },
    },
  };
}

/** Writes a configuration file and tells where the server will be. */
export async function prepareServer(owner: Owner, { config = {}, dev = true }: ServerOptions = {}) {
  const directory = await temporaryDirectory(owner);
  const [publicPort = 0, adminPort = 0] = await freePorts(2);
  const database = join(directory, 'zelos.sqlite');
  const dsn = `sqlite://${database}`;
  const tree = merge(configuration(dsn, publicPort, adminPort), config);
  // A YAML reader takes JSON.
  await writeFile(join(directory, 'zelos.yml'), JSON.stringify(tree, null, 2));
  return {
    directory,
    database,
    dsn,
    publicUrl: `http://127.0.0.1:${publicPort}`,
    adminUrl: `http://127.0.0.1:${adminPort}`,
    args: ['serve', '-c', 'zelos.yml', ...(dev ? ['--dev'] : [])],
  };
}

/**
 * Starts a server and waits until it is ready. It is stopped, and its directory removed, when the owner is done.
 * @throws Error when it ends early or is not ready
 */
export async function startServer(owner: Owner, options: ServerOptions = {}): Promise<Server> {
  const { dev = true, migrate = true, env = {} } = options;
  const { directory, database, dsn, publicUrl, adminUrl, args } = await prepareServer(owner, options);
  if (!dev && migrate) {
    const { code, out, err } = await run(owner, directory, ['migrate', 'up', dsn, '--yes'], env).ended;
    if (code !== 0) throw new Error(`the database could not be migrated:\n${out}${err}`);
  }
  const running = run(owner, directory, args, env);
  await running.says('Public API');
  if (dev || migrate) {
    const ready = await fetch(`${publicUrl}/health/ready`);
    if (ready.status !== 200) throw new Error(`not ready (${ready.status}):\n${running.written()}`);
    await ready.arrayBuffer();
  }
  return {
    ...running,
    directory,
    database,
    publicUrl,
    adminUrl,
    stop(signal = 'SIGTERM') {
      running.child.kill(signal);
      return running.ended;
    },
  };
}
