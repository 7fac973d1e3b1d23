import { createServer, type IncomingMessage, request as sendRequest, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ErrorHandler } from 'express';
import fastify from 'fastify';
import type { Zelos } from '../compose.ts';
import { zelosFastify } from '../edge/fastify-plugin.ts';
import { fromFetchRequest, toFetchResponse } from '../edge/fetch.ts';
import { type NextHandlers, toNextHandlers } from '../edge/next.ts';
import { type NodeListener, toNodeListener } from '../edge/node.ts';

/**
 * Ways through a mount: over sockets in `node:http`, in Express before and behind its body parsers, in Fastify; and the
 * handlers for Next.js, which is a mount of Web requests.
 */
const MOUNTS = ['node', 'express', 'express-parsed', 'fastify', 'next'] as const;

/** How requests of tests reach the server. */
export type MountName = (typeof MOUNTS)[number];

/** A request as a test sends it. */
export interface TestRequest {
  readonly plane: 'public' | 'admin';
  readonly request: Request;
  /** The path as it was written, where that is not the one of the request's address. */
  readonly target: string | null;
  readonly body: string | Uint8Array | undefined;
  /** The client's address as the server is to see it. */
  readonly address: string;
}

/** Sends requests of tests to a server. */
export interface Transport {
  send(request: TestRequest): Promise<Response>;
  close(): Promise<void>;
}

const PEER_PORT = 40_000;
const PEER = 'x-zelos-test-peer';
const SECURE = 'x-zelos-test-secure';

/** Without sockets: the request as a value. */
function inProcess(zelos: Zelos): Transport {
  return {
    async send({ plane, request, target, address }) {
      const given = fromFetchRequest(request, { address, port: PEER_PORT });
      return toFetchResponse(await zelos[plane].dispatch(target === null ? given : { ...given, target }));
    },
    close: async () => {},
  };
}

/** What a socket of the real client would say; a test's own comes from this machine and is never encrypted. */
function disguise(message: IncomingMessage): void {
  const set = (name: string, value: unknown) =>
    Object.defineProperty(message.socket, name, { value, configurable: true });
  set('remoteAddress', message.headers[PEER]);
  set('remotePort', PEER_PORT);
  if (message.headers[SECURE] === 'true') set('encrypted', true);
  delete message.headers[PEER];
  delete message.headers[SECURE];
}

/**
 * The plane in an application of Express, which is not a dependency of this package: who asks for the mount has it. Behind its
 * parsers what they refuse is handed on as text, since it is the server that is to say what it thinks of it.
 */
async function inExpress(listener: NodeListener, parsed: boolean): Promise<RequestListener> {
  const { default: express } = await import('express');
  const app = express().disable('x-powered-by');
  app.use((request, _response, next) => {
    disguise(request);
    next();
  });
  if (parsed) {
    app.use(express.json({ limit: '10mb', strict: false }), express.urlencoded({ limit: '10mb', extended: false }));
    const asText: ErrorHandler = (error, request, _response, next) => {
      request.body = (error as { readonly body?: unknown }).body;
      next();
    };
    app.use(asText);
  }
  app.use(listener);
  return app;
}

async function listen(zelos: Zelos, plane: 'public' | 'admin', mount: Exclude<MountName, 'next'>) {
  if (mount === 'fastify') {
    const app = fastify({ exposeHeadRoutes: false });
    app.addHook('onRequest', async (request) => disguise(request.raw));
    await app.register(zelosFastify, { plane: zelos[plane] });
    await app.listen({ host: '127.0.0.1', port: 0 });
    app.server.unref();
    return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
  }
  const listener = toNodeListener(zelos[plane]);
  const handle: RequestListener = (message, response) => {
    disguise(message);
    listener(message, response);
  };
  const server = createServer(
    mount === 'node' ? handle : await inExpress(listener, mount === 'express-parsed'),
  ).unref();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { port: (server.address() as AddressInfo).port, close };
}

/** A header's value without what no client could send. */
const sendable = (value: string): string => value.replace(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '');

/** The path as it was written, unless no client could send it so. */
const pathOf = (target: string | null, url: URL): string =>
  target !== null && /^[\u0021-\u007e]+$/.test(target) ? target : url.pathname + url.search;

/** Sends one request on a connection of its own. */
function exchange(port: number, { request, target, body, address }: TestRequest): Promise<Response> {
  const url = new URL(request.url);
  const headers = Object.fromEntries(Array.from(request.headers, ([name, value]) => [name, sendable(value)]));
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const sent = sendRequest({
      host: '127.0.0.1',
      port,
      method: request.method,
      path: pathOf(target, url),
      agent: false,
      headers: { host: url.host, ...headers, ...length, [PEER]: address, [SECURE]: String(url.protocol === 'https:') },
    });
    sent.on('error', reject);
    sent.on('response', async (message) => {
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
        const answer = new Headers();
        for (let n = 0; n < message.rawHeaders.length; n += 2) {
          const name = message.rawHeaders[n] ?? '';
          // What belongs to the connection says nothing about the answer.
          if (!/^(?:connection|date|keep-alive|content-length|transfer-encoding)$/i.test(name))
            answer.append(name, message.rawHeaders[n + 1] ?? '');
        }
        const status = message.statusCode ?? 0;
        const empty = [204, 205, 304].includes(status) || request.method === 'HEAD';
        resolve(new Response(empty ? null : Buffer.concat(chunks), { status, headers: answer }));
      } catch (error) {
        reject(error);
      }
    });
    sent.end(body);
  });
}

/**
 * Through the handlers for Next.js, in the shape that its server gives requests: an address of its own making, and the
 * forwarding headers that the client did not send.
 */
function inNext(zelos: Zelos): Transport {
  return {
    async send({ plane, request, target, body, address }) {
      const url = new URL(request.url);
      const handlers = toNextHandlers(async () => zelos[plane], { clientAddress: () => address });
      const handle = handlers[request.method as keyof NextHandlers];
      const headers = new Headers({
        host: url.host,
        'x-forwarded-host': request.headers.get('host') ?? url.host,
        'x-forwarded-proto': url.protocol.slice(0, -1),
        'x-forwarded-for': address,
      });
      for (const [name, value] of request.headers) headers.set(name, value);
      const { method, signal } = request;
      const init: RequestInit = {
        method,
        signal,
        headers,
        ...(body === undefined ? {} : { body: body as NonNullable<RequestInit['body']> }),
      };
      return handle(new Request(`http://localhost:3000${pathOf(target, url)}`, init));
    },
    close: async () => {},
  };
}

/** Opens the way that requests of tests take; `null` is the way without sockets. */
export async function openTransport(zelos: Zelos, mount: MountName | null): Promise<Transport> {
  if (mount === null) return inProcess(zelos);
  if (mount === 'next') return inNext(zelos);
  const planes = { public: await listen(zelos, 'public', mount), admin: await listen(zelos, 'admin', mount) };
  return {
    send: (request) => exchange(planes[request.plane].port, request),
    async close() {
      await Promise.all([planes.public.close(), planes.admin.close()]);
    },
  };
}

/** The mount that the environment asks for (`ZELOS_MOUNT`). Throws for a name that is none. */
export function chosenMount(): MountName | null {
  const name = process.env['ZELOS_MOUNT'];
  if (name === undefined || name === '') return null;
  const mount = MOUNTS.find((one) => one === name);
  if (mount === undefined) throw new Error(`ZELOS_MOUNT must be one of ${MOUNTS.join(', ')}, not "${name}"`);
  return mount;
}
