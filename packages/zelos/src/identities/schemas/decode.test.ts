import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject, JsonValue } from '@zelos/contract';
import * as fc from 'fast-check';
import { loadTraits, USUAL } from './fixture.test.ts';
import { decodeTraits, type IdentitySchema, type RawFields } from './index.ts';

function form(...pairs: readonly (readonly [string, string])[]): RawFields {
  const values = new Map<string, string[]>();
  for (const [key, value] of pairs) values.set(key, [...(values.get(key) ?? []), value]);
  return { source: 'form', values };
}

function json(value: JsonObject): RawFields {
  return { source: 'json', value };
}

function traitsOf(schema: IdentitySchema, fields: RawFields): JsonObject {
  return decodeTraits(schema, fields).traits;
}

const MANY = {
  text: { type: 'string' },
  number: { type: 'number' },
  count: { type: 'integer' },
  yes: { type: 'boolean' },
  tags: { type: 'array', items: { type: 'string' } },
  sizes: { type: 'array', items: { type: 'integer' } },
  list: { type: 'array', items: { type: 'object', properties: { a: {} } } },
  free: { type: 'object', required: ['k'] },
  maybe: { type: ['string', 'null'] },
  either: { type: ['integer', 'string'] },
  'a.b': { type: 'string' },
};

type Row = readonly [what: string, fields: RawFields, traits: JsonObject];

const ROWS: readonly Row[] = [
  ['dotted form keys', form(['traits.text', 'x'], ['traits.number', '1.5']), { text: 'x', number: 1.5 }],
  ['numbers of forms', form(['traits.number', '+.5'], ['traits.count', '007']), { number: 0.5, count: 7 }],
  [
    'text that is no number stays',
    form(['traits.number', '5 apples'], ['traits.count', 'Infinity']),
    { number: '5 apples', count: 'Infinity' },
  ],
  [
    'whole numbers beyond the safe range stay text',
    form(['traits.count', '9007199254740993']),
    { count: '9007199254740993' },
  ],
  ['the last truth value wins', form(['traits.yes', 'false'], ['traits.yes', 'true']), { yes: true }],
  ['spellings of truth values', form(['traits.yes', '0']), { yes: false }],
  ['text that is no truth value stays', form(['traits.yes', 'on']), { yes: 'on' }],
  ['otherwise the first value wins', form(['traits.text', 'a'], ['traits.text', 'b']), { text: 'a' }],
  ['empty text is absent', form(['traits.text', ''], ['traits.number', ''], ['traits.yes', '']), {}],
  [
    'lists take all values',
    form(['traits.tags', 'a'], ['traits.tags', ''], ['traits.tags', 'b']),
    { tags: ['a', 'b'] },
  ],
  ['lists of numbers', form(['traits.sizes', '1'], ['traits.sizes', 'x']), { sizes: [1, 'x'] }],
  ['lists of objects as JSON', form(['traits.list', '[{"a":1}]']), { list: [{ a: 1 }] }],
  ['one object each', form(['traits.list', '{"a":1}'], ['traits.list', '{"a":2}']), { list: [{ a: 1 }, { a: 2 }] }],
  ['free objects as JSON', form(['traits.free', '{"k":{"l":1}}']), { free: { k: { l: 1 } } }],
  ['text that is no object stays', form(['traits.free', '{']), { free: '{' }],
  ['all traits as JSON in a form', form(['traits', '{"text":"x"}'], ['traits.number', '2']), { text: 'x', number: 2 }],
  [
    'unknown form keys are dropped',
    form(['traits.other', 'x'], ['traits.text.deep', 'x'], ['other', 'x'], ['traitsx', 'y']),
    {},
  ],
  ['a union with null', form(['traits.maybe', 'x']), { maybe: 'x' }],
  ['a union with text stays text', form(['traits.either', '5']), { either: '5' }],
  ['escaped dots', form(['traits.a\\.b', 'x'], ['traits.a.b', 'y']), { 'a.b': 'x' }],
  ['nested JSON', json({ traits: { text: 'x', number: 1, other: null } }), { text: 'x', number: 1, other: null }],
  [
    'dotted JSON',
    json({ 'traits.text': 'x', 'traits.number': 1, 'traits.yes': true }),
    { text: 'x', number: 1, yes: true },
  ],
  ['large JSON numbers', json({ 'traits.number': 1e21 }), { number: 1e21 }],
  ['dotted over nested', json({ traits: { text: 'x', yes: true }, 'traits.text': 'y' }), { text: 'y', yes: true }],
  [
    'scalars at dotted keys are read like a form',
    json({ 'traits.text': 5, 'traits.tags': 'a' }),
    { text: '5', tags: ['a'] },
  ],
  [
    'lists at dotted keys',
    json({ 'traits.tags': ['a', 'b'], 'traits.sizes': ['1', 2] }),
    { tags: ['a', 'b'], sizes: [1, 2] },
  ],
  ['B19: a list for a text stays', json({ 'traits.text': ['a'] }), { text: ['a'] }],
  [
    'B21: numbers and truth values sent as text',
    json({ traits: { number: '1.50', count: '-3', yes: 'true', sizes: ['4'] } }),
    { number: 1.5, count: -3, yes: true, sizes: [4] },
  ],
  [
    'B21: only what is exactly one',
    json({ traits: { number: ' 1', count: '+3', yes: '1', text: '5' } }),
    { number: ' 1', count: '+3', yes: '1', text: '5' },
  ],
  ['nested empty text stays', json({ traits: { text: '' } }), { text: '' }],
  ['no traits', json({ traits: null, method: 'password' }), {}],
  ['nothing', form(), {}],
];

for (const [what, fields, traits] of ROWS) {
  test(`decode: ${what}`, async () => {
    const decoded = decodeTraits(await loadTraits(MANY), fields);
    assert.deepEqual(decoded, { traits, violations: [] });
  });
}

test('B21: absent objects without required members become empty, others and lists of objects stay absent', async () => {
  const schema = await loadTraits(
    {
      name: { type: 'object', properties: { first: {}, parts: { type: 'object', properties: { a: {} } } } },
      address: {
        type: 'object',
        required: ['zip'],
        properties: { zip: {}, geo: { type: 'object', properties: { x: {} } } },
      },
      some: { type: 'object', minProperties: 1, properties: { a: {} } },
      free: { type: 'object' },
      list: { type: 'array', items: { type: 'object' } },
      tree: { $ref: '#/definitions/t' },
    },
    {},
    { definitions: { t: { type: 'object', properties: { v: {}, l: { $ref: '#/definitions/t' } } } } },
  );
  assert.deepEqual(traitsOf(schema, form()), { name: { parts: {} }, free: {}, tree: {} });
  assert.deepEqual(traitsOf(schema, json({ traits: { address: { zip: 'x' } } })), {
    address: { zip: 'x', geo: {} },
    name: { parts: {} },
    free: {},
    tree: {},
  });
  assert.deepEqual(schema.validate(traitsOf(schema, form())), []);
  assert.deepEqual(traitsOf(schema, json({ 'traits.name': { first: 'x' } }))['name'], { first: 'x', parts: {} });
});

test('required numbers and truth values sent empty are 0 and false, where their parent is there', async () => {
  const numbers = { n: { type: 'integer' }, b: { type: 'boolean' }, t: { type: 'string' } };
  const inner = { type: 'object', required: ['n'], properties: numbers };
  const schema = await loadTraits({ ...numbers, inner }, { required: ['n', 'b', 't'] });
  const empty = ['n', 'b', 't', 'inner.n'].map((key) => [`traits.${key}`, ''] as const);
  assert.deepEqual(traitsOf(schema, form(...empty)), { n: 0, b: false });
  assert.deepEqual(traitsOf(schema, form(['traits.inner.t', 'x'], ['traits.inner.n', ''])), {
    inner: { t: 'x', n: 0 },
  });
  assert.deepEqual(traitsOf(schema, form()), {});
});

test('B19: traits that are no object are a violation at traits', async () => {
  const schema = await loadTraits(USUAL);
  for (const fields of [
    json({ traits: [] }),
    json({ traits: 'x' }),
    json({ traits: 5 }),
    form(['traits', 'x']),
    form(['traits', '[1]']),
  ]) {
    const { traits, violations } = decodeTraits(schema, fields);
    assert.deepEqual(traits, { name: {} });
    assert.deepEqual(
      violations.map((v) => [v.at, v.message.id]),
      [['traits', 4000026]],
    );
  }
});

test('a member below something that is no object does not repair it', async () => {
  const schema = await loadTraits(USUAL);
  const traits = traitsOf(schema, json({ traits: { name: 'x' }, 'traits.name.first': 'y' }));
  assert.deepEqual(traits, { name: 'x' });
});

test('SR-IV-04: names that reach a prototype go nowhere', async () => {
  const schema = await loadTraits({ a: { type: 'object' } });
  for (const name of ['__proto__', 'constructor', 'prototype']) {
    const body = `{"traits":{"${name}":{"polluted":1},"a":{"b":[{"${name}":{"polluted":1}}]}},"traits.a":{"${name}":{"polluted":1}}}`;
    const keys = [`traits.${name}.polluted`, `traits[${name}][polluted]`, `traits.a.${name}`].map(
      (key) => [key, 'x'] as const,
    );
    for (const fields of [json(JSON.parse(body) as JsonObject), form(['traits.a', body], ['traits', body], ...keys)]) {
      const { traits } = decodeTraits(schema, fields);
      assert.ok(!JSON.stringify(traits).includes(name));
      assert.equal(Object.getPrototypeOf(traits), Object.prototype);
      assert.equal((traits as Record<string, unknown>)['polluted'], undefined);
    }
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    assert.deepEqual(
      decodeTraits(schema, json(JSON.parse(body) as JsonObject)).violations.map((v) => v.message.id),
      [4000001, 4000001],
    );
  }
});

test('SR-IV-06: values of any depth are answered', async () => {
  const schema = await loadTraits({ a: { type: 'object' }, l: { type: 'array' } });
  let deep: JsonObject = {};
  for (let i = 0; i < 20_000; i += 1) deep = { d: deep };
  assert.deepEqual(
    decodeTraits(schema, json({ traits: { a: deep } })).violations.map((v) => v.keyword),
    ['depth'],
  );
  assert.deepEqual(traitsOf(schema, json({ 'traits.a': deep })), { a: {} });
  assert.deepEqual(traitsOf(schema, form(['traits.a', '['.repeat(20_000) + ']'.repeat(20_000)])), { a: {} });
});

test('SR-IV-04: decoding answers everything, without a prototype of its own', async () => {
  const schema = await loadTraits({ ...MANY, ...USUAL });
  const names = fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'text',
    'number',
    'yes',
    'tags',
    'list',
    'free',
    'name',
    'x',
  );
  const values = fc.letrec<{ node: JsonValue }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<JsonValue>,
      fc.dictionary(names, tie('node')),
      fc.array(tie('node'), { maxLength: 3 }),
    ),
  })).node;
  const paths = fc.array(names, { maxLength: 3 }).map((parts) => ['traits', ...parts].join('.'));
  fc.assert(
    fc.property(fc.array(fc.tuple(paths, values), { maxLength: 5 }), (entries) => {
      const body = Object.fromEntries(entries) as JsonObject;
      const texts = form(
        ...entries.map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)] as const),
      );
      for (const fields of [json(body), texts]) {
        const { traits } = decodeTraits(schema, fields);
        assert.equal(Object.getPrototypeOf(traits), Object.prototype);
        const text = JSON.stringify(traits);
        assert.equal(JSON.stringify(JSON.parse(text)), text);
        schema.derive(traits);
      }
    }),
    { seed: 41, numRuns: 1000 },
  );
});
