/** Entry point of a hashing thread: one job in, one answer out, everything synchronous. */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { HashParameters } from './format.ts';
import { nativeHashes } from './native.ts';
import type { HashWork } from './perform.ts';
import { createHashWork } from './perform.ts';
import type { AnswerMessage, JobMessage } from './protocol.ts';
import { toFailure } from './protocol.ts';

const perform = (work: HashWork, [operation, password, encoded]: JobMessage): AnswerMessage => {
  try {
    if (operation === 'hash') return ['hash', work.hash(password)];
    if (operation === 'verify') {
      const { ok, outdated } = work.verify(password, encoded);
      return ['verify', ok, outdated];
    }
    work.burn(password);
    return ['burn'];
  } catch (error) {
    return toFailure(error);
  }
};

/** Of niceness; a thread of this one still gets its share of a processor that others keep busy. */
const YIELDING = 10;

if (parentPort !== null) {
  // Where cores are few, a request that takes microseconds must not wait for one that takes milliseconds anyway. On Linux
  // this is the priority of the calling thread alone, elsewhere it would be that of the whole process (setpriority(2)).
  if (process.platform === 'linux') setPriority(YIELDING);
  const port = parentPort;
  const parameters: HashParameters = workerData;
  const work = createHashWork(parameters, nativeHashes);
  port.on('message', (job: JobMessage) => port.postMessage(perform(work, job)));
}
