/** Processes under measurement and how the bench talks to them. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

/** What a child answers with when it is asked. */
export interface Usage {
  /** Processor time of the whole process, all threads, in microseconds. */
  readonly cpu: number;
  /** Resident memory in bytes. */
  readonly rss: number;
}

export interface Child {
  /** Port of the server; 0 for children that serve nothing. */
  readonly port: number;
  ask<T>(question: object): Promise<T>;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

/** What the command line of the product starts Node with. */
export const NODE_FLAGS = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=8'];

/** Starts one of the files beside this one; it must say `{ ready: port }` first. */
export async function startChild(file: string, settings: object): Promise<Child> {
  const child: ChildProcess = fork(join(import.meta.dirname, file), [JSON.stringify(settings)], {
    execArgv: [...(file.endsWith('.ts') ? ['--conditions=zelos-source'] : []), ...NODE_FLAGS],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  /** The next message, or the end of the child. */
  const next = <T>() =>
    new Promise<T>((resolve, reject) => {
      const failed = () => reject(new Error(`${file} ended unexpectedly`));
      child.once('exit', failed);
      child.once('message', (message) => {
        child.off('exit', failed);
        resolve(message as T);
      });
    });
  const { ready: port } = await next<{ ready: number }>();
  const ask = <T>(question: object): Promise<T> => {
    const answer = next<T>();
    child.send(question);
    return answer;
  };
  return {
    port,
    ask,
    usage: () => ask<Usage>({ usage: true }),
    async stop() {
      child.disconnect();
      await exited;
    },
  };
}

/** The child's side: says that it is ready and answers questions until the parent lets go. */
export function serveParent(
  port: number,
  answer: (question: Record<string, unknown>) => Promise<object> | object,
): void {
  process.on('message', async (question: Record<string, unknown>) => {
    if (question['usage'] === true) {
      const { user, system } = process.cpuUsage();
      process.send?.({ cpu: user + system, rss: process.memoryUsage.rss() });
    } else process.send?.(await answer(question));
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ ready: port });
}

/** The settings that the parent gave. */
export const givenSettings = <T>(): T => JSON.parse(process.argv[2] ?? '{}') as T;
