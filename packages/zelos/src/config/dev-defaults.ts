import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { randomInt } from 'node:crypto';
import { join, resolve } from 'node:path';

/** Secrets of development mode. */
export interface DevSecrets {
  readonly cookie: string;
  readonly cipher: string;
}

export interface DevDefaultsOptions {
  /** Directory that keeps database and secrets; it must exist unless `secrets` are given. */
  readonly dir: string;
  /** Secrets to use instead of the kept ones; no file is read or written then. */
  readonly secrets?: DevSecrets;
  /** Makes a random text of the given length from letters and digits; by the system's secure generator when missing. */
  readonly randomText?: (length: number) => string;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export const secureText = (length: number): string =>
  Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

const address = { type: 'string', format: 'email', title: 'E-Mail', minLength: 3, maxLength: 320 } as const;

/** The identity schema of development mode: a mail address to sign in with, and a name. */
export const DEV_IDENTITY_SCHEMA = {
  $id: 'https://zelos.invalid/schemas/person.json',
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Person',
  type: 'object',
  properties: {
    traits: {
      type: 'object',
      properties: {
        email: {
          ...address,
          'ory.sh/kratos': {
            credentials: {
              password: { identifier: true },
              code: { identifier: true, via: 'email' },
              webauthn: { identifier: true },
            },
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

/**
 * What development mode needs to start at all, below any configuration file: a database file, secrets that survive a restart,
 * no questions to the breach service.
 */
export async function devBasics(options: DevDefaultsOptions): Promise<object> {
  const secrets = options.secrets ?? (await keptSecrets(options));
  return {
    dsn: `sqlite://${resolve(options.dir, 'zelos.sqlite')}?_fk=true`,
    secrets: { cookie: [secrets.cookie], cipher: [secrets.cipher] },
    selfservice: { methods: { password: { config: { haveibeenpwned_enabled: false } } } },
  };
}

/** The whole configuration of `zelos serve --dev` without a file; a tree of keys for `loadConfig({ development })`. */
export async function devDefaults(options: DevDefaultsOptions): Promise<object> {
  const basics = (await devBasics(options)) as { readonly selfservice: object };
  const schema = Buffer.from(JSON.stringify(DEV_IDENTITY_SCHEMA)).toString('base64url');
  const origin = 'http://127.0.0.1:4433';
  return {
    ...basics,
    // The terminal shows where the pages are and what needs attention; LOG_LEVEL=info tells every request.
    log: { level: 'warning' },
    serve: {
      public: { base_url: `${origin}/`, host: '127.0.0.1' },
      admin: { base_url: 'http://127.0.0.1:4434/', host: '127.0.0.1' },
    },
    identity: { default_schema_id: 'default', schemas: [{ id: 'default', url: `base64://${schema}` }] },
    selfservice: {
      ...basics.selfservice,
      default_browser_return_url: `${origin}/welcome`,
      allowed_return_urls: [origin],
      flows: {
        registration: { style: 'unified', after: { password: { hooks: [{ hook: 'session' }] } } },
        // Mails are shown at /dev/inbox, so everything that sends some can be tried at once.
        verification: { enabled: true },
        recovery: { enabled: true },
      },
    },
  };
}

/** Reads the secrets of an earlier run, or makes and keeps new ones; the file is for its owner alone. */
async function keptSecrets({ dir, randomText = secureText }: DevDefaultsOptions): Promise<DevSecrets> {
  const path = join(dir, 'secrets.json');
  try {
    const kept = JSON.parse(await readFile(path, 'utf8')) as Partial<DevSecrets>;
    await chmod(path, 0o600);
    if (isSecret(kept.cookie) && isSecret(kept.cipher)) return { cookie: kept.cookie, cipher: kept.cipher };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && !(error instanceof SyntaxError)) throw error;
  }
  const made: DevSecrets = { cookie: randomText(32), cipher: randomText(32) };
  const temporary = `${path}.${randomText(8)}`;
  await writeFile(temporary, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  await rename(temporary, path);
  return made;
}

const isSecret = (value: unknown): value is string => typeof value === 'string' && value.length === 32;
