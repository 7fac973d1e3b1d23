import type { OutboundHttp } from '../ports/outbound-http.ts';

/**
 * Outgoing HTTP: no redirects, bounded time and size. Answers are read as text.
 * Throws on transport failure, time-out and oversize.
 */
export const outboundHttp: OutboundHttp = {
  async send({ url, method = 'GET', headers = {}, body, timeoutMs, maxBytes, whenLarger = 'fail' }) {
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body }),
    });
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > maxBytes && whenLarger === 'cut') {
        // Leaving the loop ends the transfer.
        chunks.push(chunk.subarray(0, chunk.length - (size - maxBytes)));
        break;
      }
      if (size > maxBytes) throw new Error(`the answer is larger than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.concat(chunks).toString('utf8'),
    };
  },
};
