import { setTimeout as pause } from 'node:timers/promises';
import type { JsonObject } from '@zelos/contract';
import { type Channel, DeliveryError, type RenderedMessage } from '../ports/channel.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Outbox, QueuedMessage } from '../ports/outbox.ts';
import type { Random } from '../ports/random.ts';
import { backoffMs } from './backoff.ts';
import type { Breaker } from './breaker.ts';
import { withoutContent } from './redact.ts';
import type { Templates } from './templates.ts';

export interface WorkerSettings {
  /** Messages taken at once. */
  readonly pullCount: number;
  /** Pause between two looks at an empty queue, in milliseconds; back-off grows from it. */
  readonly pullWaitMs: number;
  /** Attempts after the first. */
  readonly retries: number;
  /** Most messages on their way at the same time; more than one only while some take long. */
  readonly concurrency: number;
  /** How long the messages in hand may take before another lane goes on with the rest, in milliseconds. */
  readonly slowAfterMs: number;
  /** Longest time for one message, in milliseconds. */
  readonly deliveryTimeoutMs: number;
}

export interface CourierDeps {
  readonly outbox: Outbox;
  readonly templates: Templates;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly breaker: Breaker;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly workerId: string;
  /** Messages that were delivered but could not be noted as sent; they are noted, not sent again (VR-11). */
  readonly delivered: Set<string>;
  readonly settings: WorkerSettings;
  /** Told the outcome of every attempt, for metrics. */
  readonly observe?: (result: 'sent' | 'failed' | 'abandoned', message: { readonly channel: string }) => void;
}

/** Beyond what deliveries may take, for the notes in the database. */
const LEASE_MARGIN_MS = 30_000;

/**
 * Takes due messages and tries each once. Resolves when every message of the batch is noted down; how many were taken is
 * the result. A message in hand is finished when `signal` aborts, the others go back to the queue.
 * @throws StoreUnavailableError when the queue cannot be read; failures of single messages are noted and logged
 */
export async function deliverBatch(deps: CourierDeps, signal: AbortSignal): Promise<number> {
  const { settings, breaker } = deps;
  const now = deps.clock.now();
  const limit = breaker.probing(now) ? 1 : settings.pullCount;
  const rounds = Math.ceil(limit / settings.concurrency);
  const leaseUntil = new Date(now.getTime() + rounds * settings.deliveryTimeoutMs + LEASE_MARGIN_MS);
  const messages = await deps.outbox.claim({
    limit,
    now,
    leaseUntil,
    workerId: deps.workerId,
    exceptChannels: breaker.resting(now),
  });
  const waiting = [...messages];
  const lane = async () => {
    for (let message = waiting.shift(); message !== undefined; message = waiting.shift()) {
      const enough = leaseUntil.getTime() - deps.clock.now().getTime() >= settings.deliveryTimeoutMs;
      const resting = breaker.resting(deps.clock.now()).includes(message.channel);
      if (signal.aborted || !enough || resting) await giveBack(deps, message);
      else await attempt(deps, message);
    }
  };
  await inLanes(lane, () => waiting.length > 0, settings);
  return messages.length;
}

/**
 * One message after the other, so that a crash leaves one in doubt (I8). Only while one takes long another lane goes on with
 * the others, so that a slow recipient keeps nobody from their mail (FT-17).
 */
async function inLanes(
  lane: () => Promise<void>,
  more: () => boolean,
  { concurrency, slowAfterMs }: WorkerSettings,
): Promise<void> {
  const lanes: Promise<void>[] = [lane()];
  for (;;) {
    const timer = new AbortController();
    const slow = pause(slowAfterMs, 'slow', { signal: timer.signal }).catch(() => 'done');
    const outcome = await Promise.race([slow, Promise.all(lanes).then(() => 'done')]);
    timer.abort();
    if (outcome === 'done') return;
    if (more() && lanes.length < concurrency) lanes.push(lane());
  }
}

const leaseOf = (deps: CourierDeps, message: QueuedMessage) => ({ workerId: deps.workerId, attempt: message.attempt });

async function giveBack(deps: CourierDeps, message: QueuedMessage): Promise<void> {
  await noted(deps, message, () => deps.outbox.release(message.id, leaseOf(deps, message), deps.clock.now()));
}

async function attempt(deps: CourierDeps, message: QueuedMessage): Promise<void> {
  const { settings, outbox, clock } = deps;
  if (message.attempt > settings.retries + 1) {
    // Every attempt was used up by workers that did not live to note the outcome.
    const at = clock.now();
    const end = { lease: leaseOf(deps, message), at, abandon: true, nextAttemptAt: at, dispatch: null };
    await noted(deps, message, () => outbox.failed(message.id, end));
    deps.observe?.('abandoned', message);
    return;
  }
  if (!deps.delivered.has(message.id)) {
    try {
      await deliver(deps, message);
    } catch (error) {
      await fail(deps, message, error);
      return;
    }
    deps.breaker.worked(message.channel);
    deps.observe?.('sent', message);
    deps.delivered.add(message.id);
  }
  const done = { dispatchId: deps.random.uuid(), at: clock.now() };
  if (await noted(deps, message, () => outbox.sent(message.id, done))) deps.delivered.delete(message.id);
}

async function deliver(deps: CourierDeps, message: QueuedMessage): Promise<void> {
  const channel = deps.channels.get(message.channel);
  if (channel === undefined) {
    throw new DeliveryError(`no courier channels configured for: ${message.channel}`, { permanent: false });
  }
  const rendered: RenderedMessage = {
    id: message.id,
    channel: message.channel,
    recipient: message.recipient,
    subject: message.subject,
    body: message.body,
    html: htmlOf(deps, message),
    templateType: message.templateType,
    templateData: message.templateData,
    requestHeaders: message.requestHeaders,
    createdAt: message.createdAt,
  };
  // Not the signal of the batch: what is on its way is finished, the time-out of the channel bounds it.
  await channel.deliver(rendered, AbortSignal.timeout(deps.settings.deliveryTimeoutMs));
}

/** A mail whose HTML part cannot be rendered goes out as text. */
function htmlOf(deps: CourierDeps, message: QueuedMessage): string | null {
  if (message.channel !== 'email') return null;
  try {
    return deps.templates.renderHtml(message.templateType, message.templateData, message.language);
  } catch (error) {
    deps.log.error(
      { message_id: message.id, template_type: message.templateType, error: nameOf(error) },
      'the HTML part of a mail cannot be rendered, it is sent as text',
    );
    return null;
  }
}

async function fail(deps: CourierDeps, message: QueuedMessage, error: unknown): Promise<void> {
  const { settings, clock, breaker, outbox } = deps;
  const at = clock.now();
  const known = error instanceof DeliveryError ? error : null;
  if (known?.unreachable) breaker.unreachable(message.channel, at);
  const abandon = known?.permanent === true || message.attempt > settings.retries;
  const nextAttemptAt = new Date(at.getTime() + backoffMs(message.attempt, settings.pullWaitMs, deps.random));
  deps.observe?.(abandon ? 'abandoned' : 'failed', message);
  deps.log.warn(
    {
      message_id: message.id,
      template_type: message.templateType,
      channel: message.channel,
      attempt: message.attempt,
      abandoned: abandon,
      status: known?.status ?? null,
      error: known === null ? nameOf(error) : known.message,
    },
    'a message was not delivered',
  );
  const end = {
    lease: leaseOf(deps, message),
    at,
    abandon,
    nextAttemptAt,
    dispatch: { id: deps.random.uuid(), error: errorJson(error, message) },
  };
  await noted(deps, message, () => outbox.failed(message.id, end));
}

/** The error of a dispatch record as the contract has it (courier, section 2), without the content of the message. */
function errorJson(error: unknown, message: QueuedMessage): JsonObject {
  const known = error instanceof DeliveryError ? error : null;
  const text = known?.message ?? 'the message cannot be prepared for delivery';
  const answer = known?.answer === undefined ? '' : `: ${known.answer}`;
  return {
    code: 500,
    status: 'Internal Server Error',
    ...(known?.reason === undefined ? {} : { reason: withoutContent(known.reason, message) }),
    message: withoutContent(text + answer, message),
  };
}

/** Writes the outcome down. If that fails the lease runs out and the message comes back by itself. */
async function noted(deps: CourierDeps, message: QueuedMessage, write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    deps.log.error({ message_id: message.id, error: nameOf(error) }, 'the outcome of a message cannot be noted');
    return false;
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');
