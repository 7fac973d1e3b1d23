import type { Compilable, CompiledQuery, Insertable, Kysely, Selectable } from 'kysely';
import type { Tables } from './tables.ts';

/** Stands in a compiled statement where a value will be bound. */
class Slot {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/**
 * Compiles a statement once (on first use) and binds new values to it at every call.
 * @param build receives one placeholder per value name; it must put them in value positions only.
 * @returns a function from values, encoded for their columns, to the statement ready to run.
 */
export function prepare<V extends object, R>(
  build: (slots: Readonly<V>) => Compilable<R>,
): (values: V) => CompiledQuery<R> {
  const slots = new Proxy({}, { get: (_target, name) => new Slot(String(name)) }) as V;
  let compiled: CompiledQuery<R> | null = null;
  return (values) => {
    compiled ??= build(slots).compile();
    const given = values as Readonly<Record<string, unknown>>;
    const parameters = compiled.parameters.map((parameter) =>
      parameter instanceof Slot ? given[parameter.name] : parameter,
    );
    return { sql: compiled.sql, parameters, query: compiled.query, queryId: compiled.queryId };
  };
}

/**
 * The statement that inserts a whole row into a table, compiled once, at the first row.
 * @returns a function from a row, encoded for its columns and with all of them, to the statement ready to run.
 */
export function prepareInsert<T extends keyof Tables>(
  builder: Kysely<Tables>,
  table: T,
): (row: Selectable<Tables[T]>) => CompiledQuery {
  type Row = Readonly<Record<string, unknown>>;
  const compile = (columns: readonly string[]) =>
    prepare((slots: Row) => {
      const values = Object.fromEntries(columns.map((column) => [column, slots[column]]));
      return builder.insertInto(table).values(values as Insertable<Tables[T]>);
    });
  let insert: ReturnType<typeof compile> | null = null;
  return (row) => {
    insert ??= compile(Object.keys(row));
    return insert(row as Row);
  };
}
