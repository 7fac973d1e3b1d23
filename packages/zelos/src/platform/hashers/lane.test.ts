import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { type HashCaller, HasherBusyError, HasherOverLimitError } from '../../ports/hasher.ts';
import type { Lane, LaneOptions } from './lane.ts';
import { createLane } from './lane.ts';
import type { AnswerMessage, JobMessage } from './protocol.ts';

/**
 * A thread whose jobs end when the test says so: it reports the start of a job, waits until the test raises the gate as
 * often, and answers with the job's password. The password `crash` throws outside of any handler instead.
 */
const SCRIPT = `
  const { parentPort, workerData } = require('node:worker_threads');
  const gate = new Int32Array(workerData);
  parentPort.on('message', ([, password]) => {
    if (password === 'crash') throw new Error('thread down');
    const turn = Atomics.add(gate, 1, 1);
    while (Atomics.load(gate, 0) <= turn) Atomics.wait(gate, 0, Atomics.load(gate, 0));
    parentPort.postMessage(['hash', password]);
  });
`;

const createBench = (options: Partial<LaneOptions> = {}) => {
  const shared = new SharedArrayBuffer(8);
  const gate = new Int32Array(shared);
  const workers: Worker[] = [];
  const started: string[] = [];
  const time = { now: 0 };
  const lane = createLane({
    threads: 1,
    queueLimit: 3,
    maxWaitMs: 5000,
    fair: true,
    startWorker: () => {
      const worker = new Worker(SCRIPT, { eval: true, workerData: shared });
      const post = worker.postMessage.bind(worker);
      worker.postMessage = (message: JobMessage) => {
        started.push(message[1]);
        post(message);
      };
      workers.push(worker);
      return worker;
    },
    now: () => time.now,
    retryAfterSeconds: () => 4,
    ...options,
  });
  const open = (jobs: number): void => {
    Atomics.add(gate, 0, jobs);
    Atomics.notify(gate, 0);
  };
  /** The jobs in the order in which threads were given them. */
  const starts = (): readonly string[] => started;
  return { lane, open, workers, time, starts };
};

const job = (name: string): JobMessage => ['hash', name, ''];
const nameOf = (answer: AnswerMessage): unknown => answer[1];
const run = async (lane: Lane, name: string, caller: Partial<HashCaller> = {}): Promise<unknown> =>
  nameOf(await lane.run(job(name), { urgency: 'login', ...caller }));

test('D7 no thread exists before the first job, and never more than configured', async () => {
  const { lane, open, workers } = createBench({ threads: 2, queueLimit: 10 });
  assert.deepEqual(lane.load(), { waiting: 0, running: 0, threads: 0 });
  const answers = ['a', 'b', 'c', 'd'].map((name) => run(lane, name));
  assert.deepEqual(lane.load(), { waiting: 2, running: 2, threads: 2 });
  open(4);
  assert.deepEqual(await Promise.all(answers), ['a', 'b', 'c', 'd']);
  assert.equal(workers.length, 2);
  await lane.close();
});

test('AB-31 a full queue refuses at once with seconds to wait, and takes jobs again afterwards', async () => {
  const { lane, open } = createBench();
  const accepted = ['a', 'b', 'c', 'd'].map((name) => run(lane, name));
  await assert.rejects(run(lane, 'e'), (error) => error instanceof HasherBusyError && error.retryAfterSeconds === 4);
  open(5);
  assert.deepEqual(await Promise.all(accepted), ['a', 'b', 'c', 'd']);
  assert.equal(await run(lane, 'f'), 'f');
  await lane.close();
});

test('AB-32 jobs are answered in the order in which they came', async () => {
  const { lane, open } = createBench({ queueLimit: 20 });
  const order: unknown[] = [];
  const names = Array.from({ length: 20 }, (_, index) => `job ${index}`);
  const answers = names.map(async (name) => order.push(await run(lane, name)));
  open(20);
  await Promise.all(answers);
  assert.deepEqual(order, names);
  await lane.close();
});

test('AB-32 a job that waited more than five seconds is refused unstarted', async () => {
  const { lane, open, time } = createBench();
  const first = run(lane, 'first');
  const late = assert.rejects(run(lane, 'late'), HasherBusyError);
  time.now = 3000;
  const fresh = run(lane, 'fresh');
  time.now = 5001;
  open(2);
  await late;
  assert.deepEqual(await Promise.all([first, fresh]), ['first', 'fresh']);
  await lane.close();
});

test("AB-32 two jobs of one address wait, a third is refused as the caller's own doing, and others still find room", async () => {
  const { lane, open } = createBench({ queueLimit: 4 });
  const at = (address: string) => ({ address });
  const first = run(lane, 'first', at('192.0.2.1'));
  const accepted = ['a', 'b'].map((name) => run(lane, name, at('192.0.2.1')));
  await assert.rejects(
    run(lane, 'c', at('192.0.2.1')),
    (error) => error instanceof HasherOverLimitError && error.retryAfterSeconds === 1,
  );
  accepted.push(run(lane, 'd', at('192.0.2.2')), run(lane, 'e'));
  await assert.rejects(run(lane, 'f', at('192.0.2.3')), HasherBusyError);
  open(1);
  await first;
  accepted.push(run(lane, 'g', at('192.0.2.1')));
  open(10);
  assert.deepEqual(await Promise.all(accepted), ['a', 'b', 'd', 'e', 'g']);
  await lane.close();
});

test('AB-32 jobs of one account are computed one after the other while others pass', async () => {
  const { lane, open, starts } = createBench({ threads: 2, queueLimit: 10 });
  const answers = ['x1', 'x2', 'x3', 'y1'].map((name) => run(lane, name, { account: name.slice(0, 1) }));
  assert.deepEqual(lane.load(), { waiting: 2, running: 2, threads: 2 });
  open(10);
  assert.deepEqual(await Promise.all(answers), ['x1', 'x2', 'x3', 'y1']);
  assert.ok(starts().indexOf('y1') < starts().indexOf('x2'), starts().join());
  assert.equal(await run(lane, 'x4', { account: 'x' }), 'x4');
  await lane.close();
});

test('AB-32 sign-ins are started before changes, and those before what nobody waits for', async () => {
  const { lane, open, starts } = createBench({ queueLimit: 10 });
  const wanted = [
    ['now', 'rehash'],
    ['rehash 1', 'rehash'],
    ['change 1', 'change'],
    ['login 1', 'login'],
    ['rehash 2', 'rehash'],
    ['login 2', 'login'],
    ['change 2', 'change'],
  ] as const;
  const answers = wanted.map(([name, urgency]) => run(lane, name, { urgency }));
  open(10);
  await Promise.all(answers);
  assert.deepEqual(starts(), ['now', 'login 1', 'login 2', 'change 1', 'change 2', 'rehash 1', 'rehash 2']);
  await lane.close();
});

test('AB-32 in a full queue the newest of the less urgent jobs gives its place to a more urgent one', async () => {
  const { lane, open } = createBench();
  const first = run(lane, 'first');
  const change = run(lane, 'change', { urgency: 'change' });
  const kept = run(lane, 'kept', { urgency: 'rehash' });
  const displaced = assert.rejects(run(lane, 'displaced', { urgency: 'rehash' }), HasherBusyError);
  const login = run(lane, 'login');
  await displaced;
  await assert.rejects(run(lane, 'late', { urgency: 'rehash' }), HasherBusyError);
  open(10);
  assert.deepEqual(await Promise.all([first, change, kept, login]), ['first', 'change', 'kept', 'login']);
  await lane.close();
});

test('AB-32 jobs whose client has gone are dropped unstarted and leave their place at once', async () => {
  const { lane, open, starts } = createBench();
  const client = new AbortController();
  const from = { address: '192.0.2.1', signal: client.signal };
  const first = run(lane, 'first', from);
  const gone = ['a', 'b'].map((name) => assert.rejects(run(lane, name, from), HasherBusyError));
  client.abort();
  await Promise.all(gone);
  assert.equal(lane.load().waiting, 0);
  await assert.rejects(run(lane, 'c', from), HasherBusyError);
  const next = run(lane, 'next', { address: '192.0.2.1', signal: new AbortController().signal });
  open(10);
  assert.deepEqual(await Promise.all([first, next]), ['first', 'next']);
  assert.deepEqual(starts(), ['first', 'next']);
  await lane.close();
});

test('AB-32 without fairness only the length of the queue is bounded', async () => {
  const { lane, open } = createBench({ fair: false, threads: 2 });
  const same = { address: '192.0.2.1', account: 'ann' };
  const accepted = ['a', 'b', 'c', 'd', 'e'].map((name) => run(lane, name, same));
  assert.deepEqual(lane.load(), { waiting: 3, running: 2, threads: 2 });
  await assert.rejects(run(lane, 'f', same), HasherBusyError);
  open(10);
  assert.deepEqual(await Promise.all(accepted), ['a', 'b', 'c', 'd', 'e']);
  await lane.close();
});

test('D7 a thread that crashes takes only its own job with it and is replaced', async () => {
  const { lane, open, workers } = createBench();
  const crashed = assert.rejects(run(lane, 'crash'), /stopped before it answered/);
  const behind = run(lane, 'behind');
  open(1);
  await crashed;
  assert.equal(await behind, 'behind');
  assert.equal(workers.length, 2);
  assert.deepEqual(lane.load(), { waiting: 0, running: 0, threads: 1 });
  await lane.close();
});

test('D7 a thread that ends while idle is replaced by the next job', async () => {
  const { lane, open, workers } = createBench();
  open(2);
  assert.equal(await run(lane, 'a'), 'a');
  await workers[0]?.terminate();
  assert.equal(await run(lane, 'b'), 'b');
  assert.equal(workers.length, 2);
  await lane.close();
});

test('closing refuses new jobs, finishes the accepted ones and ends the threads', async () => {
  const { lane, open } = createBench();
  const accepted = ['a', 'b'].map((name) => run(lane, name));
  const closed = lane.close();
  await assert.rejects(run(lane, 'c'), HasherBusyError);
  open(2);
  assert.deepEqual(await Promise.all(accepted), ['a', 'b']);
  await closed;
  assert.equal(lane.load().threads, 0);
  await lane.close();
});

test('closing ends although the last thread crashed', async () => {
  const { lane } = createBench();
  const crashed = assert.rejects(run(lane, 'crash'), /stopped before it answered/);
  await Promise.all([crashed, lane.close()]);
  assert.equal(lane.load().threads, 0);
});
