// What only shows on a real socket: sizes, malformed HTTP, methods, time limits.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createListener } from '../../src/edge/fastify.ts';
import { exchangeBytes, serveApp, type ServingApp } from '../support/serving.ts';

const CRLF = '\r\n';
const head = (...lines: readonly string[]): string => [...lines, '', ''].join(CRLF);

describe('sockets', () => {
  let server: ServingApp;
  before(async () => {
    server = await serveApp();
  });
  after(() => server.close());
  const send = (bytes: string | Uint8Array, patience?: number) =>
    exchangeBytes(server.serving.publicUrl, bytes, patience);
  const statuses = (text: string | null) =>
    [...(text ?? '').matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map((m) => Number(m[1]));
  const alive = async () => {
    const text = await send(head('GET /health/alive HTTP/1.1', 'Host: x', 'Connection: close'));
    assert.deepEqual(statuses(text), [200]);
  };

  it('a body of 6 MiB is refused with 413 on both listeners, declared or chunked: SR-IV-06, B19, FT-22', async () => {
    const flow = (await (await fetch(`${server.serving.publicUrl}/self-service/login/api`)).json()) as { id: string };
    const body = Buffer.from(`{"x":"${'a'.repeat(6 * 1024 * 1024)}"}`);
    const targets = [
      `${server.serving.publicUrl}/self-service/login?flow=${flow.id}`,
      `${server.serving.adminUrl}/admin/identities`,
    ];
    for (const url of targets) {
      for (const chunked of [false, true]) {
        const stream = new ReadableStream({
          start(controller) {
            for (let at = 0; at < body.length; at += 65_536) controller.enqueue(body.subarray(at, at + 65_536));
            controller.close();
          },
        });
        let status: number | null = null;
        try {
          const answer = await fetch(url, {
            method: 'POST',
            headers: { 'content-type': 'application/json', accept: 'application/json' },
            body: chunked ? stream : body,
            ...(chunked ? { duplex: 'half' } : {}),
          } as RequestInit);
          status = answer.status;
          assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
          await answer.arrayBuffer();
        } catch {
          // The server may close while the client is still writing: then no answer is read, and nothing was taken.
        }
        assert.ok(status === 413 || status === null, `${url} ${chunked}: ${status}`);
      }
    }
    const declared = await send(
      `POST /self-service/login?flow=${flow.id} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: 6291456\r\nConnection: close\r\n\r\n{`,
    );
    assert.deepEqual(statuses(declared), [413]);
    await alive();
  });

  it('compressed bodies are not taken apart: FT-22', async () => {
    const flow = (await (await fetch(`${server.serving.publicUrl}/self-service/login/api`)).json()) as { id: string };
    const answer = await fetch(`${server.serving.publicUrl}/self-service/login?flow=${flow.id}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: Buffer.from('1f8b0800000000000003ab5662000000ffff0300', 'hex'),
    });
    assert.equal(answer.status, 400);
  });

  const smuggling: readonly [string, string][] = [
    [
      'both lengths',
      `POST /x HTTP/1.1${CRLF}Host: x${CRLF}Content-Length: 4${CRLF}Transfer-Encoding: chunked${CRLF}${CRLF}0${CRLF}${CRLF}GET /sessions/whoami HTTP/1.1${CRLF}Host: x${CRLF}${CRLF}`,
    ],
    [
      'two lengths',
      `POST /x HTTP/1.1${CRLF}Host: x${CRLF}Content-Length: 0${CRLF}Content-Length: 44${CRLF}${CRLF}GET /sessions/whoami HTTP/1.1${CRLF}Host: x${CRLF}${CRLF}`,
    ],
    ['a length that is no number', `POST /x HTTP/1.1${CRLF}Host: x${CRLF}Content-Length: +4${CRLF}${CRLF}abcd`],
    [
      'a coding that is none',
      `POST /x HTTP/1.1${CRLF}Host: x${CRLF}Transfer-Encoding: xchunked${CRLF}${CRLF}0${CRLF}${CRLF}GET /sessions/whoami HTTP/1.1${CRLF}Host: x${CRLF}${CRLF}`,
    ],
    [
      'a blank before the colon',
      `POST /x HTTP/1.1${CRLF}Host: x${CRLF}Transfer-Encoding : chunked${CRLF}${CRLF}0${CRLF}${CRLF}`,
    ],
    [
      'a bad chunk size',
      `POST /x HTTP/1.1${CRLF}Host: x${CRLF}Transfer-Encoding: chunked${CRLF}${CRLF}zz${CRLF}abcd${CRLF}0${CRLF}${CRLF}`,
    ],
    ['a bare LF in the head', `GET /x HTTP/1.1\nHost: x\nContent-Length: 0\n\n`],
    ['a folded header', `GET /x HTTP/1.1${CRLF}Host: x${CRLF}X: a${CRLF} b: c${CRLF}Y\r: d${CRLF}${CRLF}`],
    ['NUL in a header', `GET /x HTTP/1.1${CRLF}Host: x${CRLF}X: a\u0000b${CRLF}${CRLF}`],
    ['another protocol', `\u0016\u0003\u0001\u0002\u0000`],
    ['too many bytes of headers', `GET /x HTTP/1.1${CRLF}Host: x${CRLF}X: ${'a'.repeat(20_000)}${CRLF}${CRLF}`],
    ['no host', `GET /x HTTP/1.1${CRLF}${CRLF}`],
  ];
  it('malformed HTTP is refused and its connection closed: SR-HT-12', async () => {
    for (const [what, bytes] of smuggling) {
      const text = await send(Buffer.from(bytes, 'latin1'));
      const seen = statuses(text);
      assert.ok(
        seen.every((status) => [400, 431].includes(status)),
        `${what}: ${seen.join(' ')} ${text?.slice(0, 80)}`,
      );
      assert.ok(seen.length <= 1, `${what}: ${seen.length} answers`);
      assert.equal((text ?? '').includes('at '), false, `${what}: ${text}`);
    }
    await alive();
  });

  it('a connection whose body was too large serves the next client, and the server closes at once: SR-IV-06', async () => {
    const own = await serveApp();
    const flow = (await (await fetch(`${own.serving.publicUrl}/self-service/login/api`)).json()) as { id: string };
    const chunk = 'a'.repeat(65_536);
    const chunks = `${chunk.length.toString(16)}${CRLF}${chunk}${CRLF}`.repeat(100);
    const start = head(
      `POST /self-service/login?flow=${flow.id} HTTP/1.1`,
      'Host: x',
      'Content-Type: application/json',
      'Accept: application/json',
      'Transfer-Encoding: chunked',
    );
    const text = await exchangeBytes(own.serving.publicUrl, start + chunks);
    assert.ok(
      statuses(text).every((status) => status === 413),
      text?.slice(0, 60),
    );
    const begun = performance.now();
    await own.close();
    // The connections that are kept would hold it up for more than a minute.
    assert.ok(performance.now() - begun < 30_000);
  });

  it('TRACE, CONNECT and unknown methods are not served: SR-HT-11', async () => {
    for (const method of ['TRACE', 'CONNECT', 'TRACK', 'PROPFIND', 'DEBUG']) {
      const text = await send(
        head(`${method} /sessions/whoami HTTP/1.1`, 'Host: x', 'Cookie: a=secret-marker', 'Connection: close'),
      );
      assert.ok(
        statuses(text).every((status) => [400, 404, 405, 501].includes(status)),
        `${method}: ${text?.slice(0, 60)}`,
      );
      assert.equal((text ?? '').includes('secret-marker'), false);
    }
    await alive();
  });

  it('the absolute form and odd targets reach nothing else: SR-AZ-01', async () => {
    for (const target of [
      'http://admin.example.org/admin/identities',
      'http://x/admin/identities',
      '/self-service/%2e%2e/admin/version',
      '*',
      '/admin/identities#x',
      '//admin/version',
      '/%00',
      '/..;/admin/version',
    ]) {
      const text = await send(head(`GET ${target} HTTP/1.1`, 'Host: x', 'Connection: close'));
      const [status] = statuses(text);
      assert.ok(status === undefined || [307, 400, 404, 405].includes(status), `${target}: ${status}`);
      assert.equal((text ?? '').includes('"version"'), false);
    }
  });

  it('pipelined requests are answered in order and each for itself', async () => {
    const text = await send(
      head('GET /health/alive HTTP/1.1', 'Host: x') +
        head('GET /sessions/whoami HTTP/1.1', 'Host: x') +
        head('GET /nothing HTTP/1.1', 'Host: x', 'Connection: close'),
    );
    assert.deepEqual(statuses(text), [200, 401, 404]);
  });

  it('random bytes do not stop the server: SR-HT-20', async () => {
    let seed = 1;
    const next = () => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return seed >> 16;
    };
    for (let round = 0; round < (process.env['ZELOS_LONG'] ? 1000 : 60); round += 1) {
      const noise = Uint8Array.from({ length: 20 + (next() % 200) }, () => next() & 255);
      const start = Buffer.from(
        round % 2 ? '' : `GET /sessions/whoami HTTP/1.1\r\nHost: x\r\nAuthorization: `,
        'latin1',
      );
      const text = await send(Buffer.concat([start, noise, Buffer.from(CRLF + CRLF)]), 150);
      assert.ok(
        statuses(text).every((status) => status < 500),
        text?.slice(0, 100),
      );
    }
    await alive();
  });

  it('a head that never ends is cut off: the limits of the listeners are set, SR-HT-13', async () => {
    const timeouts = { headers: 200, request: 400, idle: 300 };
    const listener = createListener(async () => ({ status: 204, headers: [], body: null }), {
      host: '127.0.0.1',
      port: 0,
      timeouts,
      tls: null,
    });
    assert.equal(listener.server.headersTimeout, 200);
    assert.equal(listener.server.requestTimeout, 400);
    assert.equal(listener.server.keepAliveTimeout, 300);
    await listener.close();
  });
});
