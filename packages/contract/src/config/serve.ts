import { Type } from 'typebox';
import {
  anything,
  duration,
  flag,
  integer,
  link,
  maybe,
  openSection,
  section,
  text,
  texts,
  url,
  word,
} from './schema-kit.ts';

const MODE_0755 = 493;

const socket = section('Permissions of a unix socket, when host is unix:/path.', {
  owner: text('Owner of the socket.', { default: '' }),
  group: text('Group of the socket.', { default: '' }),
  mode: integer('Mode of the socket as a decimal number.', { default: MODE_0755, minimum: 0, maximum: 511 }),
});

const pem = (what: string, secret: boolean) =>
  section(`The ${what}.`, {
    path: maybe(text(`File with the ${what} in PEM.`)),
    base64: maybe(text(`The ${what}: PEM in base64.`, secret ? { 'x-secret': true } : {})),
  });

const listener = (port: number, host: string) => ({
  host: text('Address to listen on, or unix:/path.', { default: host }),
  port: integer('Port to listen on.', { default: port, minimum: 1, maximum: 65_535 }),
  socket,
  tls: section('TLS of this listener; off when nothing is set.', {
    key: pem('private key', true),
    cert: pem('certificate', false),
  }),
  request_log: section('Log of requests.', {
    disable_for_health: flag('Log health requests at trace level only.', false),
  }),
});

const cors = section('Cross-origin requests from browsers.', {
  enabled: flag('Whether other origins may call the public API.', false),
  allowed_origins: Type.Array(
    Type.String({
      minLength: 1,
      pattern: '^(\\*|[a-zA-Z][a-zA-Z0-9+.-]*:[^*]*\\*?[^*]*)$',
      'x-hint': 'an origin such as https://app.example.com or https://*.example.com, or *',
    }),
    {
      description: 'Origins that may call: exact, *, or one whole-label wildcard below a registrable domain.',
      default: ['*'],
      uniqueItems: true,
    },
  ),
  allowed_methods: Type.Array(
    word(['POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'HEAD', 'OPTIONS', 'TRACE'], 'One HTTP method.'),
    { description: 'Methods that may be used.', default: ['POST', 'GET', 'PUT', 'PATCH', 'DELETE'] },
  ),
  allowed_headers: texts('Request headers that may be sent.', {
    default: ['Authorization', 'Content-Type', 'Max-Age', 'X-Session-Token', 'X-XSRF-TOKEN', 'X-CSRF-TOKEN'],
  }),
  exposed_headers: texts('Response headers that scripts may read.', { default: ['Content-Type'] }),
  allow_credentials: flag('Whether cookies may be sent along.', true),
  options_passthrough: flag('Hand preflight requests on to the application.', false),
  max_age: integer('Seconds that a preflight answer may be kept.', { default: 0, minimum: 0 }),
  debug: flag('Log decisions about origins.', false),
});

/** `serve`: the two listeners. */
export const serve = section('The two listeners.', {
  public: section('The listener for people and browsers.', {
    base_url: link('Address of the public API as seen from outside.', {
      'x-derived': 'https (http in development) and host and port of the listener',
      'x-links': true,
    }),
    ...listener(4433, '0.0.0.0'),
    cors,
  }),
  admin: section('The listener for administration; keep it private.', {
    base_url: url('Address of the admin API as seen from inside.', {
      'x-derived': 'https (http in development) and host and port of the listener',
      'x-links': true,
    }),
    ...listener(4434, '127.0.0.1'),
  }),
});

const oneUnit = (description: string, fallback: string) =>
  duration(description, {
    pattern: '^[0-9]+(ns|us|ms|s|m|h)$',
    'x-hint': 'a duration with one unit such as 1m',
    default: fallback,
  });

/** `database`: clean-up of expired rows. */
export const database = section('Upkeep of the database.', {
  cleanup: openSection('Removal of expired rows.', {
    batch_size: integer('Rows removed per table and run.', { default: 100, minimum: 1 }),
    sleep: openSection('Pauses.', { tables: oneUnit('Pause between two tables.', '1m') }),
    older_than: oneUnit('Has no effect.', '0s'),
  }),
});

/** Keys of the root that mirror command-line flags, and the data source. */
export const rootKeys = {
  dsn: text('Address of the database, or memory.', { 'x-secret': 'url' }),
  version: maybe(text('Version of the server this file was written for.')),
  revision: maybe(text('Name of this revision, shown by the health endpoint.')),
  dev: flag('Development mode: looser rules, never for production.', false),
  help: flag('Mirror of --help; has no effect.', false),
  'sqa-opt-out': flag('Mirror of --sqa-opt-out; there is no telemetry to opt out of.', false),
  'watch-courier': flag('Mirror of --watch-courier; the courier runs in the server anyway.', false),
  'expose-metrics-port': integer('Port for metrics of a separate courier; 0 is off.', {
    default: 0,
    minimum: 0,
    maximum: 65_535,
  }),
  config: maybe(texts('Mirror of --config; has no effect in a file.')),
  organizations: anything('Older place of organizations; accepted, not used.', { default: [] }),
};

const sampling = section('Which share of requests is traced.', {
  sampling_ratio: Type.Number({ description: 'Share between 0 and 1.', default: 1, minimum: 0, maximum: 1 }),
});

/** `log` and `tracing`. */
export const log = section('Log of the server.', {
  level: word(['trace', 'debug', 'info', 'warning', 'error', 'fatal', 'panic'], 'Least severity that is logged.', {
    default: 'info',
  }),
  format: word(['json', 'text'], 'Form of a line.', { default: 'text' }),
  leak_sensitive_values: flag('Do not redact personal data in the log.', false),
  redaction_text: maybe(text('Text in the place of redacted values.')),
});

/** See {@link log}. */
export const tracing = section('Distributed tracing.', {
  provider: maybe(word(['jaeger', 'zipkin', 'otel'], 'Protocol of the collector; tracing is off when it is not set.')),
  service_name: text('Name of this service in traces.', { default: 'Zelos' }),
  deployment_environment: text('Name of the environment in traces.', { default: '' }),
  providers: section('Collectors.', {
    otlp: section('OpenTelemetry over HTTP.', {
      server_url: maybe(text('Host and port of the collector.')),
      insecure: flag('Use plain HTTP.', false),
      sampling,
      authorization_header: maybe(text('Authorization header for the collector.', { 'x-secret': true })),
    }),
    jaeger: section('Jaeger agent.', {
      local_agent_address: maybe(text('Host and port of the agent.')),
      sampling: section('Which share of requests is traced.', {
        server_url: maybe(text('Address that decides about sampling.')),
        trace_id_ratio: Type.Number({ description: 'Share between 0 and 1.', default: 1, minimum: 0, maximum: 1 }),
      }),
    }),
    zipkin: section('Zipkin.', { server_url: maybe(text('Address of the collector.')), sampling }),
  }),
});
