import { Type } from 'typebox';
import { duration, flag, integer, maybe, section, size, text, textMap, word } from './schema-kit.ts';

/** `zelos`: everything that is ours; without it the file is one of the peer's again. */
export const zelos = section('What only Zelos has.', {
  profile: word(['compatible', 'hardened'], 'How strict the defaults are.', { default: 'compatible' }),
  trusted_proxies: Type.Array(
    Type.String({ format: 'cidr', 'x-hint': 'an address range such as 10.0.0.0/8 or a single address' }),
    { description: 'Proxies that are believed about the address of a client.', default: [] },
  ),
  throttle: section('Limits against guessing.', {
    enabled: flag('Whether attempts are counted and slowed down.', true),
  }),
  ui: section('The built-in pages.', {
    enabled: Type.Boolean({
      description: 'Whether the built-in pages are served.',
      'x-derived': 'true when at least one flow has no ui_url',
    }),
    language: word(['en', 'de', 'fr', 'es', 'pt', 'ja'], 'Language for browsers that prefer none of these.', {
      default: 'en',
    }),
    theme: section('Their looks.', {
      logo_url: maybe(text('Address of a logo.', { format: 'uri-reference', 'x-links': true })),
      variables: textMap('Values of CSS custom properties by name, such as --accent.', { default: {} }),
    }),
  }),
  messages: section('Budgets of messages; over one of them nothing is sent and the answer stays as usual.', {
    per_client_hour: integer('Messages that one client address may cause in an hour.', { default: 30, minimum: 1 }),
    recipients_per_client_hour: integer('Different recipients that one client address may write to in an hour.', {
      default: 10,
      minimum: 1,
    }),
    recovery_notice: flag('Tell the addresses of an account when it was recovered.', false),
    sms_per_day: integer('Text messages in a day, to all numbers together.', { default: 1000, minimum: 0 }),
    sms_prefixes: Type.Array(
      Type.String({ pattern: '^\\+[0-9]{1,15}$', 'x-hint': 'the beginning of a number, such as +49' }),
      { description: 'Beginnings of the numbers that are texted; empty for all numbers.', default: [] },
    ),
  }),
  courier: section('The courier.', {
    in_process: flag('Deliver messages inside the server process.', true),
  }),
  hashers: section('Work of password hashing.', {
    queue_limit: integer('Hashes that may wait; beyond it requests are answered with 503.', {
      default: 64,
      minimum: 1,
    }),
    threads: integer('Threads for hashing; 0 stands for one less than the processors.', {
      default: 0,
      minimum: 0,
      maximum: 256,
    }),
  }),
  jsonnet: section('Limits of one Jsonnet evaluation.', {
    max_steps: integer('Evaluation steps.', { default: 2_000_000, minimum: 1000 }),
    max_depth: integer('Nested calls.', { default: 400, minimum: 10, maximum: 10_000 }),
    max_output: size('Size of the result.', { default: '8MB' }),
  }),
  cleanup: section('Removal of expired rows inside the server.', {
    interval: duration('Time between two runs; 0s is off.', { default: '5m' }),
  }),
});
