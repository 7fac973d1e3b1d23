import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { addressChoice, maskAddress } from './mask.ts';

const MASKED: readonly (readonly [address: string, shown: string])[] = [
  ['ann@example.org', 'an****@example.org'],
  ['yz@example.org', 'yz****@example.org'],
  ['x@example.org', 'x@example.org'],
  ['@example.org', '@example.org'],
  ['äöü@example.org', 'äö****@example.org'],
  ['+4915159386114', '+49****14'],
  ['123456', '123****56'],
  ['12345', '12345'],
  ['', ''],
];

test('addresses are shown masked as their owners know them', () => {
  for (const [address, shown] of MASKED) assert.equal(maskAddress(address), shown, address);
});

test('a mask tells nothing of a local part but its first two characters', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z]{2}$/),
      fc.stringMatching(/^[a-z0-9.]{1,20}$/),
      fc.stringMatching(/^[a-z0-9.]{1,20}$/),
      (start, one, other) => maskAddress(`${start}${one}@a.test`) === maskAddress(`${start}${other}@a.test`),
    ),
    { seed: 7 },
  );
});

test('choices are digests of the clear value', () => {
  assert.equal(addressChoice('ann@example.org'), 'Q4xMev5gDN8eRVw2m+x23JcPyMpGNEfHs4ejR/PHkzE=');
  assert.notEqual(addressChoice('a@b.test'), addressChoice('A@b.test'));
});
