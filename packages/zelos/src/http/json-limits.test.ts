import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { excessOf } from './json-limits.ts';

test('SR-IV-06: depth, members and texts are allowed up to the limit and refused beyond', () => {
  const deep = (n: number): string => '['.repeat(n) + ']'.repeat(n);
  assert.equal(excessOf(deep(64)), null);
  assert.match(excessOf(deep(65)) ?? '', /nested/u);
  const list = (n: number): string => JSON.stringify(Array.from({ length: n }, () => 0));
  assert.equal(excessOf(list(10_000)), null);
  assert.match(excessOf(list(10_001)) ?? '', /10000 members/u);
  const object = (n: number): string =>
    JSON.stringify(Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, 0])));
  assert.equal(excessOf(object(10_000)), null);
  assert.match(excessOf(object(10_001)) ?? '', /10000 members/u);
  const word = (n: number): string => JSON.stringify('x'.repeat(n));
  assert.equal(excessOf(word(256 * 1024)), null);
  assert.match(excessOf(word(256 * 1024 + 1)) ?? '', /262144/u);
});

test('SR-IV-06: members are counted per list, and commas and brackets inside of texts are none', () => {
  const rows = JSON.stringify(Array.from({ length: 100 }, () => Array.from({ length: 200 }, () => 1)));
  assert.equal(excessOf(rows), null);
  assert.equal(excessOf(JSON.stringify({ text: '[,"\\'.repeat(20_000) })), null);
});

test('SR-IV-06: ordinary documents pass', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      assert.equal(excessOf(text), null);
    }),
  );
});
