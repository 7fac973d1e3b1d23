import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import fastify, { type FastifyInstance } from 'fastify';
import type { Dispatch } from '../http/dispatch.ts';
import { fromNodeRequest, writeReply } from './node-request.ts';

/** Milliseconds; the peer's figures (contract: operations, section 3). */
export interface Timeouts {
  readonly headers: number;
  readonly request: number;
  readonly idle: number;
}

export interface ListenerSettings {
  readonly host: string;
  readonly port: number;
  readonly timeouts: Timeouts;
  readonly tls: { readonly key: string | Buffer; readonly cert: string | Buffer } | null;
}

/** Reads a key or certificate: a path, or PEM text in base64. */
export function pem(source: {
  readonly path?: string | undefined;
  readonly base64?: string | undefined;
}): Buffer | null {
  if (source.base64) return Buffer.from(source.base64, 'base64');
  return source.path ? readFileSync(source.path) : null;
}

/**
 * A listener that hands every request to one dispatch. Fastify owns the life of the sockets: binding (all addresses of a
 * name), time-outs, TLS, and the graceful close. Requests go straight from node:http to the dispatch, which does its own
 * routing and reads bodies where they are decoded: there is nothing between for the life cycle of a Fastify request to do.
 */
export function createListener(dispatch: Dispatch, { timeouts, tls }: ListenerSettings): FastifyInstance {
  let closing = false;
  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const reply = await dispatch(fromNodeRequest(message, response));
      // Only connections that are idle when the close begins are closed by it; one kept alive longer would hold it up.
      if (closing) response.shouldKeepAlive = false;
      writeReply(response, reply);
    } catch {
      // Also for an answer that cannot be written, such as one with a header value that HTTP forbids.
      response.destroy();
    }
  };
  const listener = (message: IncomingMessage, response: ServerResponse): void => void answer(message, response);
  const app: FastifyInstance = fastify({
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    serverFactory() {
      const server = tls ? createTlsServer({ ...tls, minVersion: 'TLSv1.2' }, listener) : createServer(listener);
      server.headersTimeout = timeouts.headers;
      server.requestTimeout = timeouts.request;
      server.keepAliveTimeout = timeouts.idle;
      return server as Server;
    },
  });
  app.addHook('preClose', async () => {
    closing = true;
  });
  return app;
}
