import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { isCommonPassword } from './common-passwords.ts';

const listed: readonly string[] = createRequire(import.meta.url)('@zxcvbn-ts/language-common').dictionary.passwords;

test('SR-PW-05 every listed password of at least 8 characters is known, and there are more than 10 000', () => {
  const long = listed.filter((entry) => entry.length >= 8);
  assert.ok(new Set(long).size >= 10_000);
  for (const entry of long) assert.ok(isCommonPassword(entry, 8), entry);
});

test('SR-PW-05 letter case does not help', () => {
  for (const password of ['BASEBALL', 'Trustno1', 'qWERTYUIOP']) assert.equal(isCommonPassword(password, 8), true);
});

test('SR-PW-04 an uncommon password passes whatever it is made of', () => {
  for (const password of ['a ba ba ba ba ba ba b', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'correct horse battery staple']) {
    assert.equal(isCommonPassword(password, 8), false, password);
  }
});

test('a lower minimum length keeps the shorter entries too', () => {
  assert.equal(isCommonPassword('123456', 6), true);
  assert.equal(isCommonPassword('123456', 8), false);
});
