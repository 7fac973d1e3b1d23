// What operators see of the courier: lists and pages of messages, and the attempts at a mail server that is difficult.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import type { CourierMessage, JsonObject } from '@zelos/contract';
import type { TestApp } from 'zelos/testing';
import { type SinkBehaviour, startMailSink, type Verdict } from '../courier/mail-sink.ts';
import { admin } from '../support/admin.ts';
import { ANN, askForProof, BOB, startProofs } from '../support/proofs.ts';

const REDACTED = '<redacted-unless-dev-mode>';

interface Failure {
  readonly code: number;
  readonly status: string;
  readonly reason?: string;
  readonly message: string;
}

const list = async (app: TestApp, query = '') => {
  const answer = await admin(app, 'GET', `/admin/courier/messages${query}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.as<CourierMessage[]>();
};
const refusal = async (app: TestApp, target: string) => {
  const answer = await admin(app, 'GET', `/admin/courier/messages${target}`);
  const { error } = answer.as<{ error: JsonObject }>();
  assert.equal(typeof error['message'], 'string');
  return [answer.status, { ...error, message: '<text>' }];
};
const next = (link: string | null): string | undefined => /<([^>]*)>; rel="next"/.exec(link ?? '')?.[1];

/** An app whose courier runs, with a mail server that does as it is told. */
async function withServer(t: TestContext, port: number, query = '?disable_starttls=true', retries = 2) {
  const app = await startProofs({
    more: {
      courier: {
        smtp: { connection_uri: `smtp://127.0.0.1:${port}/${query}` },
        worker: { pull_wait: '10ms' },
        message_retries: retries,
      },
    },
  });
  t.after(() => app.close());
  app.zelos.startCourier();
  return app;
}

async function difficult(t: TestContext, behaviour: SinkBehaviour) {
  const sink = await startMailSink(behaviour);
  t.after(() => sink.close());
  return { sink, app: await withServer(t, sink.port) };
}

/** The message to somebody once it is sent or given up, with its attempts. Time passes in between. */
async function outcome(app: TestApp, recipient: string): Promise<CourierMessage> {
  for (;;) {
    const [message] = await list(app, `?recipient=${encodeURIComponent(recipient)}`);
    assert.ok(message);
    if (message.status === 'sent' || message.status === 'abandoned') {
      return (await admin(app, 'GET', `/admin/courier/messages/${message.id}`)).as<CourierMessage>();
    }
    app.clock.advance(1000);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const recover = (app: TestApp, email: string) => askForProof(app, 'api', 'recovery', { method: 'code', email });
const errors = (message: CourierMessage) => (message.dispatches ?? []).map(({ error }) => error as Failure | null);
const brief = ({ status, send_count, dispatches }: CourierMessage) => [
  status,
  send_count,
  ...(dispatches ?? []).map((one) => one.status),
];

describe('the list of messages', () => {
  it('is newest first, redacted, without attempts, in pages of ten that each show a message once', async (t) => {
    const app = await startProofs();
    t.after(() => app.close());
    for (let index = 0; index < 12; index += 1) await recover(app, index % 2 === 0 ? ANN : BOB);
    const all = await list(app, '?page_size=500');
    const times = all.map(({ created_at }) => created_at);
    assert.deepEqual(times, [...times].sort().reverse());
    assert.equal(all.length, 12);
    assert.deepEqual(
      { ...all[0], id: '', created_at: '', updated_at: '' },
      {
        id: '',
        status: 'queued',
        type: 'email',
        recipient: BOB,
        body: REDACTED,
        subject: REDACTED,
        template_type: 'recovery_code_valid',
        channel: 'email',
        send_count: 0,
        created_at: '',
        updated_at: '',
      },
    );
    const seen: string[] = [];
    const sizes: number[] = [];
    let target: string | undefined = '/admin/courier/messages?page_size=0';
    while (target !== undefined) {
      const page = await admin(app, 'GET', target);
      assert.match(
        page.headers.get('link') ?? '',
        /^<\/admin\/courier\/messages\?page_size=10&page_token=[^>]+>; rel="first"/,
      );
      assert.equal(page.headers.get('x-total-count'), null);
      sizes.push(page.as<CourierMessage[]>().length);
      seen.push(...page.as<CourierMessage[]>().map(({ id }) => id));
      target = next(page.headers.get('link'));
    }
    assert.deepEqual(sizes, [10, 2]);
    assert.deepEqual(
      seen,
      all.map(({ id }) => id),
    );
    assert.equal((await list(app, '?page_size=-1')).length, 10);
    const huge = await admin(app, 'GET', '/admin/courier/messages?page_size=100000');
    assert.match(huge.headers.get('link') ?? '', /page_size=500&/);
    const filtered = await admin(
      app,
      'GET',
      `/admin/courier/messages?recipient=${encodeURIComponent(ANN)}&status=queued&page_size=4`,
    );
    assert.equal(filtered.as<CourierMessage[]>().length, 4);
    assert.match(next(filtered.headers.get('link')) ?? '', /&recipient=ann%40example\.org&status=queued$/);
    assert.deepEqual(await list(app, '?status=sent'), []);
    assert.deepEqual(await list(app, '?recipient=ANN@example.org'), [], 'an exact match');
  });

  it('refuses what it cannot read as recorded, and says which message there is not', async (t) => {
    const app = await startProofs();
    t.after(() => app.close());
    const plain = { code: 400, status: 'Bad Request', message: '<text>' };
    assert.deepEqual(await refusal(app, '?page_token=garbage'), [400, plain]);
    assert.deepEqual(await refusal(app, '/x'), [400, plain]);
    const odd = { code: 500, status: 'Internal Server Error', message: '<text>' };
    assert.deepEqual(await refusal(app, '?page_size=x'), [400, odd]);
    for (const status of ['', 'Sent', 'bogus', '2']) {
      assert.equal((await admin(app, 'GET', `/admin/courier/messages?status=${status}`)).status, 400, status);
    }
    assert.equal((await admin(app, 'GET', '/admin/courier/messages/00000000-0000-4000-8000-000000000000')).status, 404);
  });
});

describe('a difficult mail server', () => {
  it('that refuses for now gets the mail once more, with both attempts on record: FT-17', async (t) => {
    const answers: Verdict[] = [{ code: 451, text: 'try later' }];
    const { app, sink } = await difficult(t, { onMail: () => answers.shift() });
    await recover(app, ANN);
    const message = await outcome(app, ANN);
    assert.deepEqual(brief(message), ['sent', 2, 'success', 'failed']);
    const [success, failed] = errors(message);
    assert.equal(success, null);
    assert.deepEqual(Object.keys(failed ?? {}), ['code', 'status', 'reason', 'message']);
    assert.deepEqual([failed?.code, failed?.status], [500, 'Internal Server Error']);
    assert.match(failed?.reason ?? '', /451 try later/);
    assert.equal(sink.mails.length, 1);
    for (const dispatch of message.dispatches ?? []) {
      assert.deepEqual(Object.keys(dispatch), ['id', 'message_id', 'status', 'error', 'created_at', 'updated_at']);
      assert.equal(dispatch.message_id, message.id);
    }
  });

  it('that refuses for good ends the message at once, and nobody else waits: FT-17, B27', async (t) => {
    const { app } = await difficult(t, {
      onRecipient: (address) => (address === ANN ? { code: 550, text: 'no such user' } : undefined),
    });
    await recover(app, ANN);
    await recover(app, BOB);
    assert.deepEqual(brief(await outcome(app, BOB)), ['sent', 1, 'success']);
    const message = await outcome(app, ANN);
    assert.deepEqual(brief(message), ['abandoned', 1, 'failed']);
    assert.match(errors(message)[0]?.reason ?? '', /550 no such user/);
    assert.deepEqual(
      (await list(app, '?status=abandoned')).map(({ id }) => id),
      [message.id],
    );
  });

  it('that is away, or insists on no encryption, costs message_retries + 1 attempts: FT-16, FT-17', async (t) => {
    const sink = await startMailSink();
    t.after(() => sink.close());
    for (const [port, query] of [
      [1, '?disable_starttls=true'],
      [sink.port, ''],
    ] as const) {
      const app = await withServer(t, port, query, 1);
      await recover(app, ANN);
      const message = await outcome(app, ANN);
      assert.deepEqual(brief(message), ['abandoned', 2, 'failed', 'failed']);
      for (const error of errors(message)) assert.ok(error?.reason && error.message);
    }
    assert.equal(sink.mails.length, 0);
  });

  it('that says nothing keeps no flow waiting; the queue grows: FT-16', async (t) => {
    const sockets = new Set<Socket>();
    const hole = createServer((socket) => void sockets.add(socket.on('error', () => {})));
    hole.listen(0, '127.0.0.1');
    await once(hole, 'listening');
    const app = await withServer(t, (hole.address() as AddressInfo).port);
    for (let index = 0; index < 6; index += 1) {
      assert.equal((await recover(app, index % 2 === 0 ? ANN : BOB)).answer.status, 200);
    }
    if (sockets.size === 0) await once(hole, 'connection');
    const states = (await list(app)).map(({ status }) => status);
    assert.deepEqual([states.length, states.includes('sent'), states.includes('processing')], [6, false, true]);
    hole.close();
    for (const socket of sockets) socket.destroy();
  });
});
