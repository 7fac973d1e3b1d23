import { type ConfigLayer, type ConfigOrigin, type ConfigPath, type Fields, isFields, valueAt } from './layer.ts';

/** Merges two values: maps key by key, everything else replaced by the later one. Neither input changes. */
export function mergeValues(earlier: unknown, later: unknown): unknown {
  if (!isFields(earlier) || !isFields(later)) return structuredClone(later);
  const out: Record<string, unknown> = Object.fromEntries(Object.entries(earlier));
  for (const [key, value] of Object.entries(later)) {
    const merged = Object.hasOwn(earlier, key) ? mergeValues(earlier[key], value) : structuredClone(value);
    // A key named __proto__ stays a key.
    Object.defineProperty(out, key, { value: merged, enumerable: true, configurable: true, writable: true });
  }
  return out;
}

/** Sets one value deep inside, making maps and lists on the way; returns the new root. */
export function withValueAt(root: unknown, path: ConfigPath, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return mergeValues(root, value);
  if (typeof step === 'number') {
    const list: unknown[] = Array.isArray(root) ? [...root] : [];
    list[step] = withValueAt(list[step], rest, value);
    return list;
  }
  const fields: Fields = isFields(root) ? root : {};
  const current = Object.hasOwn(fields, step) ? fields[step] : undefined;
  return { ...fields, [step]: withValueAt(current, rest, value) };
}

const DEFAULT_ORIGIN: ConfigOrigin = { kind: 'default' };

/**
 * Tells which of the layers (lowest first) a value of the merged configuration came from. For a path that nothing set, the
 * nearest map above it that somebody wrote is named when `nearest` is true, else the answer is `default`.
 */
export function originIn(
  layers: readonly ConfigLayer[],
  path: ConfigPath,
  part: 'key' | 'value' = 'value',
  nearest = false,
): ConfigOrigin {
  for (const layer of layers.toReversed()) {
    if (valueAt(layer.values, path) === undefined || layer.sets?.(path) === false) continue;
    return layer.originOf(path, part);
  }
  return nearest && path.length > 1 ? originIn(layers, path.slice(0, -1), 'key', true) : DEFAULT_ORIGIN;
}
