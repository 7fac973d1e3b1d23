import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UiNode } from '@zelos/contract';
import { loadTraits, USUAL } from './fixture.test.ts';
import { traitNodes } from './index.ts';

function attributes(node: UiNode | undefined): Readonly<Record<string, unknown>> {
  assert.equal(node?.attributes.node_type, 'input');
  return node.attributes as unknown as Readonly<Record<string, unknown>>;
}

type Row = readonly [schema: object, type: string, extra?: object];

const ROWS: readonly Row[] = [
  [{ type: 'string' }, 'text'],
  [{}, 'text'],
  [{ type: 'number' }, 'number'],
  [{ type: 'integer' }, 'number'],
  [{ type: 'boolean' }, 'checkbox'],
  [{ type: 'string', format: 'date-time' }, 'datetime-local'],
  [{ type: 'string', format: 'date' }, 'date'],
  [{ type: 'string', format: 'email' }, 'email', { autocomplete: 'email' }],
  [{ type: 'string', format: 'tel' }, 'tel', { autocomplete: 'tel' }],
  [{ type: 'string', format: 'uri' }, 'url', { autocomplete: 'url' }],
  [{ type: 'string', format: 'hostname' }, 'text'],
  [{ type: 'string', pattern: '^a$' }, 'text', { pattern: '^a$' }],
  [{ enum: ['a', 'b'] }, 'text', { options: [{ value: 'a' }, { value: 'b' }] }],
  [{ enum: [1, 2, { a: 1 }] }, 'text', { options: [{ value: 1 }, { value: 2 }] }],
  [{ type: 'array', items: { type: 'string' } }, 'text'],
  [{ $ref: '#/definitions/mail' }, 'email', { autocomplete: 'email' }],
  [{ allOf: [{ type: 'string' }, { format: 'email' }] }, 'email', { autocomplete: 'email' }],
  [
    {
      anyOf: [
        { type: 'string', format: 'email' },
        { type: 'string', format: 'tel' },
      ],
    },
    'text',
  ],
  [{ type: 'string', anyOf: [{ format: 'email' }, { format: 'tel' }] }, 'text'],
  [{ type: ['string', 'null'], default: null }, 'text'],
];

for (const [schema, type, extra = {}] of ROWS) {
  test(`node of ${JSON.stringify(schema)}`, async () => {
    const definitions = { mail: { type: 'string', format: 'email' } };
    const nodes = traitNodes(await loadTraits({ a: schema }, {}, { definitions }));
    assert.deepEqual(nodes.map(attributes), [
      { name: 'traits.a', type, disabled: false, node_type: 'input', ...extra },
    ]);
  });
}

for (const schema of [
  { type: 'object' },
  { type: 'array', items: { type: 'object' } },
  { type: 'array' },
  { type: ['string', 'null'] },
  { type: ['string', 'null', 'number'], default: null },
  { type: 'null' },
]) {
  test(`no node of ${JSON.stringify(schema)}`, async () => {
    assert.deepEqual(traitNodes(await loadTraits({ a: schema })), []);
  });
}

test('nodes come alphabetical by path, with label, requirement and group', async () => {
  const name = {
    type: 'object',
    required: ['last'],
    properties: { last: { type: 'string', title: 'Last' }, first: {} },
  };
  const schema = await loadTraits({ name, age: { type: 'integer' }, email: USUAL.email }, { required: ['email'] });
  const nodes = traitNodes(schema, { group: 'profile' });
  assert.deepEqual(
    nodes.map((n) => [
      attributes(n)['name'],
      n.group,
      attributes(n)['required'],
      n.meta.label?.context,
      n.meta.label?.id,
    ]),
    [
      ['traits.age', 'profile', undefined, undefined, undefined],
      ['traits.email', 'profile', true, { title: 'E-Mail', name: 'traits.email' }, 1070002],
      ['traits.name.first', 'profile', undefined, undefined, undefined],
      ['traits.name.last', 'profile', true, { title: 'Last', name: 'traits.name.last' }, 1070002],
    ],
  );
  assert.deepEqual(schema.keyOrder, ['traits.name.last', 'traits.name.first', 'traits.age', 'traits.email']);
});

test('what only a branch asks for is not required of everybody', async () => {
  const branch = (key: string) => ({
    properties: { kind: { const: key }, [key]: { type: 'string' } },
    required: [key],
  });
  const schema = await loadTraits(
    {},
    { properties: { kind: { type: 'string' } }, oneOf: [branch('a'), branch('b')], allOf: [{ required: ['kind'] }] },
  );
  assert.deepEqual(
    schema.leaves.map((leaf) => [leaf.path, leaf.required]),
    [
      ['traits.kind', true],
      ['traits.a', false],
      ['traits.b', false],
    ],
  );
});

test('long lists of values are cut at 500', async () => {
  const schema = await loadTraits({ a: { enum: Array.from({ length: 600 }, (_, i) => `v${i}`) } });
  assert.equal((attributes(traitNodes(schema)[0])['options'] as readonly unknown[]).length, 500);
});

test('dots in names are escaped', async () => {
  assert.deepEqual((await loadTraits({ 'a.b': { type: 'string' } })).keyOrder, ['traits.a\\.b']);
});
