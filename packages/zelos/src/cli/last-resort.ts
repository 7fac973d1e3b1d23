import type { Logger } from '../ports/logger.ts';

/**
 * Resolves when something was thrown that nobody caught: from then on the state of the process is unknown, so it has to
 * end in order and with a failure (SR-LG-05). The log gets the place, not the data.
 */
export function uncaughtFailure(log: Logger): Promise<'failed'> {
  return new Promise((resolve) => {
    const failed = (origin: string) => (cause: unknown) => {
      const name = cause instanceof Error ? cause.name : typeof cause;
      // The frames alone: the first lines of a stack repeat the message, which may quote values.
      const frames = (cause instanceof Error ? (cause.stack ?? '') : '')
        .split('\n')
        .filter((line) => /^\s+at /.test(line));
      log.error({ origin, error: name, stack: frames.slice(0, 20).join('\n') }, 'uncaught error: the server ends');
      resolve('failed');
    };
    process.on('uncaughtException', failed('uncaughtException'));
    process.on('unhandledRejection', failed('unhandledRejection'));
  });
}
