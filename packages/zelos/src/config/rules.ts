import { type ConfigPath, isFields, valueAt } from './layer.ts';

/** A rule between keys that is broken. */
export interface RuleProblem {
  readonly path: ConfigPath;
  readonly reason: string;
}

type Report = (path: ConfigPath, reason: string) => void;

const METHODS = ['selfservice', 'methods'] as const;

/**
 * Checks what the schema cannot say of one key alone. Looks at the configuration as it was written: a default never breaks
 * a rule.
 */
export function checkRules(written: unknown, dev: boolean): readonly RuleProblem[] {
  const problems: RuleProblem[] = [];
  const report: Report = (path, reason) => problems.push({ path, reason });
  const on = (...path: ConfigPath) => valueAt(written, path) === true;
  const has = (...path: ConfigPath) => valueAt(written, path) !== undefined;
  const flows = ['selfservice', 'flows'] as const;

  if (on(...flows, 'verification', 'enabled') !== on(...flows, 'recovery', 'enabled') && !has('courier')) {
    report(['courier'], 'is required when verification or recovery is enabled');
  }
  const cipher = valueAt(written, ['ciphers', 'algorithm']);
  if ((cipher === 'aes' || cipher === 'xchacha20-poly1305') && !has('secrets', 'cipher')) {
    report(['secrets', 'cipher'], `is required for ciphers.algorithm ${cipher}`);
  }
  if (!dev && !hasEntries(written, 'default') && !hasEntries(written, 'cookie')) {
    report(
      ['secrets'],
      'needs at least one entry in secrets.default or secrets.cookie (only development mode makes its own)',
    );
  }
  if (on(...METHODS, 'code', 'passwordless_enabled') && on(...METHODS, 'code', 'mfa_enabled')) {
    report([...METHODS, 'code', 'mfa_enabled'], 'cannot be true together with passwordless_enabled');
  }
  if (on(...METHODS, 'webauthn', 'enabled') && !has(...METHODS, 'webauthn', 'config')) {
    report([...METHODS, 'webauthn', 'config'], 'is required when webauthn is enabled');
  }
  if (has(...METHODS, 'webauthn', 'config', 'rp', 'origin') && has(...METHODS, 'webauthn', 'config', 'rp', 'origins')) {
    report([...METHODS, 'webauthn', 'config', 'rp', 'origin'], 'cannot be given together with origins');
  }
  checkProviders(written, report);
  checkHooks(valueAt(written, flows), flows, report);
  checkCertificates(written, report);
  return problems;
}

function hasEntries(written: unknown, list: string): boolean {
  const value = valueAt(written, ['secrets', list]);
  return Array.isArray(value) && value.length > 0;
}

function checkProviders(written: unknown, report: Report): void {
  const path = [...METHODS, 'oidc', 'config', 'providers'];
  const providers = valueAt(written, path);
  if (!Array.isArray(providers)) return;
  for (const [index, provider] of providers.entries()) {
    if (!isFields(provider)) continue;
    const given = (key: string) => provider[key] !== undefined && provider[key] !== '';
    const need = (key: string) => {
      if (provider[key] === undefined)
        report([...path, index, key], `is required for provider ${String(provider['provider'])}`);
    };
    const forbid = (key: string, present: boolean) => {
      if (present) report([...path, index, key], `is not possible for provider ${String(provider['provider'])}`);
    };
    const apple = ['apple_team_id', 'apple_private_key_id', 'apple_private_key'];
    if (provider['provider'] === 'microsoft') need('microsoft_tenant');
    else forbid('microsoft_tenant', provider['microsoft_tenant'] !== undefined);
    if (provider['provider'] === 'apple') {
      for (const key of apple) need(key);
      forbid('client_secret', given('client_secret'));
    } else {
      need('client_secret');
      for (const key of apple) forbid(key, given(key));
    }
  }
}

/** Finds web hooks wherever a list of hooks stands and checks how they treat the answer. */
function checkHooks(value: unknown, path: ConfigPath, report: Report): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkHooks(item, [...path, index], report);
  } else if (isFields(value)) {
    if (value['hook'] === 'web_hook' && isFields(value['config']))
      checkWebHook(value['config'], [...path, 'config'], report);
    else for (const [key, member] of Object.entries(value)) checkHooks(member, [...path, key], report);
  }
}

function checkWebHook(config: Readonly<Record<string, unknown>>, path: ConfigPath, report: Report): void {
  const response = isFields(config['response']) ? config['response'] : {};
  if (response['ignore'] !== true) return;
  if (response['parse'] === true)
    report([...path, 'response', 'parse'], 'cannot be true together with response.ignore');
  if (config['can_interrupt'] === true)
    report([...path, 'can_interrupt'], 'cannot be true together with response.ignore');
}

function checkCertificates(written: unknown, report: Report): void {
  for (const plane of ['public', 'admin']) {
    const path = ['serve', plane, 'tls'];
    const parts = ['key', 'cert'].map((part) =>
      ['path', 'base64'].some((form) => Boolean(valueAt(written, [...path, part, form]))),
    );
    if (parts[0] !== parts[1])
      report([...path, parts[0] ? 'cert' : 'key'], 'is required: TLS needs both a key and a certificate');
  }
}
