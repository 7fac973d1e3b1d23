import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Dispatch } from '../http/dispatch.ts';
import { below, cleanPrefix, type MountOptions } from './mount.ts';
import { fromNodeRequest, sentTarget, writeReply } from './node-request.ts';

/** One plane of a composed server, as far as a mount needs it. */
export interface Mountable {
  readonly dispatch: Dispatch;
}

/** Answers requests of `node:http`; `next` is called for addresses that lie outside of the mount. */
export type NodeListener = (
  message: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void;

function elsewhere(response: ServerResponse, next: ((error?: unknown) => void) | undefined): void {
  if (next) return next();
  response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end('Nothing is here.\n');
}

/**
 * A plane as a listener for `node:http`, Express and their relatives. It may stand before body parsers or behind them: a
 * body that has been parsed already is taken from `request.body`. Without `stripPrefix` the path under which Express has
 * mounted the listener is taken off.
 */
export function toNodeListener(plane: Mountable, options: MountOptions = {}): NodeListener {
  const fixed = options.stripPrefix === undefined ? null : cleanPrefix(options.stripPrefix);
  const hops = options.trustProxy ?? 0;
  return (message, response, next) => {
    const mountedAt = fixed ?? cleanPrefix((message as { baseUrl?: string }).baseUrl);
    const target = below(sentTarget(message), mountedAt);
    if (target === null) return elsewhere(response, next);
    plane
      .dispatch(fromNodeRequest(message, response, { target, mountedAt, hops }))
      .then((reply) => writeReply(response, reply))
      // An answer that cannot be written, such as one with a header value that HTTP forbids.
      .catch(() => response.destroy());
  };
}
