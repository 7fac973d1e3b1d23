/**
 * How fast the courier drains its queue over one kept connection, against what nodemailer alone sends over one, and what
 * queueing a message costs. The mail server is a bare responder in a thread of its own. Prints ratios; takes a few seconds.
 *
 *   node --conditions=zelos-source bench/courier.ts
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { createTransport } from 'nodemailer';
import { createBreaker } from '../packages/zelos/src/courier/breaker.ts';
import { createSmtpChannel } from '../packages/zelos/src/courier/channels/smtp.ts';
import { parseSmtpAddress } from '../packages/zelos/src/courier/channels/smtp-uri.ts';
import { createEnqueue } from '../packages/zelos/src/courier/enqueue.ts';
import { createTemplates, noOverrides } from '../packages/zelos/src/courier/templates.ts';
import { deliverBatch } from '../packages/zelos/src/courier/worker.ts';
import { systemClock } from '../packages/zelos/src/platform/system-clock.ts';
import { systemRandom } from '../packages/zelos/src/platform/system-random.ts';
import { openDatabase } from '../packages/zelos/src/storage/index.ts';

const MESSAGES = 400;
const ROUNDS = 5;
const TARGET = 0.5;
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Takes every mail as fast as lines can be read. */
function respond(): void {
  const server = createServer((socket) => {
    let rest = '';
    let inMail = false;
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.write('220 bench\r\n');
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      for (;;) {
        const end = rest.indexOf(inMail ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const line = rest.slice(0, end).toUpperCase();
        rest = rest.slice(end + (inMail ? 5 : 2));
        if (inMail) {
          inMail = false;
          socket.write('250 taken\r\n');
        } else if (line === 'DATA') {
          inMail = true;
          socket.write('354 go on\r\n');
        } else socket.write(line.startsWith('QUIT') ? '221 bye\r\n' : '250 ok\r\n');
      }
    });
  });
  server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));
}

async function measure(port: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'zelos-bench-'));
  const database = await openDatabase(`sqlite://${join(folder, 'bench.sqlite')}`, { clock: systemClock });
  await database.migrate();
  const templates = createTemplates(noOverrides);
  const enqueue = createEnqueue({ templates, random: systemRandom, clock: systemClock });
  const channel = createSmtpChannel({
    server: parseSmtpAddress(`smtp://127.0.0.1:${port}/?disable_starttls=true`),
    localName: 'localhost',
    clientCertificate: null,
    connectTimeoutMs: 5000,
    socketTimeoutMs: 5000,
    idleMs: 5000,
    maxMessages: 1_000_000,
    identity: { fromAddress: 'no-reply@example.test', fromName: 'Bench', headers: {} },
    deliveryTimeoutMs: 30_000,
  });
  const silent = () => {};
  const deps = {
    outbox: database.outbox,
    templates,
    channels: new Map([['email', channel]]),
    breaker: createBreaker({ first: 1000, longest: 1000 }),
    clock: systemClock,
    random: systemRandom,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    workerId: 'bench',
    delivered: new Set<string>(),
    settings: {
      pullCount: 50,
      pullWaitMs: 1000,
      retries: 5,
      concurrency: 4,
      slowAfterMs: 1000,
      deliveryTimeoutMs: 30_000,
    },
  };
  const variables = {
    LoginCode: '123456',
    ExpiresInMinutes: 5,
    RequestURL: 'https://id.example.test/self-service/login/browser',
  };
  const message = (index: number) => ({
    templateType: 'login_code_valid' as const,
    channel: 'email' as const,
    recipient: `p${index}@example.test`,
    variables,
    languages: ['en'],
  });
  const transport = createTransport({
    host: '127.0.0.1',
    port,
    pool: true,
    maxConnections: 1,
    maxMessages: 1e9,
    ignoreTLS: true,
  });
  const { subject, body } = templates.render('login_code_valid', 'email', variables, 'en');
  const html = templates.renderHtml('login_code_valid', variables, 'en');

  const bare: number[] = [];
  const ours: number[] = [];
  const queueing: number[] = [];
  const rendering: number[] = [];
  const { signal } = new AbortController();
  for (let round = 0; round < ROUNDS; round += 1) {
    let start = performance.now();
    for (let index = 0; index < MESSAGES; index += 1) {
      await transport.sendMail({
        from: { name: 'Bench', address: 'no-reply@example.test' },
        to: { name: '', address: `p${index}@example.test` },
        subject,
        text: body,
        html,
      });
    }
    bare.push(MESSAGES / (performance.now() - start));

    start = performance.now();
    for (let index = 0; index < MESSAGES; index += 1) templates.render('login_code_valid', 'email', variables, 'en');
    rendering.push(((performance.now() - start) / MESSAGES) * 1000);

    const before = process.cpuUsage();
    for (let index = 0; index < MESSAGES; index += 1) await database.transaction((tx) => enqueue(tx, message(index)));
    const used = process.cpuUsage(before);
    queueing.push((used.user + used.system) / MESSAGES);

    start = performance.now();
    while ((await deliverBatch(deps, signal)) > 0);
    ours.push(MESSAGES / (performance.now() - start));
  }
  transport.close();
  await channel.close();
  await database.close();
  await rm(folder, { recursive: true });
  const ratio = median(ours) / median(bare);
  process.stdout.write(
    [
      `drained over one connection: ${ratio.toFixed(2)} of nodemailer alone (target ${TARGET}; ${(median(ours) * 1000).toFixed(0)} and ${(median(bare) * 1000).toFixed(0)} mails a second)`,
      `queueing one message: ${median(queueing).toFixed(0)} us of processor time with its transaction, of which ${median(rendering).toFixed(0)} us rendering`,
      '',
    ].join('\n'),
  );
}

if (isMainThread) {
  const responder = new Worker(new URL(import.meta.url), { execArgv: ['--conditions=zelos-source'] });
  const port = await new Promise<number>((resolve) => responder.once('message', resolve));
  await measure(port);
  await responder.terminate();
} else respond();
