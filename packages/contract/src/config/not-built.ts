/** A feature whose configuration is accepted although the feature does not exist yet. */
export interface FeatureNotBuilt {
  /** Name for the start-up warning. */
  readonly feature: string;
  /** Key that asks for it; `*` stands for one segment (a key or an index). */
  readonly key: string;
  /** The value that asks for it; without it any value but false, null and empty ones does. */
  readonly value?: string | boolean;
}

const method = (feature: string, key: string): FeatureNotBuilt => ({
  feature,
  key: `selfservice.methods.${key}`,
  value: true,
});

/** Configuration that is read without effect. A line goes away with the feature that it names. */
export const FEATURES_NOT_BUILT: readonly FeatureNotBuilt[] = [
  { feature: 'web_hook hooks', key: 'selfservice.flows.*.*.hooks.*.hook', value: 'web_hook' },
  { feature: 'web_hook hooks', key: 'selfservice.flows.*.*.*.hooks.*.hook', value: 'web_hook' },
  method('social sign-in (oidc)', 'oidc.enabled'),
  method('authenticator apps (totp)', 'totp.enabled'),
  method('backup codes (lookup_secret)', 'lookup_secret.enabled'),
  method('security keys (webauthn)', 'webauthn.enabled'),
  method('passkeys', 'passkey.enabled'),
  method('password migration hook', 'password.config.migrate_hook.enabled'),
  { feature: 'session tokens (tokenizer)', key: 'session.whoami.tokenizer.templates' },
  { feature: 'OAuth2 provider', key: 'oauth2_provider.url' },
  { feature: 'tracing', key: 'tracing.provider' },
  { feature: 'organizations', key: 'organizations' },
  { feature: 'organizations', key: 'selfservice.methods.b2b.config.organizations' },
  { feature: 'organizations', key: 'selfservice.flows.*.*.hooks.*.hook', value: 'b2b_sso' },
  { feature: 'organizations', key: 'selfservice.flows.*.*.*.hooks.*.hook', value: 'b2b_sso' },
  { feature: 'organizations', key: 'selfservice.flows.*.*.hooks.*.hook', value: 'organization' },
  { feature: 'organizations', key: 'selfservice.flows.*.*.*.hooks.*.hook', value: 'organization' },
  { feature: 'hardened profile', key: 'zelos.profile', value: 'hardened' },
];

function valuesAt(value: unknown, segments: readonly string[]): readonly unknown[] {
  const [head, ...tail] = segments;
  if (head === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  if (head === '*') return Object.values(value).flatMap((member) => valuesAt(member, tail));
  return Object.hasOwn(value, head) ? valuesAt((value as Record<string, unknown>)[head], tail) : [];
}

function asksForIt(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** Names the features of `table` that a configuration, as written (before defaults), sets or enables; each once, in table order. */
export function featuresSet(
  written: unknown,
  table: readonly FeatureNotBuilt[] = FEATURES_NOT_BUILT,
): readonly string[] {
  const set = table.filter(({ key, value }) =>
    valuesAt(written, key.split('.')).some((found) => (value === undefined ? asksForIt(found) : found === value)),
  );
  return [...new Set(set.map(({ feature }) => feature))];
}
