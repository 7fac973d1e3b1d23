import type { Program } from '../compile/program.ts';
import type { TraceSink } from './machine.ts';
import { vm } from './machine.ts';
import type { Lazy, Native, Thunk } from './values.ts';

/** What a resolver finds for an import. */
export interface Imported {
  /** A name that is the same for the same file however it was imported; later imports in it are relative to it. */
  readonly filename: string;
  readonly content: string | Uint8Array;
}

/**
 * Finds what an import means, or returns undefined if there is no such file.
 * @param path the path as written in the program.
 * @param from the file name of the importing program.
 */
export type ImportResolver = (path: string, from: string) => Imported | undefined;

/** What belongs to one evaluation and nothing else. */
export interface Session {
  readonly extVars: ReadonlyMap<string, Lazy>;
  readonly natives: ReadonlyMap<string, Native>;
  readonly trace: TraceSink | undefined;
  readonly resolver: ImportResolver | undefined;
  /** Values of imported programs by file name. */
  readonly imports: Map<string, Thunk>;
  /** Found imports by importing file and path. */
  readonly found: Map<string, Imported>;
  /** Programs compiled from imports; kept between the evaluations of one compiled program. */
  readonly programs: Map<string, Program>;
}

/** The session of the evaluation that runs now. */
export function session(): Session {
  return vm.session as Session;
}
