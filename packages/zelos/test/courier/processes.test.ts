import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createEnqueue } from '../../src/courier/enqueue.ts';
import { deliverBatch } from '../../src/courier/worker.ts';
import { systemRandom } from '../../src/platform/system-random.ts';
import { createTestClock } from '../../src/testing/clock.ts';
import { headerOf, type MailSink, type SinkBehaviour, startMailSink } from './mail-sink.ts';
import { courierBench, everything, smtpTo } from './setup.ts';

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));
const never = new AbortController().signal;
type Child = ChildProcessByStdio<Writable, Readable, null>;

/** A process that has opened the database and waits for the word to begin. */
async function ready(
  t: TestContext,
  task: 'drain' | 'die',
  path: string,
  sink: MailSink,
  name: string,
): Promise<Child> {
  const child = spawn(process.execPath, ['--conditions=zelos-source', CHILD, task, path, String(sink.port), name], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

/** Begins to work and resolves when the process has ended, with its exit code (null when it was killed). */
async function work(child: Child): Promise<number | null> {
  const closed = once(child, 'close');
  child.stdin.end('go\n');
  const [code] = (await closed) as [number | null];
  return code;
}

async function queueAt(t: TestContext, sink: MailSink, count: number) {
  const bench = await courierBench(t, [smtpTo(sink.port)]);
  // The processes go by the real time, so the messages are older than they are.
  const clock = createTestClock(new Date(Date.now() - 1000));
  const enqueue = createEnqueue({ templates: bench.templates, random: systemRandom, clock });
  for (let index = 0; index < count; index += 1) {
    const message = {
      templateType: 'login_code_valid' as const,
      channel: 'email' as const,
      recipient: `p${index}@example.test`,
      variables: { LoginCode: '123456', ExpiresInMinutes: 5 },
      languages: [],
    };
    await bench.database.transaction((tx) => enqueue(tx, message));
  }
  // Once every lease of the processes has ended.
  const later = createTestClock(new Date(Date.now() + 600_000));
  return { ...bench, later };
}

async function sinkFor(t: TestContext, behaviour: SinkBehaviour = {}): Promise<MailSink> {
  const sink = await startMailSink(behaviour);
  t.after(() => sink.close());
  return sink;
}

/** A second worker takes over after the crash; nothing is lost, at most one mail came twice, and recognisably so. */
async function takeOver(
  t: TestContext,
  sink: MailSink,
  path: string,
  task: 'drain' | 'die',
  bench: Awaited<ReturnType<typeof queueAt>>,
) {
  const child = await ready(t, task, path, sink, 'doomed');
  const code = await work(child);
  assert.equal(code, null, 'the process was killed');
  const [before] = await everything(bench.database);
  assert.deepEqual([before?.message.status, before?.message.sendCount], ['processing', 1]);
  await deliverBatch({ ...bench.worker(), clock: bench.later }, never);
  const [after] = await everything(bench.database);
  assert.deepEqual([after?.message.status, after?.message.sendCount], ['sent', 2]);
  const ids = sink.mails.map((mail) => headerOf(mail, 'Message-ID'));
  assert.ok(ids.length >= 1 && ids.length <= 2, `${ids.length} mails`);
  assert.equal(new Set(ids).size, 1);
  return ids.length;
}

test('killed after the lease, before the mail has begun: sent once by the next worker (FT-05, I8)', async (t) => {
  let doomed: Child | null = null;
  let kills = 0;
  const sink = await sinkFor(t, {
    onMailFrom: () => {
      if (kills++ === 0) doomed?.kill('SIGKILL');
      return undefined;
    },
  });
  const bench = await queueAt(t, sink, 1);
  const child = await ready(t, 'drain', bench.path, sink, 'doomed');
  doomed = child;
  assert.equal(await work(child), null);
  assert.equal((await everything(bench.database))[0]?.message.status, 'processing');
  await deliverBatch({ ...bench.worker(), clock: bench.later }, never);
  assert.equal(sink.mails.length, 1);
  assert.equal((await everything(bench.database))[0]?.message.status, 'sent');
});

test('killed after DATA, before the answer: at most one duplicate with the same Message-ID (FT-05, I8, VR-10)', async (t) => {
  let doomed: Child | null = null;
  let kills = 0;
  const sink = await sinkFor(t, {
    onMail: async () => {
      if (kills++ === 0 && doomed !== null) {
        const closed = once(doomed, 'close');
        doomed.kill('SIGKILL');
        await closed;
      }
      return undefined;
    },
  });
  const bench = await queueAt(t, sink, 1);
  const child = await ready(t, 'drain', bench.path, sink, 'doomed');
  doomed = child;
  assert.equal(await work(child), null);
  await deliverBatch({ ...bench.worker(), clock: bench.later }, never);
  assert.equal((await everything(bench.database))[0]?.message.status, 'sent');
  assert.equal(sink.mails.length, 2);
  assert.equal(new Set(sink.mails.map((mail) => headerOf(mail, 'Message-ID'))).size, 1);
});

test('killed after the answer, before the note: one duplicate with the same Message-ID (FT-05, I8, VR-10)', async (t) => {
  const sink = await sinkFor(t);
  const bench = await queueAt(t, sink, 1);
  assert.equal(await takeOver(t, sink, bench.path, 'die', bench), 2);
});

test('three processes that start together: no message twice, none lost (FT-12, VR-10)', async (t) => {
  const sink = await sinkFor(t);
  const bench = await queueAt(t, sink, 150);
  const children = await Promise.all(['a', 'b', 'c'].map((name) => ready(t, 'drain', bench.path, sink, name)));
  assert.deepEqual(await Promise.all(children.map(work)), [0, 0, 0]);
  const rows = await everything(bench.database);
  assert.deepEqual(
    rows.filter(({ message }) => message.status !== 'sent' || message.sendCount !== 1),
    [],
  );
  assert.equal(new Set(sink.mails.map((mail) => headerOf(mail, 'Message-ID'))).size, 150);
  assert.equal(sink.mails.length, 150);
});
