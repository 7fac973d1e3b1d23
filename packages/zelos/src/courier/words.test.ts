import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoffMs } from './backoff.ts';
import { createBreaker } from './breaker.ts';
import { SmtpAddressError, parseSmtpAddress } from './channels/smtp-uri.ts';
import { chooseLanguage } from './language.ts';
import { completeVariables, templateDataJson } from './model.ts';
import { withoutContent } from './redact.ts';
import { createTemplates, noOverrides, templateTypes } from './templates.ts';
import { languages } from './texts/index.ts';

const VARIABLES = {
  To: 'person@example.test',
  RecoveryCode: '',
  VerificationCode: '654321',
  VerificationURL: 'https://id.example.test/self-service/verification?code=654321&flow=f',
  RequestURLDomain: 'id.example.test',
  ExpiresInMinutes: 15,
  ChangedAt: '2026-03-01T12:00:00Z',
  AddedAt: '2026-03-01T12:00:00Z',
};

test('every template has words in every language: one-line subject, code and link on lines of their own, escaped HTML', () => {
  const templates = createTemplates(noOverrides);
  for (const { tag } of languages) {
    for (const type of templateTypes) {
      const { subject, body } = templates.render(type, 'email', VARIABLES, tag);
      assert.match(subject, /^\S.*\S$/);
      assert.doesNotMatch(subject + body, /undefined|null|\[object/);
      const html = templates.renderHtml(type, VARIABLES, tag);
      assert.match(html, new RegExp(`<html lang="${tag}" dir="ltr">`));
      assert.match(html, /<meta name="color-scheme" content="light dark">/);
      if (type.endsWith('code_valid')) {
        assert.match(subject, /654321/);
        assert.match(body, /^654321$/m);
        assert.match(html, />654321<\/p>/);
      }
      if (type === 'verification_valid' || type === 'verification_code_valid') {
        assert.match(body, /^https:\/\/id\.example\.test\/self-service\/verification\?code=654321&flow=f$/m);
        assert.match(html, /href="https:\/\/id\.example\.test\/self-service\/verification\?code=654321&amp;flow=f"/);
      }
      // Whoever looks for a code of six digits in a mail finds the code and nothing else.
      const digits = html.replaceAll('654321', '').match(/(?<!\d)\d{6}(?!\d)/g);
      assert.equal(digits, null, `${type} ${tag}`);
    }
  }
});

test('text messages end with the line that binds the code to its host, when the host is known', () => {
  const templates = createTemplates(noOverrides);
  const known = templates.render(
    'login_code_valid',
    'sms',
    { LoginCode: '123456', RequestURLDomain: 'id.example.test' },
    'en',
  );
  assert.deepEqual([known.subject, known.body.trimEnd().split('\n').at(-1)], ['', '@id.example.test #123456']);
  assert.doesNotMatch(templates.render('login_code_valid', 'sms', { LoginCode: '123456' }, 'en').body, /@/);
  assert.throws(
    () => templates.render('recovery_valid', 'sms', {}, 'en'),
    /no template recovery_valid for channel sms/,
  );
});

test('whole minutes: less than one, one, more', () => {
  const templates = createTemplates(noOverrides);
  const body = (minutes: number) =>
    templates.render('login_code_valid', 'email', { LoginCode: '1', ExpiresInMinutes: minutes }, 'en').body;
  assert.match(body(0), /less than a minute/);
  assert.match(body(1), /one minute/);
  assert.match(body(15), /15 minutes/);
});

test('chooseLanguage: exact, shorter, case and underscore, default', () => {
  const available = ['en', 'de', 'pt-BR'] as const;
  assert.equal(chooseLanguage(['fr', 'de-AT', 'en'], available), 'de');
  assert.equal(chooseLanguage(['pt_br'], available), 'pt-BR');
  assert.equal(chooseLanguage(['pt'], available), 'en');
  assert.equal(chooseLanguage(['*', '', 'DE'], available), 'de');
  assert.equal(chooseLanguage(['de-x-private'], available), 'de');
  assert.equal(chooseLanguage([], available), 'en');
});

test('connection addresses: every form, percent-decoding, Go booleans', () => {
  assert.deepEqual(parseSmtpAddress('smtp://us%40er:p%3Ass@mail.example.test:587/'), {
    host: 'mail.example.test',
    port: 587,
    implicitTls: false,
    requireStartTls: true,
    verifyCertificate: true,
    serverName: 'mail.example.test',
    auth: { user: 'us@er', password: 'p:ss' },
  });
  const tls = parseSmtpAddress('smtps://[::1]:465/?skip_ssl_verify=TRUE&server_name=mail.example.test');
  assert.deepEqual(
    [tls.host, tls.implicitTls, tls.requireStartTls, tls.verifyCertificate, tls.serverName, tls.auth],
    ['::1', true, false, false, 'mail.example.test', null],
  );
  assert.equal(parseSmtpAddress('smtp://h:25/?disable_starttls=true').requireStartTls, false);
  assert.equal(parseSmtpAddress('smtp://h:25/?disable_starttls=yes').requireStartTls, true);
  for (const bad of ['smtp://h/', 'http://h:25/', 'smtp://', 'smtp://us%er:s3cret@h:25/']) {
    assert.throws(
      () => parseSmtpAddress(bad),
      (error) => error instanceof SmtpAddressError && !error.message.includes('s3cret'),
    );
  }
});

test('variables: recipient and payload always, host for text messages; JSON names', () => {
  const mail = completeVariables({ RequestURL: 'https://id.example.test/x' }, 'email', 'a@example.test');
  assert.deepEqual(mail, { RequestURL: 'https://id.example.test/x', To: 'a@example.test', TransientPayload: {} });
  const sms = completeVariables({ RequestURL: 'https://id.example.test/x' }, 'sms', '+49151');
  assert.equal(sms['RequestURLDomain'], 'id.example.test');
  assert.equal(completeVariables({ RequestURL: '::' }, 'sms', '+49151')['RequestURLDomain'], '');
  assert.deepEqual(templateDataJson({ To: 'a', OAuth2LoginRequest: null, Traits: { x: 1 } }, 'email'), {
    to: 'a',
    traits: { x: 1 },
  });
});

test('back-off: 10 s doubling to 30 min with jitter, at the usual pause (FT-17)', () => {
  const random = (byte: number) => ({
    bytes: () => Uint8Array.of(byte, byte),
    uuid: () => '',
    token: () => '',
    digits: () => '',
  });
  const range = (attempt: number) => [backoffMs(attempt, 1000, random(0)), backoffMs(attempt, 1000, random(255))];
  assert.deepEqual(range(1), [5_000, 10_000]);
  assert.deepEqual(range(4), [40_000, 79_999]);
  assert.deepEqual(range(40), [900_000, 1_799_986]);
});

test('a channel rests after five failures in a row, longer each time, and is probed with one message (FT-16)', () => {
  const breaker = createBreaker({ first: 10_000, longest: 15_000 });
  const at = (ms: number) => new Date(ms);
  for (let failure = 0; failure < 4; failure += 1) breaker.unreachable('email', at(0));
  assert.deepEqual(breaker.resting(at(0)), []);
  breaker.unreachable('email', at(0));
  assert.deepEqual([breaker.resting(at(9_999)), breaker.probing(at(9_999))], [['email'], false]);
  assert.deepEqual([breaker.resting(at(10_000)), breaker.probing(at(10_000))], [[], true]);
  breaker.unreachable('email', at(10_000));
  assert.deepEqual([breaker.resting(at(24_999)), breaker.resting(at(25_000))], [['email'], []]);
  breaker.worked('email');
  assert.equal(breaker.probing(at(25_000)), false);
});

test('what another server repeats of a message is taken out (SR-LG-02)', () => {
  const message = {
    recipient: 'a@example.test',
    subject: 'Code 123456',
    body: 'line\n"123456"\n',
    templateData: { LoginCode: '123456', To: 'x' },
  };
  const echoed = `bad: ${JSON.stringify({ text: message.body.trim(), to: message.recipient })} 123456`;
  assert.doesNotMatch(withoutContent(echoed, message), /123456|a@example/);
});
