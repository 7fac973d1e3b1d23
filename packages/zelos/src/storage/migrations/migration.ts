import type { Compilable, Kysely } from 'kysely';
import type { Columns } from '../engine.ts';

/** One forward step of the schema. Its id never changes and its statements never change once released. */
export interface Migration {
  /** Number and name; ids sort in the order of application. */
  readonly id: string;
  /** The statements, built for the dialect at hand; they run in one transaction. */
  statements(build: Kysely<never>, columns: Columns): readonly Compilable[];
}
