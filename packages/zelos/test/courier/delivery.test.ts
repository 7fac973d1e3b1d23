import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deliverBatch } from '../../src/courier/worker.ts';
import { headerOf, partsOf, startMailSink } from './mail-sink.ts';
import { courierBench, everything, smtpTo } from './setup.ts';

const never = new AbortController().signal;

test('a message queued in a transaction is delivered over SMTP and noted as sent (SR-OU, I8)', async (t) => {
  const sink = await startMailSink();
  t.after(() => sink.close());
  const bench = await courierBench(t, [smtpTo(sink.port)]);
  await bench.queue({});
  const [queued] = await everything(bench.database);
  assert.deepEqual([queued?.message.status, queued?.message.sendCount], ['queued', 0]);
  bench.clock.advance(50);

  assert.equal(await deliverBatch(bench.deps, never), 1);
  const [mail] = sink.mails;
  assert.ok(mail);
  assert.deepEqual([mail.from, mail.to], ['no-reply@example.test', ['person@example.test']]);
  assert.equal(headerOf(mail, 'Subject'), 'Use code 123456 to get back into your account');
  assert.equal(headerOf(mail, 'From'), 'Example <no-reply@example.test>');
  const parts = partsOf(mail);
  assert.match(parts['text/plain'] ?? '', /^123456$/m);
  assert.match(parts['text/html'] ?? '', />123456</);

  const [sent] = await everything(bench.database);
  assert.ok(sent && queued);
  assert.deepEqual([sent.message.status, sent.message.sendCount, sent.message.body], ['sent', 1, queued.message.body]);
  assert.ok(sent.message.updatedAt > queued.message.updatedAt, 'B27: updated_at changes');
  assert.deepEqual(
    sent.dispatches.map(({ status, error }) => [status, error]),
    [['success', null]],
  );
  assert.equal(headerOf(mail, 'Message-ID'), `<${sent.message.id}@example.test>`);
  assert.equal(await deliverBatch(bench.deps, never), 0);
});

test('a message of a transaction that fails is never sent (D9)', async (t) => {
  const sink = await startMailSink();
  t.after(() => sink.close());
  const bench = await courierBench(t, [smtpTo(sink.port)]);
  await assert.rejects(
    bench.database.transaction(async (tx) => {
      await tx.outbox.add({
        id: '8c5a3c6e-3d3c-4a53-9c1b-0c1c40f7a001',
        channel: 'email',
        recipient: 'person@example.test',
        subject: 'x',
        body: 'x',
        templateType: 'recovery_code_valid',
        templateData: {},
        language: 'en',
        requestHeaders: {},
        createdAt: bench.clock.now(),
        decoy: false,
      });
      throw new Error('refused');
    }),
    /refused/,
  );
  assert.equal(await deliverBatch(bench.deps, never), 0);
  assert.deepEqual(await everything(bench.database), []);
});
