import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import type { TestApp } from 'zelos/testing';

/** Tables that count requests rather than what they did. */
const BOOKKEEPING = new Set(['counters', 'flow_errors', 'applied_migrations', 'sqlite_sequence']);

/** How many rows each table of an app's file holds, counters and kept errors left out. */
export function rowsOf(app: TestApp): Readonly<Record<string, number>> {
  assert.ok(app.file, 'only an app with a file can be counted');
  const database = new DatabaseSync(app.file, { readOnly: true });
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[];
    return Object.fromEntries(
      tables
        .filter(({ name }) => !BOOKKEEPING.has(name))
        .map(({ name }) => [name, (database.prepare(`select count(*) as n from "${name}"`).get() as { n: number }).n]),
    );
  } finally {
    database.close();
  }
}

/** Every value of every table as one text, for searches. */
export function dumpOf(app: TestApp): string {
  assert.ok(app.file, 'only an app with a file can be read');
  const database = new DatabaseSync(app.file, { readOnly: true });
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[];
    const rows = tables.flatMap(({ name }) => database.prepare(`select * from "${name}"`).all() as object[]);
    return rows
      .map((row) =>
        Object.values(row)
          .map((v) => (v instanceof Uint8Array ? Buffer.from(v).toString('latin1') : String(v)))
          .join('\u0001'),
      )
      .join('\n');
  } finally {
    database.close();
  }
}
