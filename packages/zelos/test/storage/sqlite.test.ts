import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'node:test';
import { openDatabase } from '../../src/storage/index.ts';
import { EXAMPLE_NOW } from '../../src/testing/store-examples.ts';
import { storeSuite } from '../../src/testing/store-suite.ts';

const clock = { now: () => EXAMPLE_NOW };

describe('SQLite in memory', () => {
  storeSuite(async () => ({ database: await openDatabase('memory', { clock }), cleanup: async () => {} }));
});

describe('SQLite in a file', () => {
  storeSuite(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'zelos-store-'));
    return {
      database: await openDatabase(`sqlite://${join(folder, 'db.sqlite')}?_fk=true`, { clock }),
      cleanup: () => rm(folder, { recursive: true, force: true }),
    };
  });
});
