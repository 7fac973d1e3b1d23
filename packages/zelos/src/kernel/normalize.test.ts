import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { normalizeEmailStrict, normalizeIdentifier, normalizePhone } from './normalize.ts';

const IDENTIFIERS: readonly (readonly [given: string, stored: string])[] = [
  ['  EXAMPLE@DOMAIN.COM ', 'example@domain.com'],
  ['\uff41\uff4c\uff49\uff43\uff45@x.y', 'alice@x.y'],
  ['o\ufb03ce@x.y', 'office@x.y'],
  ['alice\u200b@x', 'alice@x'],
  ['al\u202eice\u202c@x', 'alice@x'],
  ['alice\u00ad@x', 'alice@x'],
  ['alice\ue000\ufdd0@x', 'alice@x'],
  ['al\u0007ice', 'alice'],
  ['+1 (650) 253-0000', '+16502530000'],
  ['\uff0b1 650 253 0000', '+16502530000'],
  ['+1 650 253 0000 ext. 5', '+16502530000'],
  ['invalid-phone', 'invalid-phone'],
  ['+1', '+1'],
  ['+16502530000 is mine', '+16502530000 is mine'],
  ['6502530000', '6502530000'],
  ['Stra\u00dfe', 'stra\u00dfe'],
  ['\u039f\u0394\u039f\u03a3', '\u03bf\u03b4\u03bf\u03c3'],
  ['\u0430lice', '\u0430lice'],
  ['\u{1f600}', '\u{1f600}'],
  ['e\u200d\u0301', '\u00e9'],
  ['\u212a', 'k'],
  ['', ''],
  [' \t ', ''],
  ['\u200b', ''],
  ['\u200b a', 'a'],
];

for (const [given, stored] of IDENTIFIERS) {
  test(`SR-IV-09: the identifier ${JSON.stringify(given)} is stored as ${JSON.stringify(stored)}`, () => {
    assert.equal(normalizeIdentifier(given), stored);
  });
}

test('SR-IV-08: normalising twice changes nothing, so a stored identifier is its own lookup key', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc
      .tuple(fc.constant('+'), fc.string({ unit: fc.constantFrom(...'0123456789 ()-'), maxLength: 20 }))
      .map((t) => t.join('')),
    fc.emailAddress(),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const once = normalizeIdentifier(text);
      assert.equal(normalizeIdentifier(once), once);
      assert.equal(once.trim(), once);
    }),
    { seed: 8, numRuns: 3000 },
  );
});

test('SR-IV-09: blanks, case and invisible code points around a name do not make another one', () => {
  const invisible = fc.constantFrom('\u200b', '\u200d', '\u2060', '\ufeff', '\u202a', '\u00ad');
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9.@-]{1,20}$/), invisible, fc.nat(20), (name, mark, at) => {
      const varied = ` ${name.slice(0, at)}${mark}${name.slice(at).toUpperCase()} `;
      assert.equal(normalizeIdentifier(varied), normalizeIdentifier(name));
    }),
    { seed: 9, numRuns: 1000 },
  );
});

test('phone numbers need a plus and must be valid', () => {
  assert.equal(normalizePhone('+44 20 7946 0958'), '+442079460958');
  assert.equal(normalizePhone('+39 06 12345678'), '+390612345678');
  for (const text of ['', '+', '020 7946 0958', 'tel:+16502530000', '+15550000001', `+${'1'.repeat(100)}`]) {
    assert.equal(normalizePhone(text), null, text);
  }
});

test('SR-IV-08: strict e-mail refuses everything but one address', () => {
  assert.equal(normalizeEmailStrict(' Alice@Example.COM '), 'alice@example.com');
  assert.equal(normalizeEmailStrict('alice\uff20example.com'), 'alice@example.com');
  assert.equal(normalizeEmailStrict('a@b'), 'a@b');
  assert.equal(normalizeEmailStrict('j\u00f6rg@b\u00fccher.example'), 'j\u00f6rg@b\u00fccher.example');
  const refused = [
    '',
    'alice',
    '@b',
    'a@',
    'a@b,c@d',
    'a@b@c',
    '"a@evil x"@ok',
    'Alice <a@b.c>',
    'a\u200b@b.c',
    'a\u202e@b.c',
    'a b@c.d',
    'a\u3000b@c.d',
    'a@b.c\r\nBcc: d@e.f',
    'a..b@c.d',
    'a@b..c',
    'a@-b.c',
    '\u05d0a@b.c',
    `${'a'.repeat(65)}@b.c`,
    `a@${'b'.repeat(64)}.c`,
    `${'a'.repeat(60)}@${'b.'.repeat(120)}c`,
  ];
  for (const text of refused) assert.equal(normalizeEmailStrict(text), null, text);
});

test('SR-IV-08: a strict address is what the lookup finds', () => {
  fc.assert(
    fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: 'binary', maxLength: 30 })), (text) => {
      const strict = normalizeEmailStrict(text);
      if (strict !== null) assert.equal(strict, normalizeIdentifier(text));
    }),
    { seed: 10, numRuns: 2000 },
  );
});
