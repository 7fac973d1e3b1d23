import { ConfigSchema, type JsonSchema, propertyOf, alternativeOf } from '@zelos/contract';
import { type ConfigOrigin, type ConfigPath, describeOrigin, dotted, isFields } from './layer.ts';
import type { LoadedConfig } from './load.ts';
import { maskValue } from './mask.ts';

/** One effective value and where it came from. */
export interface ConfigLine {
  readonly key: string;
  readonly value: unknown;
  readonly origin: ConfigOrigin;
  /** The origin in words. */
  readonly source: string;
}

/** Lists every effective value (lists of plain values as one), secrets masked, with its source; in the order of the schema. */
export function explain(loaded: Pick<LoadedConfig, 'config' | 'sources'>): readonly ConfigLine[] {
  return linesOf(ConfigSchema, loaded.config, [], loaded.sources);
}

function linesOf(
  schema: JsonSchema | undefined,
  value: unknown,
  path: ConfigPath,
  sources: LoadedConfig['sources'],
): readonly ConfigLine[] {
  const actual = schema === undefined ? undefined : (alternativeOf(schema, value) ?? schema);
  const secretMap = actual?.['x-secret'] === true;
  if (isFields(value) && Object.keys(value).length > 0 && !secretMap) {
    const known = isFields(actual?.['properties']) ? Object.keys(actual['properties']) : [];
    const keys = [
      ...known.filter((key) => Object.hasOwn(value, key)),
      ...Object.keys(value).filter((key) => !known.includes(key)),
    ];
    return keys.flatMap((key) =>
      linesOf(actual === undefined ? undefined : propertyOf(actual, key), value[key], [...path, key], sources),
    );
  }
  if (Array.isArray(value) && value.some((item) => typeof item === 'object')) {
    const items = actual?.['items'];
    return value.flatMap((item, index) =>
      linesOf(isFields(items) ? items : undefined, item, [...path, index], sources),
    );
  }
  // A group that holds nothing has nothing to say.
  if (isFields(value) && isFields(actual?.['properties'])) return [];
  const origin = originOf(schema, path, sources);
  const name = String(path.at(-1) ?? '');
  return [{ key: dotted(path), value: maskValue(schema, value, name), origin, source: describeOrigin(origin) }];
}

function originOf(schema: JsonSchema | undefined, path: ConfigPath, sources: LoadedConfig['sources']): ConfigOrigin {
  const origin = sources.originOf(path);
  return origin.kind === 'default' && schema?.['x-derived'] !== undefined ? { kind: 'derived' } : origin;
}
