import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { ConflictError, type Database } from '../../ports/store.ts';

/** Opens a fresh, empty database. */
export type OpenDatabase = () => Promise<{ readonly database: Database; readonly cleanup: () => Promise<void> }>;

/** A group of tests on one migrated database of its own; the tests keep apart by their ids. */
export function group(name: string, open: OpenDatabase, tests: (database: () => Database) => void): void {
  describe(name, () => {
    let opened: Awaited<ReturnType<OpenDatabase>> | null = null;
    before(async () => {
      opened = await open();
      await opened.database.migrate();
    });
    after(async () => {
      await opened?.database.close();
      await opened?.cleanup();
    });
    tests(() => {
      assert.ok(opened !== null, 'the database is open while tests run');
      return opened.database;
    });
  });
}

let last = 0;

/** A UUID that no other test of this process uses. Later ones sort after earlier ones. */
export function nextId(): string {
  last += 1;
  return `00000000-0000-4000-8000-${String(last).padStart(12, '0')}`;
}

/** Asserts that a call is refused with a conflict about this. */
export const conflicts = (call: Promise<unknown>, on: ConflictError['on']): Promise<void> =>
  assert.rejects(call, (error) => {
    assert.ok(error instanceof ConflictError, `a ConflictError, not ${String(error)}`);
    assert.equal(error.on, on);
    return true;
  });

/** Runs a call so many times at once and returns the answers. */
export const together = <T>(times: number, call: (index: number) => Promise<T>): Promise<readonly T[]> =>
  Promise.all(Array.from({ length: times }, (_, index) => call(index)));
