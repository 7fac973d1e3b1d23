export { databaseOnlyConfig, isMemoryDsn } from './database-only.ts';
export { devBasics, devDefaults, type DevDefaultsOptions, type DevSecrets } from './dev-defaults.ts';
export { type ConfigLine, explain } from './explain.ts';
export { type ConfigExtension, extendedSchema } from './extend.ts';
export {
  type ConfigLayer,
  type ConfigOrigin,
  type ConfigPath,
  type ConfigProblem,
  describeOrigin,
  describeProblem,
} from './layer.ts';
export {
  type ConfigInput,
  type ConfigResult,
  type ConfigSources,
  type LoadedConfig,
  loadConfig,
  readSources,
} from './load.ts';
export { maskAddress, maskConfig } from './mask.ts';
export { ConfigReferenceError, type FetchText, type ReferenceOptions, resolveReference } from './resolve-refs.ts';
