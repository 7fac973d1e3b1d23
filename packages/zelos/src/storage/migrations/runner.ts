import type { Compilable, Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Clock } from '../../ports/clock.ts';
import { type MigrationState, StoreUnavailableError } from '../../ports/store.ts';
import type { Access, Engine } from '../engine.ts';
import type { Migration } from './migration.ts';

const run = (access: Access, statement: Compilable) => access.write(statement.compile());

/**
 * Applies what is missing, in order, each migration in one transaction together with the note that it was applied:
 * whoever is interrupted leaves either all of a step or nothing, and of several who migrate at once one does each step.
 */
export function createMigrationRunner(engine: Engine, migrations: readonly Migration[], clock: Clock) {
  const { builder, columns } = engine;
  // Migrations describe tables of their own time, so they are built without the types of today's tables.
  const build = builder as unknown as Kysely<never>;

  const createStateTable = () => {
    const table = builder.schema.createTable('applied_migrations').ifNotExists();
    return (columns.tableSuffix === null ? table : table.modifyEnd(sql.raw(columns.tableSuffix)))
      .addColumn('id', columns.types.exact, (c) => c.notNull().primaryKey())
      .addColumn('applied_at', columns.types.time, (c) => c.notNull());
  };

  const appliedIds = async (access: Access): Promise<ReadonlySet<string>> => {
    const rows = await access.read(builder.selectFrom('applied_migrations').select('id').compile());
    return new Set(rows.map((row) => row.id));
  };

  const apply = (migration: Migration): Promise<boolean> =>
    engine.transaction(async (access) => {
      await run(access, createStateTable());
      if ((await appliedIds(access)).has(migration.id)) return false;
      for (const statement of migration.statements(build, columns)) await run(access, statement);
      const note = { id: migration.id, applied_at: columns.time(clock.now()) };
      await run(access, builder.insertInto('applied_migrations').values(note));
      return true;
    });

  /** Known migrations in order, then those a newer release has applied. A database without any table has applied none. */
  const states = async (): Promise<readonly MigrationState[]> => {
    const applied = await appliedIds(engine.access).catch((error: unknown) => {
      const cause = error instanceof StoreUnavailableError ? error.cause : error;
      if (engine.classify(cause).kind === 'missing_table') return new Set<string>();
      throw error;
    });
    const known = new Set(migrations.map(({ id }) => id));
    return [
      ...migrations.map(({ id }) => ({ id, applied: applied.has(id), known: true })),
      ...[...applied]
        .filter((id) => !known.has(id))
        .sort()
        .map((id) => ({ id, applied: true, known: false })),
    ];
  };

  const migrate = async (): Promise<{ readonly applied: readonly string[] }> => {
    const pending = new Set((await states()).filter(({ applied }) => !applied).map(({ id }) => id));
    if (pending.size === 0) return { applied: [] };
    return engine.withMigrationLock(async () => {
      const applied: string[] = [];
      for (const migration of migrations)
        if (pending.has(migration.id) && (await apply(migration))) applied.push(migration.id);
      return { applied };
    });
  };

  return { migrate, states };
}
