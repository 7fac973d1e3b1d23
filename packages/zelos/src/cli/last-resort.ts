import type { Logger } from '../ports/logger.ts';

/**
 * Resolves when something was thrown that nobody caught: from then on the state of the process is unknown, so it has to
 * end in order and with a failure (SR-LG-05). The log gets the place, not the data.
 */
export function uncaughtFailure(log: Logger): Promise<'failed'> {
  return new Promise((resolve) => {
    const failed = (origin: string) => (cause: unknown) => {
      const { name, stack } = cause instanceof Error ? cause : { name: typeof cause, stack: undefined };
      log.error(
        { origin, error: name, ...(stack ? { stack: stack.slice(0, 2000) } : {}) },
        'uncaught error: the server ends',
      );
      resolve('failed');
    };
    process.on('uncaughtException', failed('uncaughtException'));
    process.on('unhandledRejection', failed('unhandledRejection'));
  });
}
