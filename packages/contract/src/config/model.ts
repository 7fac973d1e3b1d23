import { Type } from 'typebox';
import { courier } from './courier.ts';
import { selfservice } from './flows.ts';
import { clients, enterprise, featureFlags, oauth2Provider, preview, security } from './operations.ts';
import { zelos } from './own.ts';
import { type JsonSchema, inputSchema } from './schema-kit.ts';
import { database, log, rootKeys, serve, tracing } from './serve.ts';
import { ciphers, cookies, hashers, identity, secrets, session } from './sessions.ts';

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
