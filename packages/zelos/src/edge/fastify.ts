import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Dispatch } from '../http/dispatch.ts';
import type { Reply } from '../http/exchange.ts';
import { fromNodeRequest, MAX_BODY_BYTES, writeReply } from './node-request.ts';

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
 * A listener that hands every request to one dispatch. Fastify owns sockets, TLS, limits, time-outs and the graceful
 * close; parsing is off, because bodies are read where they are decoded.
 */
export function createListener(dispatch: Dispatch, settings: ListenerSettings): FastifyInstance {
  const options = {
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: settings.timeouts.request,
    keepAliveTimeout: settings.timeouts.idle,
    forceCloseConnections: 'idle' as const,
    return503OnClosing: false,
    exposeHeadRoutes: false,
    // Routing happens in the dispatch, with the address as it was sent.
    rewriteUrl: () => '/',
  };
  const app: FastifyInstance = settings.tls
    ? (fastify({ ...options, https: { ...settings.tls, minVersion: 'TLSv1.2' } }) as unknown as FastifyInstance)
    : fastify(options);
  app.server.headersTimeout = settings.timeouts.headers;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  const send = (response: ServerResponse, answer: Reply): void => {
    // Only connections that are idle when the close begins are closed by it; one kept alive longer would hold it up.
    if (closing) response.shouldKeepAlive = false;
    writeReply(response, answer);
  };
  const handler = (request: FastifyRequest, reply: FastifyReply) => {
    reply.hijack();
    dispatch(fromNodeRequest(request.raw, reply.raw))
      .then((answer) => send(reply.raw, answer))
      // Also for an answer that cannot be written, such as one with a header value that HTTP forbids.
      .catch(() => reply.raw.destroy());
  };
  app.all('/', handler);
  app.setNotFoundHandler(handler);
  return app;
}
