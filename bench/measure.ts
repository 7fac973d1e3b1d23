/** Processor time of requests as a ratio to what the same run measures of the bare thing. */
import type { Child } from './children.ts';
import { drive, median, percentile, type Work } from './load.ts';
import { once, replayOf, type Scenario, type Submitting } from './scenarios.ts';

export interface Row {
  readonly name: string;
  /** Microseconds of the server's processor time for one unit. */
  readonly cpu: number;
  /** Ratios to the bare things by their names. */
  readonly ratios: Readonly<Record<string, number>>;
  /** Milliseconds as the client sees them. */
  readonly p50: number;
  readonly p99: number;
  readonly count: number;
}

export interface Bench {
  readonly raw: Child;
  readonly bare: Child;
  readonly floor: Child;
  readonly rounds: number;
  readonly requests: number;
}

const CONNECTIONS = 16;
/** Until then the compiler's own threads cost more than the requests. */
const WARM_UP = 60_000;
const HASHING_WARM_UP = 300;
/** Bare hashes and rounds of the floor are alike from the first on, so fewer of them tell as much. */
const BARE_SHARE = 5;

/** Processor microseconds of a child for each unit of work. */
async function cpuOf(child: Child, connections: number, count: number, work: Work, awake = true) {
  const before = await child.usage();
  const times = await drive(child.port, connections, count, work, awake);
  const after = await child.usage();
  return { cpu: (after.cpu - before.cpu) / count, times };
}

/** Median of the ratios of rounds that follow each other, so that a busy neighbour disturbs both alike. */
const ratio = (ours: readonly number[], theirs: readonly number[]): number =>
  median(ours.map((value, round) => value / (theirs[round] ?? Number.NaN)));

/** A request that costs little: against node:http that sends the same bytes, and against its bare statement. */
export async function measureLight(
  bench: Bench,
  server: Child,
  name: string,
  scenario: Scenario,
  statement: 'select' | 'insert' | 'get',
): Promise<Row> {
  await bench.raw.ask({ answer: replayOf(scenario.sample) });
  // The first requests make the code hot.
  await drive(server.port, CONNECTIONS, WARM_UP, scenario.work);
  await drive(bench.raw.port, CONNECTIONS, WARM_UP, scenario.work);
  const ours: number[] = [];
  const raw: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < bench.rounds; round += 1) {
    ours.push((await cpuOf(server, CONNECTIONS, bench.requests, scenario.work)).cpu);
    raw.push((await cpuOf(bench.raw, CONNECTIONS, bench.requests, scenario.work)).cpu);
    bare.push((await bench.bare.ask<{ cpu: number }>({ what: statement, count: bench.requests })).cpu);
  }
  const alone = await drive(server.port, 1, 1000, scenario.work);
  return {
    name,
    cpu: median(ours),
    ratios: { 'node:http': ratio(ours, raw), statement: ratio(ours, bare) },
    p50: percentile(alone, 0.5),
    p99: percentile(alone, 0.99),
    count: bench.rounds * bench.requests,
  };
}

/** Work with one password hash in it, against the bare hash and against the least that any server must do for it. */
export async function measureHashing(
  bench: Bench,
  server: Child,
  name: string,
  count: number,
  work: Submitting,
): Promise<Row> {
  const { bare: bareHash, floor } = bench;
  const sample = await once(server.port, (connection) => work(connection, 0));
  await floor.ask({ begun: replayOf(sample.begun), done: replayOf(sample.done) });
  for (const child of [server, floor]) await drive(child.port, 2, HASHING_WARM_UP, work, false);
  const few = Math.ceil(count / BARE_SHARE);
  const ours: number[] = [];
  const bare: number[] = [];
  const least: number[] = [];
  for (let round = 0; round < bench.rounds; round += 1) {
    ours.push((await cpuOf(server, 2, count, work, false)).cpu);
    bare.push((await bareHash.ask<{ cpu: number }>({ what: 'hash', count: few })).cpu);
    least.push((await cpuOf(floor, 2, few, work, false)).cpu);
  }
  const alone = await drive(server.port, 1, Math.min(200, count), work, false);
  return {
    name,
    cpu: median(ours),
    ratios: { hash: ratio(ours, bare), floor: ratio(ours, least) },
    p50: percentile(alone, 0.5),
    p99: percentile(alone, 0.99),
    count: bench.rounds * count,
  };
}
