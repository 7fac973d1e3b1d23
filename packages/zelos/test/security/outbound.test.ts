// Where the server itself connects to: one guard for HTTP and SMTP, at the moment of connecting.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { createBrowser, createIdentity, startApp, TEST_SCHEMA } from 'zelos/testing';
import { createDial, createNetworkGuard, type Resolve } from '../../src/platform/dial.ts';
import { TargetRefusedError } from '../../src/platform/network-policy.ts';
import { createOutboundHttp, exceptionList } from '../../src/platform/outbound-http.ts';

const LIMITS = { timeoutMs: 5000, maxBytes: 1000 };
const refused = (error: unknown) => error instanceof TargetRefusedError;

async function httpServer(
  t: TestContext,
  answer: Parameters<typeof createServer>[1],
): Promise<{ readonly port: number; readonly seen: readonly IncomingMessage[] }> {
  const seen: IncomingMessage[] = [];
  const server: Server = createServer((request, response) => {
    seen.push(request);
    answer?.(request, response as never);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { port: (server.address() as AddressInfo).port, seen };
}

/** A name server of the test: each name has a list of answers, the last one stays. */
function names(answers: Readonly<Record<string, readonly string[]>>): Resolve & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  const resolve: Resolve = async (host) => {
    asked.push(host);
    const list = answers[host] ?? [];
    const turn = asked.filter((one) => one === host).length - 1;
    const address = list[Math.min(turn, list.length - 1)];
    return address === undefined ? [] : [{ address, family: address.includes(':') ? 6 : 4 }];
  };
  return Object.assign(resolve, { asked });
}

describe('outgoing HTTP', () => {
  it('a name is judged by the address that is connected to, at each connection: SR-OU-01', async (t) => {
    const { port, seen } = await httpServer(t, (_request, response) => response.end('hello'));
    const resolve = names({
      'one.example': ['127.0.0.1', '169.254.169.254', '127.0.0.1'],
      'mapped.example': ['::ffff:169.254.169.254'],
    });
    const hosts: string[] = [];
    const client = createOutboundHttp(
      createNetworkGuard({ refusePrivate: false }, { resolve, refused: (host) => hosts.push(host) }),
    );
    const url = `http://one.example:${port}/`;
    assert.equal((await client.send({ url, ...LIMITS })).body, 'hello');
    await assert.rejects(client.send({ url, ...LIMITS }), refused);
    assert.equal((await client.send({ url, ...LIMITS })).status, 200);
    await assert.rejects(client.send({ url: `http://mapped.example:${port}/`, ...LIMITS }), refused);
    assert.equal(seen.length, 2);
    assert.deepEqual(hosts, ['one.example', 'mapped.example']);
    assert.deepEqual(resolve.asked, ['one.example', 'one.example', 'one.example', 'mapped.example']);
  });

  it('private targets are refused when that is configured, but for the exceptions: SR-OU-01', async (t) => {
    const { port, seen } = await httpServer(t, (_request, response) => response.end('hello'));
    const resolve = names({ 'inner.example': ['127.0.0.1'] });
    const guard = createNetworkGuard({ refusePrivate: true }, { resolve });
    const client = createOutboundHttp(guard, exceptionList([`http://127.0.0.1:${port}/open/*`]));
    for (const url of [
      `http://inner.example:${port}/`,
      `http://127.0.0.1:${port}/`,
      `http://localhost:${port}/`,
      `http://2130706433:${port}/`,
      `http://127.0.0.1:${port}/open/a/b`,
      `http://127.0.0.1:${port}/closed#/open/a`,
      `http://127.0.0.1:${port}/?/open/a`,
    ]) {
      await assert.rejects(client.send({ url, ...LIMITS }), refused, url);
    }
    assert.equal(seen.length, 0);
    assert.equal((await client.send({ url: `http://127.0.0.1:${port}/open/a`, ...LIMITS })).body, 'hello');
  });

  it('exceptions are globs: * ends at dots and slashes, ** does not', () => {
    const table: readonly (readonly [string, string, boolean])[] = [
      ['http://a.internal/*', 'http://a.internal/x', true],
      ['http://a.internal/*', 'http://a.internal/x/y', false],
      ['http://a.internal/**', 'http://a.internal/x/y.z?q', true],
      ['http://*.internal/', 'http://a.internal/', true],
      ['http://*.internal/', 'http://a.b.internal/', false],
      ['http://a.internal', 'http://a.internal/', true],
      ['http://a.internal/', 'http://aXinternal/', false],
      ['http://10.0.0.?/', 'http://10.0.0.7/', true],
      ['http://a.internal/**', 'http://evil.example/?http://a.internal/', false],
      ['http://a.internal/**', 'http://a.internal@evil.example/', false],
    ];
    for (const [glob, url, expected] of table) {
      assert.equal(exceptionList([glob])(new URL(url)), expected, `${glob} ${url}`);
    }
  });

  it('redirects are answers, not followed, wherever they lead: SR-OU-02', async (t) => {
    const { port, seen } = await httpServer(t, (_request, response) => {
      response.writeHead(307, { location: 'http://169.254.169.254/latest/meta-data/' });
      response.end();
    });
    const client = createOutboundHttp(createNetworkGuard({ refusePrivate: false }));
    assert.equal((await client.send({ url: `http://127.0.0.1:${port}/`, ...LIMITS })).status, 307);
    assert.equal(seen.length, 1);
  });

  it('time and size are bounded, whatever part is slow: SR-OU-04', async (t) => {
    const { port } = await httpServer(t, (request, response) => {
      if (request.url === '/big') response.end('x'.repeat(2000));
      if (request.url === '/drip') response.write('x');
    });
    const client = createOutboundHttp(createNetworkGuard({ refusePrivate: false }));
    const base = `http://127.0.0.1:${port}`;
    await assert.rejects(client.send({ url: `${base}/big`, ...LIMITS }), /larger than 1000/);
    assert.equal((await client.send({ url: `${base}/big`, ...LIMITS, whenLarger: 'cut' })).body.length, 1000);
    for (const path of ['/never', '/drip']) {
      const late = client.send({ url: base + path, ...LIMITS, timeoutMs: 100 });
      await assert.rejects(late, { message: 'the time limit of 0.1 seconds passed' }, path);
    }
    const hanging: Resolve = () => new Promise(() => {});
    const deaf = createOutboundHttp(createNetworkGuard({ refusePrivate: false }, { resolve: hanging }));
    const nameless = deaf.send({ url: 'http://slow.example/', ...LIMITS, timeoutMs: 100 });
    await assert.rejects(nameless, { message: 'the time limit of 0.1 seconds passed' });
  });

  it('only http and https, and what is sent arrives', async (t) => {
    let body = '';
    const { port, seen } = await httpServer(t, (request, response) => {
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => response.writeHead(201, { 'X-Answer': 'yes' }).end('ünï'));
    });
    const client = createOutboundHttp(createNetworkGuard({ refusePrivate: false }));
    const answer = await client.send({
      url: `http://127.0.0.1:${port}/a?b=c`,
      method: 'PUT',
      headers: { 'Content-Type': 'text/plain', Accept: 'text/plain' },
      body: 'döner',
      ...LIMITS,
    });
    assert.deepEqual([answer.status, answer.headers['x-answer'], answer.body, body], [201, 'yes', 'ünï', 'döner']);
    const [request] = seen;
    assert.deepEqual(
      [request?.method, request?.url, request?.headers.accept, request?.headers['content-length']],
      ['PUT', '/a?b=c', 'text/plain', '6'],
    );
    await assert.rejects(client.send({ url: 'file:///etc/passwd', ...LIMITS }), TypeError);
    await assert.rejects(client.send({ url: `http://127.0.0.1:${port}/`, method: 'CONNECT', ...LIMITS }), TypeError);
  });
});

describe('outgoing SMTP', () => {
  it('is guarded by the same rules, at connect time: SR-OU-01', async (t) => {
    const sockets: Socket[] = [];
    const server = createTcpServer((socket) => sockets.push(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const resolve = names({ 'mail.example': ['127.0.0.1', '169.254.0.1'], '2852039166': ['169.254.169.254'] });
    const open = createDial(createNetworkGuard({ refusePrivate: false }, { resolve }));
    (await open('mail.example', port, 1000)).destroy();
    await assert.rejects(open('mail.example', port, 1000), refused);
    for (const host of ['169.254.169.254', '2852039166', '[::]', '::ffff:169.254.169.254', 'metadata']) {
      await assert.rejects(open(host, port, 1000), refused, host);
    }
    const strict = createDial(createNetworkGuard({ refusePrivate: true }, { resolve: names({ m: ['127.0.0.1'] }) }));
    for (const host of ['m', '127.0.0.1', '::1', 'localhost']) {
      await assert.rejects(strict(host, port, 1000), refused, host);
    }
    assert.equal(sockets.length, 1);
  });

  it('gives up in time: FT-30', async () => {
    const hanging = createDial(createNetworkGuard({ refusePrivate: false }, { resolve: () => new Promise(() => {}) }));
    await assert.rejects(hanging('slow.example', 25, 50), /took too long/);
  });
});

describe('a composed server', () => {
  it('follows clients.smtp and clients.http; a refused target is an event and an attempt that failed: SR-OU-01', async (t) => {
    const sink = createTcpServer(() => assert.fail('somebody was called'));
    sink.listen(0, '127.0.0.1');
    await once(sink, 'listening');
    t.after(() => sink.close());
    const { port } = sink.address() as AddressInfo;
    const app = await startApp({
      config: {
        clients: { smtp: { disallow_private_ip_ranges: true }, http: { disallow_private_ip_ranges: true } },
        courier: {
          smtp: { connection_uri: `smtp://127.0.0.1:${port}/?disable_starttls=true` },
          channels: [
            {
              id: 'sms',
              type: 'http',
              request_config: { url: `http://127.0.0.1:${port}/`, method: 'POST', body: BODY },
            },
          ],
          worker: { pull_wait: '10ms' },
        },
        identity: { default_schema_id: 'default', schemas: [{ id: 'default', url: WITH_PHONE }] },
        selfservice: { flows: { verification: { enabled: true, use: 'code' } } },
      },
    });
    t.after(() => app.close());
    await createIdentity(app, { traits: { email: 'ann@example.org', phone: '+4915112345678' } });
    for (const email of ['ann@example.org', '+4915112345678']) {
      const browser = createBrowser(app, { mode: 'api' });
      await browser.submitForm(await browser.begin('verification'), { method: 'code', email });
    }
    app.zelos.startCourier();
    const events = () => app.logs.filter(({ fields }) => fields['event'] === 'target_refused');
    const until = performance.now() + 20_000;
    while (new Set(events().map(({ fields }) => fields['protocol'])).size < 2 && performance.now() < until) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual([...new Set(events().map(({ fields }) => fields['protocol']))].sort(), ['http', 'smtp']);
    const messages = await app.zelos.database.outbox.list({ limit: 10, after: null });
    assert.ok(messages.every(({ status }) => status !== 'sent'));
  });
});

const BODY = `base64://${Buffer.from('function(ctx) { to: ctx.recipient }').toString('base64')}`;
const SCHEMA = structuredClone(TEST_SCHEMA) as unknown as {
  properties: { traits: { properties: Record<string, object> } };
};
SCHEMA.properties.traits.properties['phone'] = {
  type: 'string',
  format: 'tel',
  'ory.sh/kratos': { verification: { via: 'sms' } },
};
const WITH_PHONE = `base64://${Buffer.from(JSON.stringify(SCHEMA)).toString('base64')}`;
