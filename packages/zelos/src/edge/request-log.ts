import type { Config } from '@zelos/contract';
import type { Dispatch } from '../http/dispatch.ts';
import { requestIdOf } from '../http/exchange.ts';
import type { Logger } from '../ports/logger.ts';

/** Levels at which requests are told. */
const TELLING: ReadonlySet<string> = new Set(['trace', 'debug', 'info']);
const HEALTH = /^(?:\/admin)?\/health\/(?:alive|ready)$/;
const MAX_PATH = 256;

/**
 * The path of a target, without its query, where codes, tokens and addresses stand (SR-LG-02); a part of the path that
 * could be an address or another text of a person is left out as well.
 */
function tellable(target: string): string {
  const end = target.indexOf('?');
  const path = end < 0 ? target : target.slice(0, end);
  return path.slice(0, MAX_PATH).replace(/[^/]*[@%][^/]*/g, '[redacted]');
}

/**
 * Says of every request of a listener what was asked and how it was answered, at level info. For servers of our own;
 * an application that embeds the planes has a log of its own requests.
 */
export function withRequestLog(
  dispatch: Dispatch,
  plane: 'public' | 'admin',
  config: Pick<Config, 'log' | 'serve'>,
  log: Logger,
): Dispatch {
  const { level } = config.log;
  if (!TELLING.has(level)) return dispatch;
  const withoutHealth = config.serve[plane].request_log.disable_for_health && level !== 'trace';
  return async (request) => {
    const began = performance.now();
    const reply = await dispatch(request);
    const path = tellable(request.target);
    if (withoutHealth && HEALTH.test(path)) return reply;
    const requestId = requestIdOf(request);
    log.info(
      {
        event: 'request',
        plane,
        method: request.method,
        path,
        status: reply.status,
        milliseconds: Math.round((performance.now() - began) * 100) / 100,
        ...(requestId === undefined ? {} : { request_id: requestId }),
      },
      'a request was answered',
    );
    return reply;
  };
}
