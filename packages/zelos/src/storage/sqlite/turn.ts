import type { Connection } from './driver.ts';

/** Runs a read at the end of this turn of the event loop. */
export type ReadInTurn = <T>(statement: () => T) => Promise<T>;

/**
 * Gathers what is read during one turn of the event loop and reads it at the turn's end in one transaction: locks are
 * taken and given back once for all of them. Nothing is answered from a moment before it was asked for, because the
 * snapshot is taken when the last of them has been asked. One read alone needs no transaction.
 * @param connection the one to read with at the moment; it must not be inside a transaction
 */
export function createReadInTurn(connection: () => Connection): ReadInTurn {
  let waiting: (() => void)[] = [];
  const flush = (): void => {
    const jobs = waiting;
    waiting = [];
    const all = (): void => {
      for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) job();
    };
    try {
      if (jobs.length > 1) connection().together(all);
    } catch {
      // No transaction could be opened, so nothing has run: each of them meets the reason by itself.
    }
    all();
  };
  return <T>(statement: () => T) =>
    new Promise<T>((resolve, reject) => {
      const run = (): void => {
        try {
          resolve(statement());
        } catch (error) {
          reject(error);
        }
      };
      if (waiting.push(run) === 1) setImmediate(flush);
    });
}

/** Asks once at the end of a turn of the event loop for everybody who has asked meanwhile. */
export function askedInTurn<T>(ask: () => T): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return () =>
    (answer ??= new Promise<T>((resolve) =>
      setImmediate(() => {
        answer = null;
        resolve(ask());
      }),
    ));
}
