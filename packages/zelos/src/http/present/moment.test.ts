import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { momentText } from './moment.ts';

describe('times in JSON', () => {
  it('are written as Date writes them', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        assert.equal(momentText(date), JSON.stringify(date));
      }),
      { numRuns: 2000 },
    );
    for (const time of [0, -1, 1, 86_399_999, 86_400_000, -62_198_755_200_000, 253_402_300_800_000])
      assert.equal(momentText(new Date(time)), JSON.stringify(new Date(time)));
  });

  it('an invalid date is refused', () => {
    assert.throws(() => momentText(new Date(Number.NaN)), RangeError);
  });
});
