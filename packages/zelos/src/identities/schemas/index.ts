export { NO_FIELDS, type RawFields } from '../../kernel/fields.ts';
export { type ApplyDeps, applyTraits } from './apply-traits.ts';
export { type DecodedTraits, decodeTraits } from './decode.ts';
export type { DocumentSource } from './documents.ts';
export { SchemaLoadError } from './errors.ts';
export { loadIdentitySchemas, type SchemaConfig } from './load.ts';
export { traitNodes } from './nodes.ts';
export type {
  ChannelAddress,
  CodeIdentifier,
  DerivedTraits,
  IdentitySchema,
  ObjectPath,
  SchemaRegistry,
  SchemaViolation,
  TraitLeaf,
} from './types.ts';
export { describeViolations, violationsToIssues } from './violations.ts';
