import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '@zelos/contract';
import { EXAMPLE_NOW, exampleFlow, exampleIdentity } from '../testing/store-examples.ts';
import { flowMessage } from './message.ts';

const owner = exampleIdentity({ id: '4b3f0c52-6b2b-4d61-9b7e-0a3a7c0d9f11', email: 'known@example.org' });
const flow = exampleFlow({ id: 'a0d3a1c4-6a2f-4a1b-8a53-5f4f3f0f7a52', issuedAt: EXAMPLE_NOW });

const message = (more: { readonly owner: typeof owner | null; readonly decoy: boolean }) =>
  flowMessage(
    { lifespanMs: 900_000 },
    flow,
    { transient: {}, acceptLanguage: undefined },
    { templateType: 'recovery_code_valid', channel: 'email', recipient: 'known@example.org', variables: {}, ...more },
  );

test('AB-40 a decoy carries a stand-in for the identity, of the same members and about the same length', () => {
  const real = message({ owner, decoy: false }).variables['Identity'] as JsonObject;
  const decoy = message({ owner: null, decoy: true }).variables['Identity'] as JsonObject;
  assert.deepEqual(Object.keys(decoy), Object.keys(real));
  const difference = JSON.stringify(real).length - JSON.stringify(decoy).length;
  assert.ok(Math.abs(difference) < 60, String(difference));
});

test('a notice to somebody without an account has no identity', () => {
  assert.equal('Identity' in message({ owner: null, decoy: false }).variables, false);
});
