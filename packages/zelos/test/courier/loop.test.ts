import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCourierLoop, type LoopDeps } from '../../src/courier/loop.ts';
import type { Channel } from '../../src/ports/channel.ts';
import { StoreUnavailableError } from '../../src/ports/store.ts';
import { courierBench, everything } from './setup.ts';

/** Waits that end when the test says so, or when they are called off. */
function pauses() {
  const asked: number[] = [];
  let proceed: () => void = () => {};
  const sleep: NonNullable<LoopDeps['sleep']> = (ms, signal) => {
    asked.push(ms);
    return new Promise((resolve) => {
      proceed = resolve;
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
  };
  const until = async (count: number) => {
    while (asked.length < count) await new Promise((resolve) => setImmediate(resolve));
  };
  return { asked, sleep, until, proceed: () => proceed() };
}

const quick: Channel = { id: 'email', deliver: () => Promise.resolve(), close: () => Promise.resolve() };
const loopSettings = { wipeAfterMs: 86_400_000, wipeEveryMs: 600_000 };

test('the loop outlives failures of the queue, with growing pauses, and delivers afterwards (SR-LG-06, I13)', async (t) => {
  const bench = await courierBench(t, [quick]);
  await bench.queue({});
  let failures = 3;
  const outbox: LoopDeps['outbox'] = {
    ...bench.database.outbox,
    claim: (request) =>
      failures-- > 0 ? Promise.reject(new StoreUnavailableError('gone')) : bench.database.outbox.claim(request),
  };
  const { asked, sleep, until, proceed } = pauses();
  const loop = createCourierLoop({ ...bench.worker({ outbox }), loop: loopSettings, sleep });
  loop.start();
  for (let count = 1; count <= 3; count += 1) {
    await until(count);
    proceed();
  }
  await until(4);
  assert.deepEqual(asked, [500, 750, 1125, 1000], 'then the usual pause');
  await loop.stop();
  assert.equal((await everything(bench.database))[0]?.message.status, 'sent');
  assert.equal(bench.log.lines.filter((line) => line.includes('cannot be read')).length, 3);
});

test('a wake-up ends the pause, and the queue is looked at twice: the row may not have been committed yet', async (t) => {
  const bench = await courierBench(t, [quick]);
  const { asked, sleep, until } = pauses();
  const loop = createCourierLoop({ ...bench.worker(), loop: loopSettings, sleep });
  loop.start();
  await until(1);
  loop.wake();
  await until(2);
  assert.deepEqual(asked, [1000, 25]);
  await bench.queue({});
  loop.wake();
  await until(3);
  assert.equal((await everything(bench.database))[0]?.message.status, 'sent');
  await loop.stop();
  await loop.stop();
});

test('contents of finished messages are wiped after a day (SR-DP-05)', async (t) => {
  const bench = await courierBench(t, [quick]);
  await bench.queue({});
  const { sleep, until, proceed } = pauses();
  const loop = createCourierLoop({ ...bench.worker(), loop: loopSettings, sleep });
  loop.start();
  await until(1);
  assert.notEqual((await everything(bench.database))[0]?.message.body, '');
  bench.clock.advance(86_400_001);
  proceed();
  await until(2);
  const [row] = await everything(bench.database);
  assert.deepEqual([row?.message.status, row?.message.subject, row?.message.body], ['sent', '', '']);
  await loop.stop();
});
