import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ERRORS, STATUS_MESSAGES, STATUS_NAMES } from './errors.ts';

describe('catalogue of errors', () => {
  it('gives every error a known status and both texts', () => {
    for (const [id, { status, message, reason }] of Object.entries(ERRORS)) {
      assert.ok(status in STATUS_NAMES, id);
      assert.ok(message.length > 0 && reason.length > 0, id);
      assert.match(id, /^[a-z][a-z0-9_]*$/);
    }
  });

  it('has a class text for every status', () => {
    assert.deepEqual(Object.keys(STATUS_MESSAGES), Object.keys(STATUS_NAMES));
  });
});
