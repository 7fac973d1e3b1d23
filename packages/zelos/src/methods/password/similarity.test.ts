import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { editDistance, isTooSimilar, longestCommonRun } from './similarity.ts';

const short = fc.string({ unit: 'grapheme', maxLength: 12 });

test('the edit distance counts insertions, removals and replacements of code points', () => {
  assert.equal(editDistance('kitten', 'sitting'), 3);
  assert.equal(editDistance('', 'abc'), 3);
  assert.equal(editDistance('same', 'same'), 0);
  assert.equal(editDistance('🔑a', 'a'), 1);
});

test('the edit distance is a metric', () => {
  fc.assert(
    fc.property(short, short, short, (a, b, c) => {
      assert.equal(editDistance(a, b), editDistance(b, a));
      assert.equal(editDistance(a, b) === 0, a === b);
      assert.ok(editDistance(a, c) <= editDistance(a, b) + editDistance(b, c));
    }),
    { seed: 4, numRuns: 200 },
  );
});

test('the longest common run is counted in bytes', () => {
  const run = (left: string, right: string) => longestCommonRun(Buffer.from(left), Buffer.from(right));
  assert.equal(run('user@example.org', 'my example'), 7);
  assert.equal(run('abc', 'xyz'), 0);
  assert.equal(run('größe', 'größer'), 7);
  assert.equal(run('', 'a'), 0);
});

test('SR-PW-07 a password close to the identifier or made of a piece of it is too similar', () => {
  const identifier = 'johannes.keller@example.org';
  const similar = ['johannes.keller@example.org', 'JOHANNES.KELLER@example.org', 'johannes.keller', 'Johannes.Keller1'];
  similar.push('keller@example', 'johannes.keller@example.com', 'xxxkeller@');
  for (const password of similar) assert.equal(isTooSimilar(identifier, password), true, password);
  const different = ['correct horse battery', 'rellek.sennahoj', 'johannes is a long password'];
  for (const password of different) assert.equal(isTooSimilar(identifier, password), false, password);
});

test('SR-PW-07 the bounds: four edits are too few, half of the password is still allowed', () => {
  assert.equal(isTooSimilar('abcdefghijkl', 'abXdXfXhXjkl'), true);
  assert.equal(isTooSimilar('abcdefghijkl', 'aXcXeXgXiXkl'), false);
  assert.equal(isTooSimilar('abcd@zzzzzzzzzzzzzzzz', 'abcdXYWV'), false);
  assert.equal(isTooSimilar('abcd@zzzzzzzzzzzzzzzz', 'abcd@XYW'), true);
});

test('operands that are empty or over 256 bytes are never too similar', () => {
  assert.equal(isTooSimilar('', 'password'), false);
  assert.equal(isTooSimilar('user', ''), false);
  assert.equal(isTooSimilar('a'.repeat(256), 'a'.repeat(256)), true);
  assert.equal(isTooSimilar('a'.repeat(257), 'a'.repeat(256)), false);
  assert.equal(isTooSimilar('ä'.repeat(129), 'ä'.repeat(20)), false);
});
