import assert from 'node:assert/strict';
import { createServer, IncomingMessage, type RequestListener } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import {
  type Mountable,
  type NodeListener,
  ProtocolError,
  toFetchHandler,
  toNextHandlers,
  toNodeListener,
} from 'zelos';
import { createBrowser, register, startApp, type TestApp } from 'zelos/testing';

type Heard = Parameters<Mountable['dispatch']>[0];

/** A plane that answers with what it was told. */
const echo: Mountable = {
  async dispatch(request: Heard) {
    const body = Buffer.from(await request.body()).toString();
    const { target, mountedAt = '', peer } = request;
    const told = { target, mountedAt, address: peer.address, type: request.header('content-type') ?? '', body };
    return { status: 200, headers: [['Content-Type', 'application/json']], body: JSON.stringify(told) };
  },
};

async function through(listener: RequestListener, path: string, init: RequestInit = {}) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, init);
    return { status: answer.status, told: JSON.parse(await answer.text()) as Record<string, string> };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** A parser in front of the listener: reads the stream and leaves something behind. */
const parsed =
  (listener: NodeListener, leave: (text: string) => object): RequestListener =>
  async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
    Object.assign(message, leave(Buffer.concat(chunks).toString()));
    listener(message, response);
  };

describe('toNodeListener', () => {
  const post = (type: string, body: string): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });
  const listener = toNodeListener(echo);
  const FORM = 'application/x-www-form-urlencoded';

  it('takes bodies that a parser has read: objects, text, bytes', async () => {
    const cases: readonly (readonly [string, string, (text: string) => object, string])[] = [
      ['application/json', '{"a":{"b":1}}', (text) => ({ body: JSON.parse(text) }), '{"a":{"b":1}}'],
      [FORM, 'a.b=1&c=2&c=3', () => ({ body: { 'a.b': '1', c: ['2', '3'] } }), 'a.b=1&c=2&c=3'],
      [FORM, 'a[b]=1', () => ({ body: { a: { b: '1' } } }), 'a%5Bb%5D=1'],
      [FORM, 'a=1', (text) => ({ body: text }), 'a=1'],
      [FORM, 'a=1', (text) => ({ body: Buffer.from(text) }), 'a=1'],
      [FORM, 'a=1', (text) => ({ body: { a: 'changed' }, rawBody: Buffer.from(text) }), 'a=1'],
      [FORM, 'a=1', () => ({}), ''],
    ];
    for (const [type, sent, leave, heard] of cases) {
      const { told } = await through(parsed(listener, leave), '/x', post(type, sent));
      assert.equal(told['body'], heard);
      assert.equal(told['type'], type);
    }
  });

  it('a multipart body that was parsed arrives as a form', async () => {
    const type = 'multipart/form-data; boundary=x';
    const leave = () => ({ body: { method: 'password' } });
    const { told } = await through(parsed(listener, leave), '/x', post(type, '--x--'));
    assert.deepEqual([told['type'], told['body']], [FORM, 'method=password']);
  });

  it('an untouched stream is read, also when a parser has left an empty object', async () => {
    const handle: RequestListener = (message, response) => listener(Object.assign(message, { body: {} }), response);
    assert.equal((await through(handle, '/x', post('text/plain', 'as it came'))).told['body'], 'as it came');
  });

  it('takes the prefix off, tells the rest to the application, and believes Express about its mount', async () => {
    const below = toNodeListener(echo, { stripPrefix: '/auth/' });
    assert.equal((await through(below, '/auth/x?y=1')).told['target'], '/x?y=1');
    assert.equal((await through(below, '/auth?y=1')).told['target'], '/?y=1');
    assert.equal((await through(below, '/auth')).told['mountedAt'], '/auth');
    const outside: RequestListener = (message, response) =>
      below(message, response, () => response.writeHead(418).end('{}'));
    assert.equal((await through(outside, '/authors')).status, 418);
    const express: RequestListener = (message, response) =>
      listener(Object.assign(message, { baseUrl: '/auth', originalUrl: message.url, url: '/x' }), response);
    const { told } = await through(express, '/auth/x');
    assert.deepEqual([told['target'], told['mountedAt']], ['/x', '/auth']);
  });

  it('SR-TH-06 believes X-Forwarded-For only as far as it is told', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9, 198.51.100.2' };
    const address = async (trustProxy?: number) =>
      (await through(toNodeListener(echo, { trustProxy }), '/x', { headers })).told['address'];
    assert.equal(await address(), '127.0.0.1');
    assert.equal(await address(1), '198.51.100.2');
    assert.equal(await address(2), '203.0.113.9');
    assert.equal(await address(3), '127.0.0.1');
  });
});

describe('toFetchHandler and toNextHandlers', () => {
  it('strip the prefix and answer 404 elsewhere', async () => {
    const handle = toFetchHandler(echo, { stripPrefix: 'auth', clientAddress: () => '192.0.2.7' });
    const told = (await (await handle(new Request('http://x/auth/y?z'))).json()) as Record<string, string>;
    assert.deepEqual([told['target'], told['mountedAt'], told['address']], ['/y?z', '/auth', '192.0.2.7']);
    assert.equal((await handle(new Request('http://x/y'))).status, 404);
    const { POST } = toNextHandlers(echo, { stripPrefix: '/auth' });
    const posted = await POST(new Request('http://x/auth/y', { method: 'POST', body: 'b' }));
    assert.equal(((await posted.json()) as Record<string, string>)['body'], 'b');
  });

  it('take a plane that is opened by the first request, since frameworks evaluate routes while they build', async () => {
    let asked = 0;
    const opened = async () => {
      asked += 1;
      return echo;
    };
    const { GET } = toNextHandlers(opened, { stripPrefix: '/auth' });
    const handle = toFetchHandler(opened);
    assert.equal((await GET(new Request('http://x/elsewhere'))).status, 404);
    assert.equal(asked, 0, 'nothing is opened for routes that are evaluated, nor for addresses outside of the mount');
    assert.equal((await GET(new Request('http://x/auth/y'))).status, 200);
    assert.equal((await handle(new Request('http://x/y'))).status, 200);
    assert.equal(asked, 2);
  });

  it('hand on why a plane could not be opened, and try again with the next request', async () => {
    let broken = true;
    const { GET } = toNextHandlers(async () => {
      if (broken) throw new Error('no database');
      return echo;
    });
    await assert.rejects(GET(new Request('http://x/y')), /no database/);
    broken = false;
    assert.equal((await GET(new Request('http://x/y'))).status, 200);
  });
});

describe('sessions.fromRequest', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  it('gives what whoami gives, for Web and Node requests, and null without a session', async () => {
    const browser = createBrowser(app, { mode: 'api' });
    await register(browser, { email: 'ann@example.org' });
    const { token } = browser;
    assert.ok(token);
    const whoami = (await browser.get('/sessions/whoami')).json;
    const web = new Request('https://app.example.org/me', { headers: { 'x-session-token': token } });
    assert.deepEqual(await app.zelos.sessions.fromRequest(web), whoami);
    const message = new IncomingMessage(new Socket());
    Object.assign(message, { method: 'GET', url: '/me', headers: { authorization: `Bearer ${token}` } });
    assert.deepEqual(await app.zelos.sessions.fromRequest(message), whoami);
    assert.equal(await app.zelos.sessions.fromRequest(new Request('https://app.example.org/me')), null);
  });

  it('throws what whoami answers when the session is below the required level', async () => {
    const strict = await startApp({ config: { selfservice: {} } });
    const browser = createBrowser(strict, { mode: 'api' });
    await register(browser, { email: 'ann@example.org' });
    const { token } = browser;
    await strict.zelos.database.transaction(async (tx) => {
      const [session] = await tx.sessions.listAll({ now: strict.clock.now(), after: null, limit: 1 });
      assert.ok(session);
      const { id, authenticatedAt, expiresAt, authenticationMethods } = session;
      const at = strict.clock.now();
      await tx.sessions.renew({ id, authenticatedAt, expiresAt, aal: 'aal0', authenticationMethods, at });
    });
    const request = new Request('https://app.example.org/me', { headers: { 'x-session-token': token ?? '' } });
    await assert.rejects(strict.zelos.sessions.fromRequest(request), (error: unknown) => {
      assert.ok(error instanceof ProtocolError);
      assert.deepEqual([error.status, error.id], [403, 'session_aal2_required']);
      return true;
    });
    await strict.close();
  });
});
