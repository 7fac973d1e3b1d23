import { type Config, ConfigSchema, type JsonObject, type JsonSchema } from '@zelos/contract';
import type { HookDefinition } from '../hooks/api.ts';
import type { Method, MethodDefinition } from '../methods/api.ts';
import type { Mac } from '../ports/cipher.ts';
import type { Clock } from '../ports/clock.ts';
import type { Hasher } from '../ports/hasher.ts';
import type { Logger } from '../ports/logger.ts';
import type { OutboundHttp } from '../ports/outbound-http.ts';
import type { Random } from '../ports/random.ts';
import type { Identities, OneTimeSecrets } from '../ports/store.ts';
import type { Attempts } from '../ports/throttle.ts';

/** What a hook of the embedding application works with. */
export interface HookTools {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly outbound: OutboundHttp;
  /** Base address of the public API with a slash at the end. */
  readonly publicUrl: string;
}

/** What a method of the embedding application works with. It reads; what it decides is written by the flow. */
export interface MethodTools extends HookTools {
  readonly identities: Pick<Identities, 'get' | 'getWithCredentials' | 'findByIdentifier'>;
  /** Counts every attempt at a secret before it is compared. */
  readonly attempts: Attempts;
  readonly secrets: Pick<OneTimeSecrets, 'consume'>;
  readonly hasher: Hasher;
  /** Keyed digests, so that stored secrets cannot be guessed from the database. */
  readonly mac: Mac;
}

/** `selfservice.methods.<id>` of a method of the embedding application. */
export interface MethodSettings {
  readonly enabled: boolean;
  readonly config: JsonObject;
}

/** A method that an application brings; made with `defineMethod`. */
export type CustomMethod = MethodDefinition<MethodTools, MethodSettings>;

/** A hook that an application brings; made with `defineHook`. */
export type CustomHook = HookDefinition<HookTools>;

/** Names that the contract gives to hooks. */
const CONTRACT_HOOKS = [
  'session',
  'revoke_active_sessions',
  'require_verified_address',
  'verification',
  'show_verification_ui',
  'verify_new_address',
  'notify_previous_addresses',
  'web_hook',
  'b2b_sso',
  'organization',
];
const ID = /^[a-z][a-z0-9_]{0,63}$/;

function assertFresh(what: string, ids: readonly string[], taken: readonly string[]): void {
  const seen = new Set(taken);
  for (const id of ids) {
    if (!ID.test(id)) throw new TypeError(`the ${what} id "${id}" must be lower-case letters, digits and underscores`);
    if (seen.has(id)) throw new TypeError(`there is a ${what} "${id}" already`);
    seen.add(id);
  }
}

function settingsOf(config: Config, id: string): MethodSettings {
  const methods = config.selfservice.methods as unknown as Readonly<Record<string, Partial<MethodSettings>>>;
  const { enabled = true, config: own = {} } = (Object.hasOwn(methods, id) ? methods[id] : undefined) ?? {};
  return { enabled, config: own };
}

/** Names of methods that the contract knows, built or not. */
function contractMethods(): readonly string[] {
  const under = (schema: JsonSchema, key: string): JsonSchema =>
    (schema['properties'] as Readonly<Record<string, JsonSchema>>)[key] as JsonSchema;
  const methods = under(under(ConfigSchema, 'selfservice'), 'methods');
  return [...Object.keys(methods['properties'] as object), 'identifier_first'];
}

/** Throws TypeError for an id of a method or hook that is taken or cannot be one. */
export function assertExtensions({
  methods = [],
  hooks = [],
}: {
  readonly methods?: readonly CustomMethod[];
  readonly hooks?: readonly CustomHook[];
}): void {
  const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);
  assertFresh('method', ids(methods), contractMethods());
  assertFresh('hook', ids(hooks), CONTRACT_HOOKS);
}

/**
 * The built-in methods with those of the application behind them, but before `identifier_first`, which takes whatever
 * nobody else claims.
 */
export function withCustomMethods(
  builtIn: readonly Method[],
  custom: readonly CustomMethod[],
  config: Config,
  tools: MethodTools,
): readonly Method[] {
  const made = custom.map((definition) => definition.create(tools, settingsOf(config, definition.id)));
  const last = builtIn.filter(({ id }) => id === 'identifier_first');
  return [...builtIn.filter(({ id }) => id !== 'identifier_first'), ...made, ...last];
}

/** Hooks of the application with their tools at hand, whatever tools the built-in ones are given. */
export function boundHooks(custom: readonly CustomHook[], tools: HookTools): readonly HookDefinition<unknown>[] {
  return custom.map((definition) => ({
    id: definition.id,
    create: (_deps, config) => definition.create(tools, config),
  }));
}
