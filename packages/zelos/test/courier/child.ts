/** A courier process of its own, for the tests about crashes and about several processes. */
import { createBreaker } from '../../src/courier/breaker.ts';
import { createTemplates, noOverrides } from '../../src/courier/templates.ts';
import { deliverBatch } from '../../src/courier/worker.ts';
import { systemClock } from '../../src/platform/system-clock.ts';
import { systemRandom } from '../../src/platform/system-random.ts';
import type { Channel } from '../../src/ports/channel.ts';
import { openDatabase } from '../../src/storage/index.ts';
import { smtpTo, testLog } from './setup.ts';

const [task, path = '', port = '', name = ''] = process.argv.slice(2);
const database = await openDatabase(`sqlite://${path}`, { clock: systemClock });
const smtp = smtpTo(Number(port));

/** Dies between the answer of the mail server and the note in the database. */
const dying: Channel = {
  ...smtp,
  async deliver(message, signal) {
    await smtp.deliver(message, signal);
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => {});
  },
};

const deps = {
  outbox: database.outbox,
  templates: createTemplates(noOverrides),
  channels: new Map([['email', task === 'die' ? dying : smtp]]),
  breaker: createBreaker({ first: 1000, longest: 1000 }),
  clock: systemClock,
  random: systemRandom,
  log: testLog(),
  workerId: name,
  delivered: new Set<string>(),
  settings: { pullCount: 5, pullWaitMs: 100, retries: 5, concurrency: 2, slowAfterMs: 1000, deliveryTimeoutMs: 60_000 },
};
await new Promise<void>((said) => process.stdout.write('ready\n', () => said()));
await new Promise<void>((resolve) => process.stdin.once('data', () => resolve()));
const { signal } = new AbortController();
while ((await deliverBatch(deps, signal)) > 0);
await smtp.close();
await database.close();
process.exit(0);
