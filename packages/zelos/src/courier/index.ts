import type { Socket } from 'node:net';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Limits } from '@zelos/jsonnet';
import type { Channel } from '../ports/channel.ts';
import type { Clock } from '../ports/clock.ts';
import type { Enqueue } from '../ports/courier.ts';
import type { Logger } from '../ports/logger.ts';
import type { Outbox } from '../ports/outbox.ts';
import type { OutboundHttp } from '../ports/outbound-http.ts';
import type { Random } from '../ports/random.ts';
import { createBreaker } from './breaker.ts';
import { inboxChannel, missingChannel } from './channels/fallback.ts';
import { createHttpChannel } from './channels/http.ts';
import { createSmtpChannel } from './channels/smtp.ts';
import { createEnqueue } from './enqueue.ts';
import { createCourierLoop, type CourierLoop } from './loop.ts';
import { loadOverrides, type ReadReference } from './overrides.ts';
import type { CourierSettings, SmtpSettings } from './settings.ts';
import { createTemplates, type Templates, templateTypes } from './templates.ts';
import type { CourierDeps } from './worker.ts';

export { chooseLanguage } from './language.ts';
export type { CourierLoop } from './loop.ts';
export type { ReadReference } from './overrides.ts';
export { RecipientError } from './recipient.ts';
export { courierSettings, type CourierSettings } from './settings.ts';

/** What the courier needs from the rest of the server. */
export interface CourierParts {
  /** The queue outside of any transaction, for the worker. */
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Outgoing HTTP with the operator's network policy. */
  readonly outbound: OutboundHttp;
  /** Reads what a key of the configuration refers to. */
  readonly read: ReadReference;
  /** Directory that relative paths of the configuration start from. */
  readonly cwd: string;
  readonly warn: (line: string) => void;
  /** Channels of the embedding application; they go before those of the configuration. */
  readonly channels?: readonly Channel[];
  readonly jsonnetLimits?: Partial<Limits>;
  /** Opens sockets to mail servers, with the operator's network policy. */
  readonly dial?: (host: string, port: number, timeoutMs: number) => Promise<Socket>;
  readonly observe?: CourierDeps['observe'];
}

export interface Courier {
  /** Renders and queues a message inside the caller's transaction. */
  readonly enqueue: Enqueue;
  /** The worker; it does nothing until it is started. */
  readonly loop: CourierLoop;
  readonly channels: ReadonlyMap<string, Channel>;
  /** The words of messages, the operator's where there are some. */
  readonly templates: Templates;
  /** Stops the worker after the messages in hand and ends kept connections. */
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 10_000;
const SOCKET_TIMEOUT_MS = 30_000;
const IDLE_MS = 15_000;
const MESSAGES_PER_CONNECTION = 100;
const GATEWAY_TIMEOUT_MS = 10_000;
const WIPE_EVERY_MS = 600_000;
/** Rest of a channel that cannot be reached, in pauses of the worker. */
const REST_PAUSES = 10;
const LONGEST_REST_PAUSES = 60;

/**
 * Reads and compiles the operator's templates and gateways and puts queue, worker and channels together. Starts nothing.
 * Rejects for whatever can never work: a template with its key, file and position, a gateway, a header.
 */
export async function createCourier(settings: CourierSettings, parts: CourierParts): Promise<Courier> {
  for (const line of settings.warnings) parts.warn(line);
  const { folder } = settings.overrides;
  const sources = { ...settings.overrides, folder: folder === null ? null : resolve(parts.cwd, folder) };
  const templates = createTemplates(await loadOverrides(sources, templateTypes, parts.read));
  const channels = await openChannels(settings, parts);
  const pause = settings.worker.pullWaitMs;
  const loop = createCourierLoop({
    outbox: parts.outbox,
    templates,
    channels,
    breaker: createBreaker({ first: REST_PAUSES * pause, longest: LONGEST_REST_PAUSES * pause }),
    clock: parts.clock,
    random: parts.random,
    log: parts.log,
    workerId: parts.random.uuid(),
    delivered: new Set(),
    settings: settings.worker,
    loop: { wipeAfterMs: settings.wipeAfterMs, wipeEveryMs: WIPE_EVERY_MS },
    ...(parts.observe === undefined ? {} : { observe: parts.observe }),
  });
  return {
    enqueue: createEnqueue({ templates, random: parts.random, clock: parts.clock, queued: () => loop.wake() }),
    loop,
    channels,
    templates,
    async close() {
      await loop.stop();
      await Promise.all(Array.from(channels.values(), (channel) => channel.close()));
    },
  };
}

async function openChannels(settings: CourierSettings, parts: CourierParts): Promise<ReadonlyMap<string, Channel>> {
  const channels = new Map<string, Channel>();
  for (const { body, ...gateway } of settings.gateways) {
    const source = await parts.read(`${gateway.key}.body`, body);
    const options = { ...gateway, body: source, timeoutMs: GATEWAY_TIMEOUT_MS };
    const limits = parts.jsonnetLimits === undefined ? {} : { limits: parts.jsonnetLimits };
    channels.set(gateway.id, createHttpChannel({ ...options, ...limits }, parts.outbound));
  }
  for (const channel of parts.channels ?? []) channels.set(channel.id, channel);
  if (!channels.has('email')) channels.set('email', await mailChannel(settings, parts));
  if (!channels.has('sms') && settings.devInbox) channels.set('sms', inboxChannel('sms'));
  return channels;
}

async function mailChannel(
  { smtp, devInbox, worker, mailByHttp }: CourierSettings,
  parts: CourierParts,
): Promise<Channel> {
  if (mailByHttp || smtp.server === null) {
    if (devInbox) return inboxChannel('email');
    return missingChannel('email', mailByHttp ? 'courier.http.request_config' : 'courier.smtp.connection_uri');
  }
  return createSmtpChannel({
    server: smtp.server,
    localName: smtp.localName,
    identity: { fromAddress: smtp.fromAddress, fromName: smtp.fromName, headers: smtp.headers },
    clientCertificate: await readCertificate(smtp, parts),
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    socketTimeoutMs: SOCKET_TIMEOUT_MS,
    deliveryTimeoutMs: worker.deliveryTimeoutMs,
    idleMs: IDLE_MS,
    maxMessages: MESSAGES_PER_CONNECTION,
    ...(parts.dial === undefined ? {} : { dial: parts.dial }),
  });
}

/** A pair that cannot be read is reported and left out, as the peer does: the server decides whether it wants one. */
async function readCertificate({ clientCertificate }: SmtpSettings, parts: CourierParts) {
  if (clientCertificate === null) return null;
  const read = (key: string, path: string) => parts.read(key, pathToFileURL(resolve(parts.cwd, path)).href);
  try {
    return {
      cert: await read('courier.smtp.client_cert_path', clientCertificate.certPath),
      key: await read('courier.smtp.client_key_path', clientCertificate.keyPath),
    };
  } catch (error) {
    parts.warn(`The client certificate for mail is not used: ${error instanceof Error ? error.message : 'unreadable'}`);
    return null;
  }
}
