/**
 * The benchmark: `npm run bench` prints a table and writes docs/benchmarks.md.
 *
 *   --quick         fewer requests, 10^3 people only, writes nothing
 *   --people N      measures with N people instead of 10^3 and 10^5, writes docs/benchmarks-N.md
 *
 * Every figure is processor time of the server process, as a ratio to what the same run measures of raw node:http, the
 * bare statement or the bare hash. Loopback only; stops by itself after a quarter of an hour, most of which are hashes.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Child, NODE_FLAGS, startChild } from './children.ts';
import { drive, get, median, pace, percentile, type Work } from './load.ts';
import { type Bench, measureHashing, measureLight, type Row } from './measure.ts';
import { printReport, type Report, writeReport } from './report.ts';
import { flowFetchScenario, flowInitScenario, loginWork, registrationWork, whoamiScenario } from './scenarios.ts';
import { seed } from './seed.ts';

const quick = process.argv.includes('--quick');
const peopleFlag = process.argv.indexOf('--people');
const sizes = peopleFlag > 0 ? [Number(process.argv[peopleFlag + 1])] : quick ? [1000] : [1000, 100_000];
/** What `createZelos` keeps when it is not told otherwise. */
const SESSION_CACHE = 5000;
const scale = quick ? { rounds: 3, requests: 1000, hashes: 20 } : { rounds: 5, requests: 3000, hashes: 2000 };

const folder = mkdtempSync(join(tmpdir(), 'zelos-bench-'));
const children: Child[] = [];
const start = async (file: string, settings: object = {}): Promise<Child> => {
  const child = await startChild(file, settings);
  children.push(child);
  return child;
};
const stop = async (child: Child): Promise<void> => {
  children.splice(children.indexOf(child), 1);
  await child.stop();
};

/** A database with so many people in it, migrated by the server itself. */
async function database(people: number): Promise<string> {
  const path = join(folder, `people-${people}.sqlite`);
  await stop(await start('server-zelos.js', { path, sessionCache: 0 }));
  const seconds = seed(path, people);
  console.log(`${people} people seeded in ${seconds.toFixed(1)} s`);
  return path;
}

/** The rows of one size of database, and the memory of the server before and after. */
async function measureSize(raw: Child, people: number): Promise<Pick<Report, 'rows' | 'memory'>> {
  const path = await database(people);
  const bare = await start('bare.ts', { path, people });
  const floor = await start('server-floor.ts', { path });
  const bench: Bench = { raw, bare, floor, ...scale };
  const label = (what: string) => `${what}, ${people.toLocaleString('en')} people`;
  const rows: Row[] = [];
  const plain = await start('server-zelos.js', { path, sessionCache: 0 });
  await pause(300);
  const idle = (await plain.usage()).rss;
  const light = async (
    server: Child,
    what: string,
    scenario: Parameters<typeof measureLight>[3],
    statement: 'select' | 'insert' | 'get',
  ) => rows.push(await measureLight(bench, server, label(what), scenario, statement));
  await light(plain, 'whoami without cache', await whoamiScenario(plain.port, people), 'select');
  const cached = await start('server-zelos.js', { path, sessionCache: SESSION_CACHE });
  await light(cached, 'whoami with cache', await whoamiScenario(cached.port, people), 'select');
  await stop(cached);
  await light(plain, 'begin a login', await flowInitScenario(plain.port), 'insert');
  await light(plain, 'read a flow', await flowFetchScenario(plain.port), 'get');
  rows.push(await measureHashing(bench, plain, label('login'), scale.hashes, loginWork(people)));
  rows.push(await measureHashing(bench, plain, label('registration'), scale.hashes, registrationWork));
  const loaded = (await plain.usage()).rss;
  for (const child of [plain, bare, floor]) await stop(child);
  return { rows, memory: [{ people, idle, loaded }] };
}

/** Latency of whoami at a steady pace, alone and while cores − 1 hashes are worked on all the time. */
async function measureUnderHashes(path: string): Promise<Report['underHashes']> {
  const server = await start('server-zelos.js', { path, sessionCache: SESSION_CACHE });
  const whoami = (await whoamiScenario(server.port, 1000)).work;
  const login = loginWork(1000);
  await drive(server.port, 4, 1000, whoami);
  await drive(server.port, 1, 5, login);
  const seconds = quick ? 2 : 6;
  const alone = await pace(server.port, 200, seconds, whoami);
  const over = new AbortController();
  const hashes = Math.max(1, availableParallelism() - 1);
  // One client more than threads, so that no thread waits for the next request.
  const keepHashing: Work = async (connection, n) => {
    while (!over.signal.aborted) await login(connection, n);
  };
  const load = drive(server.port, hashes + 1, hashes + 1, keepHashing, false);
  const under = await pace(server.port, 200, seconds, whoami);
  over.abort();
  await load;
  await stop(server);
  const [before, during] = [percentile(alone, 0.99), percentile(under, 0.99)];
  return { alone: before, under: during, p50Alone: median(alone), p50Under: median(under), hashes };
}

/** 64 clients sign in at once: every one of them must be let in. */
async function measureCrowd(path: string): Promise<Report['crowd']> {
  const server = await start('server-zelos.js', { path, sessionCache: SESSION_CACHE });
  const began = performance.now();
  const times = await drive(server.port, 64, 64, loginWork(1000), false);
  const seconds = (performance.now() - began) / 1000;
  await stop(server);
  return { clients: 64, signedIn: times.length, seconds };
}

/** A port that nobody listens on at the moment. */
async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

/** Milliseconds from nothing, not even a state directory, to a server that says it is ready. */
async function measureStart(): Promise<number> {
  const root = join(import.meta.dirname, '..');
  const times: number[] = [];
  for (let round = 0; round < (quick ? 2 : 5); round += 1) {
    const cwd = mkdtempSync(join(folder, 'start-'));
    const ports = [await freePort(), await freePort()];
    const began = performance.now();
    const env = { PATH: process.env['PATH'] ?? '', SERVE_PUBLIC_PORT: ports[0], SERVE_ADMIN_PORT: ports[1] };
    const args = [...NODE_FLAGS, join(root, 'packages/zelos/dist/cli/main.js'), 'serve', '--dev'];
    const child = spawn(process.execPath, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    let said = '';
    await new Promise<void>((resolve, reject) => {
      exited.then(() => reject(new Error('the server did not start')), reject);
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const port = /Admin API\s+http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
        if (port) fetch(`http://127.0.0.1:${port}/admin/health/ready`).then((answer) => answer.ok && resolve(), reject);
      });
    });
    times.push(performance.now() - began);
    child.kill('SIGTERM');
    await exited;
  }
  return median(times);
}

try {
  // What is measured is what is published.
  const built = spawnSync('tsc', ['-b', 'tsconfig.build.json'], {
    cwd: join(import.meta.dirname, '..'),
    stdio: 'inherit',
  });
  if (built.status !== 0) throw new Error('the build failed');
  const startMs = await measureStart();
  const raw = await start('server-raw.ts');
  // What everything is compared with must not be the one thing that is still warming up.
  await drive(raw.port, 16, quick ? 10_000 : 100_000, (connection) => connection.request(get('/')));
  const rows: Row[] = [];
  const memory: Report['memory'][number][] = [];
  for (const people of sizes) {
    const measured = await measureSize(raw, people);
    rows.push(...measured.rows);
    memory.push(...measured.memory);
  }
  await stop(raw);
  const smallest = join(folder, `people-${sizes[0]}.sqlite`);
  const report: Report = {
    rows,
    memory,
    startMs,
    underHashes: await measureUnderHashes(smallest),
    crowd: await measureCrowd(smallest),
    cores: availableParallelism(),
    node: process.version,
  };
  printReport(report);
  if (!quick) await writeReport(report, peopleFlag < 0 ? 'benchmarks' : `benchmarks-${sizes[0]}`);
} finally {
  await Promise.all(children.map((child) => child.stop()));
  rmSync(folder, { recursive: true, force: true });
}
