import type { Config } from '@zelos/contract';
import { createZelos as compose, type Zelos, type ZelosOptions } from '../compose.ts';
import { type ConfigProblem, describeProblem, extendedSchema, loadConfig } from '../config/index.ts';
import { silentLogger } from '../platform/logger.ts';
import { assertExtensions } from './extensions.ts';

/** A configuration that cannot be used, with everything that is wrong with it. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(
      ['The configuration cannot be used:', ...problems.map((problem) => `  ${describeProblem(problem)}`)].join('\n'),
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

export interface EmbedOptions extends ZelosOptions {
  /** Environment variables that win over files and objects, usually `process.env`; none are read without it. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A file (kratos.yml, .json, .toml) or a tree of keys as a file would hold it. */
export type ConfigSource = string | object;

async function load(sources: readonly ConfigSource[], options: EmbedOptions): Promise<Config> {
  const result = await loadConfig({
    files: sources,
    schema: extendedSchema(options.methods ?? [], options.hooks ?? []),
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.dev === undefined ? {} : { flags: { dev: options.dev } }),
  });
  if (!result.ok) throw new ConfigError(result.problems);
  for (const warning of result.warnings) options.warn?.(warning);
  return result.config;
}

/**
 * Composes an identity server inside an application: opens the database, reads schemas and templates, wires everything.
 * Starts nothing by itself: no port, no timer, no signal handler, no process exit, no output. What happens next is said by
 * the calls on what it returns (`migrate`, `startCourier`, `startUpkeep`, `close`).
 * @param source a loaded configuration, the path of a configuration file, or a list of files and trees of keys, of which
 *   later ones win
 * @throws ConfigError with all problems at once; TypeError for the id of a method or hook that is taken
 */
export async function createZelos(
  source: Config | string | readonly ConfigSource[],
  options: EmbedOptions = {},
): Promise<Zelos> {
  assertExtensions(options);
  const quiet = { ...options, log: options.log ?? silentLogger };
  if (typeof source === 'string') return compose(await load([source], options), quiet);
  if (Array.isArray(source)) return compose(await load(source, options), quiet);
  return compose(source as Config, quiet);
}
