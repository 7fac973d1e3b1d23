import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '@zelos/contract';
import { describeProblem, isMemoryDsn, maskAddress } from '../config/index.ts';
import type { serve as serveBoth } from '../edge/serve.ts';
import { type Invocation, UsageError } from './command.ts';
import { loadForCommand, STATE_DIRECTORY } from './configuration.ts';
import { uncaughtFailure } from './last-resort.ts';
import { endAtOnceOnNextSignal, nextSignal } from './next-signal.ts';
import { prepareStateDirectory, resetStateDirectory } from './state-directory.ts';

/** `zelos serve`: runs until SIGINT or SIGTERM and then ends in order; a second signal ends at once. */
export async function serve(invocation: Invocation): Promise<number> {
  const { terminal, flags } = invocation;
  if (flags['reset'] === true && flags['dev'] !== true) throw new UsageError('--reset needs --dev');
  const { result, dev, files } = await loadForCommand(invocation, async (directory) => {
    if (flags['reset'] === true) await resetStateDirectory(directory);
    await prepareStateDirectory(directory);
    return undefined;
  });
  if (!result.ok) {
    for (const problem of result.problems) terminal.error(describeProblem(problem));
    terminal.err('Usage: zelos serve [--dev] [-c FILE]…   ("zelos help serve" tells more)');
    return 1;
  }
  const { config } = result;
  for (const warning of result.warnings) terminal.warn(warning);
  const stopped = nextSignal();
  const { createZelos } = await import('../compose.ts');
  const zelos = await createZelos(config, { dev, warn: terminal.warn });
  let running: Awaited<ReturnType<typeof listen>>;
  try {
    if (dev || isMemoryDsn(config.dsn)) await zelos.migrate();
    else await warnAboutPending(zelos, terminal);
    running = await listen(zelos, config, { dev });
  } catch (error) {
    await zelos.close();
    throw error;
  }
  announce(invocation, config, running.adminUrl, { dev, files });
  const end = await Promise.race([stopped, uncaughtFailure(zelos.log)]);
  endAtOnceOnNextSignal();
  await running.close();
  return end === 'failed' ? 1 : 0;
}

async function listen(...args: Parameters<typeof serveBoth>): ReturnType<typeof serveBoth> {
  const edge = await import('../edge/serve.ts');
  return edge.serve(...args);
}

interface Migratable {
  migrationStatus(): Promise<readonly { readonly id: string; readonly applied: boolean }[]>;
}

async function warnAboutPending(zelos: Migratable, terminal: Invocation['terminal']): Promise<void> {
  const pending = (await zelos.migrationStatus()).filter(({ applied }) => !applied);
  if (pending.length === 0) return;
  terminal.warn(
    `${pending.length} database migration(s) are pending; /health/ready answers 503 until "zelos migrate up" has run.`,
  );
}

function announce(
  { terminal, flags, cwd }: Invocation,
  config: Config,
  adminUrl: string,
  { dev, files }: { dev: boolean; files: readonly string[] },
): void {
  const { host, port } = config.serve.admin;
  const publicUrl = config.serve.public.base_url;
  const loopback = /^(?:127\.|::1$|localhost$|unix:)/.test(host);
  if (!dev) {
    terminal.err(`Public API on ${publicUrl}, admin API on ${adminUrl}`);
    if (loopback)
      terminal.err(`The admin API listens on ${host}:${port} only; set serve.admin.host to reach it from elsewhere.`);
    else
      terminal.warn(
        `the admin API listens on ${host}:${port} and asks for no credentials; keep it inside a private network.`,
      );
    return;
  }
  const state = config.dsn.includes(`/${STATE_DIRECTORY}/`)
    ? `./${STATE_DIRECTORY} (empty it with --reset)`
    : maskAddress(config.dsn);
  const lines = [
    '',
    `  ${terminal.style('bold', 'Zelos')}  ${terminal.style('yellow', 'development mode, not for real accounts')}`,
    '',
    `  Public API  ${terminal.style('green', publicUrl)}`,
    `  Admin API   ${adminUrl}`,
    ...(config.zelos.ui.enabled ? [`  Sign up     ${config.selfservice.flows.registration.ui_url}`] : []),
    `  Inbox       ${new URL('dev/inbox', publicUrl.replace(/\/?$/, '/')).href}`,
    `  State       ${state}`,
    ...(files.length > 0 ? [`  Config      ${files.join(', ')}`] : unusedFiles(cwd)),
    '',
    '  Stop with Ctrl+C.',
    '',
  ];
  if (flags['dev'] !== true) lines.splice(2, 0, '  (switched on by the configuration, not by --dev)');
  for (const line of lines) terminal.out(line);
}

/** A file that lies there is not read without being named; saying so spares the search. */
function unusedFiles(cwd: string): readonly string[] {
  const found = ['kratos.yml', 'zelos.yml'].filter((name) => existsSync(join(cwd, name)));
  return found.map(
    (name) => `  Config      built in; ./${name} is not read, use it with: zelos serve --dev -c ${name}`,
  );
}
