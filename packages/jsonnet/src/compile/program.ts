import type { Expr } from '../ast.ts';
import type { Limits } from '../limits.ts';
import { parse } from '../parser/parser.ts';
import { emptyFrame, type Code, type CodeInfo, type Frame, Thunk } from '../runtime/values.ts';
import { SourceFile } from '../source.ts';
import { compile } from './expressions.ts';
import { Scope } from './scope.ts';

/** A compiled program: holds nothing of any evaluation. */
export interface Program {
  readonly file: SourceFile;
  readonly code: Code;
  readonly info: CodeInfo;
  readonly size: number;
}

/**
 * Parses and compiles a program text.
 * @throws JsonnetError `syntax` or `static`; JsonnetLimitError for texts that are too long or nested too deeply.
 */
export function compileText(name: string, text: string, limits: Limits): Program {
  const file = new SourceFile(name, text);
  const body: Expr = parse(file, limits).body;
  const scope = Scope.root(file);
  const code = compile(body, scope);
  return { file, code, info: scope.info(body), size: scope.size };
}

/** The value of a program in a fresh frame, as a thunk. */
export function instantiate(program: Program): Thunk {
  const frame: Frame = emptyFrame(program.size);
  return new Thunk(program.code, frame, program.info);
}
