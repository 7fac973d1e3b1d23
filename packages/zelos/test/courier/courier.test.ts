import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { type TestContext, test } from 'node:test';
import { type Config, ConfigSchema, withDefaults } from '@zelos/contract';
import { resolveReference } from '../../src/config/index.ts';
import { createCourier, courierSettings } from '../../src/courier/index.ts';
import { listMessages, messageJson, messageWithDispatchesJson } from '../../src/http/present/message.ts';
import { outboundHttp } from '../../src/platform/outbound-http.ts';
import { systemClock } from '../../src/platform/system-clock.ts';
import { systemRandom } from '../../src/platform/system-random.ts';
import { headerOf, partsOf, startMailSink } from './mail-sink.ts';
import { everything, testDatabase, testLog } from './setup.ts';

const courierConfig = (courier: object): Config['courier'] =>
  (withDefaults(ConfigSchema, { courier }) as Config).courier;

async function setUp(t: TestContext, courier: object, dev = false) {
  const { database } = await testDatabase(t, systemClock);
  const warnings: string[] = [];
  const log = testLog();
  const built = await createCourier(courierSettings(courierConfig(courier), { dev }), {
    outbox: database.outbox,
    clock: systemClock,
    random: systemRandom,
    log,
    outbound: outboundHttp,
    read: (key, reference) => resolveReference(key, reference, { cwd: tmpdir() }),
    cwd: tmpdir(),
    warn: (line) => void warnings.push(line),
  });
  t.after(() => built.close());
  const send = (recipient: string, languages: readonly string[] = [], channel: 'email' | 'sms' = 'email') =>
    database.transaction((tx) =>
      built.enqueue(tx, {
        templateType: 'login_code_valid',
        channel,
        recipient,
        variables: { LoginCode: '123456', ExpiresInMinutes: 5, RequestURL: 'https://id.example.test/' },
        languages,
      }),
    );
  /** Resolves when every message is finished, with mails before texts: two of the same millisecond have no order. */
  const settled = async () => {
    for (;;) {
      const rows = await everything(database);
      if (rows.every(({ message }) => message.status === 'sent' || message.status === 'abandoned'))
        return rows.sort((a, b) => a.message.channel.localeCompare(b.message.channel));
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { ...built, database, warnings, log, send, settled };
}

test('from the configuration to the mail: the loop wakes when something is queued, languages are chosen, secrets stay out of the log', async (t) => {
  const sink = await startMailSink();
  t.after(() => sink.close());
  const courier = await setUp(t, {
    smtp: {
      connection_uri: `smtp://127.0.0.1:${sink.port}/?disable_starttls=true`,
      from_address: 'no-reply@example.test',
      from_name: 'Über uns',
      headers: { 'X-Kind': 'account' },
    },
    // Longer than the test: only the wake-up can deliver.
    worker: { pull_wait: '1h' },
  });
  assert.match(courier.warnings.join('\n'), /STARTTLS off/);
  courier.loop.start();
  await courier.send('person@example.test', ['de-AT']);
  await sink.caught(1);
  await courier.send('other@example.test', ['nl']);
  await sink.caught(2);
  const [german, english] = sink.mails;
  assert.ok(german && english);
  assert.match(partsOf(german)['text/plain'] ?? '', /anzumelden/);
  assert.match(partsOf(german)['text/html'] ?? '', /<html lang="de"/);
  assert.match(headerOf(english, 'Subject') ?? '', /sign in/);
  assert.equal(headerOf(english, 'X-Kind'), 'account');
  assert.match(headerOf(english, 'From') ?? '', /^=\?UTF-8\?.*<no-reply@example\.test>$/i);
  await courier.settled();
  await courier.close();
  assert.doesNotMatch(courier.log.lines.join('\n'), /123456|example\.test/);

  const page = await listMessages(courier.database.outbox, { after: null, limit: 1 });
  const [newest] = page.messages;
  assert.ok(newest && page.next);
  assert.deepEqual(messageJson(newest, false), {
    id: newest.id,
    status: 'sent',
    type: 'email',
    recipient: 'other@example.test',
    body: '<redacted-unless-dev-mode>',
    subject: '<redacted-unless-dev-mode>',
    template_type: 'login_code_valid',
    channel: 'email',
    send_count: 1,
    created_at: newest.createdAt.toISOString(),
    updated_at: newest.updatedAt.toISOString(),
  });
  assert.match(messageJson(newest, true).body, /123456/);
  const full = await courier.database.outbox.get(newest.id);
  assert.ok(full);
  assert.equal(messageWithDispatchesJson(full, true).dispatches?.[0]?.status, 'success');
  const second = await listMessages(courier.database.outbox, { after: page.next, limit: 1 });
  assert.deepEqual([second.messages[0]?.recipient, second.next], ['person@example.test', null]);
});

test('without a mail server: development keeps messages for its inbox, elsewhere every attempt fails with the key', async (t) => {
  const dev = await setUp(t, {}, true);
  dev.loop.start();
  await dev.send('person@example.test');
  await dev.send('+4915112345678', [], 'sms');
  assert.deepEqual(
    (await dev.settled()).map(({ message }) => [message.channel, message.status]),
    [
      ['email', 'sent'],
      ['sms', 'sent'],
    ],
  );
  const bare = await setUp(t, { message_retries: 0 });
  bare.loop.start();
  await bare.send('person@example.test');
  await bare.send('+4915112345678', [], 'sms');
  const [mail, sms] = await bare.settled();
  assert.match(String(mail?.dispatches[0]?.error?.['message']), /courier\.smtp\.connection_uri is not configured/);
  assert.equal(sms?.dispatches[0]?.error?.['message'], 'no courier channels configured for: sms');
});

test('what can never work refuses the start: gateway bodies, headers, templates', async (t) => {
  const gateway = {
    id: 'sms',
    type: 'http',
    request_config: { url: 'http://127.0.0.1:1/', body: `base64://${btoa('function(ctx) {')}` },
  };
  await assert.rejects(setUp(t, { channels: [gateway] }), /courier\.channels\.0\.request_config\.body/);
  const smtp = { connection_uri: 'smtp://127.0.0.1:25/', headers: { 'X-A': 'a\nb' } };
  await assert.rejects(setUp(t, { smtp }), /courier\.smtp\.headers\.X-A/);
  const templates = { login_code: { valid: { email: { subject: `base64://${btoa('{{ .X')}`, body: {} } } } };
  await assert.rejects(setUp(t, { templates }), /courier\.templates\.login_code\.valid\.email\.subject/);
});
