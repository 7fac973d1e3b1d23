import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { OutboundHttp } from '../../ports/outbound-http.ts';
import { freePorts } from '../../testing/ports.ts';
import type { BreachOutcome, BreachSettings } from './breach.ts';
import { BreachServiceUnavailableError, createBreachCheck, rangeServiceUrl } from './breach.ts';

const BREACHED = 'breached password';
const SHA1 = createHash('sha1').update(BREACHED).digest('hex').toUpperCase();
const FILLER = `${'0'.repeat(35)}:3\r\n${'F'.repeat(35)}:0\r\n`;

type Answer = (response: ServerResponse) => void;

const text =
  (body: string, status = 200): Answer =>
  (response) =>
    void response.writeHead(status).end(body);

const hang: Answer = () => undefined;

/** How long each request was allowed to take. */
const allowed: number[] = [];

/** The real client of these tests: the adapter of the product lives in another room. */
const outbound: OutboundHttp = {
  async send({ url, headers, timeoutMs }) {
    allowed.push(timeoutMs);
    const response = await fetch(url, { headers: { ...headers }, signal: AbortSignal.timeout(timeoutMs) });
    return { status: response.status, headers: {}, body: await response.text() };
  },
};

/** A range service on a port of its own that gives the answers in turn, the last one for ever. */
const startService = async (t: TestContext, ...answers: readonly Answer[]) => {
  const seen: { readonly url: string; readonly padding: string | undefined }[] = [];
  const server = createServer((request, response) => {
    seen.push({ url: request.url ?? '', padding: request.headers['add-padding']?.toString() });
    answers[Math.min(seen.length, answers.length) - 1]?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { seen, port: (server.address() as AddressInfo).port };
};

const setUp = async (t: TestContext, answers: readonly Answer[], settings: Partial<BreachSettings> = {}) => {
  const { seen, port } = await startService(t, ...answers);
  const outcomes: BreachOutcome[] = [];
  const time = { now: Date.now(), frozen: false };
  const check = createBreachCheck(
    { serviceUrl: rangeServiceUrl(`http://127.0.0.1:${port}`), maxBreaches: 0, ignoreNetworkErrors: true, ...settings },
    {
      outbound,
      clock: { now: () => new Date(time.frozen ? time.now : Date.now()) },
      observe: (outcome) => outcomes.push(outcome),
    },
  );
  return { check, seen, outcomes, time };
};

test('SR-PW-06 a breached password is found, and only five digits of its hash are on the wire', async (t) => {
  const { check, seen, outcomes } = await setUp(t, [text(`${FILLER}${SHA1.slice(5)}:1,234\r\n`)]);
  assert.equal(await check(BREACHED), 1234);
  assert.deepEqual(seen, [{ url: `/range/${SHA1.slice(0, 5)}`, padding: 'true' }]);
  assert.deepEqual(outcomes, ['hit']);
});

test('SR-PW-06 a password that is not in the range, or only as padding, passes', async (t) => {
  const { check, seen, outcomes } = await setUp(t, [text(FILLER), text(`${SHA1.slice(5)}:0`), text('')]);
  for (let count = 0; count < 3; count += 1) assert.equal(await check(BREACHED), null);
  assert.equal(seen.length, 3);
  assert.deepEqual(outcomes, ['miss', 'miss', 'miss']);
});

test('SR-PW-06 max_breaches is the highest count that passes; a missing count is one, case does not matter', async (t) => {
  const suffix = SHA1.slice(5);
  const answers = [text(`${suffix}:5`), text(`${suffix}:6`), text(suffix)];
  const { check } = await setUp(t, answers, { maxBreaches: 5 });
  assert.equal(await check(BREACHED), null);
  assert.equal(await check(BREACHED), 6);
  assert.equal(await check(BREACHED), null);
  const strict = await setUp(t, [text(suffix.toLowerCase())]);
  assert.equal(await strict.check(BREACHED), 1);
});

test('SR-PW-06 a failing service is tried three times, then left alone for a minute', async (t) => {
  const { check, seen, outcomes, time } = await setUp(t, [text('', 500), text('', 503), text('', 500), text(FILLER)]);
  time.frozen = true;
  assert.equal(await check(BREACHED), null);
  assert.equal(seen.length, 3);
  time.now += 59_999;
  assert.equal(await check(BREACHED), null);
  assert.equal(seen.length, 3);
  time.now += 1;
  assert.equal(await check(BREACHED), null);
  assert.equal(seen.length, 4);
  assert.deepEqual(outcomes, ['failed', 'skipped', 'miss']);
});

test('SR-PW-06 a service that recovers at the second try is used', async (t) => {
  const { check, seen, outcomes } = await setUp(t, [text('', 500), text(`${SHA1.slice(5)}:9`)]);
  assert.equal(await check(BREACHED), 9);
  assert.equal(seen.length, 2);
  assert.deepEqual(outcomes, ['hit']);
});

test('SR-PW-06 with ignore_network_errors off a failure is an error, also while the service is left alone', async (t) => {
  const { check, seen } = await setUp(t, [text('not found', 404)], { ignoreNetworkErrors: false });
  await assert.rejects(check(BREACHED), BreachServiceUnavailableError);
  await assert.rejects(check(BREACHED), BreachServiceUnavailableError);
  assert.equal(seen.length, 1);
});

test('SR-PW-06 an answer that is no range list counts as a failure', async (t) => {
  for (const body of ['<html>sign in to the hotel network</html>', `${SHA1.slice(5)}:many`]) {
    const { check, outcomes } = await setUp(t, [text(body)]);
    assert.equal(await check(BREACHED), null);
    assert.deepEqual(outcomes, ['failed']);
  }
});

test('SR-PW-06 a service that hangs costs one second in all', async (t) => {
  const { check, seen, outcomes } = await setUp(t, [hang]);
  allowed.length = 0;
  assert.equal(await check(BREACHED), null);
  // What was allowed and not what passed: a busy machine wakes late. The service hangs, so that it did end is the proof.
  assert.ok(allowed.length === 1 && (allowed[0] ?? 0) <= 1000, allowed.join());
  assert.equal(seen.length, 1);
  assert.deepEqual(outcomes, ['failed']);
});

test('SR-PW-06 a refused connection is a failure', async () => {
  const [unused] = await freePorts(1);
  const check = createBreachCheck(
    { serviceUrl: `http://127.0.0.1:${unused}`, maxBreaches: 0, ignoreNetworkErrors: false },
    { outbound, clock: { now: () => new Date(0) } },
  );
  await assert.rejects(check(BREACHED), BreachServiceUnavailableError);
});

test('the host is always asked over https, plain http only on this machine', () => {
  assert.equal(rangeServiceUrl('api.pwnedpasswords.com'), 'https://api.pwnedpasswords.com');
  assert.equal(rangeServiceUrl('ranges.internal:8443'), 'https://ranges.internal:8443');
  assert.equal(rangeServiceUrl('https://ranges.internal/'), 'https://ranges.internal');
  assert.equal(rangeServiceUrl('http://127.0.0.1:9000'), 'http://127.0.0.1:9000');
  assert.equal(rangeServiceUrl('http://localhost:9000'), 'http://localhost:9000');
  for (const host of ['', 'http://ranges.internal', 'a b', 'host/path', 'user@host', 'ftp://host', 'host?query']) {
    assert.throws(() => rangeServiceUrl(host), /haveibeenpwned_host/, host);
  }
});
