import { foundation } from './0001-foundation.ts';
import { outbox } from './0002-outbox.ts';
import { leanIndexes } from './0003-lean-indexes.ts';
import type { Migration } from './migration.ts';

export type { Migration } from './migration.ts';

/** Every migration, in the order of application. */
export const migrations: readonly Migration[] = [foundation, outbox, leanIndexes];
