import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deliverBatch } from '../../src/courier/worker.ts';
import { type Channel, DeliveryError } from '../../src/ports/channel.ts';
import type { Outbox } from '../../src/ports/outbox.ts';
import { StoreUnavailableError } from '../../src/ports/store.ts';
import { headerOf, startMailSink } from './mail-sink.ts';
import { courierBench, everything, smtpTo } from './setup.ts';

const never = new AbortController().signal;

/** A channel under the hand of the test. */
function heldChannel() {
  const delivered: string[] = [];
  const waiting: (() => void)[] = [];
  const channel: Channel = {
    id: 'email',
    deliver: ({ recipient }) =>
      new Promise((resolve) => {
        waiting.push(() => {
          delivered.push(recipient);
          resolve();
        });
      }),
    close: () => Promise.resolve(),
  };
  return { channel, delivered, waiting };
}

test('a message is with one worker until its lease ends, then with the next (VR-10, FT-05)', async (t) => {
  const held = heldChannel();
  const bench = await courierBench(t, [held.channel]);
  await bench.queue({});
  const first = deliverBatch(bench.deps, never);
  while (held.waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const [row] = await everything(bench.database);
  assert.equal(row?.message.status, 'processing');
  const second = bench.worker();
  assert.equal(await deliverBatch(second, never), 0);
  bench.clock.advance(60_000);
  const again = deliverBatch(second, never);
  while (held.waiting.length === 1) await new Promise((resolve) => setImmediate(resolve));
  for (const finish of held.waiting) finish();
  await Promise.all([first, again]);
  const [done] = await everything(bench.database);
  assert.deepEqual([done?.message.status, done?.message.sendCount, done?.dispatches.length], ['sent', 2, 1]);
});

test('a worker whose lease has passed on cannot undo what the next one did', async (t) => {
  const slow: { fail: () => void } = { fail: () => {} };
  const failing: Channel = {
    id: 'email',
    deliver: () =>
      new Promise((_resolve, reject) => {
        slow.fail = () => reject(new DeliveryError('too late', { permanent: true }));
      }),
    close: () => Promise.resolve(),
  };
  const sink = await startMailSink();
  t.after(() => sink.close());
  const bench = await courierBench(t, [failing]);
  await bench.queue({});
  const first = deliverBatch(bench.deps, never);
  while ((await everything(bench.database))[0]?.message.status !== 'processing');
  bench.clock.advance(60_000);
  const smtp = smtpTo(sink.port);
  t.after(() => smtp.close());
  await deliverBatch(bench.worker({ channels: new Map([['email', smtp]]) }), never);
  slow.fail();
  await first;
  const [row] = await everything(bench.database);
  assert.equal(row?.message.status, 'sent');
});

test('attempts that nobody lived to note count: after the last one the message is abandoned, not sent (I8)', async (t) => {
  const held = heldChannel();
  const bench = await courierBench(t, [held.channel], { settings: { retries: 1 } });
  await bench.queue({});
  const claim = () =>
    bench.database.outbox.claim({
      limit: 1,
      now: bench.clock.now(),
      leaseUntil: new Date(bench.clock.now().getTime() + 1000),
      workerId: 'dead',
      exceptChannels: [],
    });
  for (let crash = 0; crash < 2; crash += 1) {
    assert.equal((await claim()).length, 1);
    bench.clock.advance(1000);
  }
  await deliverBatch(bench.deps, never);
  const [row] = await everything(bench.database);
  assert.deepEqual([row?.message.status, row?.message.sendCount, row?.dispatches.length], ['abandoned', 2, 0]);
  assert.deepEqual(held.waiting, []);
});

test('a database error after the delivery: noted later by the same worker, not sent again (VR-11)', async (t) => {
  const sink = await startMailSink();
  t.after(() => sink.close());
  const bench = await courierBench(t, [smtpTo(sink.port)]);
  await bench.queue({});
  let broken = true;
  const outbox: Outbox = {
    ...bench.database.outbox,
    sent: (id, done) =>
      broken ? Promise.reject(new StoreUnavailableError('gone')) : bench.database.outbox.sent(id, done),
  };
  const worker = bench.worker({ outbox });
  await deliverBatch(worker, never);
  broken = false;
  bench.clock.advance(60_000);
  await deliverBatch(worker, never);
  const [row] = await everything(bench.database);
  assert.deepEqual([row?.message.status, sink.mails.length], ['sent', 1]);
});

test('a database error after the delivery and another worker: one duplicate with the same Message-ID (VR-11)', async (t) => {
  const sink = await startMailSink();
  t.after(() => sink.close());
  const bench = await courierBench(t, [smtpTo(sink.port)]);
  await bench.queue({});
  const outbox: Outbox = { ...bench.database.outbox, sent: () => Promise.reject(new StoreUnavailableError('gone')) };
  await deliverBatch(bench.worker({ outbox }), never);
  bench.clock.advance(60_000);
  await deliverBatch(bench.worker(), never);
  assert.equal(sink.mails.length, 2);
  assert.equal(new Set(sink.mails.map((mail) => headerOf(mail, 'Message-ID'))).size, 1);
});

test('two workers over one queue: every message once (VR-10, FT-12)', async (t) => {
  const sink = await startMailSink();
  t.after(() => sink.close());
  const bench = await courierBench(t, [smtpTo(sink.port)]);
  for (let index = 0; index < 60; index += 1) await bench.queue({ recipient: `p${index}@example.test` });
  const drain = async () => {
    const worker = bench.worker();
    while ((await deliverBatch(worker, never)) > 0);
  };
  await Promise.all([drain(), drain(), drain()]);
  assert.equal(sink.mails.length, 60);
  assert.equal(new Set(sink.mails.map((mail) => headerOf(mail, 'Message-ID'))).size, 60);
});

test('messages to one recipient keep their order, also while an older one waits for its next attempt (I8)', async (t) => {
  let refuse = true;
  const sink = await startMailSink({ onMail: () => (refuse ? { code: 451, text: 'later' } : undefined) });
  t.after(() => sink.close());
  const bench = await courierBench(t, [smtpTo(sink.port)]);
  for (const code of ['111111', '222222', '333333']) await bench.queue({ variables: { RecoveryCode: code } });
  assert.equal(await deliverBatch(bench.deps, never), 1);
  assert.equal(await deliverBatch(bench.deps, never), 0, 'the younger ones wait behind the first');
  refuse = false;
  bench.clock.advance(10_000);
  while ((await deliverBatch(bench.deps, never)) > 0);
  assert.deepEqual(
    sink.mails.map((mail) => /Use code (\d+)/.exec(headerOf(mail, 'Subject') ?? '')?.[1]),
    ['111111', '222222', '333333'],
  );
});

test('when the worker stops the message in hand is finished and the rest goes back uncounted (FT-34, B27)', async (t) => {
  const held = heldChannel();
  const bench = await courierBench(t, [held.channel], { settings: { concurrency: 1 } });
  for (let index = 0; index < 3; index += 1) await bench.queue({ recipient: `p${index}@example.test` });
  const stop = new AbortController();
  const batch = deliverBatch(bench.deps, stop.signal);
  while (held.waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  held.waiting[0]?.();
  await batch;
  assert.deepEqual(
    (await everything(bench.database)).map(({ message }) => [message.status, message.sendCount]),
    [
      ['sent', 1],
      ['queued', 0],
      ['queued', 0],
    ],
  );
});
