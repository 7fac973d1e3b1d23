import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { OutboundHttp, OutboundRequest, OutboundResponse } from '../ports/outbound-http.ts';
import { createNetworkGuard, type NetworkGuard } from './dial.ts';

/** Characters that mean themselves in a pattern, and what the wildcards stand for. */
function segmentPattern(glob: string): RegExp {
  const source = glob.replaceAll(/\*\*|\*|\?|[^*?]+/g, (part) => {
    if (part === '**') return '.*';
    if (part === '*') return '[^./]*';
    return part === '?' ? '[^./]' : part.replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 's');
}

/** Tells whether an address is among the exceptions of the operator: globs in which `*` ends at a dot or slash, `**` nowhere. */
export function exceptionList(globs: readonly string[]): (url: URL) => boolean {
  const patterns = globs.map(segmentPattern);
  return (url) => {
    const bare = new URL(url.href);
    bare.username = '';
    bare.password = '';
    bare.hash = '';
    // A bare origin may be listed without its slash.
    const texts = bare.pathname === '/' && bare.search === '' ? [bare.href, bare.origin] : [bare.href];
    return patterns.some((pattern) => texts.some((text) => pattern.test(text)));
  };
}

const DEFAULT_HEADERS = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'zelos' };

const lowerCased = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** The answer to a request; the time limit of its signal holds until the answer is read. */
function answerOf(
  url: URL,
  order: OutboundRequest,
  guard: NetworkGuard | null,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { method = 'GET', headers = {}, body } = order;
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? tlsRequest : plainRequest;
    const request = send(url, {
      method,
      headers: { ...DEFAULT_HEADERS, ...lowerCased(headers) },
      signal,
      // A connection for each request: so the target is looked at each time.
      agent: false,
      ...(guard === null ? {} : { lookup: guard.lookup }),
    });
    request.on('error', reject);
    request.on('response', resolve);
    request.end(body);
  });
}

async function textOf(answer: IncomingMessage, { maxBytes, whenLarger = 'fail' }: OutboundRequest): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes && whenLarger === 'cut') {
      // Leaving the loop ends the transfer.
      chunks.push(chunk.subarray(0, chunk.length - (size - maxBytes)));
      break;
    }
    if (size > maxBytes) throw new Error(`the answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const plainHeaders = (answer: IncomingMessage): OutboundResponse['headers'] =>
  Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, [value].flat().join(', ')]));

/**
 * Outgoing HTTP: no redirects, bounded time and size, targets checked when the connection is made (SR-OU-01, SR-OU-02,
 * SR-OU-04). Answers are read as text.
 * @param excepted addresses that may be called whatever the guard says
 * @returns a client that throws on transport failure, time-out, oversize and refused targets
 */
export function createOutboundHttp(guard: NetworkGuard, excepted: (url: URL) => boolean = () => false): OutboundHttp {
  return {
    async send(order) {
      const url = new URL(order.url);
      if (!/^https?:$/.test(url.protocol)) throw new TypeError('only http and https addresses can be called');
      if (/^connect$/i.test(order.method ?? '')) throw new TypeError('CONNECT is no method of a call');
      const free = excepted(url);
      if (!free) guard.check(url.hostname);
      const limit = AbortSignal.timeout(order.timeoutMs);
      try {
        const answer = await answerOf(url, order, free ? null : guard, limit);
        const body = await textOf(answer, order);
        return { status: answer.statusCode ?? 0, headers: plainHeaders(answer), body };
      } catch (error) {
        // Node says only "aborted", in several ways, which tells an operator nothing.
        if (!limit.aborted) throw error;
        throw new Error(`the time limit of ${order.timeoutMs / 1000} seconds passed`, { cause: error });
      }
    },
  };
}

/** Outgoing HTTP without an operator's policy: what must never be called is refused, private networks are not. */
export const outboundHttp: OutboundHttp = createOutboundHttp(createNetworkGuard({ refusePrivate: false }));
