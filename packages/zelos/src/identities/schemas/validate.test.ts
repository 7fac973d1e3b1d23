import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject, JsonValue } from '@zelos/contract';
import * as fc from 'fast-check';
import { loadTraits, stopwatch, USUAL } from './fixture.test.ts';
import { describeViolations, violationsToIssues } from './index.ts';

type Row = readonly [
  what: string,
  schema: object,
  value: JsonValue,
  id: number,
  context: JsonObject | undefined,
  at?: string,
];

/** Spelt out in code, a member of this name makes linters think of promises. */
const conditional = JSON.parse('{"if":{"type":"string"},"then":{"minLength":2}}') as object;

const ROWS: readonly Row[] = [
  ['minLength counts code points', { minLength: 3 }, 'a\u{1f600}', 4000003, { min_length: 3, actual_length: 2 }],
  ['maxLength', { maxLength: 1 }, 'abc', 4000017, { max_length: 1, actual_length: 3 }],
  ['pattern', { pattern: '^a+$' }, 'b', 4000004, { pattern: '^a+$' }],
  ['minimum', { minimum: 3 }, 2.5, 4000018, { minimum: 3, actual: 2.5 }],
  ['exclusiveMinimum', { exclusiveMinimum: 3 }, 3, 4000019, { minimum: 3, actual: 3 }],
  ['maximum', { maximum: 3 }, 4, 4000020, { maximum: 3, actual: 4 }],
  ['exclusiveMaximum', { exclusiveMaximum: 3 }, 3, 4000021, { maximum: 3, actual: 3 }],
  ['multipleOf', { multipleOf: 2 }, 3, 4000022, { base: 2, actual: 3 }],
  ['maxItems', { maxItems: 1 }, [1, 2], 4000023, { max_items: 1, actual_items: 2 }],
  ['minItems', { minItems: 1 }, [], 4000024, { min_items: 1, actual_items: 0 }],
  ['uniqueItems', { uniqueItems: true }, ['a', { b: 1, c: 2 }, { c: 2, b: 1 }], 4000025, { index_a: 1, index_b: 2 }],
  ['type', { type: 'string' }, 5, 4000026, { allowed_types: ['string'], actual_type: 'number' }],
  [
    'several types',
    { type: ['string', 'null'] },
    true,
    4000026,
    { allowed_types: ['string', 'null'], actual_type: 'boolean' },
  ],
  [
    'B19: an array for a field',
    { type: 'string' },
    ['a'],
    4000026,
    { allowed_types: ['string'], actual_type: 'array' },
  ],
  ['const', { const: true }, false, 4000029, { expected: 'true' }],
  ['const of an object', { const: { a: 1 } }, 1, 4000030, undefined],
  ['email', { format: 'email' }, 'nope', 4000040, { value: 'nope' }],
  ['email_loose', { format: 'email_loose' }, 'nope', 4000040, { value: 'nope' }],
  ['tel', { format: 'tel' }, '123', 4000041, { value: '123' }],
  ['B17: a long value is cut', { format: 'email' }, 'x'.repeat(500), 4000040, { value: `${'x'.repeat(100)}\u2026` }],
  ['another format', { format: 'uri' }, 'no uri', 4000001, { reason: 'This is not a valid uri.' }],
  ['enum', { enum: ['a'] }, 'b', 4000001, { reason: 'This is none of the possible values.' }],
  ['not', { not: { const: 1 } }, 1, 4000001, { reason: 'This value is not allowed here.' }],
  ['false', { not: {} }, 1, 4000001, { reason: 'This value is not allowed here.' }],
  [
    'contains',
    { contains: { type: 'string', minLength: 3 } },
    [1, 'a'],
    4000001,
    { reason: 'No entry is of the kind that is needed here.' },
  ],
  [
    'propertyNames',
    { propertyNames: { maxLength: 1 } },
    { ab: 1 },
    4000001,
    { reason: 'The name of a value is not allowed here.' },
  ],
  [
    'dependencies',
    { dependencies: { a: ['b'] } },
    { a: 1 },
    4000001,
    { reason: 'A value that belongs to another one is missing.' },
  ],
  ['minProperties', { minProperties: 1 }, {}, 4000001, { reason: 'There are too few values.' }],
  [
    'two branches that both hold',
    { oneOf: [{ type: 'string' }, { minLength: 1 }] },
    'a',
    4000001,
    { reason: 'This value must fit exactly one of the possible forms.' },
  ],
  ['required below', { required: ['b'] }, {}, 4000002, { property: 'b' }, 'traits.a.b'],
  [
    'an unknown member below',
    { properties: {}, additionalProperties: false },
    { b: 1 },
    4000001,
    { reason: 'There is no field for "b".' },
  ],
  [
    'an item',
    { items: { type: 'string' } },
    ['a', 1],
    4000026,
    { allowed_types: ['string'], actual_type: 'number' },
    'traits.a.1',
  ],
  ['then', conditional, 'a', 4000003, { min_length: 2, actual_length: 1 }],
];

for (const [what, schema, value, id, context, at = 'traits.a'] of ROWS) {
  test(`violation: ${what}`, async () => {
    const violations = (await loadTraits({ a: schema })).validate({ a: value });
    assert.deepEqual(
      violations.map((v) => [v.at, v.message.id, v.message.context]),
      [[at, id, context]],
    );
    assert.equal(violations[0]?.message.type, 'error');
  });
}

test('a value of the wrong type is told no other rule beside it, but every type of a combinator', async () => {
  const schema = await loadTraits({
    a: { type: 'string', enum: ['x', 'y'], const: 'x' },
    b: { anyOf: [{ type: 'string', const: 'x' }, { const: 2 }] },
    list: { type: 'array', items: { type: 'boolean', const: true } },
  });
  const told = (value: JsonObject) => schema.validate(value).map((v) => [v.at, v.message.id]);
  assert.deepEqual(told({ a: 7 }), [['traits.a', 4000026]]);
  assert.deepEqual(told({ a: 'z' }).length, 2, 'of the right type, both rules are told');
  assert.deepEqual(told({ b: 3 }), [
    ['traits.b', 4000026],
    ['traits.b', 4000029],
  ]);
  assert.deepEqual(told({ list: [false, 1] }), [
    ['traits.list.0', 4000029],
    ['traits.list.1', 4000026],
  ]);
});

test('several missing properties give one message each, at the places that are missing', async () => {
  const violations = (await loadTraits({ a: {}, b: {} }, { required: ['a', 'b'] })).validate({});
  assert.deepEqual(
    violations.map((v) => [v.at, v.message.id, v.instancePointer]),
    [
      ['traits.a', 4000002, '#/traits'],
      ['traits.b', 4000002, '#/traits'],
    ],
  );
});

test('unknown traits give one message at traits', async () => {
  const violations = (await loadTraits({ a: {} }, { additionalProperties: false })).validate({ x: 1, y: 2 });
  assert.deepEqual(
    violations.map((v) => [v.at, v.message.id]),
    [['traits', 4000001]],
  );
});

test('every leaf cause of a combinator is told once, its summary is not', async () => {
  const schema = await loadTraits({ a: { anyOf: [{ type: 'number' }, { minLength: 3 }, { minLength: 3 }] } });
  assert.deepEqual(
    schema.validate({ a: 'x' }).map((v) => v.message.id),
    [4000026, 4000003],
  );
});

test('B19: traits that are no object are a violation', async () => {
  const schema = await loadTraits(USUAL);
  for (const traits of [null, 'x', 5, true, []] as const) {
    const [only, ...rest] = schema.validate(traits);
    assert.deepEqual([only?.at, only?.message.id, rest], ['traits', 4000026, []]);
    assert.deepEqual(schema.derive(traits as never).identifiers.password, []);
  }
});

test('SR-IV-04: names that reach a prototype are refused in traits', async () => {
  const schema = await loadTraits({ a: {} });
  for (const name of ['__proto__', 'constructor', 'prototype']) {
    const traits = JSON.parse(`{"a":{"b":[{"${name}":{"polluted":true}}]}}`) as JsonValue;
    assert.deepEqual(
      schema.validate(traits).map((v) => [v.at, v.message.id]),
      [['traits', 4000001]],
    );
  }
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
});

test('SR-IV-04: members that every object inherits do not count as given', async () => {
  const schema = await loadTraits({ toString: { type: 'string' } }, { required: ['toString', 'valueOf'] });
  assert.deepEqual(
    schema.validate({}).map((v) => v.at),
    ['traits.toString', 'traits.valueOf'],
  );
});

test('formats without a rule and defaults of the schema change nothing', async () => {
  const schema = await loadTraits({ a: { type: 'string', format: 'uuid' }, b: { type: 'string', default: 'x' } });
  assert.deepEqual(schema.derive({ a: 'no uuid' }).traits, { a: 'no uuid' });
  assert.deepEqual(schema.validate({ a: 'no uuid' }), []);
});

test('beside a reference nothing counts, as draft-07 says', async () => {
  const schema = await loadTraits(
    { a: { $ref: '#/definitions/s', minLength: 10 } },
    {},
    { definitions: { s: { type: 'string' } } },
  );
  assert.deepEqual(schema.validate({ a: 'x' }), []);
});

test('fractions are compared as decimals', async () => {
  const schema = await loadTraits({ a: { multipleOf: 0.1 } });
  assert.deepEqual(schema.validate({ a: 0.3 }), []);
});

test('administrators read place, rule and detail; several on lines of their own', async () => {
  const schema = await loadTraits({ bar: { type: 'string' }, b: { type: 'integer' } });
  const one = describeViolations(schema.validate({ bar: 5 }));
  assert.equal(one, 'I[#/traits/bar] S[#/properties/traits/properties/bar/type] expected string, but got number');
  const lines = describeViolations(schema.validate({ bar: 5, b: 'x' })).split('\n');
  assert.deepEqual(
    lines.map((line) => /^ {2}I\[/.test(line)),
    [false, true, true],
  );
  const long = await loadTraits({ a: { pattern: '^a$' }, b: { enum: ['x'] } });
  assert.ok(describeViolations(long.validate({ a: 'b'.repeat(5000), b: 'c'.repeat(5000) })).length < 600, 'B17');
});

test('violations are issues at their nodes', async () => {
  const issues = violationsToIssues((await loadTraits({ 'a.b': { type: 'string' } })).validate({ 'a.b': 1 }));
  assert.deepEqual(
    issues.map((issue) => issue.at),
    ['traits.a\\.b'],
  );
  assert.deepEqual(
    violationsToIssues([
      { at: '', keyword: '', message: issues[0]!.message, instancePointer: '#', schemaPointer: '#', detail: '' },
    ]),
    [{ message: issues[0]!.message }],
  );
});

test('very many violations are cut off', async () => {
  const schema = await loadTraits({ a: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'null' }] } } });
  const spent = stopwatch();
  assert.equal(schema.validate({ a: Array.from({ length: 10_000 }, (_, i) => i) }).length, 100);
  assert.ok(spent() < 1000);
});

test('SR-IV-06: large lists of distinct objects are compared in linear time', async () => {
  const schema = await loadTraits({ a: { uniqueItems: true } });
  const spent = stopwatch();
  assert.deepEqual(schema.validate({ a: Array.from({ length: 10_000 }, (_, i) => ({ i })) }), []);
  assert.ok(spent() < 1000);
});

test('validation and derivation answer any JSON value', async () => {
  const schema = await loadTraits(USUAL, { required: ['email'], additionalProperties: false });
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const direct = schema.validate(value as JsonValue);
      const inside = schema.validate({ email: value, name: value } as JsonValue);
      for (const v of [...direct, ...inside]) assert.match(v.at, /^traits/);
      assert.deepEqual(schema.derive(value as JsonObject).violations, direct);
    }),
    { seed: 21, numRuns: 500 },
  );
});
