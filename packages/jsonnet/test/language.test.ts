import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate, evaluateToString, type JsonValue } from '../src/index.ts';

/** Programs by section of the specification, with the JSON they must give. */
const SECTIONS: Record<string, readonly (readonly [program: string, result: JsonValue])[]> = {
  'lexing: numbers': [
    ['[0, 1.5, 1e3, 1.5E+2, 2e-1, 1_000.5_5]', [0, 1.5, 1000, 150, 0.2, 1000.55]],
    ['1-1', 0],
    ['1- -1', 2],
  ],
  'lexing: strings': [
    [`"a\\"b" + 'c\\'d'`, `a"bc'd`],
    [`'\\u00e9\\ud83d\\ude00\\n\\t\\\\\\/'`, 'é😀\n\t\\/'],
    [`@'a\\n''b' + @"x""y"`, `a\\n'bx"y`],
    ['|||\n  one\n    two\n\n  three\n|||', 'one\n  two\n\nthree\n'],
    ['|||-\n\tone\n\ttwo\n|||', 'one\ntwo'],
    ['{a: |||\n    x\n  |||, b: 1}', { a: 'x\n', b: 1 }],
  ],
  'lexing: comments': [['1 // x\n + /* y\n */ 2 # z', 3]],
  'lexing: operators': [
    ['[!!true, 1+-1, 2--1, ~-1, -+-1]', [true, 0, 3, 0, 1]],
    ['{a::-1, b: self.a}', { b: -1 }],
  ],
  precedence: [
    ['1 + 2 * 3 - 4 / 2', 5],
    ['1 << 2 + 1 == 8 && (5 & 6 | 1) == 5', true],
    ['[7 & 3 | 8 ^ 1, 1 < 2 == true, !true || true]', [11, true, true]],
    ['-2 * 3 + 1 % 2', -5],
    ['1 + if true then 2 else 3 + 4', 3],
    ['local x = 1; x + local y = 2; y * 2', 5],
  ],
  objects: [
    ['{a: 1, "b": 2, ["c" + 1]: 3, [null]: 4}', { a: 1, b: 2, c1: 3 }],
    ['{a:: 1, b: self.a, c::: 3}', { b: 1, c: 3 }],
    ['{f(x, y=2):: x + y, r: self.f(1), s: self.f(1, y=3)}', { r: 3, s: 4 }],
    ['{local k = 2, a: k * self.b, b: 3}', { a: 6, b: 3 }],
    ['{a: {b: $.c, d: {e: $.c}}, c: 3}', { a: { b: 3, d: { e: 3 } }, c: 3 }],
    ['{a: 1} {a: 2, b: super.a}', { a: 2, b: 1 }],
    ['{["a" + x]: {v: x, w: self.v} for x in [1, 2]}', { a1: { v: 1, w: 1 }, a2: { v: 2, w: 2 } }],
    ['{local z = x + "!", [x]: z for x in ["a", "b"] if x != "b"}', { a: 'a!' }],
    ['{assert self.x > 0 : "positive", x: 1}', { x: 1 }],
    ['{x: 1, ["__proto__"]: 2}', JSON.parse('{"__proto__": 2, "x": 1}') as JsonValue],
  ],
  inheritance: [
    ['{a: 1, b: self.a} + {a: 5}', { a: 5, b: 5 }],
    ['{a: {b: 1}} + {a+: {c: 2}}', { a: { b: 1, c: 2 } }],
    ['{a+: {b: 1}}', { a: { b: 1 } }],
    ['{a: [1]} + {a+: [2]} + {a+: [3]}', { a: [1, 2, 3] }],
    ['{a:: 1} + {a: 2}', {}],
    ['{a:: 1} + {a::: 2}', { a: 2 }],
    ['{a: 1} + {a:: 2} + {b: self.a}', { b: 2 }],
    ['local A = {x: 1, y: self.x}; local B = A + {x: super.x + 1}; B + {x: super.x + 1}', { x: 3, y: 3 }],
    ['{a: "a" in super, b: "z" in super} + {c: 1}', { a: false, b: false, c: 1 }],
    ['{z: 1} + {a: "z" in super, b: super["z"]}', { a: true, b: 1, z: 1 }],
    ['{a: 1, assert self.a == 2} + {a: 2}', { a: 2 }],
    ['local o = {a: 1}; [o.a, (o {a: 2}).a, o.a]', [1, 2, 1]],
  ],
  arrays: [
    ['[x * y for x in [1, 2] for y in [10, 20] if x * y != 20]', [10, 40]],
    ['[1, 2] + [3]', [1, 2, 3]],
    ['[1, 2, 3, 4, 5][1:4:2] + [1, 2][:1] + [1, 2, 3][-2:] + [1, 2][::]', [2, 4, 1, 2, 3, 1, 2]],
    ['[[1] < [1, 2], [] < [1], [2] > [1, 5], [1] <= [1], [1, 2] == [1, 2]]', [true, true, true, true, true]],
  ],
  strings: [
    ['"a" + 1 + true + null + [1, {a: []}]', 'a1truenull[1, {"a": [ ]}]'],
    ['["a😀b"[1], "a😀b"[1:3], std.length("😀😀"), "\\uffff" < "😀"]', ['😀', '😀b', 2, true]],
    ['"%s %d %05.2f %x %(q)s" % ["a", 3.9, 2.5, 255, "k"]', 'a 3 02.50 ff k'],
    ['"%(a)-5s|%(b)+d|%%" % {a: "x", b: 2}', 'x    |+2|%'],
  ],
  numbers: [
    ['[1 << 3, 256 >> 4, 5 & 3, 5 | 3, 5 ^ 3, ~5, 3.7 & 3, -8 >> 1]', [8, 16, 1, 7, 6, -6, 3, -4]],
    ['[7 % 3, -7 % 3, 7 % -3, 5.5 % 2]', [1, -1, 1, 1.5]],
    ['1 << 64', 1],
  ],
  functions: [
    [
      'local f(a, b=a + 1, c=b * 2) = [a, b, c]; [f(1), f(1, c=5), f(b=7, a=0)]',
      [
        [1, 2, 4],
        [1, 2, 5],
        [0, 7, 14],
      ],
    ],
    ['(function(x) function(y) x + y)(1)(2)', 3],
    ['local f(n, a=0) = if n == 0 then a else f(n - 1, a + n) tailstrict; f(100000)', 5000050000],
    [
      'local even(n) = if n == 0 then true else odd(n - 1), odd(n) = if n == 0 then false else even(n - 1); even(10)',
      true,
    ],
    ['local f(x, y=x) = y; f(x=3,)', 3],
  ],
  laziness: [
    ['local f(x) = 1; f(error "no")', 1],
    ['std.length([error "a", error "b"])', 2],
    ['{a: error "x", b: 1}.b', 1],
    ['[error "x", 1][1]', 1],
    ['local a = [b, 2], b = a[1]; a', [2, 2]],
    ['false && error "x"', false],
    ['true || error "x"', true],
  ],
  conditionals: [
    ['[if true then 1, if false then 1, if false then 1 else if true then 2 else 3]', [1, null, 2]],
    ['assert 1 == 1 : "never"; 5', 5],
  ],
  equality: [
    ['[1 == 1.0, "a" == 1, null == null, {a: 1, h:: 2} == {a: 1}, [1] != [2]]', [true, false, true, true, true]],
  ],
};

for (const [section, cases] of Object.entries(SECTIONS)) {
  test(section, () => {
    for (const [program, result] of cases)
      if (result !== undefined) assert.deepEqual(evaluate(program), result, program);
  });
}

test('number formatting', () => {
  const shown = (program: string): string => evaluateToString(program).trim();
  assert.equal(shown('0.1'), '0.10000000000000001');
  assert.equal(
    shown('1e100'),
    '10000000000000000159028911097599180468360808563945281389781327557747838772170381060813469985856815104',
  );
  assert.equal(shown('-0'), '-0');
  assert.equal(shown('1e-7'), '9.9999999999999995e-08');
  assert.equal(shown('[1/3, 3.0, 1e17]').replaceAll(/\s/g, ''), '[0.33333333333333331,3,100000000000000000]');
});

test('text form', () => {
  assert.equal(evaluateToString('{b: [1, {}], a: []}'), '{\n   "a": [ ],\n   "b": [\n      1,\n      { }\n   ]\n}\n');
  assert.equal(evaluateToString('"a\\nb"', { stringOutput: true }), 'a\nb');
});

test('long chains cost no stack', () => {
  assert.equal(evaluate(`0${' + 1'.repeat(20_000)}`), 20_000);
  assert.equal(evaluate(`${'local x = 1; '.repeat(20_000)}x`), 1);
  assert.equal(evaluate(`${'if false then 1 else '.repeat(20_000)}2`), 2);
});

const FAULTS: readonly (readonly [program: string, code: string, message: RegExp])[] = [
  ['{a: 1, a: 2}', 'static', /twice/],
  ['local a = 1, a = 2; a', 'static', /twice/],
  ['function(x, x) x', 'static', /twice/],
  ['x', 'static', /unknown variable 'x'/],
  ['self.a', 'static', /outside/],
  ['$.a', 'static', /outside/],
  ['super.a', 'static', /outside/],
  ['{[x]:: 1 for x in []}', 'static', /visible/],
  ['{a(x)+: x}', 'static', /'\+:'/],
  ['1 +', 'syntax', /end of the file/],
  ['"abc', 'syntax', /not closed/],
  ['"\\x"', 'syntax', /escape/],
  ['"\\ud800"', 'syntax', /surrogate/],
  ['/* x', 'syntax', /not closed/],
  ['|||\nx\n|||', 'syntax', /indented/],
  ['00', 'syntax', /number/],
  ['1 =! 2', 'syntax', /expected/],
  ['[1, 2][1:2:3:4]', 'syntax', /colons/],
  ['import "a" + "b"', 'import', /no import resolver/],
  ['error "boom"', 'runtime', /^boom$/],
  ['error {a: 1}', 'runtime', /^\{"a": 1\}$/],
  ['assert false : "no"; 1', 'runtime', /^no$/],
  ['{assert false}', 'runtime', /assertion failed/],
  ['{}.x', 'runtime', /no field 'x'/],
  ['[1][1]', 'runtime', /not within/],
  ['[1][0.5]', 'runtime', /whole/],
  ['"abc"[3]', 'runtime', /not within/],
  ['1 + {}', 'runtime', /cannot add/],
  ['1 / 0', 'runtime', /zero/],
  ['1 % 0', 'runtime', /zero/],
  ['1e308 * 10', 'runtime', /overflow/],
  ['1 << -1', 'runtime', /negative/],
  ['2 << 62', 'runtime', /64 bits/],
  ['1e20 & 1', 'runtime', /outside/],
  ['-"a"', 'runtime', /number/],
  ['!1', 'runtime', /boolean/],
  ['if 1 then 2', 'runtime', /boolean/],
  ['1 < "a"', 'runtime', /ordered/],
  ['{a: 1} < {a: 2}', 'runtime', /ordered/],
  ['(function() 1) == (function() 1)', 'runtime', /compared/],
  ['{a: function(x) x}', 'runtime', /function/],
  ['(function(x) x)()', 'runtime', /missing/],
  ['(function(x) x)(1, 2)', 'runtime', /takes 1 argument/],
  ['(function(x) x)(y=1)', 'runtime', /no parameter/],
  ['(function(x) x)(1, x=1)', 'runtime', /twice/],
  ['{[1]: 2}', 'runtime', /field name/],
  ['{[k]: 1 for k in ["a", "a"]}', 'runtime', /twice/],
  ['[x for x in 5]', 'runtime', /array/],
  ['local a = a; a', 'runtime', /infinite recursion/],
  ['{x: self.x}.x', 'runtime', /infinite recursion/],
  ['local f(x) = x; f(error "strict") tailstrict', 'runtime', /strict/],
  ['"%d" % "x"', 'runtime', /number/],
  ['"%s %s" % [1]', 'runtime', /too few/],
  ['"%s" % [1, 2]', 'runtime', /too many/],
  ['"%y" % 1', 'runtime', /unknown format/],
];

test('faulty programs are typed errors with a place', () => {
  for (const [program, code, message] of FAULTS) {
    assert.throws(
      () => evaluate(program, { filename: 'f.jsonnet' }),
      (error: { code: string; message: string; line: number; snippet: string; report: string }) => {
        assert.equal(error.code, code, `${program}: ${error.message}`);
        assert.match(error.message, message, program);
        assert.ok(error.line >= 1 && error.snippet.includes('^') && error.report.includes('f.jsonnet'), program);
        return true;
      },
    );
  }
});

test('an error shows its line, a caret and the calls that led there', () => {
  const program = 'local f(x) =\n  x + g(x),\n  g(y) = error "deep";\n{ a: f(1) }';
  assert.throws(
    () => evaluate(program, { filename: 'm.jsonnet' }),
    (error: {
      file: string;
      line: number;
      column: number;
      snippet: string;
      trace: { within: string; line: number }[];
    }) => {
      assert.deepEqual([error.file, error.line, error.column], ['m.jsonnet', 3, 10]);
      assert.equal(error.snippet, '  g(y) = error "deep";\n         ^^^^^^^^^^^^');
      assert.deepEqual(
        error.trace.map(({ within, line }) => `${within}:${line}`),
        ['function <g>:3', 'function <f>:2', 'field <a>:4', '$:1'],
      );
      return true;
    },
  );
});
