import type { Engine } from '../engine.ts';
import type { Tables, TimeValue } from '../tables.ts';

// Small enough that a request waits a few milliseconds at most for one of these statements.
const ROWS_PER_STATEMENT = 100;

const EXPIRING = [
  ['sessions', 'id', 'expires_at'],
  ['flows', 'id', 'expires_at'],
  ['one_time_secrets', 'id', 'expires_at'],
  ['counters', 'key', 'resets_at'],
  ['flow_errors', 'id', 'expires_at'],
] as const satisfies readonly (readonly [keyof Tables, string, string])[];

/** Deletes rows that expired before a moment, oldest first, in many short statements with the event loop free between. */
export function createExpiry({ builder, columns, access }: Engine) {
  const removal = (table: (typeof EXPIRING)[number], before: TimeValue, limit: number) => {
    const [name, key, expiry] = table;
    const { ref, table: from } = builder.dynamic;
    const oldest = builder
      .selectFrom(from(name).as('expired'))
      .select(ref<string>(`expired.${key}`))
      .where(ref(`expired.${expiry}`), '<', before)
      .orderBy(ref(`expired.${expiry}`))
      .limit(limit);
    return builder.deleteFrom(name).where(ref(key), 'in', oldest).compile();
  };
  return async (before: Date, limit: number): Promise<number> => {
    let removed = 0;
    for (const table of EXPIRING)
      for (let left = limit; left > 0; ) {
        const size = Math.min(left, ROWS_PER_STATEMENT);
        const { affected } = await access.write(removal(table, columns.time(before), size));
        removed += affected;
        left -= affected;
        if (affected < size) break;
        await new Promise((resolve) => setImmediate(resolve));
      }
    return removed;
  };
}
