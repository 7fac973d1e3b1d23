import { parse, TomlError } from 'smol-toml';
import type { ConfigPath, Position } from '../layer.ts';
import { type ParsedText, spotName, type Spots } from './file.ts';

/** Parses TOML and notes the line of every key that stands at the start of a line. */
export function parseTomlText(text: string): ParsedText {
  try {
    return { ok: true, values: JSON.parse(JSON.stringify(parse(text))), spots: collectSpots(text) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n')[0]?.replace(/^Invalid TOML document: /, '') ?? 'malformed';
    return { ok: false, reason: `is not valid TOML: ${reason}`, position: { line: error.line, column: error.column } };
  }
}

const splitKey = (text: string): readonly string[] =>
  [...text.matchAll(/"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');

/** The parser gives no places, so lines are read once more; keys inside inline tables get the line of the table. */
function collectSpots(text: string): Spots {
  const spots = new Map<string, { key: Position; value: Position }>();
  const counts = new Map<string, number>();
  let table: ConfigPath = [];
  for (const [index, line] of text.split('\n').entries()) {
    const header = /^\s*(\[\[?)\s*([^\]]+?)\s*\]/.exec(line);
    const entry =
      /^(\s*)((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+))*)\s*=\s*/.exec(line);
    if (header) {
      table = tablePath(splitKey(header[2] ?? ''), header[1] === '[[', counts);
      const position = { line: index + 1, column: line.indexOf('[') + 1 };
      spots.set(spotName(table), { key: position, value: position });
    } else if (entry) {
      const key = { line: index + 1, column: (entry[1]?.length ?? 0) + 1 };
      spots.set(spotName([...table, ...splitKey(entry[2] ?? '')]), {
        key,
        value: { line: index + 1, column: entry[0].length + 1 },
      });
    }
  }
  return spots;
}

/** Adds the index of the running entry wherever a part of the name is a list of tables. */
function tablePath(names: readonly string[], isList: boolean, counts: Map<string, number>): ConfigPath {
  let path: ConfigPath = [];
  for (const [position, name] of names.entries()) {
    path = [...path, name];
    const id = spotName(path);
    if (isList && position === names.length - 1) counts.set(id, (counts.get(id) ?? -1) + 1);
    const count = counts.get(id);
    if (count !== undefined) path = [...path, count];
  }
  return path;
}
