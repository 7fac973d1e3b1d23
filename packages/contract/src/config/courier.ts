import { Type } from 'typebox';
import { courierRequest } from './hooks.ts';
import { duration, integer, maybe, openSection, record, section, text, textMap, url, word } from './schema-kit.ts';

const email = record('A mail.', {
  subject: maybe(url('Address of the subject template.')),
  body: section('The text.', {
    html: maybe(url('Address of the HTML template.')),
    plaintext: maybe(url('Address of the plain text template.')),
  }),
});

const sms = record('A text message.', {
  body: section('The text.', { plaintext: maybe(url('Address of the text template.')) }),
});

const both = (what: string) =>
  maybe(
    record(`Templates of ${what}.`, {
      valid: maybe(record('For an address that is known.', { email, sms: maybe(sms) })),
      invalid: maybe(record('For an address that is not known.', { email })),
    }),
  );

const known = (what: string) =>
  maybe(
    record(`Templates of ${what}.`, {
      valid: maybe(record('For an address that is known.', { email, sms: maybe(sms) })),
    }),
  );

/** `courier`: mail and SMS. */
export const courier = section('Delivery of mail and text messages.', {
  delivery_strategy: word(['smtp', 'http'], 'How mail leaves.', { default: 'smtp' }),
  smtp: section('Mail over SMTP.', {
    connection_uri: maybe(
      text('Address of the mail server.', {
        pattern: '^smtps?://.*',
        'x-hint': 'an address that starts with smtp:// or smtps://',
        'x-secret': 'url',
      }),
    ),
    client_cert_path: text('File of the client certificate.', { default: '' }),
    client_key_path: text('File of the client key.', { default: '' }),
    from_address: text('Sender of mail.', { format: 'email', default: 'no-reply@ory.kratos.sh' }),
    from_name: maybe(text('Name of the sender.')),
    headers: maybe(textMap('Further headers of every mail.')),
    local_name: text('Name used when greeting the mail server.', { default: 'localhost' }),
  }),
  http: section('Mail over an HTTP gateway.', { request_config: maybe(record('The call.', courierRequest)) }),
  channels: Type.Array(
    record('One further channel.', {
      id: word(['sms'], 'Which messages it carries.'),
      type: word(['http'], 'How it delivers.', { default: 'http' }),
      request_config: record('The call.', courierRequest),
    }),
    { description: 'Channels besides mail.', default: [] },
  ),
  message_retries: integer('Tries before a message is given up.', { default: 5 }),
  worker: openSection('The delivery worker.', {
    pull_count: integer('Messages taken at once.', { default: 10 }),
    pull_wait: duration('Pause between two looks at the queue.', { default: '1s' }),
  }),
  template_override_path: maybe(text('Directory with your own templates.')),
  templates: section('Templates one by one.', {
    recovery: both('recovery by link'),
    recovery_code: both('recovery by code'),
    verification: both('verification by link'),
    verification_code: both('verification by code'),
    registration_code: known('sign-up by code'),
    login_code: known('sign-in by code'),
    verifiable_address_changed: maybe(
      record('Templates of the notice about a changed address.', { email: maybe(email), sms: maybe(sms) }),
    ),
  }),
});
