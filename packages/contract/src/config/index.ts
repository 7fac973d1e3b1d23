import type { Static } from 'typebox';
import type { ReadonlyDeep } from '../models/wire.ts';
import type { ConfigModel } from './model.ts';

export { parseDuration, parseSize } from './durations.ts';
export { alternativeOf, propertyOf, withDefaults } from './defaults.ts';
export { FEATURES_NOT_BUILT, type FeatureNotBuilt, featuresSet } from './not-built.ts';
export { configReferenceMarkdown } from './reference.ts';
export { hashersWhenAbsent } from './sessions.ts';
export type { JsonSchema } from './schema-kit.ts';
export { ConfigModel, ConfigSchema } from './model.ts';

/** The configuration after defaults and derived values: only keys without either can be missing. Durations and sizes are text. */
export type Config = ReadonlyDeep<Static<typeof ConfigModel>>;

/** A hook as a configuration lists it, of whatever place. */
export type HookConfig =
  | Config['selfservice']['flows']['login']['after']['hooks'][number]
  | Config['selfservice']['flows']['registration']['after']['password']['hooks'][number]
  | Config['selfservice']['flows']['settings']['after']['profile']['hooks'][number];

/** A social sign-in provider as a configuration lists it. */
export type OidcProviderConfig = Config['selfservice']['methods']['oidc']['config']['providers'][number];
