import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { ConfigLayer, ConfigPath, ConfigProblem, Position } from '../layer.ts';

interface Spot {
  readonly key: Position;
  readonly value: Position;
}

export type Spots = ReadonlyMap<string, Spot>;

export type ParsedText =
  | { readonly ok: true; readonly values: unknown; readonly spots: Spots }
  | { readonly ok: false; readonly reason: string; readonly position?: Position };

export type FileResult =
  | { readonly ok: true; readonly layer: ConfigLayer }
  | { readonly ok: false; readonly problem: ConfigProblem };

/** Name of a path in a {@link Spots} map. */
export const spotName = (path: ConfigPath): string => path.map((step) => `/${step}`).join('');

/**
 * Reads one configuration file; the extension tells the format (.yaml, .yml, .json, .toml). A file that is missing,
 * unreadable, of another extension or malformed is a problem, never an exception.
 */
export async function readConfigFile(path: string): Promise<FileResult> {
  const failed = (reason: string, position?: Position): FileResult => ({
    ok: false,
    problem: { key: '', reason, origin: { kind: 'file', name: path, ...position } },
  });
  const extension = extname(path).toLowerCase();
  const parse = await parserFor(extension);
  if (parse === undefined) {
    return failed(`has the extension "${extension}"; configuration files end in .yaml, .yml, .json or .toml`);
  }
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    return failed(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  }
  const parsed = parse(text.replace(/^\uFEFF/, ''));
  if (!parsed.ok) return failed(parsed.reason, parsed.position);
  if (parsed.values !== null && (typeof parsed.values !== 'object' || Array.isArray(parsed.values))) {
    return failed('must contain a map of keys');
  }
  return { ok: true, layer: fileLayer(path, parsed.values ?? {}, parsed.spots) };
}

async function parserFor(extension: string): Promise<((text: string) => ParsedText) | undefined> {
  if (extension === '.yaml' || extension === '.yml') return (await import('./yaml.ts')).parseYamlText;
  if (extension === '.json') return (await import('./yaml.ts')).parseJsonText;
  if (extension === '.toml') return (await import('./toml.ts')).parseTomlText;
  return undefined;
}

function fileLayer(name: string, values: unknown, spots: Spots): ConfigLayer {
  return {
    values,
    originOf(path, part) {
      for (let length = path.length; length > 0; length -= 1) {
        const spot = spots.get(spotName(path.slice(0, length)));
        if (spot !== undefined) return { kind: 'file', name, ...(length === path.length ? spot[part] : spot.value) };
      }
      return { kind: 'file', name };
    },
  };
}
