import { cpus, hostname } from 'node:os';
import { type Config, ConfigSchema, type JsonSchema } from '@zelos/contract';
import { completeConfig, type Machine } from './derive.ts';
import {
  type ConfigLayer,
  type ConfigOrigin,
  type ConfigPath,
  type ConfigProblem,
  describeOrigin,
  dotted,
  valueAt,
} from './layer.ts';
import { collectLinks, linkProblem } from './links.ts';
import { mergeValues, originIn } from './merge.ts';
import { checkRules } from './rules.ts';
import { type Environment, readEnvironment } from './sources/environment.ts';
import { type FileResult, readConfigFile } from './sources/file.ts';
import { checkValue } from './validate.ts';
import { collectWarnings, developmentProblem, dropUnboundedWildcards } from './warnings.ts';

export interface ConfigInput {
  /** Configuration files, or trees of keys in the place of one, in order; a later one wins. */
  readonly files?: readonly (string | object)[];
  /** Variables, usually the process's; they win over everything. */
  readonly env?: Environment;
  /** Values given by command-line flags, by their names and as a tree of keys; they win over files. */
  readonly flags?: unknown;
  /** Values below the files: what development mode brings along. */
  readonly development?: unknown;
  /** The schema of the keys; that of the server when missing, see `extendedSchema`. */
  readonly schema?: JsonSchema;
  /** Facts for derived values; those of this computer when missing. */
  readonly machine?: Machine;
}

/** The merged values of all sources before validation. */
export interface ConfigSources {
  readonly merged: unknown;
  readonly layers: readonly ConfigLayer[];
  /** Where the value at a path came from. */
  originOf(path: ConfigPath): ConfigOrigin;
}

export interface LoadedConfig {
  readonly ok: true;
  readonly config: Config;
  readonly warnings: readonly string[];
  readonly sources: ConfigSources;
}

export type ConfigResult = LoadedConfig | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

export type SourcesResult =
  | { readonly ok: true; readonly sources: ConfigSources; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/**
 * Reads and merges all sources without looking at what they say: development values, files in order, flags, environment.
 * Fails when a file cannot be read or a variable does not fit the type of its key.
 */
export async function readSources(input: ConfigInput): Promise<SourcesResult> {
  const layers: ConfigLayer[] = [];
  const problems: ConfigProblem[] = [];
  if (input.development !== undefined) {
    layers.push({ values: input.development, originOf: () => ({ kind: 'development' }) });
  }
  const files = (input.files ?? []).map((given, index) =>
    typeof given === 'string' ? readConfigFile(given) : objectLayer(given, index),
  );
  for (const result of await Promise.all(files)) {
    if (result.ok) layers.push(result.layer);
    else problems.push(result.problem);
  }
  if (input.flags !== undefined) {
    layers.push({ values: input.flags, originOf: (path) => ({ kind: 'flag', name: `--${dotted(path)}` }) });
  }
  const environment = readEnvironment(input.schema ?? ConfigSchema, input.env ?? {});
  problems.push(...environment.problems);
  if (problems.length > 0) return { ok: false, problems };
  const below = layers.reduce<unknown>((merged, layer) => mergeValues(merged, layer.values), {});
  layers.push(environment.apply(below));
  const merged = mergeValues(below, layers.at(-1)?.values ?? {});
  return {
    ok: true,
    warnings: environment.warnings,
    sources: { merged, layers, originOf: (path) => originIn(layers, path) },
  };
}

/** A tree of keys in the place of a file. */
function objectLayer(values: object, index: number): FileResult {
  const name = `the object at position ${index + 1}`;
  if (Array.isArray(values)) return { ok: false, problem: { key: '', reason: `${name} must be a map of keys` } };
  return { ok: true, layer: { values, originOf: () => ({ kind: 'object', name }) } };
}

/**
 * Loads the configuration of a server: reads and merges the sources, validates what came out, applies defaults and derived
 * values, and collects warnings. Never throws for anything that people wrote; every problem names its source.
 */
export async function loadConfig(input: ConfigInput): Promise<ConfigResult> {
  const read = await readSources(input);
  if (!read.ok) return read;
  const { merged, layers } = read.sources;
  const problem = (path: ConfigPath, reason: string, part: 'key' | 'value' = 'value'): ConfigProblem => {
    const origin = originIn(layers, path, part, true);
    return { key: dotted(path), reason, ...(origin.kind !== 'default' && { origin }) };
  };
  const schema = input.schema ?? ConfigSchema;
  const violations = checkValue(schema, merged);
  const problems = violations
    .filter(({ tolerated }) => !tolerated)
    .map(({ path, reason, part }) => problem(path, reason, part));
  const warnings = [
    ...read.warnings,
    ...violations
      .filter(({ tolerated }) => tolerated)
      .map(({ path, reason, part }) => {
        const { origin } = problem(path, reason, part);
        return `${dotted(path)} ${reason}${origin === undefined ? '' : ` (${describeOrigin(origin)})`}.`;
      }),
  ];
  if (problems.length > 0) return { ok: false, problems };
  const dev = valueAt(merged, ['dev']) === true;
  for (const { path, reason } of checkRules(merged, dev)) problems.push(problem(path, reason));
  for (const link of collectLinks(schema, merged)) {
    const reason = linkProblem(link);
    if (reason !== undefined) problems.push(problem(link.path, reason));
  }
  const complete = completeConfig(merged, dev, input.machine ?? { cpus: cpus().length, hostname: hostname() }, schema);
  const unfit = developmentProblem(complete);
  if (unfit !== undefined) problems.push(problem(unfit.path, unfit.reason));
  if (problems.length > 0) return { ok: false, problems };
  const bounded = await dropUnboundedWildcards(complete);
  warnings.push(
    ...bounded.warnings,
    ...collectWarnings(bounded.config, merged),
    ...developmentWarnings(read.sources, dev),
  );
  return { ok: true, config: bounded.config, warnings, sources: read.sources };
}

/** Development mode that nobody asked for on the command line is worth a line: DEV may be set for another program. */
function developmentWarnings(sources: ConfigSources, dev: boolean): readonly string[] {
  const origin = sources.originOf(['dev']);
  if (!dev || origin.kind === 'flag') return [];
  return [`Development mode is on (${describeOrigin(origin)}); never use it for real accounts.`];
}
