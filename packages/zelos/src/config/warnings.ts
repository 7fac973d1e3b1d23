import { isIP } from 'node:net';
import { type Config, featuresSet, parseSize } from '@zelos/contract';
import { type ConfigPath, valueAt } from './layer.ts';
import { hasWildcard, loadDomainOf, wildcardProblem } from './wildcards.ts';

/** Least Argon2id parameters (KiB, passes) that OWASP calls equivalent; one of them must be reached. */
const ARGON2_FLOOR = [
  [47_104, 1],
  [19_456, 2],
  [12_288, 3],
  [9216, 4],
  [7168, 5],
] as const;

const CORS = 'serve.public.cors.allowed_origins';
const RETURNS = 'selfservice.allowed_return_urls';

/** Says what is allowed but risky or without effect. `written` is the configuration before defaults. */
export function collectWarnings(config: Config, written: unknown): readonly string[] {
  const warnings: string[] = [];
  const unbuilt = featuresSet(written);
  if (unbuilt.length > 0) {
    warnings.push(`These features are configured but this version does not have them yet: ${unbuilt.join(', ')}.`);
  }
  const { cors } = config.serve.public;
  if (cors.enabled && cors.allow_credentials && cors.allowed_origins.includes('*')) {
    warnings.push(`${CORS} is "*" while credentials are allowed: every site may act for people who are signed in.`);
  }
  warnings.push(...hasherWarnings(config, written), ...schemaWarnings(config), ...deprecationWarnings(config));
  for (const range of config.zelos.trusted_proxies) {
    if (/\/0+$/.test(range))
      warnings.push(`zelos.trusted_proxies contains ${range}: anybody can pretend any client address.`);
  }
  const { version } = config;
  if (version !== undefined && version !== '' && !/^v[0-9]+\.[0-9]+\.[0-9]+(?:[-+].*)?$/.test(version)) {
    warnings.push('version is not of the form v1.2.3.');
  }
  return warnings;
}

function hasherWarnings(config: Config, written: unknown): readonly string[] {
  const { algorithm, argon2 } = config.hashers;
  const cost = valueAt(written, ['hashers', 'bcrypt', 'cost']);
  if (algorithm === 'bcrypt') {
    return !config.dev && typeof cost === 'number' && cost < config.hashers.bcrypt.cost
      ? [`hashers.bcrypt.cost ${cost} is too low outside development; ${config.hashers.bcrypt.cost} is used.`]
      : [];
  }
  const kib = parseSize(argon2.memory) / 1024;
  const enough = ARGON2_FLOOR.some(([memory, passes]) => kib >= memory && argon2.iterations >= passes);
  return enough
    ? []
    : [
        `hashers.argon2 with ${argon2.memory} and ${argon2.iterations} iteration(s) is below the recommended floor (19456KB and 2).`,
      ];
}

function schemaWarnings(config: Config): readonly string[] {
  const ids = config.identity.schemas.map(({ id }) => id);
  const warnings = ids
    .filter((id, index) => ids.indexOf(id) !== index)
    .map((id) => `identity.schemas names "${id}" more than once; the first entry is used.`);
  if (!ids.includes(config.identity.default_schema_id)) {
    warnings.push(
      `identity.default_schema_id is "${config.identity.default_schema_id}", which identity.schemas does not have.`,
    );
  }
  return warnings;
}

function deprecationWarnings(config: Config): readonly string[] {
  const warnings: string[] = [];
  const { registration } = config.selfservice.flows;
  if (registration.enable_legacy_one_step) {
    warnings.push('selfservice.flows.registration.enable_legacy_one_step is deprecated; write style: unified.');
  }
  const pages = Object.entries(config.selfservice.flows).filter(
    ([name, flow]) => 'ui_url' in flow && flow.ui_url === builtInPage(config, name),
  );
  if (!config.zelos.ui.enabled && pages.length > 0) {
    const names = pages.map(([name]) => name).join(', ');
    warnings.push(`zelos.ui.enabled is false, but these flows have no ui_url: ${names}.`);
  }
  return warnings;
}

const builtInPage = (config: Config, page: string): string =>
  `${config.serve.public.base_url.replace(/\/+$/, '')}/${page}`;

/**
 * Takes wildcards that reach too far out of the lists of origins and return addresses, unless the configuration insists on
 * them, and says so.
 */
export async function dropUnboundedWildcards(config: Config): Promise<{ config: Config; warnings: readonly string[] }> {
  const origins = config.serve.public.cors.allowed_origins;
  const returns = config.selfservice.allowed_return_urls;
  if (![...origins, ...returns].some(hasWildcard)) return { config, warnings: [] };
  const domainOf = await loadDomainOf();
  const keep = config.feature_flags.legacy_allow_insecure_origins;
  const warnings: string[] = [];
  const filter = (key: string, list: readonly string[]) =>
    list.filter((entry) => {
      const problem = hasWildcard(entry) ? wildcardProblem(entry, domainOf) : undefined;
      if (problem === undefined) return true;
      warnings.push(
        `${key}: ${entry} ${problem}; it is ${keep ? 'used since feature_flags.legacy_allow_insecure_origins is on' : 'ignored'}.`,
      );
      return keep;
    });
  const cors = { ...config.serve.public.cors, allowed_origins: filter(CORS, origins) };
  return {
    config: {
      ...config,
      serve: { ...config.serve, public: { ...config.serve.public, cors } },
      selfservice: { ...config.selfservice, allowed_return_urls: filter(RETURNS, returns) },
    },
    warnings,
  };
}

/** Development mode must not answer on a public https address: its cookies and rules are too loose for that. */
export function developmentProblem(config: Config): { path: ConfigPath; reason: string } | undefined {
  if (!config.dev || !URL.canParse(config.serve.public.base_url)) return undefined;
  const { protocol, hostname } = new URL(config.serve.public.base_url);
  if (protocol !== 'https:' || isLocalName(hostname)) return undefined;
  return {
    path: ['serve', 'public', 'base_url'],
    reason: 'is a public https address, which development mode does not serve',
  };
}

function isLocalName(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) === 6) return host === '::1' || /^f[cd]/i.test(host);
  if (isIP(host) === 4) return /^(?:127|10)\.|^192\.168\.|^172\.(?:1[6-9]|2[0-9]|3[01])\./.test(host);
  return !host.includes('.') || /\.(?:localhost|local|test|internal|home\.arpa)$/.test(host);
}
