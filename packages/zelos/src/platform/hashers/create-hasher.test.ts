import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { type HashCaller, HasherBusyError, PasswordTooLongError, UnsupportedHashError } from '../../ports/hasher.ts';
import { createHasher } from './create-hasher.ts';
import type { HasherSettings } from './create-hasher.ts';

const SETTINGS: HasherSettings = {
  algorithm: 'argon2',
  argon2: { memoryKib: 64, iterations: 1, parallelism: 1, saltLength: 16, keyLength: 32 },
  bcrypt: { cost: 4 },
  threads: 1,
  queueLimit: 4,
};

const SOMEBODY: HashCaller = { urgency: 'login' };

test('hash, verify and burn work through the threads, with typed errors', async () => {
  const hasher = createHasher(SETTINGS);
  const hash = await hasher.hash('correct horse \0 🔑', SOMEBODY);
  assert.match(hash, /^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
  assert.deepEqual(await hasher.verify('correct horse \0 🔑', hash, SOMEBODY), { ok: true, outdated: false });
  assert.deepEqual(await hasher.verify('correct horse \0 🔒', hash, SOMEBODY), { ok: false, outdated: false });
  assert.equal(await hasher.burn('anything', SOMEBODY), undefined);
  await assert.rejects(
    hasher.verify('x', 'no hash', SOMEBODY),
    (error) => error instanceof UnsupportedHashError && error.problem === 'unknown_format',
  );
  await assert.rejects(
    hasher.hash('x'.repeat(5000), SOMEBODY),
    (error) => error instanceof PasswordTooLongError && error.maxBytes === 4096 && error.actualBytes === 5000,
  );
  await hasher.close();
});

test('SR-PW-17 D7 burn, verify and hash share one bounded queue', async () => {
  const hasher = createHasher({ ...SETTINGS, queueLimit: 2 });
  const known = await hasher.hash('known', SOMEBODY);
  const accepted = [hasher.burn('a', SOMEBODY), hasher.verify('b', known, SOMEBODY), hasher.hash('c', SOMEBODY)];
  assert.deepEqual(hasher.load(), { waiting: 2, running: 1, threads: 1 });
  const refused = [hasher.burn('d', SOMEBODY), hasher.verify('e', known, SOMEBODY), hasher.hash('f', SOMEBODY)];
  for (const answer of refused) {
    await assert.rejects(
      answer,
      (error) => error instanceof HasherBusyError && error.retryAfterSeconds >= 1 && error.retryAfterSeconds <= 5,
    );
  }
  await Promise.all(accepted);
  await hasher.close();
});

test('D7 a real thread that is ended in the middle of a hash rejects it and the next call works', async () => {
  const workers: Worker[] = [];
  const hasher = createHasher(
    { ...SETTINGS, argon2: { ...SETTINGS.argon2, memoryKib: 65_536, iterations: 4 } },
    {
      startWorker: (parameters) => {
        const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: parameters, execArgv: [] });
        workers.push(worker);
        return worker;
      },
    },
  );
  const lost = assert.rejects(hasher.hash('lost', SOMEBODY), /stopped before it answered/);
  const kept = hasher.burn('kept', SOMEBODY);
  await workers[0]?.terminate();
  await Promise.all([lost, kept]);
  assert.equal(workers.length, 2);
  await hasher.close();
});

test('D7 the main thread loads no native module, and an idle hasher lets the process end', async () => {
  const program = `
    import { createHasher } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
    const hasher = createHasher(${JSON.stringify(SETTINGS)});
    const caller = { urgency: 'login' };
    await hasher.verify('x', await hasher.hash('x', caller), caller);
    const { createRequire } = await import('node:module');
    const inMain = Object.keys(createRequire(import.meta.url).cache).filter((name) => name.includes('node-rs'));
    const inProcess = process.report.getReport().sharedObjects.filter((name) => name.endsWith('.node'));
    console.log(hasher.load().threads, inMain.length, inProcess.length > 0);
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    timeout: 120_000,
  });
  // One thread, nothing of the native modules in the main thread's cache, and their libraries in the process.
  assert.equal(stdout.trim(), '1 0 true');
});
