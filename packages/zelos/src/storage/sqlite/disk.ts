import { closeSync, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import { StoreUnavailableError } from '../../ports/store.ts';

/** The disk under the log of a database. */
export interface Disk {
  /**
   * Resolves once everything that was committed before the call has reached the disk. Commits that arrive while the disk is
   * busy share its next turn. Rejects with StoreUnavailableError when the disk refuses.
   */
  settled(): Promise<void>;
  /** Throws StoreUnavailableError after the disk has refused once. */
  assertSound(): void;
  /** Waits for the disk and lets go of the log. Nothing may be committed any more. */
  close(): Promise<void>;
}

/** Asks the disk to take what an open file holds; must not resolve before it has. */
export type Sync = (fd: number) => Promise<void>;

const wholeFile: Sync = promisify(fdatasync);

/** A database in memory has no disk. */
export const NO_DISK: Disk = {
  settled: () => Promise.resolve(),
  assertSound: () => {},
  close: () => Promise.resolve(),
};

/**
 * Commits are written to the log at once and reach the disk here, in a thread of libuv's pool, so that the event loop does
 * not stand still meanwhile. A disk that has refused once may have thrown away what it refused and take what comes behind
 * it (fsync(2)): such a log would end at the hole, so nothing is acknowledged any more until the process starts anew.
 * @param log path of the write-ahead log; it is opened when it is first needed, after a commit has made it
 */
export function createDisk(log: string, sync: Sync = wholeFile): Disk {
  let fd: number | null = null;
  let refusal: StoreUnavailableError | null = null;
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  const assertSound = (): void => {
    if (refusal !== null) throw refusal;
  };
  const turn = async (): Promise<void> => {
    assertSound();
    try {
      // Any descriptor of a file stands for all of it, whoever has written to it (fsync(2)).
      fd ??= openSync(log, 'r+');
      await sync(fd);
    } catch (cause) {
      refusal = new StoreUnavailableError('the disk did not take a commit; start again to go on', { cause });
      throw refusal;
    }
  };
  const start = (): Promise<void> => {
    next = null;
    const mine = turn().finally(() => {
      running = null;
    });
    running = mine;
    return mine;
  };

  return {
    settled: () => {
      if (next !== null) return next;
      if (running === null) return start();
      // What is committed while the disk is busy may come too late for that turn.
      next = running.then(start, start);
      return next;
    },
    assertSound,
    async close() {
      // A refusal is told to everybody who waits for the disk.
      for (let last = next ?? running; last !== null; last = next ?? running) await last.catch(() => {});
      if (fd !== null) closeSync(fd);
      fd = null;
    },
  };
}
