import { availableParallelism } from 'node:os';
import { type Config, parseDuration, parseSize } from '@zelos/contract';
import {
  absolute,
  cookieAttributes,
  csrfCookieName,
  keysOf,
  returnDefaults,
  returnTargets,
  withSlash,
} from './compose/settings.ts';
import { boundHooks, type CustomHook, type CustomMethod, withCustomMethods } from './compose/extensions.ts';
import {
  type InProcessIdentities,
  inProcessIdentities,
  type InProcessSessions,
  inProcessSessions,
} from './compose/in-process.ts';
import { flowSettings } from './compose/flow-settings.ts';
import { inboxSource } from './compose/inbox.ts';
import { withChosenLanguage } from './compose/language.ts';
import { createNetwork } from './compose/network.ts';
import { mountInbox, mountPages } from './compose/pages.ts';
import { createPost } from './compose/post.ts';
import { startUpkeep } from './compose/upkeep.ts';
import { type Courier, courierSettings, createCourier } from './courier/index.ts';
import { resolveReference } from './config/index.ts';
import { fromFetchRequest, toFetchResponse } from './edge/fetch.ts';
import { createReturnTo } from './flows/return-to.ts';
import type { FlowDeps } from './flows/types.ts';
import { createProxyWarning, networkList } from './http/client-address.ts';
import type { HttpDeps } from './http/context.ts';
import { createContinuityCookies } from './http/continuity-cookies.ts';
import { createSessionCookies } from './http/cookies.ts';
import { createCors } from './http/cors.ts';
import { createDispatch, type Dispatch } from './http/dispatch.ts';
import { allRoutes } from './http/routes/index.ts';
import { loadIdentitySchemas } from './identities/schemas/index.ts';
import type { Method } from './methods/api.ts';
import { createMethods } from './methods/index.ts';
import { createPasswordPolicy, passwordPolicySettings } from './methods/password/policy.ts';
import { createBackground } from './platform/background.ts';
import { checkHashCost, createHasher, hasherSettings, hasherWarnings } from './platform/hashers/index.ts';
import { createLogger } from './platform/logger.ts';
import { createCipher, createMac } from './platform/secrets.ts';
import { systemClock } from './platform/system-clock.ts';
import { systemRandom } from './platform/system-random.ts';
import type { Channel } from './ports/channel.ts';
import type { Clock } from './ports/clock.ts';
import type { Logger } from './ports/logger.ts';
import type { OutboundHttp } from './ports/outbound-http.ts';
import type { Random } from './ports/random.ts';
import type { Database, MigrationState } from './ports/store.ts';
import { createFindSession } from './sessions/find.ts';
import { createIssuer } from './sessions/issue.ts';
import { createLogoutTokens } from './sessions/logout-token.ts';
import { createSatisfies, type FactorCounting } from './sessions/satisfy.ts';
import { openDatabase } from './storage/index.ts';
import { createAttempts } from './throttle/attempts.ts';
import { createSendBudget } from './throttle/sends.ts';
import { VERSION } from './version.ts';

const MAX_TEMPLATE_BYTES = 1024 * 1024;
/** About 5 KB each. */
const SESSION_CACHE = 5_000;
const ERROR_LIFESPAN_MS = 24 * 3_600_000;

export interface ZelosOptions {
  /** Development mode: cookies without Secure, looser hashing rules. */
  readonly dev?: boolean;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly log?: Logger;
  readonly outbound?: OutboundHttp;
  /** Methods of the application; each is configured under `selfservice.methods.<id>`. */
  readonly methods?: readonly CustomMethod[];
  /** Hooks of the application, to be named in the lists of hooks. */
  readonly hooks?: readonly CustomHook[];
  /** Ways out for messages, in the place of those configured for `email` and `sms`. */
  readonly channels?: readonly Channel[];
  /**
   * How many sessions may be kept in this process; 5,000 without it, 0 for none. What is kept is never older than the
   * database, whoever changed it.
   */
  readonly sessionCache?: number;
  /** Called with what the operator should hear at start. */
  readonly warn?: (line: string) => void;
}

/** One plane as a fetch handler, and as what the edges call. */
export interface Plane {
  fetch(request: Request): Promise<Response>;
  readonly dispatch: Dispatch;
}

/** A composed server. It listens to nothing and starts no timer by itself. */
export interface Zelos {
  readonly public: Plane;
  readonly admin: Plane;
  readonly sessions: InProcessSessions;
  readonly identities: InProcessIdentities;
  readonly database: Database;
  readonly log: Logger;
  migrate(): Promise<{ readonly applied: readonly string[] }>;
  migrationStatus(): Promise<readonly MigrationState[]>;
  /** Removes expired rows now and then until the server closes. */
  startUpkeep(): void;
  /** Delivers queued messages until the server closes. */
  startCourier(): void;
  close(): Promise<void>;
}

function counting(methods: readonly Method[]): FactorCounting {
  const counters = methods
    .filter((method) => method.enabled)
    .map((method) => method.count)
    .filter((count) => count !== undefined);
  return {
    anySecondFactor: methods.some((method) => method.enabled && method.secondFactor === true),
    count(credential) {
      const counts = counters.map((count) => count(credential));
      return {
        first: counts.reduce((sum, c) => sum + c.first, 0),
        second: counts.reduce((sum, c) => sum + c.second, 0),
      };
    },
  };
}

/** The tools that do not depend on rooms: clock, chance, secrets, hashing, outgoing calls. */
function platform(config: Config, options: ZelosOptions, warn: (line: string) => void) {
  const dev = options.dev ?? config.dev;
  const log = options.log ?? createLogger(config.log.level);
  const network = createNetwork(config, log);
  const settings = hasherSettings(config.hashers as never, {
    dev,
    cores: availableParallelism(),
    threads: config.zelos.hashers.threads || undefined,
    queueLimit: config.zelos.hashers.queue_limit,
  });
  for (const line of hasherWarnings(settings)) warn(line);
  return {
    dev,
    log,
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    outbound: options.outbound ?? network.outbound,
    dial: network.dial,
    keys: keysOf(config),
    background: createBackground(log),
    hashing: settings,
    hasher: createHasher({ ...settings, fair: config.zelos.throttle.enabled }),
  };
}

/**
 * Composes a server from a loaded configuration: opens the database, reads the identity schemas, wires the rooms.
 * Starts nothing. Rejects when the database cannot be opened or a schema cannot be used.
 */
export async function createZelos(config: Config, options: ZelosOptions = {}): Promise<Zelos> {
  const warn = options.warn ?? (() => {});
  const tools = platform(config, options, warn);
  const { clock, random, log, hasher, background, dev } = tools;
  // Exactly as configured: the anti-CSRF cookie is named after this very text.
  const publicUrl = withSlash(config.serve.public.base_url);
  const schemas = await loadIdentitySchemas(config.identity.schemas, {
    read: (url, maxBytes) => readReference(tools.outbound, 'identity.schemas', url, maxBytes),
    disallowRef: config.security.disallow_ref_in_identity_schemas,
  });
  const database = await openDatabase(config.dsn, { clock, sessionCache: options.sessionCache ?? SESSION_CACHE });
  const courier = await createCourier(courierSettings(config.courier, { dev }), {
    outbox: database.outbox,
    clock,
    random,
    log,
    outbound: tools.outbound,
    dial: tools.dial,
    read: (key, reference) => readReference(tools.outbound, key, reference, MAX_TEMPLATE_BYTES),
    cwd: process.cwd(),
    warn,
    jsonnetLimits: jsonnetLimits(config),
    channels: options.channels ?? [],
  }).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const mac = createMac(tools.keys.derived);
  const passwordPolicy = createPasswordPolicy(
    passwordPolicySettings(config.selfservice.methods.password.config, { dev, algorithm: tools.hashing.algorithm }),
    { outbound: tools.outbound, clock },
  );
  const attempts = createAttempts({ database, clock, mac, enabled: config.zelos.throttle.enabled });
  const builtIn = createMethods({
    config,
    channels: (options.channels ?? []).map(({ id }) => id),
    password: {
      hasher,
      policy: passwordPolicy,
      attempts,
      background,
      identities: database.identities,
    },
    code: {
      mac,
      random,
      clock,
      attempts,
      counters: database.counters,
      secrets: database.secrets,
      identities: database.identities,
      publicUrl,
    },
  });
  const ownTools = { clock, random, log, outbound: tools.outbound, publicUrl };
  const methods = withCustomMethods(builtIn, options.methods ?? [], config, {
    ...ownTools,
    identities: database.identities,
    attempts,
    secrets: database.secrets,
    hasher,
    mac,
  });
  const counts = counting(methods);
  const settings = flowSettings(config, publicUrl, warn, boundHooks(options.hooks ?? [], ownTools));
  const flows: FlowDeps = {
    database,
    clock,
    random,
    mac,
    methods,
    schemas,
    issuer: createIssuer({ random, lifespanMs: parseDuration(config.session.lifespan) }),
    post: createPost({ courier, sends: createSendBudget({ mac, ...sendSettings(config) }), log }),
    attempts,
    cipher: createCipher(tools.keys.derived, 'continuity'),
    satisfies: createSatisfies({ identities: database.identities, counting: counts }),
    counting: counts,
    returnTo: createReturnTo({ ...returnTargets(config, publicUrl), defaults: returnDefaults(config, publicUrl) }),
    settings,
  };
  const attributes = cookieAttributes(config, dev);
  const http: HttpDeps = {
    flows,
    identities: {
      identities: database.identities,
      schemas,
      defaultSchemaId: settings.defaultSchemaId,
      hasher,
      assertHash(encoded) {
        const problem = checkHashCost(encoded);
        if (problem) throw problem;
      },
      clock,
      random,
    },
    clock,
    random,
    log,
    findSession: createFindSession({ sessions: database.sessions, clock }),
    logoutTokens: createLogoutTokens(mac),
    publicUrl,
    adminUrl: withSlash(config.serve.admin.base_url),
    facts: {
      publicUrl,
      csrfCookieName: csrfCookieName(config.serve.public.base_url),
      sessionCookies: createSessionCookies({
        cipher: createCipher(tools.keys.cookie, 'session cookie'),
        random,
        name: config.session.cookie.name,
        attributes: attributes.session,
        persistent: config.session.cookie.persistent,
      }),
      trustedProxies: networkList(config.zelos.trusted_proxies),
      unbelievedProxy: createProxyWarning(log),
    },
    csrfCookie: attributes.csrf,
    continuityCookies: createContinuityCookies(
      createCipher(tools.keys.cookie, 'continuity cookie'),
      attributes.csrf.secure,
    ),
    errorUiUrl: absolute(config.selfservice.flows.error.ui_url, publicUrl),
    settingsUiUrl: absolute(config.selfservice.flows.settings.ui_url, publicUrl),
    version: VERSION,
    configDigest: () => config.revision || mac.sign('configuration', JSON.stringify(config)),
    errorLifespanMs: ERROR_LIFESPAN_MS,
    clearBrowserData: config.selfservice.flows.logout.clear_browser_data,
    showMessages: dev,
    sessionLife: {
      lifespanMs: parseDuration(config.session.lifespan),
      earliestExtendMs: parseDuration(config.session.earliest_possible_extend),
      quietExtend: config.feature_flags.faster_session_extend,
    },
  };
  return assemble(config, http, { database, background, hasher, log, courier });
}

function sendSettings({ zelos: { messages, throttle } }: Config) {
  return {
    enabled: throttle.enabled,
    limits: {
      perClient: messages.per_client_hour,
      recipientsPerClient: messages.recipients_per_client_hour,
      smsPerDay: messages.sms_per_day,
      smsPrefixes: messages.sms_prefixes,
    },
  };
}

/** Budgets of one evaluation of an operator's Jsonnet. */
function jsonnetLimits({ zelos: { jsonnet } }: Config) {
  return { steps: jsonnet.max_steps, depth: jsonnet.max_depth, outputBytes: parseSize(jsonnet.max_output) };
}

/** Text behind a `file://`, `base64://` or `http(s)://` reference of the configuration. */
function readReference(outbound: OutboundHttp, key: string, url: string, maxBytes: number): Promise<string> {
  return resolveReference(key, url, {
    cwd: process.cwd(),
    maxBytes,
    async fetchText(address, limits) {
      const answer = await outbound.send({ url: address, ...limits });
      if (answer.status !== 200) throw new Error(`the answer was ${answer.status}`);
      return answer.body;
    },
  });
}

interface Resources {
  readonly database: Database;
  readonly background: ReturnType<typeof createBackground>;
  readonly hasher: ReturnType<typeof createHasher>;
  readonly log: Logger;
  readonly courier: Courier;
}

function plane(dispatch: Dispatch): Plane {
  return { dispatch, fetch: async (request) => toFetchResponse(await dispatch(fromFetchRequest(request))) };
}

/** Puts the planes together from routes and pages. */
function assemble(config: Config, http: HttpDeps, { database, background, hasher, log, courier }: Resources): Zelos {
  const routes = allRoutes(http);
  const { cors } = config.serve.public;
  const api = createDispatch(http, 'public', routes, { cors: null, pages: null });
  // Only development mode shows messages: in production nobody but their recipients reads them.
  const inbox = http.showMessages ? inboxSource(database.outbox, courier.templates) : null;
  const bare = inbox && mountInbox(config, http.publicUrl, inbox);
  const pages = config.zelos.ui.enabled ? mountPages(config, http.publicUrl, api, inbox) : bare;
  const publicDispatch = createDispatch(http, 'public', routes, {
    cors: createCors({
      enabled: cors.enabled,
      allowedOrigins: cors.allowed_origins,
      allowedMethods: cors.allowed_methods,
      allowedHeaders: cors.allowed_headers,
      exposedHeaders: cors.exposed_headers,
      allowCredentials: cors.allow_credentials,
      maxAge: cors.max_age,
    }),
    pages,
  });
  let upkeep: { stop(): Promise<void> } | null = null;
  return {
    public: plane(config.zelos.ui.enabled ? withChosenLanguage(publicDispatch) : publicDispatch),
    admin: plane(createDispatch(http, 'admin', routes, { cors: null, pages: null })),
    sessions: inProcessSessions(http),
    identities: inProcessIdentities(http),
    database,
    log,
    migrate: () => database.migrate(),
    migrationStatus: () => database.migrations(),
    startUpkeep() {
      upkeep ??= startUpkeep({
        database,
        clock: http.clock,
        log,
        intervalMs: parseDuration(config.zelos.cleanup.interval),
        batchSize: config.database.cleanup.batch_size,
      });
    },
    startCourier: () => courier.loop.start(),
    async close() {
      await courier.close();
      await upkeep?.stop();
      await background.drain();
      await hasher.close();
      await database.close();
    },
  };
}
