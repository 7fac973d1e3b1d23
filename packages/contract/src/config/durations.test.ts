import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDuration, parseSize } from './index.ts';

test('durations are read as Go reads them', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['0s', 0],
    ['500ms', 500],
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    ['24h', 86_400_000],
    ['1m1m', 120_000],
    ['5000us', 5],
    ['1000000ns', 1],
  ];
  for (const [text, expected] of cases) assert.equal(parseDuration(text), expected, text);
  for (const text of ['', '1', '1d', '1.5h', '-1s', ' 1s', '1s ', '1 s', 'h']) {
    assert.throws(() => parseDuration(text), RangeError, text);
  }
});

test('sizes count in steps of 1024', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['12B', 12],
    ['1KB', 1024],
    ['19456KB', 19_456 * 1024],
    ['128MB', 128 * 1024 * 1024],
    ['1GB', 1024 ** 3],
    ['2TB', 2 * 1024 ** 4],
  ];
  for (const [text, expected] of cases) assert.equal(parseSize(text), expected, text);
  for (const text of ['', '1', '1K', '1KiB', '1.5MB', '-1B', '100EB', 'MB']) {
    assert.throws(() => parseSize(text), RangeError, text);
  }
});
