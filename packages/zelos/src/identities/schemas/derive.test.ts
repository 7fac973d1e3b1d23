import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '@zelos/contract';
import * as fc from 'fast-check';
import { normalizeIdentifier } from '../../kernel/normalize.ts';
import { loadTraits, passwordMark, USUAL } from './fixture.test.ts';

const id = { type: 'string', 'ory.sh/kratos': passwordMark };
const recoverySms = { type: 'string', 'ory.sh/kratos': { recovery: { via: 'sms' } } };

test('the usual schema: identifiers and addresses are normalised, numbers for SMS are rewritten in the traits', async () => {
  const schema = await loadTraits(USUAL);
  const derived = schema.derive({ email: 'Alice@Example.COM', phone: '+1 (650) 253-0000', name: { first: 'A' } });
  const email = { via: 'email', value: 'alice@example.com' };
  const phone = { via: 'sms', value: '+16502530000' };
  assert.deepEqual(derived, {
    traits: { email: 'Alice@Example.COM', phone: '+16502530000', name: { first: 'A' } },
    identifiers: {
      password: ['alice@example.com'],
      webauthn: ['alice@example.com'],
      code: [
        { channel: 'email', address: 'alice@example.com', identifier: 'alice@example.com' },
        { channel: 'sms', address: '+16502530000', identifier: '+16502530000' },
      ],
    },
    marked: { password: true, webauthn: true, code: true },
    verifiable: [email, phone],
    recovery: [email, phone],
    violations: [],
  });
});

test('traits that are not there mark nothing', async () => {
  const derived = (await loadTraits(USUAL)).derive({});
  assert.deepEqual(derived.marked, { password: false, webauthn: false, code: false });
  assert.deepEqual(derived.identifiers, { password: [], webauthn: [], code: [] });
});

test('a phone number that only serves to sign in keeps its spelling in the traits', async () => {
  const derived = (await loadTraits({ user: id })).derive({ user: '+1 650 253 0000' });
  assert.deepEqual([derived.traits, derived.identifiers.password], [{ user: '+1 650 253 0000' }, ['+16502530000']]);
});

test('numbers are identifiers by their decimal text', async () => {
  const schema = await loadTraits({ no: { type: 'integer', 'ory.sh/kratos': passwordMark } });
  assert.deepEqual(schema.derive({ no: 42 }).identifiers.password, ['42']);
});

test('equal values give one identifier and one address', async () => {
  const derived = (await loadTraits({ a: USUAL.email, b: USUAL.email })).derive({ a: 'a@b.c', b: 'A@B.C' });
  assert.deepEqual(derived.identifiers.password, ['a@b.c']);
  assert.deepEqual(derived.identifiers.code.length, 1);
  assert.deepEqual([derived.verifiable.length, derived.recovery.length], [1, 1]);
});

test('names for passkeys and authenticators', async () => {
  const schema = await loadTraits({
    a: { 'ory.sh/kratos': { credentials: { passkey: { display_name: true } } } },
    b: { 'ory.sh/kratos': { credentials: { totp: { account_name: true } } } },
  });
  const derived = schema.derive({ a: 'Alice', b: 'alice@b.c' });
  assert.deepEqual([derived.passkeyDisplayName, derived.totpAccountName], ['Alice', 'alice@b.c']);
});

const INSIDE: readonly (readonly [
  what: string,
  properties: object,
  traits: JsonObject,
  expected: readonly string[],
  root?: object,
])[] = [
  ['lists', { a: { type: 'array', items: id } }, { a: ['x', 'Y'] }, ['x', 'y']],
  ['lists by place', { a: { items: [{}, id], additionalItems: id } }, { a: ['x', 'y', 'z'] }, ['y', 'z']],
  ['entries that fit contains', { a: { contains: { ...id, minLength: 2 } } }, { a: ['x', 'yy'] }, ['yy']],
  ['nested objects', { a: { properties: { b: { properties: { c: id } } } } }, { a: { b: { c: 'x' } } }, ['x']],
  ['pattern properties', { a: { patternProperties: { '^k': id } } }, { a: { k1: 'x', l: 'y' } }, ['x']],
  [
    'additional properties',
    { a: { properties: { k: {} }, additionalProperties: id } },
    { a: { k: 'x', l: 'y' } },
    ['y'],
  ],
  ['allOf', { a: { allOf: [{}, id] } }, { a: 'x' }, ['x']],
  ['the branch of anyOf that holds', { a: { anyOf: [{ type: 'number' }, id] } }, { a: 'x' }, ['x']],
  [
    'no branch of anyOf that does not hold',
    { a: { anyOf: [{ ...id, minLength: 3 }, { type: 'string' }] } },
    { a: 'x' },
    [],
  ],
  ['oneOf', { a: { oneOf: [{ ...id, maxLength: 1 }, { minLength: 2 }] } }, { a: 'x' }, ['x']],
  [
    'then',
    {
      a: JSON.parse(
        '{"if":{"maxLength":1},"then":{"ory.sh/kratos":{"credentials":{"password":{"identifier":true}}}}}',
      ) as object,
    },
    { a: 'x' },
    ['x'],
  ],
  [
    'else',
    {
      a: JSON.parse(
        '{"if":{"minLength":2},"else":{"ory.sh/kratos":{"credentials":{"password":{"identifier":true}}}}}',
      ) as object,
    },
    { a: 'x' },
    ['x'],
  ],
  ['not: nothing', { a: { not: { not: id } } }, { a: 'x' }, []],
  ['references', { a: { $ref: '#/definitions/id' } }, { a: 'x' }, ['x'], { definitions: { id } }],
  [
    'recursive schemas',
    { t: { $ref: '#/definitions/t' } },
    { t: { v: 'x', l: { v: 'y', l: { v: 'z' } } } },
    ['x', 'y', 'z'],
    { definitions: { t: { properties: { v: id, l: { $ref: '#/definitions/t' } } } } },
  ],
  [
    'dependencies that apply',
    { a: { dependencies: { k: { properties: { v: id } } } } },
    { a: { k: 1, v: 'x' } },
    ['x'],
  ],
  ['dependencies that do not', { a: { dependencies: { k: { properties: { v: id } } } } }, { a: { v: 'x' } }, []],
];

for (const [what, properties, traits, expected, root] of INSIDE) {
  test(`markings inside of ${what}`, async () => {
    const derived = (await loadTraits(properties, {}, root)).derive(traits);
    assert.deepEqual([derived.identifiers.password, derived.violations], [expected, []]);
  });
}

test('numbers for SMS are rewritten in lists and branches too', async () => {
  const schema = await loadTraits({ a: { type: 'array', items: recoverySms }, b: { anyOf: [recoverySms] } });
  const derived = schema.derive({ a: ['+1 650 253 0000', '+44 20 7946 0958'], b: '+1 650 253 0001' });
  assert.deepEqual(derived.traits, { a: ['+16502530000', '+442079460958'], b: '+16502530001' });
});

const WRONG: readonly (readonly [what: string, trait: object, value: string, id: number])[] = [
  ['B19: an empty identifier', id, '', 4000002],
  ['B19: an identifier of blanks', id, ' \u200b ', 4000002],
  ['an address that is no e-mail address', { 'ory.sh/kratos': { recovery: { via: 'email' } } }, 'nope', 4000040],
  ['verification of e-mail without a format', { 'ory.sh/kratos': { verification: { via: 'email' } } }, 'nope', 4000040],
  [
    'verification by SMS without a format',
    { 'ory.sh/kratos': { verification: { via: 'sms' } } },
    '+16502530000',
    4000001,
  ],
  ['recovery by SMS', recoverySms, '123', 4000041],
  ['codes by SMS', { 'ory.sh/kratos': { credentials: { code: { identifier: true, via: 'sms' } } } }, '123', 4000041],
  [
    'codes by e-mail',
    { 'ory.sh/kratos': { credentials: { code: { identifier: true, via: 'email' } } } },
    '123',
    4000040,
  ],
  ['codes without a channel', { 'ory.sh/kratos': { credentials: { code: { identifier: true } } } }, 'a@b.c', 4000001],
  [
    'SR-IV-08: two addresses in one',
    { format: 'no-validate', 'ory.sh/kratos': { verification: { via: 'email' } } },
    'a@b,c@d',
    4000040,
  ],
  ['an empty address', { format: 'no-validate', 'ory.sh/kratos': { verification: { via: 'email' } } }, ' ', 4000002],
];

for (const [what, trait, value, message] of WRONG) {
  test(`violation: ${what}`, async () => {
    const schema = await loadTraits({ a: trait });
    const { violations } = schema.derive({ a: value });
    assert.deepEqual(
      violations.map((v) => [v.at, v.instancePointer, v.message.id]),
      [['traits.a', '#/traits/a', message]],
    );
    assert.deepEqual(schema.validate({ a: value }), violations);
  });
}

test('addresses under other formats keep what the format allows', async () => {
  const loose = await loadTraits({ a: { format: 'email_loose', 'ory.sh/kratos': { recovery: { via: 'email' } } } });
  assert.deepEqual(loose.derive({ a: 'A..b.@Example.com' }).recovery, [{ via: 'email', value: 'a..b.@example.com' }]);
  const any = await loadTraits({ a: { format: 'no-validate', 'ory.sh/kratos': { verification: { via: 'sms' } } } });
  assert.deepEqual(any.derive({ a: '12345' }).verifiable, [{ via: 'sms', value: '12345' }]);
});

test('a value that fails its format is told one reason', async () => {
  assert.deepEqual(
    (await loadTraits(USUAL)).validate({ email: 'x' }).map((v) => v.message.id),
    [4000040],
  );
});

test('SR-IV-08: what is stored, looked up and sent to is one text, for every accepted value', async () => {
  const schema = await loadTraits({
    email: USUAL.email,
    loose: {
      format: 'email_loose',
      'ory.sh/kratos': { recovery: { via: 'email' }, credentials: { code: { identifier: true, via: 'email' } } },
    },
    phone: USUAL.phone,
  });
  const text = fc.oneof(
    fc.emailAddress(),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.constantFrom('a\uff20b.c', 'a@b,c@d', '+1 650 253 0000', 'A@B.C'),
  );
  fc.assert(
    fc.property(text, text, text, (email, loose, phone) => {
      const derived = schema.derive({ email, loose, phone });
      if (derived.violations.length > 0) return;
      for (const { address, identifier } of derived.identifiers.code) {
        assert.equal(address, identifier);
        assert.equal(normalizeIdentifier(identifier), identifier);
      }
      for (const { value } of [...derived.verifiable, ...derived.recovery])
        assert.equal(normalizeIdentifier(value), value);
      assert.equal(derived.verifiable[0]?.value, derived.identifiers.password[0]);
      assert.deepEqual(schema.derive(derived.traits), derived);
    }),
    { seed: 51, numRuns: 2000 },
  );
});

test('FT-24: markings in very many places end in a violation, not in lost identifiers', async () => {
  const schema = await loadTraits({ a: { items: { allOf: [id, id, id, id, id] } } });
  const [only] = schema.derive({ a: Array.from({ length: 10_000 }, (_, i) => `u${i}`) }).violations;
  assert.equal(only?.keyword, 'work');
});
