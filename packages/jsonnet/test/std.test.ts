import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { evaluate, type JsonValue } from '../src/index.ts';
import { stdNames } from '../src/std/index.ts';

const hash = (name: string, text: string): string => createHash(name).update(text).digest('hex');

/** Calls of every function of the library, by theme. */
const CASES: Record<string, readonly (readonly [program: string, result: JsonValue])[]> = {
  types: [
    [
      '[std.type(x) for x in [null, true, 1, "", [], {}, std.type]]',
      ['null', 'boolean', 'number', 'string', 'array', 'object', 'function'],
    ],
    ['[std.isString("") && std.isNumber(1), std.isBoolean(false) && std.isNull(null)]', [true, true]],
    ['[std.isArray([]) && std.isObject({}), std.isFunction(std.id), std.isArray("")]', [true, true, false]],
    ['[std.length(x) for x in ["a😀", [1, 2], {a: 1, b:: 2}, function(a, b) a]]', [2, 2, 1, 2]],
    ['[std.toString(x) for x in ["a", 1.5, [1, {a: "b"}], {}]]', ['a', '1.5', '[1, {"a": "b"}]', '{ }']],
    [
      '[std.equals([1], [1]), std.primitiveEquals("a", "a"), std.primitiveEquals(1, "1"), std.assertEqual(1, 1)]',
      [true, true, false, true],
    ],
    [
      '[std.id(3), std.xor(true, false), std.xnor(true, false), std.native("x"), std.thisFile]',
      [3, true, false, null, '<program>'],
    ],
    ['std.trace("message", 1) + std.length(std.extVar("e"))', 3],
  ],
  mathematics: [
    ['[std.abs(-2), std.sign(-3), std.max(1, 2), std.min(1, 2), std.pow(2, 10)]', [2, -1, 2, 1, 1024]],
    ['[std.floor(-1.5), std.ceil(-1.5), std.round(1.5), std.round(-1.5), std.sqrt(9)]', [-2, -1, 2, -2, 3]],
    ['[std.exp(0), std.log(1), std.log2(8), std.log10(1000), std.hypot(3, 4)]', [1, 0, 3, 3, 5]],
    [
      '[std.sin(0), std.cos(0), std.tan(0), std.asin(0), std.acos(1), std.atan(0), std.atan2(0, 1)]',
      [0, 1, 0, 0, 0, 0, 0],
    ],
    ['[std.deg2rad(180) == std.pi, std.rad2deg(std.pi), std.mantissa(8), std.exponent(8)]', [true, 180, 0.5, 4]],
    [
      '[std.mantissa(0), std.exponent(0), std.mantissa(-3), std.exponent(-3), std.exponent(5e-324)]',
      [0, 0, -0.75, 2, -1073],
    ],
    ['[std.clamp(-3, 0, 5), std.clamp(4, 0, 5), std.clamp(8, 0, 5)]', [0, 4, 5]],
    ['[std.mod(7, 3), std.mod("%s", 1), std.modulo(-7, 3)]', [1, '1', -1]],
    ['[std.isEven(2), std.isOdd(3), std.isInteger(1.5), std.isDecimal(1.5)]', [true, true, false, true]],
  ],
  strings: [
    ['[std.codepoint("😀"), std.char(128512), std.char(65)]', [128512, '😀', 'A']],
    [
      '[std.substr("a😀bc", 1, 2), std.substr("abc", 1, 99), std.findSubstr("a", "😀aba"), std.findSubstr("aa", "aaa")]',
      ['😀b', 'bc', [1, 3], [0, 1]],
    ],
    [
      '[std.startsWith("abc", "ab"), std.endsWith("abc", "bc"), std.isEmpty(""), std.equalsIgnoreCase("aB", "Ab")]',
      [true, true, true, true],
    ],
    [
      '[std.stripChars("xaxbx", "x"), std.lstripChars("xxa", "x"), std.rstripChars("axx", "x"), std.trim(" \\t a b\\n")]',
      ['axb', 'a', 'a', 'a b'],
    ],
    [
      '[std.split("a,b,c", ","), std.splitLimit("a,b,c", ",", 1), std.splitLimitR("a,b,c", ",", 1)]',
      [
        ['a', 'b', 'c'],
        ['a', 'b,c'],
        ['a,b', 'c'],
      ],
    ],
    [
      '[std.splitLimit("a,b", ",", -1), std.splitLimitR("a,b", ",", -1), std.splitLimit("a,b", ",", 0)]',
      [['a', 'b'], ['a', 'b'], ['a,b']],
    ],
    [
      '[std.strReplace("aXbX", "X", "yy"), std.asciiUpper("aé"), std.asciiLower("AÉ"), std.stringChars("a😀")]',
      ['ayybyy', 'Aé', 'aÉ', ['a', '😀']],
    ],
    [
      '[std.format("%s-%03d", ["a", 7]), std.lines(["a", "b"]), std.deepJoin(["a", ["b", ["c"]]]), std.resolvePath("/a/b", "c")]',
      ['a-007', 'a\nb\n', 'abc', '/a/c'],
    ],
    ['std.escapeStringJson("a\\"\\n\\u007f") + std.escapeStringPython("b")', '"a\\"\\n\\u007f""b"'],
    [
      `[std.escapeStringBash("it's"), std.escapeStringDollars("$x"), std.escapeStringXML("<a&\\"'>")]`,
      [`'it'"'"'s'`, '$$x', '&lt;a&amp;&quot;&apos;&gt;'],
    ],
  ],
  arrays: [
    [
      '[std.makeArray(3, function(i) i * i), std.range(1, 3), std.range(2, 1), std.repeat([1], 2), std.repeat("a", 2)]',
      [[0, 1, 4], [1, 2, 3], [], [1, 1], 'aa'],
    ],
    [
      '[std.map(function(x) x + 1, [1, 2]), std.mapWithIndex(function(i, x) [i, x], "ab"), std.filter(function(x) x > 1, [1, 2])]',
      [
        [2, 3],
        [
          [0, 'a'],
          [1, 'b'],
        ],
        [2],
      ],
    ],
    [
      '[std.filterMap(function(x) x > 1, function(x) x * 2, [1, 2]), std.flatMap(function(x) [x, x], [1, 2]), std.flatMap(function(c) c + c, "ab")]',
      [[4], [1, 1, 2, 2], 'aabb'],
    ],
    [
      '[std.foldl(function(a, x) a + x, ["b", "c"], "a"), std.foldr(function(x, a) a + x, ["b", "c"], "a")]',
      ['abc', 'acb'],
    ],
    [
      '[std.flattenArrays([[1], [2, [3]]]), std.flattenDeepArray([1, [2, [3]]])]',
      [
        [1, 2, [3]],
        [1, 2, 3],
      ],
    ],
    [
      '[std.join("-", ["a", null, "b"]), std.join([0], [[1], [2]]), std.reverse([1, 2]), std.slice("jsonnet", 0, 4, 2)]',
      ['a-b', [1, 0, 2], [2, 1], 'jo'],
    ],
    [
      '[std.member([1, 2], 2), std.member("abc", "b"), std.contains([1], 2), std.count([1, 2, 1], 1), std.find(1, [1, 2, 1])]',
      [true, true, false, 2, [0, 2]],
    ],
    ['[std.all([true, false]), std.any([true, false]), std.all([]), std.any([])]', [false, true, true, false]],
    [
      '[std.sum([1, 2]), std.avg([1, 2]), std.minArray([2, 1]), std.maxArray([2, 1]), std.maxArray([], onEmpty="e")]',
      [3, 1.5, 1, 2, 'e'],
    ],
    [
      '[std.minArray(["aa", "b"], keyF=std.length), std.remove([1, 2, 1], 1), std.removeAt([1, 2], 0), std.removeAt([1], 5)]',
      ['b', [2, 1], [2], [1]],
    ],
    ['std.length(std.map(function(x) error "lazy", [1, 2]))', 2],
  ],
  sets: [
    [
      '[std.sort([3, 1, 2]), std.sort(["b", "a"]), std.sort([[2], [1, 5]]), std.sort([1, 2], keyF=function(x) -x)]',
      [
        [1, 2, 3],
        ['a', 'b'],
        [[1, 5], [2]],
        [2, 1],
      ],
    ],
    [
      '[std.uniq([1, 1, 2, 1]), std.set([2, 1, 2]), std.setMember(2, [1, 2]), std.setMember(3, [1, 2])]',
      [[1, 2, 1], [1, 2], true, false],
    ],
    ['[std.setUnion([1, 3], [2, 3]), std.setInter([1, 2], [2, 3]), std.setDiff([1, 2], [2])]', [[1, 2, 3], [2], [1]]],
    ['std.setUnion([{k: 1, v: "l"}], [{k: 1, v: "r"}], keyF=function(x) x.k)', [{ k: 1, v: 'l' }]],
  ],
  objects: [
    [
      'local o = {b: 1, a: 2, h:: 3}; [std.objectFields(o), std.objectFieldsAll(o), std.objectFieldsEx(o, true)]',
      [
        ['a', 'b'],
        ['a', 'b', 'h'],
        ['a', 'b', 'h'],
      ],
    ],
    [
      'local o = {b: 1, h:: 3}; [std.objectValues(o), std.objectValuesAll(o), std.objectKeysValues(o), std.objectKeysValuesAll(o)]',
      [
        [1],
        [1, 3],
        [{ key: 'b', value: 1 }],
        [
          { key: 'b', value: 1 },
          { key: 'h', value: 3 },
        ],
      ],
    ],
    [
      'local o = {h:: 3}; [std.objectHas(o, "h"), std.objectHasAll(o, "h"), std.objectHasEx(o, "h", true), std.objectHasEx(o, "h", false)]',
      [false, true, true, false],
    ],
    [
      'local o = {a: 1, h:: 3}; [std.get(o, "a"), std.get(o, "z"), std.get(o, "z", 5), std.get(o, "h"), std.get(o, "h", inc_hidden=false)]',
      [1, null, 5, 3, null],
    ],
    ['[std.objectRemoveKey({a: 1, b: 2}, "a"), std.mapWithKey(function(k, v) k + v, {a: 1})]', [{ b: 2 }, { a: 'a1' }]],
    [
      '[std.mergePatch({a: 1, b: {c: 1, d: 2}}, {a: null, b: {d: null, e: 3}}), std.mergePatch(1, {a: {b: null}})]',
      [{ b: { c: 1, e: 3 } }, { a: {} }],
    ],
    ['std.prune({a: null, b: [], c: {d: null}, e: [1, null, {}]})', { e: [1] }],
  ],
  encoding: [
    [
      '[std.md5("é"), std.sha1("é"), std.sha256("é"), std.sha512("é"), std.sha3("é")]',
      ['md5', 'sha1', 'sha256', 'sha512', 'sha3-512'].map((name) => hash(name, 'é')),
    ],
    [
      '[std.base64("é"), std.base64([1, 255]), std.base64Decode("w6k="), std.base64DecodeBytes("Af8=")]',
      ['w6k=', 'Af8=', 'é', [1, 255]],
    ],
    ['[std.encodeUTF8("é"), std.decodeUTF8([195, 169, 255])]', [[195, 169], 'é\ufffd']],
    [
      '[std.parseInt("-12"), std.parseOctal("17"), std.parseHex("fF"), std.parseJson(\'{"a": [1]}\')]',
      [-12, 15, 255, { a: [1] }],
    ],
    [
      '[std.parseYaml("a: [1, {b: ~}]"), std.parseYaml("---\\n1\\n---\\nx: y\\n"), std.parseYaml("&a [1]")]',
      [{ a: [1, { b: null }] }, [1, { x: 'y' }], [1]],
    ],
  ],
  manifestation: [
    ['std.manifestJson({a: [1], b: {}})', '{\n    "a": [\n        1\n    ],\n    "b": {\n\n    }\n}'],
    ['std.manifestJsonEx({a: [1, 2]}, " ", newline="\\r", key_val_sep="=")', '{\r "a"=[\r  1,\r  2\r ]\r}'],
    ['std.manifestJsonMinified({a: [1, []], b: {}})', '{"a":[1,[]],"b":{}}'],
    [
      'std.manifestYamlDoc({a: [1, {b: "x\\ny\\n"}], c: {}, d: "no"})',
      '"a":\n- 1\n- "b": |\n    x\n    y\n"c": {}\n"d": "no"',
    ],
    [
      'std.manifestYamlDoc({a: [1], "on": 2, "1": 3}, indent_array_in_object=true, quote_keys=false)',
      '"1": 3\na:\n  - 1\n"on": 2',
    ],
    ['std.manifestYamlStream([1, {a: 2}])', '---\n1\n---\n"a": 2\n...\n'],
    ['std.manifestYamlStream([], c_document_end=false)', '---\n\n'],
    ['std.manifestIni({main: {a: 1}, sections: {s: {b: [1, "x"]}}})', 'a = 1\n[s]\nb = 1\nb = x\n'],
    ['[std.manifestPython({a: [true, null]}), std.manifestPythonVars({a: "x"})]', ['{"a": [True, None]}', 'a = "x"\n']],
    ['std.manifestXmlJsonml(["a", {b: 1}, "t", ["c"]])', '<a b="1">t<c></c></a>'],
    [
      'std.manifestTomlEx({a: 1, b: {c: [1, [2]], d: {}}, e: [{f: "x"}]}, " ")',
      'a = 1\n\n[b]\n c = [\n  1,\n  [ 2 ]\n ]\n\n [b.d]\n\n[[e]]\n f = "x"',
    ],
    ['std.manifestToml({"a b": {x: {y: 1}}})', '\n\n["a b"]\n\n\n  ["a b".x]\n    y = 1'],
  ],
};

for (const [theme, cases] of Object.entries(CASES)) {
  test(`std: ${theme}`, () => {
    for (const [program, result] of cases)
      assert.deepEqual(evaluate(program, { extVars: { e: 'ab' } }), result, program);
  });
}

test('every member of std is shown here', () => {
  const text = Object.values(CASES)
    .flat()
    .map(([program]) => program)
    .join('\n');
  assert.deepEqual(
    stdNames().filter((name) => !new RegExp(`std\\.${name}\\b`).test(text)),
    [],
  );
});

test('faulty calls are runtime errors that name the argument', () => {
  const programs = [
    'std.length(1)',
    'std.codepoint("ab")',
    'std.char(-1)',
    'std.substr("a", -1, 1)',
    'std.split("a", "")',
    'std.map(1, [])',
    'std.filter(function(x) 1, [1])',
    'std.join(",", [1])',
    'std.range(1.5, 2)',
    'std.parseInt("1x")',
    'std.parseHex("")',
    'std.parseOctal("8")',
    'std.parseJson("{")',
    'std.parseYaml("a: [")',
    'std.base64Decode("x")',
    'std.base64([256])',
    'std.sqrt(-1)',
    'std.avg([])',
    'std.minArray([])',
    'std.assertEqual(1, 2)',
    'std.primitiveEquals([], [])',
    'std.extVar("nope")',
    'std.sort([1, "a"])',
    'std.manifestJson(function() 1)',
    'std.manifestToml({a: null})',
    'std.manifestIni({})',
    'std.manifestXmlJsonml([])',
    'std.get(1, "a")',
    'std.objectHas({}, 1)',
    'std.nope',
    'std.abs()',
    'std.abs(1, 2)',
    'std.abs(m=1)',
    'std.slice([1], 0, 1, -1)',
    'std.all([1])',
    'std.slice("abc", 0, 1, 0)',
  ];
  for (const program of programs) assert.throws(() => evaluate(program), { code: 'runtime' }, program);
});

test('arguments by name, laziness, std as a value', () => {
  assert.equal(evaluate('std.substr(len=1, str="abc", from=1)'), 'b');
  assert.equal(evaluate('std.get({a: 1}, "a", error "lazy")'), 1);
  assert.equal(evaluate('local s = std { map: "mine" }; s.map + s.length("ab")'), 'mine2');
  assert.equal(evaluate('local std = {length: 5}; std.length'), 5);
  assert.deepEqual(evaluate('std'), {});
});
