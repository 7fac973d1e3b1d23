import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parse as parseYaml } from 'yaml';
import { compile, evaluate, evaluateToString, format, JsonnetError, type JsonValue, lint } from '../src/index.ts';

const noZero = (value: unknown): boolean => !Object.is(value, -0);
const json = fc
  .jsonValue({ maxDepth: 4, noUnicodeString: false } as never)
  .filter((value) => JSON.stringify(value).isWellFormed())
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);
const set = (items: Iterable<number>): number[] => Array.from(new Set(items)).sort((x, y) => x - y);
const limits = { steps: 20_000, stringLength: 100_000, arrayLength: 10_000, outputBytes: 100_000 };

/** Runs and accepts a result or one of our errors; anything else is a bug. */
function survives(program: string): void {
  try {
    evaluate(program, { limits });
  } catch (error) {
    assert.ok(error instanceof JsonnetError, `${program}\n${String(error)}`);
    assert.equal(error.cause, undefined, program);
  }
}

test('JSON is Jsonnet, and data goes through unchanged', () => {
  fc.assert(
    fc.property(json, (value) => {
      assert.deepEqual(evaluate(JSON.stringify(value)), value);
      assert.deepEqual(evaluate('std.extVar("v")', { extVars: { v: value } }), value);
      assert.deepEqual(JSON.parse(evaluateToString('std.extVar("v")', { extVars: { v: value } })), value);
    }),
    { numRuns: 300 },
  );
});

test('manifesting and parsing give the value back', () => {
  const round = compile(
    `local v = std.extVar('v'); [std.parseJson(std.manifestJson(v)), std.parseJson(std.manifestJsonMinified(v)), std.parseJson(std.toString([v]))[0], std.parseYaml(std.manifestYamlDoc([v], true, false))[0], std.parseYaml(std.manifestYamlDoc({v: v})).v]`,
  );
  fc.assert(
    fc.property(json, (value) => {
      const results = round.evaluate({ extVars: { v: value } }) as JsonValue[];
      for (const result of results) assert.deepEqual(result, value);
      assert.deepEqual(
        parseYaml(evaluate('std.manifestYamlDoc({v: std.extVar("v")})', { extVars: { v: value } }) as string),
        { v: value },
      );
    }),
    { numRuns: 200 },
  );
});

test('numbers print so that they read back', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }).filter(noZero), (value) => {
      assert.equal(Number(evaluate('std.toString(std.extVar("v"))', { extVars: { v: value } })), value);
    }),
  );
});

test('strings count, cut and compare by code point', () => {
  const text = fc.string({ unit: 'binary', maxLength: 20 });
  const program = compile(
    'function(a, b) [std.length(a), std.stringChars(a), a[1:3], a < b, std.decodeUTF8(std.encodeUTF8(a)) == a, std.base64Decode(std.base64(a)) == a]',
  );
  fc.assert(
    fc.property(text, text, (a, b) => {
      const points = Array.from(a);
      const less = Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
      const result = program.evaluate({ tlaVars: { a, b } }) as JsonValue[];
      assert.deepEqual(result.slice(0, 5), [points.length, points, points.slice(1, 3).join(''), less, true]);
    }),
  );
});

test('sort and sets agree with JavaScript', () => {
  const numbers = fc.array(fc.integer({ min: -9, max: 9 }));
  const program = compile(
    'function(a, b) [std.sort(a), std.set(a), std.setUnion(std.set(a), std.set(b)), std.setInter(std.set(a), std.set(b)), std.setDiff(std.set(a), std.set(b))]',
  );
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const expected = [
        a.toSorted((x, y) => x - y),
        set(a),
        set([...a, ...b]),
        set(a.filter((x) => b.includes(x))),
        set(a.filter((x) => !b.includes(x))),
      ];
      assert.deepEqual(program.evaluate({ tlaVars: { a, b } }), expected);
    }),
  );
});

/** Random programs, most of them well-formed. */
const programs = fc.letrec<{ expr: string; leaf: string }>((tie) => ({
  leaf: fc.constantFrom(
    'null',
    'true',
    '0',
    '1',
    '-2.5',
    '1e300',
    '"a"',
    '"😀"',
    '[]',
    '{}',
    'x',
    'y',
    'self',
    '$',
    'std',
    'super.a',
    'error "e"',
  ),
  expr: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    tie('leaf'),
    fc
      .tuple(tie('expr'), fc.constantFrom('+', '-', '*', '/', '%', '<', '==', '&&', '||', '&', '<<', 'in'), tie('expr'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(tie('expr'), tie('expr')).map(([a, b]) => `[${a}, ${b}]`),
    fc.tuple(tie('expr'), tie('expr')).map(([a, b]) => `{a: ${a}, b+: ${b}, local x = 1, local y = self, c:: x}`),
    fc.tuple(tie('expr'), tie('expr')).map(([a, b]) => `local x = ${a}, y = ${b}; [x, y]`),
    fc.tuple(tie('expr'), tie('expr')).map(([a, b]) => `(local x(y) = ${a}; x(${b}))`),
    fc.tuple(tie('expr'), tie('expr')).map(([a, b]) => `[${a} for x in ${b} for y in [x]]`),
    fc.tuple(tie('expr'), tie('expr')).map(([a, b]) => `{["k" + x]: ${a} for x in ${b}}`),
    fc.tuple(tie('expr'), tie('expr'), tie('expr')).map(([a, b, c]) => `(if ${a} then ${b} else ${c})`),
    fc.tuple(tie('expr'), tie('expr')).map(([a, b]) => `(${a})[${b}]`),
    fc.tuple(tie('expr'), tie('expr')).map(([a, b]) => `(${a})(${b})`),
    tie('expr').map((a) => `(${a})[1:]`),
    tie('expr').map((a) => `(function(x, y=x) ${a})`),
    fc
      .tuple(
        fc.constantFrom(
          'toString',
          'length',
          'map',
          'join',
          'foldl',
          'sort',
          'prune',
          'repeat',
          'range',
          'manifestYamlDoc',
          'manifestTomlEx',
          'mergePatch',
          'objectFields',
          'format',
          'flatMap',
          'parseYaml',
        ),
        tie('expr'),
        tie('expr'),
      )
      .map(([f, a, b]) => `std.${f}(${a}, ${b})`),
    fc
      .tuple(
        fc.constantFrom(
          'toString',
          'length',
          'sort',
          'prune',
          'manifestJson',
          'manifestPython',
          'type',
          'md5',
          'lines',
          'flattenDeepArray',
          'all',
          'char',
        ),
        tie('expr'),
      )
      .map(([f, a]) => `std.${f}(${a})`),
  ),
}));

test('random programs end with a value or a typed error', () => {
  fc.assert(
    fc.property(programs.expr, (expr) => {
      survives(`{ a: 1, local x = [1, 2], local y = 'k', r: ${expr} }`);
      survives(`local x = 1, y = {a: x}; ${expr}`);
    }),
    { numRuns: 800 },
  );
});

test('random text ends with a value or a typed error', () => {
  const word = fc.constantFrom(
    ...'{ } [ ] ( ) : :: , . ; + - ! $ = == local x y function if then else for in self super error import assert "a" \'b\' ||| 1 0.5 // # /* @"'.split(
      ' ',
    ),
    '\n',
    ' ',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(word, { maxLength: 40 }).map((words) => words.join(' ')),
      ),
      (text) => {
        survives(text);
        assert.ok(Array.isArray(lint(text)));
        try {
          format(text);
        } catch (error) {
          assert.ok(error instanceof JsonnetError);
        }
      },
    ),
    { numRuns: 800 },
  );
});

test('formatting keeps the meaning and happens once', () => {
  fc.assert(
    fc.property(programs.expr, fc.constantFrom('', ' ', '\n', ' // note\n'), (expr, gap) => {
      const program = `local x = 1, y = {a: x}; {r: ${expr.replaceAll(', ', `,${gap}`)}}`;
      let once: string;
      try {
        once = format(program);
      } catch (error) {
        assert.ok(error instanceof JsonnetError);
        return;
      }
      assert.equal(format(once), once);
      const outcome = (text: string): string => {
        try {
          return JSON.stringify(evaluate(text, { limits }));
        } catch (error) {
          return `${(error as JsonnetError).code} ${(error as JsonnetError).message}`;
        }
      };
      assert.equal(outcome(once), outcome(program));
    }),
    { numRuns: 300 },
  );
});
