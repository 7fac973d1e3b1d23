/** What a template is refused for: how it is written, where it would print, what it does, or how much it does. */
export type TemplateErrorKind = 'syntax' | 'escape' | 'runtime' | 'limit';

/** One source text under the name by which errors report it. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** A place inside a source; `offset` counts UTF-16 units from 0. */
export interface At {
  readonly source: Source;
  readonly offset: number;
}

/** Every failure of compiling or rendering a template. `line` and `column` count from 1. */
export class TemplateError extends Error {
  readonly kind: TemplateErrorKind;
  readonly template: string;
  readonly line: number;
  readonly column: number;
  /** The message without the place. */
  readonly reason: string;

  constructor(kind: TemplateErrorKind, at: At, reason: string) {
    const { line, column } = locate(at);
    super(`template "${at.source.name}", line ${line}, column ${column}: ${reason}`);
    this.name = 'TemplateError';
    this.kind = kind;
    this.template = at.source.name;
    this.line = line;
    this.column = column;
    this.reason = reason;
  }
}

/** A failure that does not know its place yet; the action being executed adds it. */
export class TemplateFault extends Error {
  readonly kind: TemplateErrorKind;

  constructor(reason: string, kind: TemplateErrorKind = 'runtime') {
    super(reason);
    this.name = 'TemplateFault';
    this.kind = kind;
  }
}

/** Line and column of a place, both from 1; the column counts UTF-16 units. */
export function locate(at: At): { line: number; column: number } {
  const before = at.source.text.slice(0, at.offset);
  const lastBreak = before.lastIndexOf('\n');
  return { line: before.split('\n').length, column: before.length - lastBreak };
}

/**
 * Runs `work` and gives every failure of it the place `at`, unless it already has one.
 * Errors of other types (bugs, exhausted call stack) are turned into typed errors too, so that a
 * hostile template can never surface as an unexpected exception.
 */
export function failAt(at: At, error: unknown): TemplateError {
  if (error instanceof TemplateError) return error;
  if (error instanceof TemplateFault) return new TemplateError(error.kind, at, error.message);
  if (error instanceof RangeError) return new TemplateError('limit', at, 'nested too deeply or too large');
  return new TemplateError('runtime', at, error instanceof Error ? error.message : 'unexpected failure');
}
