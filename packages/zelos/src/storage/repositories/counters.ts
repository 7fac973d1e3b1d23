import type { Selectable } from 'kysely';
import type { Counters, CounterState } from '../../ports/store.ts';
import type { Access, Columns, Engine } from '../engine.ts';
import { prepare } from '../statements.ts';
import type { CounterTable, TimeValue } from '../tables.ts';

/** Sorts behind every printable character of a key. */
const AFTER_ASCII = '\uffff';

type CounterRow = Selectable<CounterTable>;

const decodeCounter = (row: Omit<CounterRow, 'key'>, columns: Columns): CounterState => ({
  count: row.count,
  blockedUntil: columns.dateOrNull(row.blocked_until),
  updatedAt: columns.date(row.updated_at),
  resetsAt: columns.date(row.resets_at),
});

/** The next state of a key whose window lasts is one more; one whose window has ended starts anew. */
function countingStatements({ builder }: Engine) {
  const increment = prepare((slot: { readonly key: string; readonly now: TimeValue; readonly resets: TimeValue }) =>
    builder
      .insertInto('counters')
      .values({ key: slot.key, count: 1, blocked_until: null, updated_at: slot.now, resets_at: slot.resets })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet((eb) => {
          const over = eb('counters.resets_at', '<=', slot.now);
          return {
            count: eb
              .case()
              .when(over)
              .then(1)
              .else(eb('counters.count', '+', 1))
              .end(),
            blocked_until: eb.case().when(over).then(null).else(eb.ref('counters.blocked_until')).end(),
            updated_at: slot.now,
            resets_at: eb.case().when(over).then(slot.resets).else(eb.ref('counters.resets_at')).end(),
          };
        }),
      )
      .returning(['count', 'blocked_until', 'updated_at', 'resets_at']),
  );
  const read = prepare((slot: { readonly key: string; readonly now: TimeValue }) =>
    builder
      .selectFrom('counters')
      .select(['count', 'blocked_until', 'updated_at', 'resets_at'])
      .where('key', '=', slot.key)
      .where('resets_at', '>', slot.now),
  );
  const renew = prepare((slot: { readonly key: string; readonly now: TimeValue; readonly resets: TimeValue }) => {
    const fresh = { count: 0, blocked_until: null, updated_at: slot.now, resets_at: slot.resets };
    return builder
      .insertInto('counters')
      .values({ key: slot.key, ...fresh })
      .onConflict((conflict) => conflict.column('key').doUpdateSet(fresh));
  });
  return { increment, read, renew };
}

function guardedStatements({ builder }: Engine) {
  // A row that counts nothing is as good as no row.
  const start = prepare((slot: CounterRow) =>
    builder
      .insertInto('counters')
      .values({
        key: slot.key,
        count: slot.count,
        blocked_until: slot.blocked_until,
        updated_at: slot.updated_at,
        resets_at: slot.resets_at,
      })
      .onConflict((conflict) =>
        conflict
          .column('key')
          .doUpdateSet({
            count: slot.count,
            blocked_until: slot.blocked_until,
            updated_at: slot.updated_at,
            resets_at: slot.resets_at,
          })
          .where((eb) => eb.or([eb('counters.resets_at', '<=', slot.updated_at), eb('counters.count', '=', 0)])),
      ),
  );
  const advance = prepare((slot: CounterRow & { readonly expected: number }) =>
    builder
      .updateTable('counters')
      .set({
        count: slot.count,
        blocked_until: slot.blocked_until,
        updated_at: slot.updated_at,
        resets_at: slot.resets_at,
      })
      .where('key', '=', slot.key)
      .where('count', '=', slot.expected)
      .where('resets_at', '>', slot.updated_at),
  );
  return { start, advance };
}

/** Counters on any database that knows upserts and RETURNING. Every change is one statement. */
export function createCounters(engine: Engine): (access: Access) => Counters {
  const { builder, columns } = engine;
  const { increment, read, renew } = countingStatements(engine);
  const { start, advance } = guardedStatements(engine);
  return (access) => ({
    increment: async (key, windowMs, now) => {
      const resets = columns.time(new Date(now.getTime() + windowMs));
      const { rows } = await access.write(increment({ key, now: columns.time(now), resets }));
      const [row] = rows as readonly CounterRow[];
      if (row === undefined) throw new Error('an upsert returned no row');
      return decodeCounter(row, columns);
    },
    read: async (key, now) => {
      const [row] = await access.read(read({ key, now: columns.time(now) }));
      return row === undefined ? null : decodeCounter(row, columns);
    },
    compareAndSet: async (key, expected, next, now) => {
      const row: CounterRow = {
        key,
        count: next.count,
        blocked_until: columns.timeOrNull(next.blockedUntil),
        updated_at: columns.time(now),
        resets_at: columns.time(next.resetsAt),
      };
      const statement = expected === 0 ? start(row) : advance({ ...row, expected });
      return (await access.write(statement as ReturnType<typeof advance>)).affected === 1;
    },
    decrement: async (key, by, now) => {
      const update = builder
        .updateTable('counters')
        .set((eb) => ({
          count: eb
            .case()
            .when('count', '>', by)
            .then(eb('count', '-', by))
            .else(0)
            .end(),
          updated_at: columns.time(now),
        }))
        .where('key', '=', key)
        .where('resets_at', '>', columns.time(now));
      await access.write(update.compile());
    },
    renew: async (key, windowMs, now) => {
      const resets = columns.time(new Date(now.getTime() + windowMs));
      await access.write(renew({ key, now: columns.time(now), resets }));
    },
    reset: async (...which) => {
      const deletion = builder.deleteFrom('counters').where((eb) =>
        eb.or(
          which.map((span) => {
            if (typeof span === 'string') return eb('key', '=', span);
            const behind = span.prefix + AFTER_ASCII;
            return eb.and([eb('key', '>=', span.prefix), eb('key', '<', behind), eb('count', '>=', span.atLeast)]);
          }),
        ),
      );
      await access.write(deletion.compile());
    },
  });
}
