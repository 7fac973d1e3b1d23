import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documents, loadDocument, loadTraits, passwordMark, stopwatch, USUAL } from './fixture.test.ts';
import { loadIdentitySchemas, SchemaLoadError } from './index.ts';

const nested = (levels: number, leaf: object = { type: 'string' }): object => {
  let schema: object = leaf;
  for (let i = 0; i < levels; i += 1) schema = { type: 'object', properties: { a: schema } };
  return schema;
};

/** `allOf` of two references each, so that following them doubles at each step. */
const doubling = (steps: number) => {
  const definitions: Record<string, object> = { [`d${steps}`]: { type: 'string' } };
  for (let i = 0; i < steps; i += 1) {
    const next = { $ref: `#/definitions/d${i + 1}` };
    definitions[`d${i}`] = { allOf: [next, next] };
  }
  return definitions;
};

const trait = (x: object) => ({ properties: { traits: { type: 'object', properties: { x } } } });

const REFUSED: readonly (readonly [what: string, document: object | string, reason: RegExp])[] = [
  ['text that is no JSON', '{', /no JSON/],
  ['a document that is no object', '[]', /no JSON object/],
  ['a schema without traits', { type: 'object', properties: {} }, /traits is missing/],
  ['traits of another type', { properties: { traits: { type: 'string', properties: { a: {} } } } }, /must be "object"/],
  ['traits without properties', { properties: { traits: { type: 'object', properties: {} } } }, /at least one/],
  ['an invalid draft-07 schema', trait({ type: 'strange' }), /no draft-07 schema/],
  [
    'an unknown draft',
    { $schema: 'https://json-schema.org/draft/2020-12/schema', ...trait({}) },
    /draft that is not known/,
  ],
  [
    'an unknown key of the extension',
    trait({ 'ory.sh/kratos': { credentials: { pasword: {} } } }),
    /pasword is not known/,
  ],
  [
    'an unknown key deep below',
    trait({ type: 'array', items: { 'ory.sh/kratos': { verify: {} } } }),
    /verify is not known/,
  ],
  [
    'a marking that is no boolean',
    trait({ 'ory.sh/kratos': { credentials: { password: { identifier: 'yes' } } } }),
    /true or false/,
  ],
  ['an unknown channel', trait({ 'ory.sh/kratos': { recovery: { via: 'fax' } } }), /email or sms/],
  [
    'verification of a loose address',
    trait({ format: 'email_loose', 'ory.sh/kratos': { verification: { via: 'email' } } }),
    /verifiable/,
  ],
  ['a pattern with look-ahead', trait({ pattern: '(?=a)b' }), /cannot be used/],
  ['a property pattern that cannot be read', trait({ patternProperties: { '(': {} } }), /cannot be used/],
  [
    'FT-24: a pattern that expands too far',
    trait({ pattern: '(([a-z]{1,100}){1,100}){1,9}' }),
    /cannot be used|too often/,
  ],
  ['a reference that leads nowhere', trait({ $ref: '#/definitions/none' }), /leads nowhere/],
  [
    'FT-24: references in a circle',
    {
      ...trait({ $ref: '#/definitions/a' }),
      definitions: { a: { $ref: '#/definitions/b' }, b: { $ref: '#/definitions/a' } },
    },
    /back to themselves/,
  ],
  [
    'FT-24: a circle through allOf',
    { ...trait({ $ref: '#/definitions/a' }), definitions: { a: { allOf: [{ $ref: '#/definitions/a' }] } } },
    /back to themselves/,
  ],
  ['FT-24: a reference to itself', trait({ $ref: '#/properties/traits/properties/x' }), /back to themselves/],
  ['FT-24: 200 levels', trait(nested(200)), /nests deeper/],
  [
    'FT-24: 50000 levels',
    `{"properties":{"traits":{"properties":{"x":${'{"not":'.repeat(50_000)}{}${'}'.repeat(50_000)}}}}}`,
    /nests deeper/,
  ],
  [
    'FT-24: very many parts',
    trait({ anyOf: Array.from({ length: 6000 }, () => ({ type: 'string' })) }),
    /more than 5000 parts/,
  ],
  [
    'FT-24: more branches than the compiler can take',
    trait({ anyOf: Array.from({ length: 4500 }, (_, i) => ({ const: i })) }),
    /too many branches/,
  ],
  ['a document over 1 MiB', JSON.stringify({ ...trait({}), description: 'x'.repeat(1_048_577) }), /larger than 1 MiB/],
  [
    'SR-IV-04: a trait called __proto__',
    '{"properties":{"traits":{"properties":{"__proto__":{"type":"string"}}}}}',
    /cannot be called/,
  ],
  [
    'SR-IV-04: a trait called constructor',
    trait({ properties: { constructor: { type: 'string' } } }),
    /cannot be called/,
  ],
  ['an absent remote document', trait({ $ref: 'https://other.example/x.json' }), /cannot be read/],
  ['a file named by a schema from the network', trait({ $ref: 'file:///etc/passwd' }), /names the file/],
  ['a reference of another scheme', trait({ $ref: 'ftp://other.example/x.json' }), /cannot be read/],
];

for (const [what, document, reason] of REFUSED) {
  test(`refused at load: ${what}`, async () => {
    await assert.rejects(loadDocument(document), (error) => {
      assert.ok(error instanceof SchemaLoadError);
      assert.equal(error.schemaId, 'default');
      assert.equal(error.url, 'https://schemas.example/identity.json');
      assert.match(error.reason, reason);
      assert.ok(error.message.length < 1000, 'the reason stays short');
      return true;
    });
  });
}

test('B20: remote references are read at the start, through other documents and by id', async () => {
  const remote = { definitions: { mail: { $id: '#mail', $ref: 'types/mail.json#/definitions/m' } } };
  const mail = { definitions: { m: { type: 'string', format: 'email', 'ory.sh/kratos': passwordMark } } };
  const source = documents({
    'https://a.example/s.json': JSON.stringify({ ...trait({ $ref: 'parts.json#/definitions/mail' }) }),
    'https://a.example/parts.json': JSON.stringify(remote),
    'https://a.example/types/mail.json': JSON.stringify(mail),
  });
  const schema = (await loadIdentitySchemas([{ id: 'a', url: 'https://a.example/s.json' }], source)).get('a');
  assert.deepEqual(source.asked, [
    'https://a.example/s.json',
    'https://a.example/parts.json',
    'https://a.example/types/mail.json',
  ]);
  assert.deepEqual(schema?.derive({ x: 'A@b.c' }).identifiers.password, ['a@b.c']);
  const [wrong] = schema?.validate({ x: 'no' }) ?? [];
  assert.equal(wrong?.schemaPointer, 'https://a.example/types/mail.json#/definitions/m/format');
});

test('references to files are relative to the file, also where its URL is', async () => {
  const source = documents({
    'file://./dir/s.json': JSON.stringify(trait({ $ref: 'x.json' })),
    'file://./dir/x.json': JSON.stringify({ type: 'integer' }),
  });
  const schema = (await loadIdentitySchemas([{ id: 'a', url: 'file://./dir/s.json' }], source)).get('a');
  assert.equal(schema?.leaves[0]?.type, 'integer');
});

test('references by the $id of the document itself are not fetched', async () => {
  const document = {
    $id: 'https://presets.example/x.json',
    ...trait({ $ref: '#/definitions/n' }),
    definitions: { n: { $ref: 'https://presets.example/x.json#/definitions/m' }, m: { type: 'number' } },
  };
  assert.equal((await loadDocument(document)).leaves[0]?.type, 'number');
});

test('switched off, references to other documents are refused unless inline', async () => {
  const inline = `base64://${Buffer.from('{"type":"integer"}').toString('base64')}`;
  const source = (ref: string) => ({
    ...documents({ u: JSON.stringify(trait({ $ref: ref })), [inline]: '{"type":"integer"}' }),
    disallowRef: true,
  });
  await assert.rejects(loadIdentitySchemas([{ id: 'a', url: 'u' }], source('https://o.example/x')), /switched off/);
  assert.equal(
    (await loadIdentitySchemas([{ id: 'a', url: 'u' }], source(inline))).get('a')?.leaves[0]?.type,
    'integer',
  );
});

test('the same id twice is refused', async () => {
  const source = documents({ u: JSON.stringify(trait({})) });
  await assert.rejects(
    loadIdentitySchemas(
      [
        { id: 'a', url: 'u' },
        { id: 'a', url: 'u' },
      ],
      source,
    ),
    SchemaLoadError,
  );
});

test('schemas are found by id and by its base64url form without padding, in the order of the configuration', async () => {
  const source = documents({ u: ` ${JSON.stringify(trait({}))}` });
  const configs = [
    { id: 'default', url: 'u' },
    { id: 'b', url: 'u', selfservice_selectable: true },
  ];
  const registry = await loadIdentitySchemas(configs, source);
  assert.equal(registry.find('ZGVmYXVsdA')?.id, 'default');
  assert.equal(registry.find('default')?.id, 'default');
  assert.equal(registry.find('ZGVmYXVsdA=='), undefined);
  assert.equal(registry.find('none'), undefined);
  assert.deepEqual(
    registry.all().map((s) => [s.id, s.selfserviceSelectable]),
    [
      ['default', false],
      ['b', true],
    ],
  );
  assert.ok(registry.get('b')?.raw.startsWith(' {'), 'the source text is kept');
});

test('SR-IV-07, FT-24: regex bombs cost no time', async () => {
  const schema = await loadTraits({
    a: { type: 'string', pattern: '^(a+)+$' },
    b: { type: 'string', pattern: '^(a|a)*$' },
  });
  const text = `${'a'.repeat(30_000)}!`;
  const spent = stopwatch();
  assert.equal(schema.validate({ a: text, b: text }).length, 2);
  assert.ok(spent() < 500);
  assert.deepEqual(schema.validate({ a: 'aaa', b: '' }), []);
});

test('FT-24: references that double at every step end in a violation', async () => {
  const schema = await loadTraits({ a: { $ref: '#/definitions/d0' } }, {}, { definitions: doubling(40) });
  const spent = stopwatch();
  assert.equal(schema.validate({ a: 'x' })[0]?.message.id, 4000001);
  assert.ok(spent() < 500);
});

test('FT-24: a recursive schema is walked to a bounded depth and values of any depth are answered', async () => {
  const tree = {
    type: 'object',
    properties: { v: { type: 'string' }, l: { $ref: '#/definitions/t' }, r: { $ref: '#/definitions/t' } },
  };
  const schema = await loadTraits({ tree: { $ref: '#/definitions/t' } }, {}, { definitions: { t: tree } });
  assert.ok(schema.leaves.length < 100);
  assert.ok(schema.leaves.some((leaf) => leaf.path === 'traits.tree.l.r.v'));
  let deep: Record<string, unknown> = { v: 1 };
  for (let i = 0; i < 30; i += 1) deep = { l: deep };
  assert.equal(schema.validate({ tree: deep } as never)[0]?.message.id, 4000026);
  for (let i = 0; i < 20_000; i += 1) deep = { l: deep };
  assert.equal(schema.validate({ tree: deep } as never)[0]?.keyword, 'depth');
});

test('FT-24: mutually recursive schemas do not multiply the walk', async () => {
  const definitions = Object.fromEntries(
    ['a', 'b', 'c'].map((name, i) => {
      const next = { $ref: `#/definitions/${['b', 'c', 'a'][i]}` };
      return [name, { type: 'object', properties: { l: next, r: next } }];
    }),
  );
  const spent = stopwatch();
  await loadTraits({ t: { $ref: '#/definitions/a' } }, {}, { definitions });
  assert.ok(spent() < 1500);
});

test('schemas of 100 levels work', async () => {
  const schema = await loadTraits({ x: nested(100, { type: 'integer' }) });
  let value: unknown = 'text';
  for (let i = 0; i < 50; i += 1) value = { a: value };
  assert.equal(schema.validate({ x: value } as never).length, 1);
});

test('the usual schema: leaves in document order, title of the identifier, what is marked', async () => {
  const schema = await loadTraits(USUAL);
  assert.deepEqual(schema.keyOrder, ['traits.email', 'traits.phone', 'traits.name.first', 'traits.name.last']);
  assert.equal(schema.identifierTitle, 'E-Mail');
  assert.deepEqual(schema.marks, { password: true, webauthn: true, code: true });
});

test('two titled identifiers have no common title, an untitled second one does not count', async () => {
  const mark = { 'ory.sh/kratos': passwordMark };
  const one = await loadTraits({ a: { title: 'A', ...mark }, b: mark });
  const two = await loadTraits({ a: { title: 'A', ...mark }, b: { title: 'B', ...mark } });
  assert.deepEqual([one.identifierTitle, two.identifierTitle], ['A', undefined]);
});

test('a schema that is loaded again is not compiled again', async () => {
  const [first, second] = [await loadTraits(USUAL), await loadTraits(USUAL)];
  assert.equal(first.leaves, second.leaves);
});
