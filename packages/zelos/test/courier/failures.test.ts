import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { deliverBatch } from '../../src/courier/worker.ts';
import { headerOf, startMailSink, type Verdict } from './mail-sink.ts';
import { courierBench, everything, smtpTo } from './setup.ts';

const never = new AbortController().signal;
const HOUR = 3_600_000;

/** A port that is kept all the time and resets every connection, until it is opened to a server. */
async function startDoor(t: TestContext) {
  let target: number | null = null;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    if (target === null) return void socket.resetAndDestroy();
    const behind = connect(target, '127.0.0.1');
    for (const one of [socket, behind]) sockets.add(one.on('error', () => {}));
    socket.pipe(behind).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    open: (to: number) => {
      target = to;
    },
  };
}

test('a temporary refusal is tried again later, with the same Message-ID, and delivered once (FT-17)', async (t) => {
  let answers: Verdict[] = [{ code: 451, text: 'try later' }];
  const sink = await startMailSink({ onMail: () => answers.shift() });
  t.after(() => sink.close());
  const bench = await courierBench(t, [smtpTo(sink.port)]);
  await bench.queue({});
  assert.equal(await deliverBatch(bench.deps, never), 1);
  const [waiting] = await everything(bench.database);
  assert.deepEqual([waiting?.message.status, waiting?.message.sendCount], ['queued', 1]);
  const error = waiting?.dispatches[0]?.error;
  assert.deepEqual([waiting?.dispatches.length, error?.['code'], error?.['status']], [1, 500, 'Internal Server Error']);
  assert.match(String(error?.['reason']), /451/);

  bench.clock.advance(4_900);
  assert.equal(await deliverBatch(bench.deps, never), 0, 'not before the shortest back-off');
  bench.clock.advance(5_100);
  answers = [];
  assert.equal(await deliverBatch(bench.deps, never), 1);
  const [sent] = await everything(bench.database);
  assert.deepEqual([sent?.message.status, sent?.message.sendCount], ['sent', 2]);
  assert.deepEqual(
    sent?.dispatches.map(({ status }) => status),
    ['success', 'failed'],
    'newest first',
  );
  assert.equal(sink.mails.length, 1);
});

test('a final refusal gives up that message at once and no other (FT-17, B27)', async (t) => {
  const sink = await startMailSink({
    onRecipient: (address) => (address.startsWith('gone') ? { code: 550, text: `no such user ${address}` } : undefined),
  });
  t.after(() => sink.close());
  const bench = await courierBench(t, [smtpTo(sink.port)], { settings: { concurrency: 1 } });
  await bench.queue({ recipient: 'gone@example.test' });
  for (const name of ['a', 'b', 'c']) await bench.queue({ recipient: `${name}@example.test` });
  await deliverBatch(bench.deps, never);
  const rows = await everything(bench.database);
  assert.deepEqual(
    rows.map(({ message, dispatches }) => [message.status, message.sendCount, dispatches.length]),
    [
      ['abandoned', 1, 1],
      ['sent', 1, 1],
      ['sent', 1, 1],
      ['sent', 1, 1],
    ],
  );
  bench.clock.advance(HOUR);
  assert.equal(await deliverBatch(bench.deps, never), 0, 'abandoned stays abandoned');
  const log = bench.log.lines.join('\n');
  assert.match(log, /550/);
  assert.doesNotMatch(log, /gone@|123456/, 'SR-LG-02: no address and no code in the log');
  assert.doesNotMatch(JSON.stringify(rows[0]?.dispatches), /gone@|123456/, 'nor in what operators see of an attempt');
});

test('refusals after DATA count the same: 5xx is final, 4xx is not (FT-17)', async (t) => {
  const sink = await startMailSink({
    onMail: ({ to }) => (to[0]?.startsWith('spam') ? { code: 554, text: 'no' } : { code: 452, text: 'full' }),
  });
  t.after(() => sink.close());
  const bench = await courierBench(t, [smtpTo(sink.port)]);
  await bench.queue({ recipient: 'spam@example.test' });
  await bench.queue({ recipient: 'later@example.test' });
  await deliverBatch(bench.deps, never);
  assert.deepEqual(
    (await everything(bench.database)).map(({ message }) => message.status),
    ['abandoned', 'queued'],
  );
});

test('retries: message_retries more attempts with growing pauses, then abandoned (I8, FT-17)', async (t) => {
  const sink = await startMailSink({ onMailFrom: () => ({ code: 450, text: 'busy' }) });
  t.after(() => sink.close());
  const bench = await courierBench(t, [smtpTo(sink.port)], { settings: { retries: 2 } });
  await bench.queue({});
  const pauses: number[] = [];
  for (let waited = 0; pauses.length < 3; waited += 500) {
    assert.ok(waited < HOUR);
    if ((await deliverBatch(bench.deps, never)) === 1) {
      pauses.push(waited);
      waited = 0;
    }
    bench.clock.advance(500);
  }
  const [row] = await everything(bench.database);
  assert.deepEqual([row?.message.status, row?.message.sendCount, row?.dispatches.length], ['abandoned', 3, 3]);
  assert.ok((pauses[1] ?? 0) >= 5_000 && (pauses[1] ?? 0) <= 10_500, `first pause ${pauses[1]}`);
  assert.ok((pauses[2] ?? 0) >= 10_000 && (pauses[2] ?? 0) <= 20_500, `second pause ${pauses[2]}`);
  bench.clock.advance(24 * HOUR);
  assert.equal(await deliverBatch(bench.deps, never), 0);
});

test('a connection dropped after DATA: at most one duplicate, with the same Message-ID (FT-17, VR-11)', async (t) => {
  const answers: Verdict[] = ['drop'];
  const sink = await startMailSink({ onMail: () => answers.shift() });
  t.after(() => sink.close());
  const bench = await courierBench(t, [smtpTo(sink.port)]);
  await bench.queue({});
  await deliverBatch(bench.deps, never);
  bench.clock.advance(10_000);
  await deliverBatch(bench.deps, never);
  assert.equal(sink.mails.length, 2);
  assert.equal(new Set(sink.mails.map((mail) => headerOf(mail, 'Message-ID'))).size, 1);
  assert.equal((await everything(bench.database))[0]?.message.status, 'sent');
});

test('one poisoned recipient delays nobody: healthy mail goes out in the same batch (FT-17)', async (t) => {
  let release: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const sink = await startMailSink({
    onMail: async ({ to }) => {
      if (to[0] === 'slow@example.test') await held;
      return undefined;
    },
  });
  t.after(() => sink.close());
  const bench = await courierBench(t, [smtpTo(sink.port)]);
  await bench.queue({ recipient: 'slow@example.test' });
  for (let index = 0; index < 6; index += 1) await bench.queue({ recipient: `p${index}@example.test` });
  const batch = deliverBatch(bench.deps, never);
  await sink.caught(6);
  release();
  await batch;
  assert.equal(sink.mails.length, 7);
});

/** A server that takes connections and never says a word. */
async function startBlackHole(t: TestContext) {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
  };
}

test('a silent server is left after the time-out and the message is tried again (FT-16)', async (t) => {
  const { port } = await startBlackHole(t);
  const channel = smtpTo(port, '?disable_starttls=true', { deliveryTimeoutMs: 150 });
  const bench = await courierBench(t, [channel], { settings: { deliveryTimeoutMs: 150 } });
  await bench.queue({});
  await deliverBatch(bench.deps, never);
  const [row] = await everything(bench.database);
  assert.deepEqual([row?.message.status, row?.message.sendCount], ['queued', 1]);
  assert.match(String(row?.dispatches[0]?.error?.['reason']), /in time/, 'every failure of SMTP has a reason');
});

test('a server that says nothing is away as well: the channel rests after five failures (FT-16)', async (t) => {
  const hole = await startBlackHole(t);
  const channel = smtpTo(hole.port, '?disable_starttls=true', { deliveryTimeoutMs: 50 });
  const bench = await courierBench(t, [channel], { settings: { deliveryTimeoutMs: 50, concurrency: 1 } });
  for (let index = 0; index < 9; index += 1) await bench.queue({ recipient: `p${index}@example.test` });
  while ((await deliverBatch(bench.deps, never)) > 0);
  assert.equal(hole.connections, 5);
  const rows = await everything(bench.database);
  assert.equal(rows.filter(({ message }) => message.sendCount === 0).length, 4, 'the others keep their attempts');
});

test('a server that is down: the channel rests after five failures, messages keep their attempts, all is delivered in order when it is back (FT-16, I13)', async (t) => {
  const door = await startDoor(t);
  const { port } = door;
  const bench = await courierBench(t, [smtpTo(port)], { settings: { retries: 5, concurrency: 1 } });
  for (let index = 0; index < 30; index += 1) await bench.queue({ recipient: `p${index}@example.test` });
  for (let minute = 0; minute < 30; minute += 1) {
    while ((await deliverBatch(bench.deps, never)) > 0);
    bench.clock.advance(60_000);
  }
  const down = await everything(bench.database);
  assert.equal(down.filter(({ message }) => message.status === 'queued').length >= 25, true);
  const tried = down.reduce((sum, { message }) => sum + message.sendCount, 0);
  assert.ok(tried <= 45, `${tried} attempts in half an hour`);
  const late = Array.from({ length: 12 }, (_, index) => `late${index}@example.test`);
  for (const recipient of late) await bench.queue({ recipient });

  const sink = await startMailSink();
  t.after(() => sink.close());
  door.open(sink.port);
  for (let minute = 0; minute < 60; minute += 1) {
    while ((await deliverBatch(bench.deps, never)) > 0);
    bench.clock.advance(60_000);
  }
  const up = await everything(bench.database);
  assert.deepEqual(
    up.filter(({ message }) => !['sent', 'abandoned'].includes(message.status)),
    [],
  );
  assert.equal(sink.mails.length, up.filter(({ message }) => message.status === 'sent').length);
  assert.ok(sink.mails.length >= 29);
  const order = sink.mails.flatMap(({ to }) => to).filter((recipient) => recipient.startsWith('late'));
  assert.deepEqual(order, late, 'what was not tried yet goes out oldest first');
});

test('of several recipients the person counts: a refused copy is no failure, a refused person is one (FT-17)', async (t) => {
  const refused = new Set(['copy@example.test']);
  const sink = await startMailSink({
    onRecipient: (address) => (refused.has(address) ? { code: 550, text: 'no such user' } : undefined),
  });
  t.after(() => sink.close());
  const identity = {
    fromAddress: 'no-reply@example.test',
    fromName: '',
    headers: { Cc: 'copy@example.test, files@example.test' },
  };
  const bench = await courierBench(t, [smtpTo(sink.port, '?disable_starttls=true', { identity })]);
  await bench.queue({ recipient: 'one@example.test' });
  await deliverBatch(bench.deps, never);
  refused.add('two@example.test');
  await bench.queue({ recipient: 'two@example.test' });
  await deliverBatch(bench.deps, never);
  assert.deepEqual(
    (await everything(bench.database)).map(({ message }) => [message.status, message.sendCount]),
    [
      ['sent', 1],
      ['abandoned', 1],
    ],
  );
  assert.deepEqual(sink.mails[0]?.to, ['one@example.test', 'files@example.test']);
});

test('connections are kept: ten messages over one', async (t) => {
  const sink = await startMailSink();
  t.after(() => sink.close());
  const bench = await courierBench(t, [smtpTo(sink.port)], { settings: { concurrency: 1 } });
  for (let index = 0; index < 10; index += 1) await bench.queue({ recipient: `p${index}@example.test` });
  await deliverBatch(bench.deps, never);
  assert.deepEqual([sink.mails.length, sink.connections], [10, 1]);
  assert.deepEqual(
    sink.mails.map(({ to }) => to[0]),
    Array.from({ length: 10 }, (_, index) => `p${index}@example.test`),
    'oldest first',
  );
});
