import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createHttpChannel, HttpChannelError, type HttpChannelOptions } from '../../src/courier/channels/http.ts';
import { deliverBatch } from '../../src/courier/worker.ts';
import { outboundHttp } from '../../src/platform/outbound-http.ts';
import { courierBench, everything } from './setup.ts';

const never = new AbortController().signal;
const PASS = 'function(ctx) ctx';

interface Call {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A real gateway; `answers` are given one after the other, then 200. */
async function gateway(t: TestContext, answers: { status: number; body?: string; location?: string }[] = []) {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    calls.push({
      method: request.method,
      path: request.url,
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    });
    const { status, body = '', location } = answers.shift() ?? { status: 200 };
    response.writeHead(status, location === undefined ? {} : { location });
    response.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { calls, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mail` };
}

const channelTo = (url: string, changes: Partial<HttpChannelOptions> = {}) =>
  createHttpChannel(
    {
      id: 'email',
      key: 'courier.http.request_config',
      url,
      method: 'POST',
      headers: {},
      auth: null,
      body: PASS,
      timeoutMs: 60_000,
      ...changes,
    },
    outboundHttp,
  );

test('a mail by HTTP: ctx has text, HTML, template data and headers of the request; a key in a header', async (t) => {
  const sink = await gateway(t);
  const channel = channelTo(sink.url, {
    headers: { 'X-Static': 'yes' },
    auth: { type: 'api_key', name: 'X-Api-Key', value: 'k-1', in: 'header' },
  });
  const bench = await courierBench(t, [channel]);
  await bench.queue({
    templateType: 'login_code_valid',
    variables: {
      LoginCode: '123456',
      ExpiresInMinutes: 5,
      Identity: { id: 'i', traits: { email: 'person@example.test' } },
      RequestURL: 'https://id.example.test/x',
    },
    requestHeaders: { 'User-Agent': ['suite/1'] },
  });
  await deliverBatch(bench.deps, never);
  const [call] = sink.calls;
  assert.deepEqual(
    [call?.method, call?.path, call?.headers['content-type'], call?.headers['x-static'], call?.headers['x-api-key']],
    ['POST', '/mail', 'application/json', 'yes', 'k-1'],
  );
  const { html_body: html, body, ...rest } = JSON.parse(call?.body ?? '');
  assert.match(html, />123456</);
  assert.match(body, /^123456$/m);
  assert.deepEqual(rest, {
    recipient: 'person@example.test',
    subject: 'Use code 123456 to sign in',
    template_type: 'login_code_valid',
    message_type: 'email',
    request_headers: { 'User-Agent': ['suite/1'] },
    template_data: {
      to: 'person@example.test',
      login_code: '123456',
      expires_in_minutes: 5,
      identity: { id: 'i', traits: { email: 'person@example.test' } },
      request_url: 'https://id.example.test/x',
      transient_payload: {},
    },
  });
  assert.equal((await everything(bench.database))[0]?.message.status, 'sent');
});

test('a text message: empty subject, no HTML, the host of the code; the recovery code under both names', async (t) => {
  const sink = await gateway(t);
  const bench = await courierBench(t, [channelTo(sink.url, { id: 'sms' })]);
  await bench.queue({
    channel: 'sms',
    recipient: '+4915112345678',
    variables: { RecoveryCode: '654321', RequestURL: 'https://id.example.test/self-service/recovery/api' },
  });
  await deliverBatch(bench.deps, never);
  const ctx = JSON.parse(sink.calls[0]?.body ?? '');
  assert.equal('html_body' in ctx, false);
  assert.deepEqual([ctx.subject, ctx.message_type, ctx.recipient], ['', 'sms', '+4915112345678']);
  assert.deepEqual(
    [ctx.template_data.recovery_code, ctx.template_data.verification_code, ctx.template_data.request_url_domain],
    ['654321', '654321', 'id.example.test'],
  );
  assert.match(ctx.body, /654321[^]*\n@id\.example\.test #654321\n$/);
});

for (const status of [200, 201, 202, 204, 226]) {
  test(`status ${status} is a delivery, once (VR-11)`, async (t) => {
    const sink = await gateway(t, [{ status }]);
    const bench = await courierBench(t, [channelTo(sink.url)]);
    await bench.queue({});
    await deliverBatch(bench.deps, never);
    bench.clock.advance(3_600_000);
    assert.equal(await deliverBatch(bench.deps, never), 0);
    assert.equal(sink.calls.length, 1);
  });
}

test('a long answer to a message that was taken is a delivery too (VR-11)', async (t) => {
  const sink = await gateway(t, [{ status: 202, body: 'x'.repeat(3_000_000) }]);
  const bench = await courierBench(t, [channelTo(sink.url)]);
  await bench.queue({});
  await deliverBatch(bench.deps, never);
  assert.equal((await everything(bench.database))[0]?.message.status, 'sent');
});

test('everything else fails and is tried again; 1 KiB of the answer is kept, without what it repeats (SR-OU-04, SR-LG-02)', async (t) => {
  const sink = await gateway(t, [
    { status: 422, body: `no route for 123456 to person@example.test ${'x'.repeat(5000)}` },
  ]);
  const bench = await courierBench(t, [channelTo(sink.url)]);
  await bench.queue({});
  await deliverBatch(bench.deps, never);
  const [failed] = await everything(bench.database);
  const error = failed?.dispatches[0]?.error;
  assert.deepEqual([error?.['code'], error?.['status'], error?.['reason']], [500, 'Internal Server Error', undefined]);
  const text = String(error?.['message']);
  assert.match(text, /422: no route for \[redacted\] to \[redacted\] x/);
  assert.ok(text.length < 1200);
  assert.doesNotMatch(bench.log.lines.join('\n'), /123456|person@/);
  bench.clock.advance(10_000);
  await deliverBatch(bench.deps, never);
  const [sent] = await everything(bench.database);
  assert.deepEqual([sent?.message.status, sent?.message.sendCount], ['sent', 2]);
});

test('redirects are not followed: the credentials go nowhere else (SR-OU-02, SR-OU-10)', async (t) => {
  const other = await gateway(t);
  const sink = await gateway(t, [{ status: 307, location: other.url }]);
  const auth = { type: 'basic_auth', user: 'u', password: 'pä:s' } as const;
  const bench = await courierBench(t, [channelTo(sink.url, { auth })]);
  await bench.queue({});
  await deliverBatch(bench.deps, never);
  assert.equal(sink.calls[0]?.headers.authorization, `Basic ${Buffer.from('u:pä:s').toString('base64')}`);
  assert.deepEqual(other.calls, []);
  assert.equal((await everything(bench.database))[0]?.message.status, 'queued');
});

test('a key in a cookie, a form body, another method', async (t) => {
  const sink = await gateway(t);
  const channel = channelTo(sink.url, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    auth: { type: 'api_key', name: 'key', value: 'k-1', in: 'cookie' },
    body: 'function(ctx) { to: ctx.recipient, text: ctx.template_data.recovery_code + " & more" }',
  });
  const bench = await courierBench(t, [channel]);
  await bench.queue({});
  await deliverBatch(bench.deps, never);
  const [call] = sink.calls;
  assert.deepEqual(
    [call?.method, call?.headers.cookie, call?.body],
    ['PUT', 'key=k-1', 'text=123456+%26+more&to=person%40example.test'],
  );
});

test('a body template that fails is a failed attempt and sends nothing', async (t) => {
  const sink = await gateway(t);
  const bench = await courierBench(t, [channelTo(sink.url, { body: 'function(ctx) error "cancel"' })]);
  await bench.queue({});
  await deliverBatch(bench.deps, never);
  const [row] = await everything(bench.database);
  assert.deepEqual([row?.message.status, row?.dispatches[0]?.status], ['queued', 'failed']);
  assert.deepEqual(sink.calls, []);
});

test('what can never work is refused at once, naming the key and not the value', () => {
  const refused = (changes: Partial<HttpChannelOptions>, about: RegExp) =>
    assert.throws(
      () => channelTo('http://127.0.0.1:1/', changes),
      (error) => {
        assert.ok(error instanceof HttpChannelError);
        assert.match(error.message, about);
        assert.doesNotMatch(error.message, /s3cret/);
        return true;
      },
    );
  refused({ body: 'function(ctx) {' }, /courier\.http\.request_config\.body cannot be used at line 1/);
  refused({ headers: { 'content-type': 'text/plain' } }, /content type/);
  refused({ headers: { 'x-a': 's3cret\r\nx-b: 1' } }, /x-a/);
});
