import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { readCode } from './codes.ts';

const BLANKS = [' ', '\t', '\n', '\u00a0', '\u2003', '\u2009', '\u200b', '\u202f', '\u3000', '-'];
const digit = fc.integer({ min: 0, max: 9 }).map(String);
const gap = fc.array(fc.constantFrom(...BLANKS), { maxLength: 3 }).map((parts) => parts.join(''));
const code = fc.array(digit, { minLength: 6, maxLength: 6 });

test('a code may have blanks and dashes anywhere: SR-OB-11', () => {
  fc.assert(
    fc.property(code, fc.array(gap, { minLength: 7, maxLength: 7 }), (digits, gaps) => {
      const typed = digits.map((one, index) => gaps[index] + one).join('') + gaps[6];
      assert.equal(readCode(typed), digits.join(''));
    }),
    { seed: 11 },
  );
});

test('and nothing else: other digits, other signs, another length are no code: SR-OB-11', () => {
  const other = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 1 })
    .filter((one) => !/^[0-9\s\u200b\u2000-\u200a-]$/u.test(one));
  fc.assert(
    fc.property(code, fc.nat({ max: 5 }), other, (digits, at, odd) => {
      assert.equal(readCode(digits.with(at, odd).join('')), null);
      assert.equal(readCode(digits.toSpliced(at, 0, odd).join('')), null);
    }),
    { seed: 12 },
  );
  for (const typed of ['', '12345', '1234567', '１２３４５６', '٠١٢٣٤٥', '12345a', '+123456', '1.23456', '1e5000']) {
    assert.equal(readCode(typed), null, typed);
  }
});
