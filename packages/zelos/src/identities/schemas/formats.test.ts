import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { normalizeIdentifier } from '../../kernel/normalize.ts';
import { formatTable, isEmail, isSendable } from './formats.ts';

const TABLE: Readonly<Record<string, readonly [good: readonly string[], bad: readonly string[]]>> = {
  'date-time': [
    ['2024-02-29T23:59:59Z', '2024-01-01T00:00:00.123+02:00'],
    ['2023-02-29T00:00:00Z', '2024-01-01 00:00:00Z', '2024-01-01T00:00:00', '2024-01-01T24:00:00Z', ''],
  ],
  date: [
    ['2024-02-29', '1999-12-31'],
    ['2100-02-29', '2024-13-01', '2024-00-10', '2024-01-32', '24-01-01', '2024-1-1'],
  ],
  time: [
    ['23:59:59Z', '00:00:00.5-11:30'],
    ['24:00:00Z', '23:59:59', '1:2:3Z'],
  ],
  hostname: [
    ['a', 'a-b.example', 'example.com.', '1.2.3.4'],
    ['', '-a', 'a-', 'a..b', 'a_b', 'b\u00fccher', 'a'.repeat(64)],
  ],
  email: [
    ['a@b', 'A.b+c@d-e.example', "o'hara@b.c"],
    [
      '',
      'a',
      '@b',
      'a@',
      'a@b@c',
      'a..b@c',
      '.a@b',
      'a.@b',
      'a b@c',
      'a@b c',
      ' a@b',
      'a@b.',
      'A <a@b>',
      'j\u00f6rg@b.c',
      'a@b,c@d',
      '"a@evil x"@ok',
      '"a"@b',
      'a\uff20b',
      `${'a'.repeat(65)}@b`,
      `a@${'b.'.repeat(130)}c`,
    ],
  ],
  email_loose: [
    ['a..b.@b.example', 'j\u00f6rg@b\u00fccher.example', '.a@b', 'a@b'],
    ['', 'a', 'a b@c', 'a@b@c', 'a,b@c', '"a"@b', 'a@b c', 'a@-b', 'a@b.', '\ufdfa@b.c', `${'a'.repeat(320)}@b`],
  ],
  tel: [
    ['+16502530000', '+1 (650) 253-0000', '+49 30 901820'],
    ['', '650 253 0000', '+1', 'tel:+16502530000', '+16502530000 or so'],
  ],
  'ip-address': [['1.2.3.4'], ['1.2.3', '::1']],
  ipv4: [['255.0.0.1'], ['256.0.0.1', '01.2.3.4']],
  ipv6: [
    ['::1', 'fe80::1'],
    ['1.2.3.4', 'fe80::1%eth0', ''],
  ],
  uri: [
    ['https://a.example/x?y#z', 'mailto:a@b', 'urn:x:y'],
    ['', '/path', 'a b:c', 'http://a/%zz', 'no uri'],
  ],
  iri: [['https://b\u00fccher.example/\u00e4'], ['\u00e4']],
  'uri-reference': [
    ['', '/a', '../b?c', 'x'],
    ['a b', '%', '<a>'],
  ],
  uriref: [['/a'], ['a b']],
  'iri-reference': [['/\u00e4'], ['a b']],
  'uri-template': [['https://a/{b}{?c,d}'], ['{a', 'a}', '{{a}}']],
  regex: [
    ['^a+$', '(a|b)*'],
    ['(', '(?=a)'],
  ],
  'json-pointer': [
    ['', '/a/b~0c~1d'],
    ['a', '/~2', '/a~'],
  ],
  'relative-json-pointer': [
    ['0', '1/a', '2#'],
    ['/a', '01', '-1'],
  ],
  'no-validate': [['', 'anything at all'], []],
};

const formats = formatTable();

test('every format of the contract is there and no other', () => {
  assert.deepEqual(Object.keys(formats).sort(), Object.keys(TABLE).sort());
});

for (const [name, [good, bad]] of Object.entries(TABLE)) {
  test(`format ${name}`, () => {
    for (const text of good) assert.equal(formats[name]?.validate(text), true, JSON.stringify(text));
    for (const text of bad) assert.equal(formats[name]?.validate(text), false, JSON.stringify(text));
  });
}

test('SR-IV-08: every address that passes e-mail formats is one address, also normalised', () => {
  const texts = fc.oneof(
    fc.emailAddress({ size: 'small' }),
    fc.stringMatching(/^[a-z.,"@ <>\u{ff20}\u{fe50}]{1,12}@[a-z.,@]{1,8}$/u),
    fc
      .tuple(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.string({ unit: 'grapheme', maxLength: 8 }))
      .map((t) => t.join('@')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      for (const name of ['email', 'email_loose']) {
        if (formats[name]?.validate(text)) assert.ok(isSendable(normalizeIdentifier(text)), `${name} ${text}`);
      }
      if (isEmail(text)) assert.equal(normalizeIdentifier(text), text.toLowerCase());
    }),
    { seed: 31, numRuns: 3000 },
  );
});
