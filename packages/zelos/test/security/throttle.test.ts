// Protection against guessing: counts, waits, bursts, and what an address is.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import {
  type Answer,
  type Browser,
  createBrowser,
  createIdentity,
  type FlowBody,
  messageIds,
  MODES,
  PASSWORD,
  startApp,
  type TestApp,
} from 'zelos/testing';
import { addressBucket, clientAddress, networkList } from '../../src/http/client-address.ts';
import { waitAfter } from '../../src/throttle/rules.ts';

const THROTTLED = 4990001;
const WRONG = 4000006;
const person = (email: string) => ({
  traits: { email },
  credentials: { password: { config: { password: PASSWORD } } },
});

/** Jobs that any hasher of this process was given since the last look: every evaluated password is one. */
let jobs = 0;
const { postMessage } = Worker.prototype;
Worker.prototype.postMessage = function counted(this: Worker, ...given: Parameters<typeof postMessage>) {
  jobs += 1;
  return postMessage.apply(this, given);
};
const evaluated = (): number => {
  const seen = jobs;
  jobs = 0;
  return seen;
};

const addressAt = (n: number): string => `198.${18 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`;

describe('guessing', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());
  const guess = async (browser: Browser, flow: FlowBody, identifier: string, password: string): Promise<Answer> =>
    browser.submitForm(flow, { method: 'password', identifier, password });
  const shown = async (browser: Browser, flow: FlowBody) =>
    messageIds((await browser.fetchFlow('login', flow.id)).as<FlowBody>())[0];

  it('AB-1: the waits of the table', () => {
    const table: readonly [number, number, number][] = [
      [1, 5, 0],
      [6, 6, 1],
      [7, 7, 2],
      [8, 8, 4],
      [9, 9, 8],
      [10, 10, 16],
      [11, 20, 30],
      [21, 50, 300],
      [51, 75, 900],
      [76, 99, 3600],
    ];
    for (const [from, to, wait] of table) {
      for (let n = from; n <= to; n += 1) assert.equal(waitAfter(n), wait, `after ${n} failures`);
    }
    assert.ok(waitAfter(100) >= 24 * 3600);
    let hours = 0;
    for (let n = 1; n < 100; n += 1) hours += waitAfter(n) / 3600;
    assert.ok(hours > 30, `a hundred guesses take ${hours.toFixed(1)} hours`);
  });

  for (const mode of MODES) {
    it(`AB-2, SR-TH-10: a throttled answer evaluates nothing, says when to come back and not whether the account exists (${mode})`, async () => {
      const email = `waits-${mode}@example.org`;
      await createIdentity(app, person(email));
      const seen: unknown[] = [];
      for (const identifier of [email, `nobody-${mode}@example.org`]) {
        const browser = createBrowser(app, { mode, address: addressAt(MODES.indexOf(mode) * 2 + seen.length) });
        const flow = await browser.begin('login');
        const trace: unknown[] = [];
        evaluated();
        for (let n = 1; n <= 8; n += 1) {
          const answer = await guess(browser, flow, identifier, n === 8 ? PASSWORD : `wrong guess number ${n}`);
          trace.push([answer.status, answer.headers.get('retry-after'), await shown(browser, flow)]);
          if (mode !== 'html') {
            const body = answer.as<FlowBody>();
            trace.push(body.ui.messages, body.ui.nodes.length, [...answer.headers.keys()].sort());
          }
        }
        assert.equal(evaluated(), 6, 'six of eight were looked at');
        seen.push(trace);
      }
      assert.deepEqual(seen[0], seen[1], 'known and unknown: the same answers at the same counts');
      const flat = JSON.stringify(seen[0]);
      assert.ok(flat.includes(`"1",${THROTTLED}`) && flat.includes(String(WRONG)));
    });
  }

  it('AB-1, AB-2: the right password after the wait opens the door and clears the count', async () => {
    const email = 'later@example.org';
    await createIdentity(app, person(email));
    const browser = createBrowser(app, { mode: 'api', address: addressAt(20) });
    const flow = await browser.begin('login');
    for (let n = 0; n < 6; n += 1) await guess(browser, flow, email, 'wrong guess');
    assert.deepEqual(messageIds((await guess(browser, flow, email, PASSWORD)).as<FlowBody>()), [THROTTLED]);
    app.clock.advance(1000);
    assert.equal((await guess(browser, flow, email, PASSWORD)).status, 200);
    for (let n = 0; n < 6; n += 1)
      assert.deepEqual(messageIds((await guess(browser, flow, email, 'wrong guess')).as<FlowBody>()), [WRONG]);
  });

  it('SR-TH-04, AB-1: five hundred wrong passwords in one burst evaluate exactly the allowed number', async () => {
    const email = 'burst@example.org';
    await createIdentity(app, person(email));
    const browsers = await Promise.all(
      Array.from({ length: 50 }, async (_, n) => {
        const browser = createBrowser(app, { mode: 'api', address: addressAt(1000 + n * 256) });
        return { browser, flow: await browser.begin('login') };
      }),
    );
    evaluated();
    const answers = await Promise.all(
      Array.from({ length: 500 }, (_, n) => {
        const { browser, flow } = browsers[n % 50] as (typeof browsers)[number];
        return guess(browser, flow, n % 3 === 0 ? email.toUpperCase() : email, `burst ${n}`);
      }),
    );
    const ids = answers.map((answer) => messageIds(answer.as<FlowBody>())[0]);
    assert.equal(evaluated(), 6);
    assert.equal(ids.filter((id) => id === WRONG).length, 6);
    assert.equal(ids.filter((id) => id === THROTTLED).length, 494);
  });

  it('SR-TH-01: the hundred-and-first guess is not looked at, from whatever address, even when it is right', async () => {
    const email = 'hundred@example.org';
    await createIdentity(app, person(email));
    const browser = createBrowser(app, { mode: 'api' });
    let looked = 0;
    evaluated();
    for (let n = 1; n <= 105; n += 1) {
      const fresh = createBrowser(app, { mode: 'api', address: addressAt(50_000 + n * 256) });
      const flow = await browser.begin('login');
      await guess(fresh, flow, email, n > 100 ? PASSWORD : `guess ${n}`);
      looked += evaluated();
      app.clock.advance(waitAfter(Math.min(n, 99)) * 1000);
    }
    assert.equal(looked, 100);
  });

  it('AB-10: one address waits after twenty failures at different accounts, a neighbour does not', async () => {
    const [one, other] = [
      createBrowser(app, { mode: 'api', address: '203.0.113.5' }),
      createBrowser(app, { mode: 'api', address: '203.0.114.5' }),
    ];
    const flow = await one.begin('login');
    evaluated();
    for (let n = 0; n < 25; n += 1) await guess(one, flow, `spray${n}@example.org`, 'wrong guess');
    assert.equal(evaluated(), 20);
    const answer = await guess(one, flow, 'spray99@example.org', 'wrong guess');
    assert.equal(answer.headers.get('retry-after'), '60');
    await guess(other, flow, 'spray98@example.org', 'wrong guess');
    assert.equal(evaluated(), 1);
    app.clock.advance(60_000);
    await guess(one, flow, 'spray97@example.org', 'wrong guess');
    assert.equal(evaluated(), 1);
  });

  it('AB-10: successes give back what they took', async () => {
    const email = 'busy@example.org';
    await createIdentity(app, person(email));
    const browser = createBrowser(app, { mode: 'api', address: '203.0.115.9' });
    const flow = await browser.begin('login');
    for (let n = 0; n < 30; n += 1)
      assert.equal((await guess(browser, flow, email, PASSWORD)).status, 200, `success ${n}`);
  });

  it('SR-TH-07: all of a /64 is one address, a /48 and a /24 have four times its limit', async () => {
    const flow = await createBrowser(app, { mode: 'api' }).begin('login');
    const spray = async (addressOf: (n: number) => string, count: number, mark: string) => {
      evaluated();
      for (let n = 0; n < count; n += 1) {
        await guess(
          createBrowser(app, { mode: 'api', address: addressOf(n) }),
          flow,
          `${mark}${n}@example.org`,
          'wrong guess',
        );
      }
      return evaluated();
    };
    assert.equal(await spray((n) => `2001:db8:1:1::${n.toString(16)}`, 24, 'a'), 20);
    assert.equal(await spray((n) => `2001:db8:2:${(n >> 3).toString(16)}::1`, 90, 'b'), 80);
    assert.equal(await spray((n) => `203.0.120.${n}`, 90, 'c'), 80);
  });

  it('SR-TH-06: headers of strangers make no new address', async () => {
    const browser = createBrowser(app, { mode: 'api', address: '203.0.116.5' });
    const flow = await browser.begin('login');
    evaluated();
    for (let n = 0; n < 40; n += 1) {
      const forged = addressAt(n);
      const headers = {
        'x-forwarded-for': forged,
        forwarded: `for=${forged}`,
        'x-real-ip': forged,
        'true-client-ip': forged,
        'cf-connecting-ip': forged,
        'x-client-ip': forged,
      };
      await browser.submitForm(
        flow,
        { method: 'password', identifier: `fwd${n}@example.org`, password: 'wrong guess' },
        { headers },
      );
    }
    assert.equal(evaluated(), 20);
  });

  it('SR-TH-05: refresh is throttled like sign-in, with the same count', async () => {
    const email = 'again@example.org';
    await createIdentity(app, person(email));
    const browser = createBrowser(app, { mode: 'api', address: '203.0.117.5' });
    const plain = await browser.begin('login');
    const done = await guess(browser, plain, email, PASSWORD);
    browser.token = done.as<{ session_token: string }>().session_token;
    const refresh = await browser.begin('login', { refresh: 'true' });
    evaluated();
    for (let n = 0; n < 4; n += 1) await guess(browser, refresh, email, 'wrong guess');
    browser.token = null;
    for (let n = 0; n < 4; n += 1) await guess(browser, plain, email, 'wrong guess');
    assert.equal(evaluated(), 6);
  });

  it('AB-34: what is refused cheaply is never hashed', async () => {
    const email = 'cheap@example.org';
    await createIdentity(app, person(email));
    const spa = createBrowser(app, { mode: 'spa', address: '203.0.118.5' });
    const flow = await spa.begin('login');
    const registration = await spa.begin('registration');
    evaluated();
    await spa.submitForm(flow, { method: 'password', identifier: email, password: PASSWORD, csrf_token: 'x' });
    await spa.submitForm(flow, { method: 'password', identifier: email });
    await spa.submitForm(flow, { method: 'password', identifier: email, password: PASSWORD, transient_payload: 'x' });
    await spa.submitForm(registration, { method: 'password', password: PASSWORD, traits: { email: 'not an address' } });
    await spa.submitForm(registration, { method: 'password', password: 'short', traits: { email: 'new@example.org' } });
    await spa.submitForm(registration, {
      method: 'password',
      password: 'x'.repeat(1025),
      traits: { email: 'new@example.org' },
    });
    await spa.submitForm(registration, {
      method: 'password',
      password: PASSWORD,
      traits: { email: 'new@example.org' },
      csrf_token: 'x',
    });
    app.clock.advance(3_600_001);
    await spa.submitForm(flow, { method: 'password', identifier: email, password: PASSWORD });
    assert.equal(evaluated(), 0);
  });

  it('AB-33, SR-PW-17: unknown people, people without a password and deactivated ones cost the same hash', async () => {
    await createIdentity(app, { traits: { email: 'none@example.org' } });
    await createIdentity(app, { ...person('off@example.org'), state: 'inactive' });
    const browser = createBrowser(app, { mode: 'api', address: '203.0.119.5' });
    const flow = await browser.begin('login');
    for (const identifier of ['none@example.org', 'off@example.org', 'unknown@example.org']) {
      evaluated();
      await guess(browser, flow, identifier, 'wrong guess');
      assert.equal(evaluated(), 1, identifier);
    }
  });
});

describe('what is off and what is full', () => {
  it('AB-32: without the throttle nothing is counted, a full queue still answers 503 with Retry-After: AB-31', async () => {
    const app = await startApp({
      config: {
        zelos: { throttle: { enabled: false }, hashers: { queue_limit: 2, threads: 1 } },
        hashers: { argon2: { memory: '8MB' } },
      },
    });
    await createIdentity(app, person('ann@example.org'));
    const browser = createBrowser(app, { mode: 'api' });
    const flow = await browser.begin('login');
    for (let n = 0; n < 8; n += 1)
      assert.deepEqual(
        messageIds(
          (
            await browser.submitForm(flow, {
              method: 'password',
              identifier: 'ann@example.org',
              password: 'wrong guess',
            })
          ).as<FlowBody>(),
        ),
        [WRONG],
      );
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        browser.submitForm(flow, {
          method: 'password',
          identifier: n % 2 ? 'ann@example.org' : 'nobody@example.org',
          password: 'wrong guess',
        }),
      ),
    );
    const busy = answers.filter((answer) => answer.status === 503);
    assert.equal(busy.length, 9, 'one computes, two wait');
    for (const answer of busy) assert.match(answer.headers.get('retry-after') ?? '', /^[1-5]$/);
    assert.equal(new Set(busy.map((answer) => answer.text)).size, 1, 'it tells nothing about the account');
    await app.close();
  });
});

describe('the fair queue', () => {
  let app: TestApp;
  const people = Array.from({ length: 25 }, (_, n) => `queue${n}@example.org`);
  before(async () => {
    app = await startApp({ config: { zelos: { hashers: { threads: 1 } }, hashers: { argon2: { memory: '16MB' } } } });
    for (const email of people) await createIdentity(app, person(email));
  });
  after(() => app.close());
  const attempt = (flow: FlowBody, identifier: string, address: string): Promise<Answer> =>
    createBrowser(app, { mode: 'api', address }).submitForm(flow, {
      method: 'password',
      identifier,
      password: PASSWORD,
    });

  it('AB-32: of a burst from one address one computes and two wait; the others are throttled, uncounted, and others are served', async () => {
    const flow = await createBrowser(app, { mode: 'api' }).begin('login');
    evaluated();
    const burst = people.map((email) => attempt(flow, email, '203.0.130.1'));
    const answers = await Promise.all([...burst, attempt(flow, 'queue1@example.org', '203.0.131.1')]);
    const served = answers.filter(({ status }) => status === 200).length;
    assert.equal(answers.at(-1)?.status, 200, 'another address finds room');
    assert.ok(served >= 4, `${served} served`);
    assert.equal(evaluated(), served);
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      assert.equal(answer.status, 400);
      assert.deepEqual(messageIds(answer.as<FlowBody>()), [THROTTLED]);
    }
    const own = answers.filter(({ headers }) => headers.get('retry-after') === '1');
    assert.ok(own.length > 0, 'they come back in a second');
    for (const email of people) assert.equal((await attempt(flow, email, '203.0.130.1')).status, 200, email);
  });

  it('AB-32: nothing is hashed for a client that has gone, and nothing counted', async () => {
    const flow = await createBrowser(app, { mode: 'api' }).begin('login');
    const client = new AbortController();
    const sent = (password: string) =>
      app.zelos.public.fetch(
        new Request(flow.ui.action, {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'application/json' },
          body: JSON.stringify({ method: 'password', identifier: 'queue9@example.org', password }),
          signal: client.signal,
        }),
      );
    const requests = Array.from({ length: 4 }, (_, n) => sent(`wrong guess ${n}`));
    client.abort();
    evaluated();
    const statuses = (await Promise.all(requests)).map(({ status }) => status);
    assert.deepEqual(statuses, [503, 503, 503, 503]);
    assert.equal(evaluated(), 0);
    for (let n = 0; n < 6; n += 1) {
      const browser = createBrowser(app, { mode: 'api', address: '203.0.132.1' });
      const answer = await browser.submitForm(flow, {
        method: 'password',
        identifier: 'queue9@example.org',
        password: 'x',
      });
      assert.deepEqual(messageIds(answer.as<FlowBody>()), [WRONG], `failure ${n + 1} is looked at`);
    }
  });
});

describe('client addresses', () => {
  const hex = fc.integer({ min: 0, max: 0xffff }).map((n) => n.toString(16));
  const four = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map((parts) => parts.join('.'));

  it('SR-TH-07: any address of a /64 has one bucket, a mapped IPv4 address is the IPv4 address', () => {
    fc.assert(
      fc.property(
        fc.tuple(hex, hex, hex, hex),
        fc.tuple(hex, hex, hex, hex),
        fc.tuple(hex, hex, hex, hex),
        (net, a, b) => {
          assert.equal(addressBucket([...net, ...a].join(':')), addressBucket([...net, ...b].join(':')));
        },
      ),
      { seed: 7 },
    );
    fc.assert(
      fc.property(four, (address) => {
        for (const prefix of ['::ffff:', '::FFFF:']) assert.equal(addressBucket(prefix + address), address);
      }),
      { seed: 7 },
    );
    assert.equal(addressBucket('2001:db8::1'), addressBucket('2001:0db8:0:0:ffff::2'));
    assert.equal(addressBucket('fe80::1%eth0'), addressBucket('fe80::2'));
    assert.equal(addressBucket('64:ff9b::192.0.2.1'), addressBucket('64:ff9b::c000:201'));
  });

  it('SR-TH-06: forwarded addresses count behind a trusted proxy alone, the nearest that is not one', () => {
    const trusted = networkList(['10.0.0.0/8', '2001:db8::/32', '192.0.2.7']);
    const of = (peer: string, forwarded?: string) => clientAddress(peer, forwarded, trusted).address;
    assert.equal(of('198.51.100.1', '203.0.113.1'), '198.51.100.1');
    assert.equal(of('10.1.1.1', '203.0.113.1'), '203.0.113.1');
    assert.equal(of('10.1.1.1', '6.6.6.6, 203.0.113.1, 10.2.2.2'), '203.0.113.1');
    assert.equal(of('::ffff:10.1.1.1', '203.0.113.1'), '203.0.113.1');
    assert.equal(of('10.1.1.1', '203.0.113.1, garbage'), '10.1.1.1');
    assert.equal(of('10.1.1.1'), '10.1.1.1');
    assert.equal(of('192.0.2.7', '2001:db8::1, 10.0.0.1'), '192.0.2.7');
    fc.assert(
      fc.property(fc.string(), (text) => {
        assert.equal(of('198.51.100.1', text), '198.51.100.1');
        assert.doesNotThrow(() => of('10.0.0.1', text));
      }),
      { seed: 9 },
    );
  });
});
