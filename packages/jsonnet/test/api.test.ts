import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile, evaluate, type Imported, type JsonValue } from '../src/index.ts';

const files: Record<string, string> = {
  'lib/a.libsonnet': '{ b: import "b.libsonnet", n: std.thisFile }',
  'lib/b.libsonnet': '{ x: 1 }',
  'text.txt': 'hé',
  'loop.jsonnet': 'import "loop.jsonnet"',
};

function resolve(path: string, from: string): Imported | undefined {
  const folder = from.includes('/') ? from.slice(0, from.lastIndexOf('/') + 1) : '';
  const content = files[folder + path];
  return content === undefined ? undefined : { filename: folder + path, content };
}

test('external variables and top-level arguments, as data and as programs', () => {
  const program = 'function(a, b=2) [a, b, std.extVar("v"), std.extVar("c")]';
  const result = evaluate(program, {
    extVars: { v: { deep: [1] } },
    extCode: { c: '1 + 1' },
    tlaVars: { a: 'x' },
    tlaCode: { b: '{y: 3}' },
  });
  assert.deepEqual(result, ['x', { y: 3 }, { deep: [1] }, 2]);
  assert.throws(() => evaluate('std.extVar("nope")'), { code: 'runtime' });
  assert.throws(() => evaluate('function(a) a'), { code: 'runtime' });
  assert.throws(() => evaluate('function(a) a', { tlaVars: { a: 1, z: 1 } }), { code: 'runtime' });
});

test('imports go through the resolver only', () => {
  const options = { filename: 'main.jsonnet', importResolver: resolve };
  assert.deepEqual(evaluate('import "lib/a.libsonnet"', options), { b: { x: 1 }, n: 'lib/a.libsonnet' });
  assert.equal(evaluate('importstr "text.txt"', options), 'hé');
  assert.deepEqual(evaluate('importbin "text.txt"', options), [104, 195, 169]);
  assert.throws(() => evaluate('import "none"', options), { code: 'import' });
  assert.throws(() => evaluate('import "loop.jsonnet"', options), { code: 'runtime' });
  assert.throws(() => evaluate('import "x"', { importResolver: () => assert.fail('disk') }), {
    code: 'import',
    message: /disk/,
  });
});

test('native functions get and give JSON', () => {
  const nativeFunctions = {
    add: (a: JsonValue, b: JsonValue) => Number(a) + Number(b),
    pick: {
      params: ['o', 'k'],
      call: (o: JsonValue, k: JsonValue) => (o as Record<string, JsonValue>)[k as string] ?? null,
    },
    bad: () => Number.NaN,
    thrower: () => assert.fail('inside'),
  };
  assert.equal(evaluate('std.native("add")(1, 2)', { nativeFunctions }), 3);
  assert.equal(evaluate('std.native("pick")(k="a", o={a: 5})', { nativeFunctions }), 5);
  assert.equal(evaluate('std.native("none")', { nativeFunctions }), null);
  assert.throws(() => evaluate('std.native("bad")()', { nativeFunctions }), { code: 'runtime' });
  assert.throws(() => evaluate('std.native("thrower")()', { nativeFunctions }), { code: 'runtime', message: /inside/ });
});

test('trace goes to the callback with its place', () => {
  const seen: unknown[] = [];
  evaluate('1 +\nstd.trace("hi", 2)', {
    filename: 't.jsonnet',
    trace: (message, place) => seen.push([message, place]),
  });
  assert.deepEqual(seen, [['hi', { file: 't.jsonnet', line: 2 }]]);
});

test('a compiled program keeps nothing of an evaluation', () => {
  const program = compile('local v = std.extVar("v"); { a: v.x, b: [v.x], c: if v.x == 2 then error "two" else 0 }');
  const run = (x: number): JsonValue => program.evaluate({ extVars: { v: { x } } });
  assert.deepEqual(run(1), { a: 1, b: [1], c: 0 });
  assert.throws(() => run(2), { message: 'two' });
  assert.deepEqual(run(3), { a: 3, b: [3], c: 0 });
  assert.throws(() => program.evaluate({ extVars: { v: { x: 1 } }, limits: { steps: 2 } }), { code: 'limit.steps' });
  assert.deepEqual(run(4), { a: 4, b: [4], c: 0 });
});

test('evaluations inside native functions and resolvers are separate', () => {
  const inner = compile('std.extVar("v")');
  const outer = compile('local f = std.native("f"); [std.extVar("v"), f(1), std.extVar("v"), f(2), std.extVar("v")]');
  const f = (n: JsonValue): JsonValue => {
    if (n === 2)
      assert.throws(() => evaluate('local f(x) = f(x + 1) tailstrict; f(0)', { limits: { steps: 500 } }), {
        code: 'limit.steps',
      });
    return inner.evaluate({ extVars: { v: `inner ${n}` } });
  };
  const result = outer.evaluate({ extVars: { v: 'outer' }, nativeFunctions: { f } });
  assert.deepEqual(result, ['outer', 'inner 1', 'outer', 'inner 2', 'outer']);
});

test('evaluations that nest through native functions end with the depth error', () => {
  const nativeFunctions = { f: (): JsonValue => evaluate('std.native("f")()', { nativeFunctions }) };
  assert.throws(
    () => evaluate('std.native("f")()', { nativeFunctions }),
    (error: { code: string; cause?: { code?: string } }) => {
      let at: { code?: string; cause?: unknown } | undefined = error;
      while (at?.cause !== undefined) at = at.cause as typeof at;
      return at?.code === 'limit.depth' || at instanceof RangeError;
    },
  );
});

test('data from outside must be JSON and is never changed', () => {
  const data = { list: [{ a: 1 }, [2, { b: 3 }]], n: null };
  const before = structuredClone(data);
  assert.deepEqual(evaluate('std.extVar("d") + {extra: 1}', { extVars: { d: data } }), { ...data, extra: 1 });
  assert.deepEqual(data, before);
  for (const odd of [Number.NaN, () => 1, new Date(), 1n, new Map()])
    assert.throws(() => evaluate('std.extVar("d")', { extVars: { d: [odd] as never } }), { code: 'runtime' });
  const loop: Record<string, unknown> = {};
  loop['self'] = loop;
  assert.throws(() => evaluate('std.extVar("d")', { extVars: { d: loop as never } }), { code: 'limit.depth' });
});
