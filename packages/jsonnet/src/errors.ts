import type { LimitName } from './limits.ts';
import type { Site } from './source.ts';

/** What kind of error ended an evaluation; budgets have a code of their own each. */
export type JsonnetErrorCode = 'syntax' | 'static' | 'runtime' | 'import' | `limit.${LimitName}`;

/** One line of a Jsonnet stack trace. */
export interface TraceEntry {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What was being evaluated there, such as `function <f>`. */
  readonly within: string;
}

const SNIPPET_WIDTH = 160;
const TRACE_ENDS = 10;

/**
 * Every error this package throws for a program: position, the source line with a caret, and the Jsonnet stack.
 * `message` is the plain sentence; `toString()` (and `report`) add the place, the line and the stack.
 */
export class JsonnetError extends Error {
  readonly code: JsonnetErrorCode;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  /** The source line and a second line with a caret under the place. */
  readonly snippet: string | undefined;
  /** The innermost place first; the middle of a very long stack is left out. */
  readonly trace: readonly TraceEntry[];

  constructor(code: JsonnetErrorCode, message: string, sites: readonly Site[] = [], options?: ErrorOptions) {
    super(message, options);
    this.name = 'JsonnetError';
    this.code = code;
    this.trace = entries(sites);
    const first = this.trace[0];
    this.file = first?.file;
    this.line = first?.line;
    this.column = first?.column;
    this.snippet = sites[0] === undefined ? undefined : snippetOf(sites[0]);
  }

  /** The message, the place with the source line and caret, and the stack trace, as text of several lines. */
  get report(): string {
    const lines = [`${labelOf(this.code)}: ${this.message}`];
    if (this.file !== undefined) lines.push(`  --> ${this.file}:${this.line}:${this.column}`);
    if (this.snippet !== undefined) lines.push(...this.snippet.split('\n').map((line) => `  ${line}`));
    for (const entry of this.trace) lines.push(`  at ${entry.within} (${entry.file}:${entry.line}:${entry.column})`);
    return lines.join('\n');
  }

  override toString(): string {
    return this.report;
  }
}

/** A budget was exceeded; `limit` names it and `code` is `limit.<name>`. */
export class JsonnetLimitError extends JsonnetError {
  readonly limit: LimitName;

  constructor(limit: LimitName, message: string, sites: readonly Site[] = [], options?: ErrorOptions) {
    super(`limit.${limit}`, message, sites, options);
    this.name = 'JsonnetLimitError';
    this.limit = limit;
  }
}

function labelOf(code: JsonnetErrorCode): string {
  if (code === 'syntax') return 'syntax error';
  if (code === 'static') return 'static error';
  if (code === 'import') return 'import error';
  return code === 'runtime' ? 'runtime error' : 'limit exceeded';
}

function entries(sites: readonly Site[]): TraceEntry[] {
  const kept = sites.length <= 2 * TRACE_ENDS ? sites : [...sites.slice(0, TRACE_ENDS), ...sites.slice(-TRACE_ENDS)];
  return kept.map((site) => {
    const { line, column } = site.file.position(site.start);
    return { file: site.file.name, line, column, within: site.within };
  });
}

/** The line a site starts on, cut to a readable window, and a caret line below it. */
function snippetOf(site: Site): string {
  const { line, column } = site.file.position(site.start);
  const whole = site.file.line(line);
  const from = column > SNIPPET_WIDTH ? column - SNIPPET_WIDTH / 2 : 0;
  const shown = whole.slice(from, from + SNIPPET_WIDTH).replaceAll('\t', ' ');
  const at = column - 1 - from;
  const width = Math.max(1, Math.min(site.end - site.start, shown.length - at));
  return `${shown}\n${' '.repeat(at)}${'^'.repeat(width)}`;
}
