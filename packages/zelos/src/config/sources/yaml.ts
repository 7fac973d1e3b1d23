import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type ScalarTag,
} from 'yaml';
import type { ConfigPath, Position } from '../layer.ts';
import { type ParsedText, spotName, type Spots } from './file.ts';
import { jsonErrorOffset } from './json-error.ts';

/** The peer's reader takes `0755` as octal, as YAML 1.1 does. */
const octal: ScalarTag = {
  identify: () => false,
  default: true,
  tag: 'tag:yaml.org,2002:int',
  format: 'OCT',
  test: /^0[0-7]+$/,
  resolve: (text) => Number.parseInt(text, 8),
};

/** Parses YAML 1.2 (with merge keys and old octal numbers) and notes where every key and value stands. */
export function parseYamlText(text: string): ParsedText {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    merge: true,
    prettyErrors: false,
    customTags: (tags) => [octal, ...tags],
  });
  return finish(document, lines);
}

/** Parses strict JSON; places are found with the YAML reader, since JSON is YAML. */
export function parseJsonText(text: string): ParsedText {
  try {
    JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may hold secrets.
    const before = text.slice(0, jsonErrorOffset(text)).split('\n');
    const position = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    return { ok: false, reason: 'is not valid JSON here', position };
  }
  const lines = new LineCounter();
  return finish(
    parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false, schema: 'json' }),
    lines,
  );
}

function finish(document: Document.Parsed, lines: LineCounter): ParsedText {
  const place = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const [error] = document.errors;
  if (error !== undefined) {
    return { ok: false, reason: `is not valid: ${error.message}`, position: place(error.pos[0]) };
  }
  let values: unknown;
  try {
    values = document.toJS({ maxAliasCount: 1000 });
  } catch (failure) {
    return { ok: false, reason: `is not valid: ${(failure as Error).message}` };
  }
  return { ok: true, values, spots: collectSpots(document, place) };
}

function collectSpots(document: Document.Parsed, place: (offset: number) => Position): Spots {
  const spots = new Map<string, { key: Position; value: Position }>();
  const visit = (node: unknown, path: ConfigPath, depth: number): void => {
    const target = isAlias(node) ? node.resolve(document) : node;
    if (depth > 60) return;
    if (isSeq(target)) {
      for (const [index, item] of target.items.entries()) note([...path, index], item, item, depth);
    } else if (isMap(target)) {
      for (const pair of target.items) {
        if (isPair(pair) && isScalar(pair.key)) note([...path, String(pair.key.value)], pair.key, pair.value, depth);
      }
    }
  };
  const note = (path: ConfigPath, key: unknown, value: unknown, depth: number): void => {
    const keyStart = (key as Node | null)?.range?.[0];
    const valueStart = isScalar(value) ? value.range?.[0] : keyStart;
    if (keyStart !== undefined) {
      spots.set(spotName(path), { key: place(keyStart), value: place(valueStart ?? keyStart) });
    }
    visit(value, path, depth + 1);
  };
  visit(document.contents, [], 0);
  return spots;
}
