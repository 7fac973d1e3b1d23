import assert from 'node:assert/strict';
import test from 'node:test';
import { parseLink } from './payload.ts';

test('a transient payload may have any member, also one called message', () => {
  const transient = { message: 'welcome', list: [1] };
  const parsed = parseLink({ source: 'json', value: { email: 'ann@example.org', transient_payload: transient } });
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.payload.transient, transient);
});
