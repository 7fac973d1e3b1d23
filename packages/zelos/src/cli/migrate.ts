import { databaseOnlyConfig, describeProblem, readSources } from '../config/index.ts';
import { type Invocation, UsageError } from './command.ts';
import { configFiles, outputFormat } from './configuration.ts';
import { alignColumns } from './terminal.ts';

/** The database address: the argument, the variable DSN (-e), or the key dsn of files and environment. */
async function findDsn({ args, flags, environment, cwd }: Invocation): Promise<string> {
  const [argument] = args;
  if (argument !== undefined) return argument;
  if (flags['read-from-env'] === true) {
    if (!environment['DSN']) throw new UsageError('--read-from-env needs the variable DSN');
    return environment['DSN'];
  }
  const read = await readSources({ files: configFiles(flags, cwd), env: { DSN: environment['DSN'] } });
  if (!read.ok) throw new Error(read.problems.map(describeProblem).join('\n'));
  const { dsn } = read.sources.merged as { readonly dsn?: unknown };
  if (typeof dsn !== 'string' || dsn === '') {
    throw new UsageError('no database address: give it as argument, with -c FILE, or in the variable DSN');
  }
  return dsn;
}

async function openDatabase(invocation: Invocation) {
  const config = await databaseOnlyConfig(await findDsn(invocation));
  const { createZelos } = await import('../compose.ts');
  return createZelos(config, { dev: false, warn: invocation.terminal.warn });
}

/** `zelos migrate up`: shows the plan, asks unless told not to, applies. */
export async function migrateUp(invocation: Invocation): Promise<number> {
  const { terminal, flags } = invocation;
  const zelos = await openDatabase(invocation);
  try {
    const pending = (await zelos.migrationStatus()).filter(({ applied }) => !applied);
    if (pending.length === 0) {
      terminal.out('The database is up to date.');
      return 0;
    }
    terminal.out('These migrations will be applied:');
    for (const { id } of pending) terminal.out(`  ${id}`);
    if (flags['yes'] !== true && !(await confirm())) {
      terminal.err('Nothing was changed.');
      return 1;
    }
    const { applied } = await zelos.migrate();
    terminal.out(`Applied ${applied.length} migration${applied.length === 1 ? '' : 's'}.`);
    return 0;
  } finally {
    await zelos.close();
  }
}

async function confirm(): Promise<boolean> {
  // Migrations only go forward and lose nothing: a script that asks for them gets them.
  if (process.stdin.isTTY !== true) return true;
  const { createInterface } = await import('node:readline/promises');
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await reader.question('Apply them? [y/N] ')).trim());
  } finally {
    reader.close();
  }
}

/** `zelos migrate status`: every migration and whether it is applied. */
export async function migrateStatus(invocation: Invocation): Promise<number> {
  const { terminal, flags } = invocation;
  const format = outputFormat(flags);
  const zelos = await openDatabase(invocation);
  try {
    const rows = (await zelos.migrationStatus()).map(({ id, applied }) => {
      const [, version = id, name = id] = /^(\d+)[-_](.*)$/.exec(id) ?? [];
      return { version, name, state: applied ? 'Applied' : 'Pending' };
    });
    if (format === 'json') terminal.out(JSON.stringify(rows, null, 2));
    else {
      const table = [['Version', 'Name', 'Status'], ...rows.map((row) => [row.version, row.name, row.state])];
      for (const line of alignColumns(table)) terminal.out(line);
    }
    return 0;
  } finally {
    await zelos.close();
  }
}
