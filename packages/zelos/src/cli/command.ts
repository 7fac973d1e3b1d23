import type { ParseArgsOptionsConfig } from 'node:util';
import type { Terminal } from './terminal.ts';

/** What a command was called with. */
export interface Invocation {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly args: readonly string[];
  readonly terminal: Terminal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** Runs a command; the number is the exit code. */
export type Run = (invocation: Invocation) => Promise<number>;

/** One command of the executable. Its code is loaded only when it runs. */
export interface Command {
  /** The words that name it. */
  readonly name: string;
  /** Other spellings, among them the peer's. */
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly usage: string;
  readonly details: readonly string[];
  readonly options: ParseArgsOptionsConfig;
  /** Most positional arguments that make sense. */
  readonly maxArgs: number;
  readonly load: () => Promise<Run>;
}

/** A mistake of the caller: shown with the usage of the command. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
