import { RE2JS } from 're2js';
import { TemplateFault } from '../error.ts';
import type { Value } from '../value.ts';
import { exactly, overText, textAt, wholeAt } from './arguments.ts';
import type { FunctionHost, FunctionTable, TemplateFunction } from './function.ts';

/** The longest pattern taken; the engine is linear in the text, this bounds its factor. */
const maxPattern = 1000;

interface Match {
  readonly start: number;
  readonly end: number;
  readonly group: (name: string) => string;
}

const regexes: Readonly<Record<string, TemplateFunction>> = {
  regexMatch: exactly(2, (args, host) => matchesOf(textAt(args, 0), textAt(args, 1), 1, host).length > 0),
  regexFind: exactly(2, (args, host) => {
    const [match] = matchesOf(textAt(args, 0), textAt(args, 1), 1, host);
    return match === undefined ? '' : textAt(args, 1).slice(match.start, match.end);
  }),
  regexFindAll: exactly(3, (args, host) => {
    const text = textAt(args, 1);
    return matchesOf(textAt(args, 0), text, wholeAt(args, 2), host).map(({ start, end }) => text.slice(start, end));
  }),
  regexReplaceAll: exactly(3, (args, host) => replaceMatches(args, host, (match) => expand(textAt(args, 2), match))),
  regexReplaceAllLiteral: exactly(3, (args, host) => replaceMatches(args, host, () => textAt(args, 2))),
  regexSplit: exactly(3, (args, host) => splitAt(textAt(args, 0), textAt(args, 1), wholeAt(args, 2), host)),
};

/** Regular expressions of the Sprig library in Go's own syntax (RE2), which cannot be made to backtrack. */
export const patternFunctions: FunctionTable = {
  ...regexes,
  ...Object.fromEntries(Object.entries(regexes).map(([name, run]) => [`mustR${name.slice(1)}`, run])),
  // A pattern that is none matches nothing here; the form with "must" fails.
  regexMatch: exactly(2, (args, host) => {
    const pattern = compile(textAt(args, 0));
    return pattern !== null && matchesOf(textAt(args, 0), textAt(args, 1), 1, host).length > 0;
  }),
  regexQuoteMeta: overText((text) => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')),
};

function compile(source: string): RE2JS | null {
  if (source.length > maxPattern) throw new TemplateFault('the pattern is too long', 'limit');
  try {
    return RE2JS.compile(source);
  } catch {
    return null;
  }
}

/** The matches from left to right, at most `limit` (negative: all); an empty one right behind another does not count. */
function matchesOf(source: string, text: string, limit: number, host: FunctionHost): Match[] {
  const pattern = compile(source);
  if (pattern === null) throw new TemplateFault('the pattern is not a regular expression');
  host.budget.step(Math.ceil((pattern.programSize() * (text.length + 1)) / 64));
  const names = pattern.namedGroups();
  const matcher = pattern.matcher(text);
  const matches: Match[] = [];
  let previousEnd = -1;
  const wanted = limit < 0 ? Number.POSITIVE_INFINITY : limit;
  while (matches.length < wanted && matcher.find()) {
    host.budget.step();
    const start = matcher.start();
    const end = matcher.end();
    if (start === end && start === previousEnd) continue;
    previousEnd = end;
    const groups = Array.from({ length: pattern.groupCount() + 1 }, (_, index) => matcher.group(index) ?? '');
    matches.push({
      start,
      end,
      group: (name) => groups[Object.hasOwn(names, name) ? (names[name] ?? -1) : Number(name)] ?? '',
    });
  }
  return matches;
}

function replaceMatches(args: readonly Value[], host: FunctionHost, replacement: (match: Match) => string): string {
  const text = textAt(args, 1);
  let result = '';
  let position = 0;
  for (const match of matchesOf(textAt(args, 0), text, -1, host)) {
    const part = replacement(match);
    host.budget.memory(part.length);
    result += text.slice(position, match.start) + part;
    position = match.end;
  }
  return result + text.slice(position);
}

/** `$1`, `$name` and `${name}` stand for groups, `$$` for the sign itself (Go package regexp, Expand). */
function expand(replacement: string, match: Match): string {
  return replacement.replace(
    /\$(?:(\$)|(\w+)|\{(\w+)\})/g,
    (_all, sign: string | undefined, bare: string | undefined, braced: string | undefined) => {
      return sign ?? match.group(bare ?? braced ?? '');
    },
  );
}

function splitAt(source: string, text: string, limit: number, host: FunctionHost): string[] {
  if (limit === 0) return [];
  if (text === '' && source !== '') return [''];
  const parts: string[] = [];
  let start = 0;
  let last = 0;
  for (const match of matchesOf(source, text, limit, host)) {
    if (limit > 0 && parts.length === limit - 1) break;
    last = match.start;
    if (match.end !== 0) parts.push(text.slice(start, last));
    start = match.end;
  }
  if (last !== text.length) parts.push(text.slice(start));
  return parts;
}
