import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate, JsonnetError, JsonnetLimitError } from '../src/index.ts';

const chain = (first: string, next: (i: number) => string, last: string): string =>
  `local a0 = ${first}; ${Array.from({ length: 60 }, (_, i) => `local a${i + 1} = ${next(i)};`).join(' ')} ${last}`;
const nested = "std.foldl(function(a, i) [a], std.range(1, 50000), ['x'])";

/** Programs made to hang, to fill the memory or to break the native stack. */
const PROGRAMS: Record<string, string> = {
  'endless recursion': 'local f(x) = f(x + 1); f(0)',
  'endless tail-strict recursion': 'local f(x) = f(x + 1) tailstrict; f(0)',
  'recursion in an operand': 'local f(x) = 1 + f(x); f(0)',
  'recursion through std.map': 'local f(x) = std.map(f, [x])[0]; f(1)',
  'recursion through std.sort': 'local f(x) = std.sort([1, 2], f); f(1)',
  'recursion through format': 'local f(x) = "%s" % [f(x)]; f(1)',
  'recursion in the result': 'local f(x) = {a: f(x)}; f(1)',
  'an object in itself': 'local o = {a: self}; o',
  'exponential calls': 'local fib(n) = if n < 2 then n else fib(n - 1) + fib(n - 2); fib(100)',
  'exponential super': 'std.foldl(function(a, i) a + {x: super.x + super.x}, std.range(1, 60), {x: 1}).x',
  'string doubling': 'local f(s, n) = if n == 0 then s else f(s + s, n - 1); f("ab", 100)',
  'huge repeat': 'std.repeat("x", 1e12)',
  'huge array repeat': 'std.repeat([1], 1e9)',
  'huge range': 'std.range(1, 1e12)',
  'huge makeArray': 'std.makeArray(1e9, function(x) x)',
  'huge comprehension': '[1 for a in std.range(1, 1000) for b in std.range(1, 1000) for c in std.range(1, 1000)]',
  'comprehension of nothing':
    '[1 for a in std.range(1, 1000) for b in std.range(1, 1000) for c in std.range(1, 1000) if false]',
  'huge join': 'local s = std.repeat("x", 1000000); std.join(s, std.makeArray(10000, function(i) s))',
  'huge width': '"%999999999d" % 1',
  'huge precision': '"%.999999999f" % 1',
  'huge starred width': '"%*d" % [1e15, 1]',
  'shared arrays': chain('[1, 1]', (i) => `[a${i}, a${i}]`, 'a60'),
  'shared objects': chain('{x: 1}', (i) => `{l: a${i}, r: a${i}}`, 'a60'),
  'shared arrays as text': chain('[1, 1]', (i) => `[a${i}, a${i}]`, '"" + a60'),
  'deep value': nested,
  'deep value as text': `std.toString(${nested})`,
  'deep value as YAML': `std.manifestYamlDoc(${nested})`,
  'deep value compared': `${nested} == ${nested}`,
  'deep value flattened': `std.flattenDeepArray(${nested})`,
  'deep value pruned': `std.prune(${nested})`,
  'deep patch': 'local d = std.foldl(function(a, i) {x: a}, std.range(1, 50000), {}); std.mergePatch(d, d)',
  'deep thunks': 'std.foldl(function(a, i) {x: a.x + 1}, std.range(1, 100000), {x: 1}).x',
  'deep super': 'std.foldl(function(a, i) a + {x+: 1}, std.range(1, 100000), {x: 1}).x',
  'deep JSON': 'std.parseJson(std.repeat("[", 100000) + std.repeat("]", 100000))',
  'deep YAML': 'std.parseYaml(std.repeat("[", 50000))',
  'deep YAML lists': 'std.parseYaml(std.repeat("- ", 30000))',
  'YAML aliases': `std.parseYaml("a: &a [x,x,x,x,x,x,x,x,x]\\n" + std.join("", ["%s: &%s [%s]\\n" % [std.char(98 + i), std.char(98 + i), std.join(",", std.makeArray(9, function(j) "*" + std.char(97 + i)))] for i in std.range(0, 9)]))`,
  'quadratic arrays': 'std.foldl(function(a, i) a + [i], std.range(1, 100000), [])',
  'huge field names': 'local s = std.repeat("x", 1000000); {[s + i]: 1 for i in std.range(1, 100000)}',
  'huge compared strings': 'local s = std.repeat("x", 1000000); std.sort([s + i for i in std.range(1, 10000)])',
  'quadratic length': 'std.foldl(function(a, i) if std.length(a) > -1 then a + "xxxxxxxxxx", std.range(1, 100000), "")',
  'many parentheses': '('.repeat(100_000),
  'many brackets': '['.repeat(100_000),
  'many braces': '{a:'.repeat(100_000),
  'many signs': `${'-'.repeat(100_000)}1`,
  'many negations': `${'!'.repeat(100_000)}true`,
  'many fields': `{}${'.a'.repeat(100_000)}`,
  'many calls': `{}${'()'.repeat(100_000)}`,
  'many functions': `${'function(x) '.repeat(100_000)}1`,
  'many loops': `[1 ${'for x in [1] '.repeat(100_000)}]`,
  'many in supers': `{a: 1 ${'in super '.repeat(100_000)}}`,
};

for (const [name, program] of Object.entries(PROGRAMS)) {
  test(`hostile: ${name}`, () => {
    const start = process.cpuUsage();
    assert.throws(
      () => evaluate(program),
      (error: unknown) => {
        assert.ok(error instanceof JsonnetError, String(error));
        assert.equal(error.cause, undefined, 'the native stack held');
        if (!name.includes('YAML') || name.includes('value'))
          assert.ok(error instanceof JsonnetLimitError, error.message);
        return true;
      },
    );
    const used = process.cpuUsage(start);
    assert.ok(used.user + used.system < 1_000_000, `took ${used.user + used.system} µs of the processor`);
  });
}

test('memory stays bounded', () => {
  assert.ok(process.memoryUsage().rss < 1500 * 1024 * 1024);
});

test('every budget has its own code', () => {
  const code = (program: string, limits: object): string => {
    try {
      evaluate(program, { limits });
      return 'none';
    } catch (error) {
      return (error as JsonnetError).code;
    }
  };
  assert.equal(code('std.range(1, 100)', { steps: 5 }), 'limit.steps');
  assert.equal(code('[[[[1]]]]', { depth: 3 }), 'limit.depth');
  assert.equal(code('["aaaaaaaaaa"]', { outputBytes: 5 }), 'limit.outputBytes');
  assert.equal(code('"aaaa" + "bbbb"', { stringLength: 5 }), 'limit.stringLength');
  assert.equal(code('std.range(1, 10)', { arrayLength: 5 }), 'limit.arrayLength');
  assert.equal(code('((((1))))', { nesting: 3 }), 'limit.nesting');
  assert.equal(code('1 + 1 + 1', { sourceLength: 5 }), 'limit.sourceLength');
  assert.throws(() => evaluate('1', { limits: { steps: -1 } }), RangeError);
});

test('the depth budget holds when the host has already used part of the stack', () => {
  const deep = (levels: number): unknown =>
    levels === 0 ? evaluate('local f(x) = 1 + f(x); f(0)') : [deep(levels - 1)];
  assert.throws(() => deep(2000), { code: 'limit.depth' });
});
