import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { StoreUnavailableError } from '../../ports/store.ts';
import { createDisk } from './disk.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zelos-disk-'));
  await writeFile(join(folder, 'log'), 'frames');
});
after(() => rm(folder, { recursive: true, force: true }));

/** A disk whose every turn ends when the test says so. */
function controlled() {
  const turns: PromiseWithResolvers<void>[] = [];
  const disk = createDisk(join(folder, 'log'), () => {
    const turn = Promise.withResolvers<void>();
    turns.push(turn);
    return turn.promise;
  });
  return { disk, turns };
}

/** Whether a promise has been kept by now; everything that can happen without the disk happens before. */
async function kept(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  void promise.then(
    () => (done = true),
    () => {},
  );
  await new Promise((resolve) => setImmediate(resolve));
  return done;
}

test('a turn that was under way counts for nobody who came later; those share the next one (D8)', async () => {
  const { disk, turns } = controlled();
  const first = disk.settled();
  const late = [disk.settled(), disk.settled(), disk.settled()];
  assert.equal(turns.length, 1);
  turns[0]?.resolve();
  assert.equal(await kept(first), true);
  assert.equal(await kept(late[0] as Promise<void>), false);
  assert.equal(turns.length, 2);
  const later = disk.settled();
  turns[1]?.resolve();
  await Promise.all(late);
  assert.equal(await kept(later), false);
  turns[2]?.resolve();
  await later;
  assert.equal(turns.length, 3);
  await disk.close();
});

test('whoever asks in the moment between two turns gets one that begins then or later', async () => {
  const { disk, turns } = controlled();
  const first = disk.settled();
  const asked: Promise<void>[] = [];
  void first.then(() => asked.push(disk.settled()));
  const waiting = disk.settled();
  turns[0]?.resolve();
  await kept(first);
  assert.equal(turns.length, 2);
  assert.equal(await kept(asked[0] as Promise<void>), false);
  turns[1]?.resolve();
  await Promise.all([waiting, ...asked]);
  await disk.close();
});

test('a disk that has refused once is never believed again (FT-06)', async () => {
  const { disk, turns } = controlled();
  const [first, second] = [disk.settled(), disk.settled()];
  turns[0]?.reject(new Error('EIO'));
  await assert.rejects(first, StoreUnavailableError);
  await assert.rejects(second, StoreUnavailableError);
  assert.equal(turns.length, 1);
  assert.throws(() => disk.assertSound(), StoreUnavailableError);
  await assert.rejects(disk.settled(), StoreUnavailableError);
  await disk.close();
});

test('closing waits for the disk', async () => {
  const { disk, turns } = controlled();
  const settled = [disk.settled(), disk.settled()];
  const closed = disk.close();
  assert.equal(await kept(closed), false);
  turns[0]?.resolve();
  assert.equal(await kept(closed), false);
  turns[1]?.resolve();
  await Promise.all([...settled, closed]);
});

test('the real disk takes a file, and refuses one that is not there', async () => {
  const disk = createDisk(join(folder, 'log'));
  await Promise.all([disk.settled(), disk.settled()]);
  await disk.close();
  const missing = createDisk(join(folder, 'missing'));
  await assert.rejects(missing.settled(), StoreUnavailableError);
  await missing.close();
});
