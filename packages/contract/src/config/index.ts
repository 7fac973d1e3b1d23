import { type Static, Type } from 'typebox';
import { courier } from './courier.ts';
import { selfservice } from './flows.ts';
import { clients, enterprise, featureFlags, oauth2Provider, preview, security } from './operations.ts';
import { zelos } from './own.ts';
import { type JsonSchema, inputSchema } from './schema-kit.ts';
import { database, log, rootKeys, serve, tracing } from './serve.ts';
import { ciphers, cookies, hashers, identity, secrets, session } from './sessions.ts';

export { parseDuration, parseSize } from './durations.ts';
export { hashersWhenAbsent } from './sessions.ts';
export type { JsonSchema } from './schema-kit.ts';

/** The configuration as the server sees it: every key with a default is there. */
export const ConfigModel = Type.Object(
  {
    ...rootKeys,
    serve,
    selfservice,
    identity,
    session,
    cookies,
    secrets,
    hashers,
    ciphers,
    courier,
    oauth2_provider: oauth2Provider,
    clients,
    security,
    log,
    tracing,
    database,
    feature_flags: featureFlags,
    preview,
    enterprise,
    zelos,
  },
  { additionalProperties: false, title: 'Configuration of Zelos', description: 'The configuration file.' },
);

/** The JSON Schema (draft-07) of configuration files: keys with defaults may be missing, unknown keys are refused where the peer refuses them. */
export const ConfigSchema: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  ...inputSchema(ConfigModel),
};

type ReadonlyDeep<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends readonly (infer E)[]
    ? readonly ReadonlyDeep<E>[]
    : { readonly [K in keyof T]: ReadonlyDeep<T[K]> };

/** The configuration after defaults and derived values: only keys without either can be missing. Durations and sizes are text. */
export type Config = ReadonlyDeep<Static<typeof ConfigModel>>;

/** A hook as a configuration lists it, of whatever place. */
export type HookConfig =
  | Config['selfservice']['flows']['login']['after']['hooks'][number]
  | Config['selfservice']['flows']['registration']['after']['password']['hooks'][number]
  | Config['selfservice']['flows']['settings']['after']['profile']['hooks'][number];

/** A social sign-in provider as a configuration lists it. */
export type OidcProviderConfig = Config['selfservice']['methods']['oidc']['config']['providers'][number];
