/** The figures as a table, for the terminal and for docs/benchmarks.md. */
import { writeFile } from 'node:fs/promises';
import type { Row } from './measure.ts';

export interface Report {
  readonly rows: readonly Row[];
  /** Bytes. */
  readonly memory: readonly { readonly people: number; readonly idle: number; readonly loaded: number }[];
  readonly startMs: number;
  /** Milliseconds. */
  readonly underHashes: {
    readonly alone: number;
    readonly under: number;
    readonly p50Alone: number;
    readonly p50Under: number;
    readonly hashes: number;
  };
  readonly crowd: { readonly clients: number; readonly signedIn: number; readonly seconds: number };
  readonly cores: number;
  readonly node: string;
}

/** What we aim for, by the name of the row and the ratio. */
const TARGETS: readonly (readonly [RegExp, string, number])[] = [
  [/^whoami with cache/, 'node:http', 1.5],
  [/^whoami without cache/, 'node:http', 2.5],
  [/^read a flow/, 'node:http', 4],
  [/^begin a login/, 'node:http', 9],
  [/^login/, 'hash', 1.1],
  [/^registration/, 'hash', 1.15],
];

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const mega = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MB`;

function costTable(rows: readonly Row[]): string {
  const cells = rows.map(({ name, cpu, ratios, p50, p99, count }) => {
    const ratio = (what: string) => (ratios[what] === undefined ? '' : `${ratios[what].toFixed(2)}x`);
    const target = TARGETS.find(([pattern]) => pattern.test(name));
    const aim = target ? `≤ ${target[2]}x ${target[1]}` : '';
    const cost = cpu >= 1000 ? `${(cpu / 1000).toFixed(2)} ms` : `${cpu.toFixed(1)} µs`;
    return line([
      name,
      cost,
      ratio('node:http'),
      ratio('statement'),
      ratio('hash'),
      ratio('floor'),
      aim,
      `${p50.toFixed(2)} / ${p99.toFixed(2)} ms`,
      String(count),
    ]);
  });
  return [
    line([
      'Request',
      'CPU each',
      '/ node:http',
      '/ statement',
      '/ hash',
      '/ floor',
      'aim',
      'p50 / p99 alone',
      'measured',
    ]),
    line(['---', '---:', '---:', '---:', '---:', '---:', '---', '---:', '---:']),
    ...cells,
  ].join('\n');
}

/** Growth of the cheapest requests from the smallest to the largest database. */
function growth(rows: readonly Row[]): readonly string[] {
  const kinds = [...new Set(rows.map(({ name }) => name.split(',')[0] ?? ''))];
  return kinds.flatMap((kind) => {
    const same = rows.filter(({ name }) => name.startsWith(`${kind},`));
    const [first, last] = [same[0], same.at(-1)];
    if (!first || !last || first === last) return [];
    const measure = (row: Row) => row.ratios['node:http'] ?? row.ratios['hash'] ?? row.cpu;
    return [`${kind} ${(measure(last) / measure(first)).toFixed(2)}x`];
  });
}

function facts(report: Report): readonly string[] {
  const { underHashes: under, crowd } = report;
  const grown = growth(report.rows);
  return [
    `Start, from an empty directory to ready: ${report.startMs.toFixed(0)} ms (aim < 700).`,
    ...report.memory.map(
      ({ people, idle, loaded }) =>
        `Resident memory with ${people.toLocaleString('en')} people: ${mega(idle)} idle (aim < 130), ${mega(loaded)} after the load (aim < 250).`,
    ),
    `whoami at 200 requests a second, p50 / p99: ${under.p50Alone.toFixed(2)} / ${under.alone.toFixed(2)} ms alone, ${under.p50Under.toFixed(2)} / ${under.under.toFixed(2)} ms while ${under.hashes} hash(es) run all the time; p99 grows by ${(under.under - under.alone).toFixed(2)} ms (aim ≤ 4).`,
    `${crowd.clients} clients signing in at once: ${crowd.signedIn} let in, none refused or lost, in ${crowd.seconds.toFixed(2)} s.`,
    ...(grown.length > 0 ? [`From the smallest to the largest database (aim ≤ 1.2x): ${grown.join(', ')}.`] : []),
  ];
}

const explanation = `Written by \`npm run bench\`; run it again instead of editing.

- "CPU each" is processor time of the whole server process (\`process.cpuUsage\`, all threads) for one request, over 16
  connections from a load generator in another process. Hashing rows count beginning and submitting together, over 2.
- "/ node:http" is the ratio to raw \`node:http\` that sends the same status, headers and bytes from memory, "/ statement"
  to the one prepared SELECT or INSERT that the request cannot do without, "/ hash" to one bare argon2id (19 MiB, t=2,
  p=1). All are medians of rounds that alternate in the same run: read ratios, not microseconds.
- "/ floor" is the ratio to the least that signing in can cost: a server of raw \`node:http\` that sends the same two
  answers from memory, computes one bare hash in a thread and syncs one row to the disk (bench/server-floor.ts). The floor
  itself stands at "/ hash" divided by "/ floor": where a hash takes only 9 ms, it uses up most of the aim.
- The server is composed and served as \`zelos serve\` does it, on a SQLite file with full durability. Throttles, the
  question to the breach service and the log of requests are off.
- The cache of sessions holds 5,000, as it does without configuration; whoami asks for 1,000 sessions in turn.`;

/** Prints the figures. */
export function printReport(report: Report): void {
  console.log(`\n${costTable(report.rows)}\n`);
  for (const fact of facts(report)) console.log(`- ${fact}`);
}

/** Writes a page below docs. @param name without its ending */
export async function writeReport(report: Report, name: string): Promise<void> {
  const text = [
    '# Benchmarks',
    explanation,
    `Measured with Node ${report.node} on ${report.cores} shared cores.`,
    costTable(report.rows),
    facts(report)
      .map((fact) => `- ${fact}`)
      .join('\n'),
  ].join('\n\n');
  await writeFile(new URL(`../docs/${name}.md`, import.meta.url), `${text}\n`);
}
