import { resolve } from 'node:path';
import {
  type ConfigResult,
  devBasics,
  devDefaults,
  type DevSecrets,
  loadConfig,
  readSources,
} from '../config/index.ts';
import { type Invocation, UsageError } from './command.ts';

/** Directory of development mode below the working directory. */
export const STATE_DIRECTORY = '.zelos';

/** The files of `-c`, in order; each may hold several, separated by commas. */
export function configFiles(flags: Invocation['flags'], cwd: string): readonly string[] {
  const given = (flags['config'] ?? []) as readonly string[];
  return given
    .flatMap((list) => list.split(','))
    .filter((path) => path !== '')
    .map((path) => (path.startsWith('/') ? path : relativeTo(cwd, path)));
}

/** Paths are shown as they were written when they start from the process's own directory. */
const relativeTo = (cwd: string, path: string): string => (cwd === process.cwd() ? path : resolve(cwd, path));

/** The value of `--format`, `table` when missing. */
export function outputFormat(flags: Invocation['flags']): 'table' | 'json' {
  const format = flags['format'] ?? 'table';
  if (format === 'json' || format === 'table') return format;
  throw new UsageError(`--format must be table or json, not "${String(format)}"`);
}

/** Flags that are keys of the configuration too. */
function flagValues(flags: Invocation['flags']): object {
  const mirrored = ['dev', 'watch-courier', 'sqa-opt-out'].filter((name) => flags[name] === true);
  return Object.fromEntries(mirrored.map((name) => [name, true]));
}

export interface LoadedForCommand {
  readonly result: ConfigResult;
  /** True when development mode is on, by flag or by configuration. */
  readonly dev: boolean;
  readonly files: readonly string[];
}

/**
 * Loads the configuration of a command from its flags and the environment.
 * @param prepare called when development mode is on, before anything is read from its directory; what it returns are the
 *   secrets to use, or undefined to use those kept in the directory
 */
export async function loadForCommand(
  { flags, environment, cwd }: Invocation,
  prepare: (directory: string) => Promise<DevSecrets | undefined>,
): Promise<LoadedForCommand> {
  const files = configFiles(flags, cwd);
  const input = { files, env: environment, flags: flagValues(flags) };
  const sources = await readSources(input);
  if (!sources.ok) return { result: sources, dev: flags['dev'] === true, files };
  const dev = (sources.sources.merged as { readonly dev?: unknown }).dev === true;
  if (!dev) return { result: await loadConfig(input), dev, files };
  const dir = resolve(cwd, STATE_DIRECTORY);
  const secrets = await prepare(dir);
  const options = { dir, ...(secrets !== undefined && { secrets }) };
  // A file says all that a server needs; only what it may leave out in development is added below it.
  const development = files.length > 0 ? await devBasics(options) : await devDefaults(options);
  return { result: await loadConfig({ ...input, development }), dev, files };
}

/** Secrets for commands that only look: nothing is created. */
export const PLACEHOLDER_SECRETS: DevSecrets = { cookie: 'c'.repeat(32), cipher: 'e'.repeat(32) };
