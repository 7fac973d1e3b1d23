/**
 * What the hashing threads cost: the time of a hash through the lane against the bare synchronous call, and the delay of
 * the main thread's event loop while cores − 1 hashes run. Prints ratios; takes a few seconds.
 *
 *   node --conditions=zelos-source bench/hashing.ts
 */
import { availableParallelism } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { hashSync } from '@node-rs/argon2';
import type { HashCaller, Hasher } from '../packages/zelos/src/ports/hasher.ts';
import { createHasher, hasherSettings } from '../packages/zelos/src/platform/hashers/index.ts';

const PASSWORD = 'correct horse battery staple';
const NOBODY: HashCaller = { urgency: 'login' };
const MAX_ROUNDS = 10;
const MIN_ROUNDS = 3;
const BUDGET_MS = 2500;
const HASHES_A_ROUND = 8;
const TINY_JOBS = 1000;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Milliseconds and milliseconds of processor time for each of `count` operations. */
const timed = async (count: number, batch: () => unknown) => {
  const start = performance.now();
  const before = process.cpuUsage();
  await batch();
  const used = process.cpuUsage(before);
  return { wall: (performance.now() - start) / count, cpu: (used.user + used.system) / 1000 / count };
};

const settings = hasherSettings(undefined, { dev: false, cores: availableParallelism() });
const { memoryKib, iterations, parallelism, keyLength } = settings.argon2;
const bareOptions = { memoryCost: memoryKib, timeCost: iterations, parallelism, outputLen: keyLength };

const bareBatch = (): void => {
  for (let count = 0; count < HASHES_A_ROUND; count += 1) hashSync(PASSWORD, bareOptions);
};

const fill = (hasher: Hasher, count: number) => () =>
  Promise.all(Array.from({ length: count }, () => hasher.hash(PASSWORD, NOBODY)));

const ratioOfHashes = async (): Promise<number> => {
  const hasher = createHasher({ ...settings, threads: 1, queueLimit: HASHES_A_ROUND });
  const first = await timed(1, () => hasher.burn(PASSWORD, NOBODY));
  bareBatch();
  const bare: Awaited<ReturnType<typeof timed>>[] = [];
  const lane: Awaited<ReturnType<typeof timed>>[] = [];
  // Turn and turn about, so that a busy neighbour disturbs both alike.
  const end = performance.now() + BUDGET_MS;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    if (round >= MIN_ROUNDS && performance.now() > end) break;
    bare.push(await timed(HASHES_A_ROUND, bareBatch));
    lane.push(await timed(HASHES_A_ROUND, fill(hasher, HASHES_A_ROUND)));
  }
  await hasher.close();
  const report = (name: string, of: (value: { readonly wall: number; readonly cpu: number }) => number): void => {
    const [a, b] = [bare.map(of), lane.map(of)];
    const ratio = `median ${(median(b) / median(a)).toFixed(3)}, best ${(Math.min(...b) / Math.min(...a)).toFixed(3)}`;
    console.log(`${name} bare ${median(a).toFixed(2)} ms, lane ${median(b).toFixed(2)} ms a hash; ratio ${ratio}`);
  };
  console.log(`argon2id m=${memoryKib} t=${iterations} p=${parallelism}, one thread`);
  report('elapsed  ', ({ wall }) => wall);
  report('processor', ({ cpu }) => cpu);
  console.log(`first call with the start of its thread ${first.wall.toFixed(0)} ms`);
  return Math.min(...bare.map(({ wall }) => wall));
};

/** The way to the thread and back, seen with hashes that cost next to nothing; steadier than the ratio on a busy machine. */
const costOfJob = async (hashMs: number): Promise<void> => {
  const tiny = { ...settings.argon2, memoryKib: 8, iterations: 1 };
  const hasher = createHasher({ ...settings, argon2: tiny, threads: 1, queueLimit: TINY_JOBS });
  await hasher.burn(PASSWORD, NOBODY);
  const tinyOptions = { ...bareOptions, memoryCost: 8, timeCost: 1 };
  const bareTiny = (): void => {
    for (let count = 0; count < TINY_JOBS; count += 1) hashSync(PASSWORD, tinyOptions);
  };
  const extra: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const bare = await timed(TINY_JOBS, bareTiny);
    const lane = await timed(TINY_JOBS, fill(hasher, TINY_JOBS));
    extra.push(lane.wall - bare.wall);
  }
  await hasher.close();
  const cost = median(extra);
  console.log(
    `lane adds ${(cost * 1000).toFixed(0)} us a job = ${((cost / hashMs) * 100).toFixed(2)} % of the best bare hash`,
  );
};

/** Percentiles of the event loop's delay in milliseconds while `work` runs. */
const delays = async (work: () => Promise<unknown>): Promise<string> => {
  const monitor = monitorEventLoopDelay({ resolution: 1 });
  monitor.enable();
  await work();
  monitor.disable();
  const at = (percentile: number) => (monitor.percentile(percentile) / 1e6).toFixed(2);
  return `p50 ${at(50)} p99 ${at(99)} max ${(monitor.max / 1e6).toFixed(2)} ms`;
};

const loopDelay = async (): Promise<void> => {
  const hasher = createHasher(settings);
  await Promise.all(Array.from({ length: settings.threads }, () => hasher.burn(PASSWORD, NOBODY)));
  console.log(`event loop, timer of 1 ms, idle                ${await delays(() => pause(700))}`);
  const until = performance.now() + 1000;
  const keepBusy = async (): Promise<void> => {
    while (performance.now() < until) await hasher.burn(PASSWORD, NOBODY);
  };
  // Two callers a thread, so that no thread ever waits for the main one.
  const busy = () => Promise.all(Array.from({ length: settings.threads * 2 }, keepBusy));
  console.log(
    `event loop, ${settings.threads} of ${availableParallelism()} cores hashing, more waiting  ${await delays(busy)}`,
  );
  await hasher.close();
};

await costOfJob(await ratioOfHashes());
await loopDelay();
