import assert from 'node:assert/strict';
import { test } from 'node:test';
import { domainToASCII } from 'node:url';
import fc from 'fast-check';
import { createSmtpChannel } from '../../src/courier/channels/smtp.ts';
import { RecipientError } from '../../src/courier/recipient.ts';
import { deliverBatch } from '../../src/courier/worker.ts';
import { normalizeEmailStrict } from '../../src/kernel/normalize.ts';
import { DeliveryError, type RenderedMessage } from '../../src/ports/channel.ts';
import { headerOf, partsOf, startMailSink } from './mail-sink.ts';
import { courierBench, everything, MAIL, smtpOptions, smtpTo } from './setup.ts';

/** An address with its host in ASCII; the server shows it decoded. */
const ascii = (address: string): string =>
  `${address.slice(0, address.lastIndexOf('@'))}@${domainToASCII(address.slice(address.lastIndexOf('@') + 1))}`;

const never = new AbortController().signal;
const SEED = 20260301;

const message = (changes: Partial<RenderedMessage>): RenderedMessage => ({
  ...MAIL,
  ...changes,
});

/** Pieces that have led mail libraries astray. */
const HOSTILE = [
  'a@example.test',
  'a@evil.test,b@example.test',
  '"a@evil.test"@example.test',
  '"a@evil.test x"@example.test',
  'x@example.test\r\nRCPT TO:<evil@evil.test>',
  'x@example.test>\r\nBcc: evil@evil.test',
  '<evil@evil.test> x@example.test',
  'Group:evil@evil.test;',
  'a@example.test (comment@evil.test)',
  'a\u0000@example.test',
  'a@[127.0.0.1]',
  'a＠example.test',
  'a@example.test ',
  `${'('.repeat(200)}a@example.test`,
  'a@b@example.test',
  'ünïcode@example.test',
  'a@exämple.test',
];
const piece = fc.constantFrom(
  'a',
  'b.c',
  '@',
  ',',
  ';',
  '"',
  '<',
  '>',
  '(',
  ')',
  '\r\n',
  ' ',
  'example.test',
  'evil.test',
  ':',
  '\u202e',
  'é',
  '=?utf-8?q?x?=',
  '\\',
);
const recipients = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.array(piece, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')),
  fc.emailAddress(),
);

test('whatever the recipient is: the RCPT TO set is exactly the one valid address, or nothing is sent (SR-OU-08, SR-OU-09, VR-49, VR-51)', async (t) => {
  const sink = await startMailSink();
  t.after(() => sink.close());
  const channel = smtpTo(sink.port);
  t.after(() => channel.close());
  await fc.assert(
    fc.asyncProperty(recipients, async (recipient) => {
      const before = sink.recipients.length;
      const expected = normalizeEmailStrict(recipient);
      const sent = await channel.deliver(message({ recipient }), never).then(
        () => true,
        (error: unknown) => {
          assert.ok(error instanceof DeliveryError && error.permanent, String(error));
          return false;
        },
      );
      const reached = sink.recipients.slice(before);
      if (expected === null) assert.deepEqual([sent, reached], [false, []]);
      else if (sent) {
        assert.deepEqual(reached.map(ascii), [ascii(expected)]);
      } else assert.deepEqual(reached, []);
    }),
    { seed: SEED, numRuns: 300 },
  );
});

test('names, subjects and headers: no line of the mail is made by data (SR-IV-12, SR-OU-08)', async (t) => {
  const sink = await startMailSink();
  t.after(() => sink.close());
  const odd = fc
    .array(
      fc.constantFrom(
        'a',
        'ü',
        '\r\n',
        '\n',
        '\r',
        'Bcc: evil@evil.test',
        ' ',
        '"',
        '<',
        '>',
        '\\',
        ',',
        '=?utf-8?q?=0d=0aBcc:?=',
        '\u2028',
        '\u0085',
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(odd, odd, async (name, subject) => {
      const identity = { fromAddress: 'no-reply@example.test', fromName: name, headers: { 'X-Kind': 'account' } };
      const channel = createSmtpChannel(
        smtpOptions(`smtp://127.0.0.1:${sink.port}/?disable_starttls=true`, { identity }),
      );
      try {
        const before = sink.recipients.length;
        await channel.deliver(message({ subject }), never);
        assert.deepEqual(sink.recipients.slice(before), ['person@example.test']);
        const mail = sink.mails.at(-1);
        assert.ok(mail);
        assert.equal(headerOf(mail, 'Bcc'), undefined);
        assert.equal(headerOf(mail, 'X-Kind'), 'account');
        const names = mail.raw
          .slice(0, mail.raw.indexOf('\r\n\r\n'))
          .split('\r\n')
          .filter((line) => !/^[ \t]/.test(line));
        assert.deepEqual(
          names
            .map((line) => line.slice(0, line.indexOf(':')).toLowerCase())
            .filter((one) => one !== 'subject')
            .toSorted(),
          ['content-type', 'date', 'from', 'message-id', 'mime-version', 'to', 'x-kind'],
        );
      } finally {
        await channel.close();
      }
    }),
    { seed: SEED, numRuns: 25 },
  );
});

test('configured Cc and Bcc are delivered to, Bcc is not written; a header with a line end refuses the start', async (t) => {
  const sink = await startMailSink();
  t.after(() => sink.close());
  const options = (headers: Record<string, string>) =>
    smtpOptions(`smtp://127.0.0.1:${sink.port}/?disable_starttls=true`, {
      identity: { fromAddress: 'no-reply@example.test', fromName: '', headers },
    });
  const channel = createSmtpChannel(options({ cc: 'Copy <copy@example.test>', Bcc: 'blind@example.test', 'X-A': '1' }));
  t.after(() => channel.close());
  await channel.deliver(message({}), never);
  const [mail] = sink.mails;
  assert.ok(mail);
  assert.deepEqual(mail.to, ['person@example.test', 'copy@example.test', 'blind@example.test']);
  assert.deepEqual(
    [headerOf(mail, 'Cc'), headerOf(mail, 'Bcc'), headerOf(mail, 'From')],
    ['Copy <copy@example.test>', undefined, 'no-reply@example.test'],
  );
  assert.throws(() => createSmtpChannel(options({ 'X-A': '1\r\nBcc: x@example.test' })), /courier\.smtp\.headers\.X-A/);
  assert.throws(() => createSmtpChannel(options({ 'X A': '1' })), /courier\.smtp\.headers/);
});

test('data stays data: template syntax and markup of a user arrive literally, escaped in HTML (SR-IV-11, SR-IV-12, VR-71)', async (t) => {
  const sink = await startMailSink();
  t.after(() => sink.close());
  const bench = await courierBench(t, [smtpTo(sink.port)]);
  const evil = '{{.RecoveryCode}} ${7*7} <a href="https://evil.test">x</a>';
  await bench.queue({
    templateType: 'login_code_valid',
    variables: { LoginCode: '123456', ExpiresInMinutes: 5, OAuth2LoginRequest: { client: { client_name: evil } } },
  });
  await bench.queue({
    templateType: 'recovery_valid',
    recipient: 'other@example.test',
    variables: { RecoveryURL: 'javascript:alert(1)//"><script>', ExpiresInMinutes: 5 },
  });
  await deliverBatch(bench.deps, never);
  const [code, link] = sink.mails.toSorted((a, b) =>
    a.to[0] === 'person@example.test' ? -1 : b.to[0] === 'person@example.test' ? 1 : 0,
  );
  assert.ok(code && link);
  const { 'text/plain': plain = '', 'text/html': html = '' } = partsOf(code);
  assert.ok(plain.includes(evil));
  assert.ok(html.includes('{{.RecoveryCode}} ${7*7} &lt;a href=&quot;https://evil.test&quot;&gt;x&lt;/a&gt;'));
  assert.doesNotMatch(html, /evil\.test">x/);
  const linkHtml = partsOf(link)['text/html'] ?? '';
  assert.doesNotMatch(linkHtml, /<script|href="javascript/);
});

test('an invalid recipient is refused when the message is queued, and no row is left (SR-OU-08)', async (t) => {
  const bench = await courierBench(t, []);
  for (const recipient of ['a@evil.test,b@example.test', 'x@example.test\r\nBcc: y@example.test', '']) {
    await assert.rejects(bench.queue({ recipient }), RecipientError);
  }
  await assert.rejects(bench.queue({ channel: 'sms', recipient: '+49\r\n15' }), RecipientError);
  assert.deepEqual(await everything(bench.database), []);
});
