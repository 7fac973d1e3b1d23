import { type Config, parseDuration } from '@zelos/contract';
import type { RequestAuth } from './channels/http.ts';
import { parseSmtpAddress, type SmtpServer } from './channels/smtp-uri.ts';
import type { OverrideSources, PartReferences } from './overrides.ts';
import type { WorkerSettings } from './worker.ts';

type CourierConfig = Config['courier'];
type RequestConfig = CourierConfig['channels'][number]['request_config'];

/** Mail over SMTP as configured. */
export interface SmtpSettings {
  /** Null: no server is configured, every attempt fails. */
  readonly server: SmtpServer | null;
  readonly localName: string;
  readonly fromAddress: string;
  readonly fromName: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Files of a client certificate and its key; null for none. */
  readonly clientCertificate: { readonly certPath: string; readonly keyPath: string } | null;
}

/** One HTTP gateway as configured; `body` is a reference. */
export interface GatewaySettings {
  readonly id: 'email' | 'sms';
  readonly key: string;
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth: RequestAuth | null;
  readonly body: string;
}

/** Everything that the courier is set up with. */
export interface CourierSettings {
  readonly smtp: SmtpSettings;
  readonly gateways: readonly GatewaySettings[];
  /** Mail leaves through a gateway, not over SMTP. */
  readonly mailByHttp: boolean;
  readonly worker: WorkerSettings;
  readonly overrides: OverrideSources;
  /** Channels without a way out keep their messages for the inbox of the development mode. */
  readonly devInbox: boolean;
  readonly wipeAfterMs: number;
  /** What the operator should hear. */
  readonly warnings: readonly string[];
}

/** Most messages on their way at once; also the most connections to one mail server. */
const CONCURRENCY = 4;
const SLOW_AFTER_MS = 1000;
const DELIVERY_TIMEOUT_MS = 30_000;
/** `courier.worker.pull_count` has eight bits with the peer. */
const MOST_AT_ONCE = 255;
const HOUR_MS = 3_600_000;

/**
 * Reads the `courier` section.
 * @throws SmtpAddressError
 */
export function courierSettings(courier: CourierConfig, options: { readonly dev: boolean }): CourierSettings {
  const smtp = smtpSettings(courier);
  return {
    smtp,
    gateways: gatewaysOf(courier),
    mailByHttp: courier.delivery_strategy === 'http',
    worker: {
      pullCount: Math.min(Math.max(1, courier.worker.pull_count), MOST_AT_ONCE),
      pullWaitMs: Math.max(1, parseDuration(courier.worker.pull_wait)),
      retries: Math.max(0, courier.message_retries),
      concurrency: CONCURRENCY,
      slowAfterMs: SLOW_AFTER_MS,
      deliveryTimeoutMs: DELIVERY_TIMEOUT_MS,
    },
    overrides: { references: referencesOf(courier.templates), folder: courier.template_override_path ?? null },
    devInbox: options.dev,
    wipeAfterMs: 24 * HOUR_MS,
    warnings: courier.delivery_strategy === 'smtp' ? smtpWarnings(smtp) : [],
  };
}

function smtpSettings({ smtp }: CourierConfig): SmtpSettings {
  const { client_cert_path: certPath, client_key_path: keyPath } = smtp;
  return {
    server: smtp.connection_uri === undefined ? null : parseSmtpAddress(smtp.connection_uri),
    localName: smtp.local_name,
    fromAddress: smtp.from_address,
    fromName: smtp.from_name ?? '',
    headers: smtp.headers ?? {},
    clientCertificate: certPath === '' || keyPath === '' ? null : { certPath, keyPath },
  };
}

/** What is less safe than it could be, said once at start (SR-OU-03). */
function smtpWarnings({ server }: SmtpSettings): string[] {
  if (server === null) return [];
  const lines: string[] = [];
  if (!server.implicitTls && !server.requireStartTls) {
    lines.push('courier.smtp.connection_uri turns STARTTLS off: mail with codes may travel in clear text.');
  }
  if (!server.verifyCertificate) {
    lines.push('courier.smtp.connection_uri turns the check of the certificate off: anybody in between can read mail.');
  }
  return lines;
}

function gatewaysOf(courier: CourierConfig): GatewaySettings[] {
  const gateways = courier.channels.map((channel, index) =>
    gateway(channel.id, `courier.channels.${index}.request_config`, channel.request_config),
  );
  const { request_config: mail } = courier.http;
  if (courier.delivery_strategy === 'http' && mail !== undefined) {
    gateways.push(gateway('email', 'courier.http.request_config', mail));
  }
  return gateways.filter((one) => one !== null);
}

function gateway(id: 'email' | 'sms', key: string, config: RequestConfig): GatewaySettings | null {
  if (config.url === undefined) return null;
  return {
    id,
    key,
    url: config.url,
    method: config.method.toUpperCase(),
    headers: config.headers ?? {},
    auth: authOf(config.auth),
    body: config.body,
  };
}

function authOf(auth: RequestConfig['auth']): RequestAuth | null {
  if (auth === undefined) return null;
  return auth.type === 'basic_auth' ? { type: 'basic_auth', ...auth.config } : { type: 'api_key', ...auth.config };
}

type MailTemplate = NonNullable<NonNullable<CourierConfig['templates']['recovery']>['invalid']>['email'];
type SmsTemplate = NonNullable<NonNullable<CourierConfig['templates']['verifiable_address_changed']>['sms']>;

const partsOf = (email: MailTemplate | undefined, sms: SmsTemplate | undefined): PartReferences => ({
  subject: email?.subject,
  html: email?.body.html,
  plaintext: email?.body.plaintext,
  sms: sms?.body.plaintext,
});

/** References by template type. */
function referencesOf(templates: CourierConfig['templates']): OverrideSources['references'] {
  const references: Record<string, { key: string; parts: PartReferences }> = {};
  const put = (type: string, key: string, email: MailTemplate | undefined, sms?: SmsTemplate) => {
    references[type] = { key: `courier.templates.${key}`, parts: partsOf(email, sms) };
  };
  for (const name of ['recovery', 'recovery_code', 'verification', 'verification_code'] as const) {
    const { valid, invalid } = templates[name] ?? {};
    if (valid) put(`${name}_valid`, `${name}.valid`, valid.email, valid.sms);
    if (invalid) put(`${name}_invalid`, `${name}.invalid`, invalid.email);
  }
  for (const name of ['registration_code', 'login_code'] as const) {
    const valid = templates[name]?.valid;
    if (valid) put(`${name}_valid`, `${name}.valid`, valid.email, valid.sms);
  }
  const changed = templates.verifiable_address_changed;
  if (changed) put('verifiable_address_changed', 'verifiable_address_changed', changed.email, changed.sms);
  return references;
}
