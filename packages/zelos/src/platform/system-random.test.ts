import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemRandom } from './system-random.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('no byte is given out twice, wherever a stock of them ends', () => {
  const given = Array.from({ length: 3000 }, (_, index) => systemRandom.bytes(16 + (index % 7)));
  assert.equal(new Set(given.map((bytes) => hex(bytes.subarray(0, 16)))).size, given.length);
  assert.deepEqual(
    given.map((bytes) => bytes.length),
    given.map((_, index) => 16 + (index % 7)),
  );
});

test('what was given out stays what it was', () => {
  const first = systemRandom.bytes(32);
  const before = hex(first);
  for (let round = 0; round < 500; round += 1) systemRandom.bytes(32);
  assert.equal(hex(first), before);
  assert.notEqual(before, hex(new Uint8Array(32)));
});

test('more than any stock holds can be asked for', () => {
  const much = systemRandom.bytes(10_000);
  assert.equal(much.length, 10_000);
  assert.ok(new Set(much).size > 200);
});

test('tokens have their length and use every character about equally often (SR-SE-12)', () => {
  const counts = new Map<string, number>();
  for (let round = 0; round < 4000; round += 1) {
    const token = systemRandom.token(31);
    assert.match(token, /^[A-Za-z0-9]{31}$/);
    for (const character of token) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  assert.equal(counts.size, 62);
  // 2000 of each are expected with a deviation of 45; ten deviations do not happen by chance.
  for (const [character, count] of counts) assert.ok(Math.abs(count - 2000) < 450, `${character}: ${count}`);
});

test('digits and identifiers have their shapes', () => {
  assert.match(systemRandom.digits(6), /^\d{6}$/);
  assert.match(systemRandom.uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
