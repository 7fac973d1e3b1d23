/** A second process on the same database: revokes the sessions it is told, and says so once that is acknowledged. */
import { openDatabase } from '../../src/storage/index.ts';

const clock = { now: () => new Date(1_772_366_400_000) };
const database = await openDatabase(process.argv[2] ?? '', { clock });
process.on('message', async (id: string) => {
  await database.sessions.revokeAny(id, clock.now());
  process.send?.(id);
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
