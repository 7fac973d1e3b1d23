import { type Config, ConfigSchema, hashersWhenAbsent, type JsonSchema, withDefaults } from '@zelos/contract';
import { type ConfigPath, isFields, valueAt } from './layer.ts';
import { withValueAt } from './merge.ts';

/** What derived values need to know about the computer. */
export interface Machine {
  readonly cpus: number;
  readonly hostname: string;
}

const BCRYPT_LEAST_COST = 12;
const TRUE_WORDS = new Set<unknown>([true, 'true', 'True', 'TRUE', 't', 'T', '1']);
const PAGES = ['login', 'registration', 'settings', 'recovery', 'verification', 'error'] as const;

/**
 * Completes a valid configuration: defaults of the schema, then what follows from other values (base addresses, cookie
 * attributes, pages of the built-in UI, Argon2id when no hasher was named).
 */
export function completeConfig(
  written: unknown,
  dev: boolean,
  machine: Machine,
  schema: JsonSchema = ConfigSchema,
): Config {
  const hashers = valueAt(written, ['hashers']) === undefined ? hashersWhenAbsent : {};
  const full = withDefaults(schema, {
    ...(written as object),
    hashers: { ...hashers, ...section(written, 'hashers') },
  });
  let config: unknown = withValueAt(full, ['dev'], dev);
  const fill = (path: ConfigPath, value: unknown) => {
    if (valueAt(config, path) === undefined) config = withValueAt(config, path, value);
  };
  const force = (path: ConfigPath, value: unknown) => {
    config = withValueAt(config, path, value);
  };
  for (const plane of ['public', 'admin'] as const) {
    fill(['serve', plane, 'base_url'], baseUrl(config, plane, dev, machine));
  }
  const base = String(valueAt(config, ['serve', 'public', 'base_url']));
  const withoutPage = PAGES.filter((page) => valueAt(config, ['selfservice', 'flows', page, 'ui_url']) === undefined);
  fill(['zelos', 'ui', 'enabled'], withoutPage.length > 0);
  for (const page of withoutPage) fill(['selfservice', 'flows', page, 'ui_url'], `${base.replace(/\/+$/, '')}/${page}`);
  const secure = valueAt(config, ['cookies', 'secure']);
  force(['cookies', 'secure'], secure === undefined ? !dev : TRUE_WORDS.has(secure));
  const ownSecure = valueAt(config, ['session', 'cookie', 'secure']);
  force(['session', 'cookie', 'secure'], TRUE_WORDS.has(ownSecure ?? valueAt(config, ['cookies', 'secure'])));
  for (const key of ['path', 'same_site', 'domain']) {
    const shared = valueAt(config, ['cookies', key]);
    if (shared !== undefined) fill(['session', 'cookie', key], shared);
  }
  fill(['session', 'earliest_possible_extend'], valueAt(config, ['session', 'lifespan']));
  fill(['hashers', 'argon2', 'parallelism'], machine.cpus * 2);
  fill(
    ['selfservice', 'methods', 'totp', 'config', 'issuer'],
    URL.canParse(base) ? new URL(base).hostname : machine.hostname,
  );
  const cost = Number(valueAt(config, ['hashers', 'bcrypt', 'cost']));
  if (!dev && cost < BCRYPT_LEAST_COST) force(['hashers', 'bcrypt', 'cost'], BCRYPT_LEAST_COST);
  applyOlderSpellings(config, force);
  return config as Config;
}

const section = (root: unknown, key: string): object => {
  const value = valueAt(root, [key]);
  return isFields(value) ? value : {};
};

/** Deprecated switches speak through the keys that replaced them. */
function applyOlderSpellings(config: unknown, force: (path: ConfigPath, value: unknown) => void): void {
  if (valueAt(config, ['selfservice', 'flows', 'registration', 'enable_legacy_one_step']) === true) {
    force(['selfservice', 'flows', 'registration', 'style'], 'unified');
  }
  if (valueAt(config, ['selfservice', 'methods', 'code', 'passwordless_enabled']) === true) {
    force(['selfservice', 'methods', 'code', 'enabled'], true);
  }
}

function baseUrl(config: unknown, plane: 'public' | 'admin', dev: boolean, machine: Machine): string {
  const scheme = dev ? 'http' : 'https';
  const host = String(valueAt(config, ['serve', plane, 'host']) ?? '');
  if (host.startsWith('unix:')) return `${scheme}://${machine.hostname}/`;
  const named = host === '' || host === '0.0.0.0' || host === '::' ? machine.hostname : host;
  const bracketed = named.includes(':') && !named.startsWith('[') ? `[${named}]` : named;
  return `${scheme}://${bracketed}:${valueAt(config, ['serve', plane, 'port'])}/`;
}
