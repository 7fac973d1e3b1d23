import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { JsonObject } from '@zelos/contract';
import { createBreaker } from '../../src/courier/breaker.ts';
import { createSmtpChannel, type SmtpOptions } from '../../src/courier/channels/smtp.ts';
import { parseSmtpAddress } from '../../src/courier/channels/smtp-uri.ts';
import { createEnqueue, type MessageToQueue } from '../../src/courier/enqueue.ts';
import { createTemplates, noOverrides, type Templates } from '../../src/courier/templates.ts';
import type { CourierDeps, WorkerSettings } from '../../src/courier/worker.ts';
import { systemRandom } from '../../src/platform/system-random.ts';
import type { Channel, RenderedMessage } from '../../src/ports/channel.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Logger } from '../../src/ports/logger.ts';
import type { Database } from '../../src/ports/store.ts';
import { openDatabase } from '../../src/storage/index.ts';
import { createTestClock, type TestClock } from '../../src/testing/clock.ts';

/** Keeps what was logged, so that tests can look for what must not be there. */
export function testLog(): Logger & { readonly lines: readonly string[] } {
  const lines: string[] = [];
  const write = (level: string) => (fields: JsonObject, message: string) =>
    void lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** A mail as a channel gets it. */
export const MAIL: RenderedMessage = {
  id: '5e0e7a1c-2f57-4f4e-9d52-6c9a3f0c0001',
  channel: 'email',
  recipient: 'person@example.test',
  subject: 'Hello',
  body: 'plain\n',
  html: '<p>html</p>',
  templateType: 'recovery_valid',
  templateData: {},
  requestHeaders: {},
  createdAt: new Date('2026-03-01T12:00:00Z'),
};

/** A migrated database in a file that is removed after the test. */
export async function testDatabase(t: TestContext, clock: Clock): Promise<{ database: Database; path: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'zelos-courier-'));
  const path = join(directory, 'test.sqlite');
  const database = await openDatabase(`sqlite://${path}`, { clock });
  t.after(async () => {
    await database.close();
    await rm(directory, { recursive: true });
  });
  await database.migrate();
  return { database, path };
}

/** Options of an SMTP channel for tests: `uri` as an operator writes it; times that a busy machine does not reach. */
export function smtpOptions(uri: string, changes: Partial<SmtpOptions> = {}): SmtpOptions {
  return {
    server: parseSmtpAddress(uri),
    localName: 'localhost',
    clientCertificate: null,
    connectTimeoutMs: 30_000,
    socketTimeoutMs: 60_000,
    idleMs: 60_000,
    maxMessages: 100,
    identity: { fromAddress: 'no-reply@example.test', fromName: 'Example', headers: {} },
    deliveryTimeoutMs: 60_000,
    ...changes,
  };
}

export interface CourierBench {
  readonly database: Database;
  /** File of the database. */
  readonly path: string;
  readonly clock: TestClock;
  readonly log: ReturnType<typeof testLog>;
  readonly deps: CourierDeps;
  readonly templates: Templates;
  /** Queues a message in a transaction of its own. */
  queue(message: Partial<MessageToQueue>): Promise<void>;
  /** A further worker over the same queue. */
  worker(changes?: Partial<CourierDeps>): CourierDeps;
}

const SETTINGS: WorkerSettings = {
  pullCount: 10,
  pullWaitMs: 1000,
  retries: 5,
  concurrency: 4,
  slowAfterMs: 20,
  // The longest of which a batch of ten still has its lease back within the minute that tests let pass.
  deliveryTimeoutMs: 9_000,
};

/** Queue, worker and channels as a server has them, with a clock that stands still. */
export async function courierBench(
  t: TestContext,
  channels: readonly Channel[],
  changes: { readonly settings?: Partial<WorkerSettings>; readonly templates?: Templates } = {},
): Promise<CourierBench> {
  const clock = createTestClock();
  const log = testLog();
  const { database, path } = await testDatabase(t, clock);
  const templates = changes.templates ?? createTemplates(noOverrides);
  const enqueue = createEnqueue({ templates, random: systemRandom, clock });
  t.after(() => Promise.all(channels.map((channel) => channel.close())));
  let workers = 0;
  const worker: CourierBench['worker'] = (own = {}) => ({
    outbox: database.outbox,
    templates,
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    breaker: createBreaker({ first: 10_000, longest: 60_000 }),
    clock,
    random: systemRandom,
    log,
    workerId: `worker-${++workers}`,
    delivered: new Set(),
    settings: { ...SETTINGS, ...changes.settings },
    ...own,
  });
  return {
    database,
    path,
    clock,
    log,
    templates,
    deps: worker(),
    worker,
    async queue(message) {
      clock.advance(1);
      await database.transaction((tx) =>
        enqueue(tx, {
          templateType: 'recovery_code_valid',
          channel: 'email',
          recipient: 'person@example.test',
          variables: {
            RecoveryCode: '123456',
            ExpiresInMinutes: 15,
            RequestURL: 'https://id.example.test/self-service/recovery/browser',
          },
          languages: [],
          ...message,
        }),
      );
    },
  };
}

/** An SMTP channel to a sink, with the times of tests. */
export const smtpTo = (port: number, query = '?disable_starttls=true', changes: Partial<SmtpOptions> = {}): Channel =>
  createSmtpChannel(smtpOptions(`smtp://127.0.0.1:${port}/${query}`, changes));

/** Every message of the queue with its attempts, oldest first. */
export async function everything(database: Database) {
  const rows = await database.outbox.list({ after: null, limit: 500 });
  const full = await Promise.all(rows.map(({ id }) => database.outbox.get(id)));
  return full.flatMap((one) => (one === null ? [] : [one])).reverse();
}
