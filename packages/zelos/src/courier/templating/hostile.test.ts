import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileTemplate, TemplateError, type TemplateMode } from './index.ts';

function failureOf(source: string, mode: TemplateMode, data: unknown = {}): TemplateError {
  try {
    compileTemplate(source, { name: 'main', mode }).render(data);
  } catch (error) {
    assert.ok(error instanceof TemplateError, String(error));
    return error;
  }
  assert.fail('the template ran through');
}

const greedy: readonly (readonly [string, string])[] = [
  ['an endless loop', '{{range 100000000000}}{{end}}'],
  ['loops in loops', '{{range 100000}}{{range 100000}}{{end}}{{end}}'],
  ['a text repeated', '{{repeat 1000000000 "x"}}'],
  ['a text doubled', '{{$x := "aaaaaaaaaa"}}{{range 60}}{{$x = print $x $x}}{{end}}'],
  ['output', '{{range 2000}}{{repeat 1000 "x"}}{{end}}'],
  ['a template calling itself', '{{define "a"}}{{template "a"}}{{end}}{{template "a"}}'],
  ['the main template calling itself', '{{template "main" .}}'],
  ['a long list', '{{len (until 1000000000)}}'],
  ['a list that doubles', '{{$l := list 1}}{{range 60}}{{$l = list $l $l}}{{end}}{{$l}}'],
  ['a map inside itself', '{{$d := dict}}{{$_ := set $d "a" $d}}{{$d}}'],
  ['a map inside itself as JSON', '{{$d := dict}}{{$_ := set $d "a" $d}}{{toJson $d}}'],
  ['a copy of a map inside itself', '{{$d := dict}}{{$_ := set $d "a" $d}}{{deepCopy $d}}'],
  ['widths of printf', `{{printf "${'%999999d'.repeat(20)}" ${'1 '.repeat(20)}}}`],
  ['parentheses', `{{${'('.repeat(20_000)}}}`],
  ['blocks', '{{if 1}}'.repeat(20_000)],
  ['a long pipeline', `{{1${'|print'.repeat(50_000)}}}`],
  ['deep JSON', '{{fromJson (print (repeat 5000 "[") (repeat 5000 "]"))}}'],
  ['indentation', '{{indent 1000000 (repeat 10000 "\\n")}}'],
  ['replacement', '{{$x := repeat 100000 "a"}}{{replace "a" $x $x}}'],
  ['comparison of all with all', '{{uniq (until 100000)}}'],
  ['long texts read again and again', '{{$x := repeat 1000000 "x"}}{{range 100000}}{{$_ := contains "xy" $x}}{{end}}'],
  ['patterns on long texts', '{{$x := repeat 100000 "a"}}{{range 100000}}{{$_ := regexMatch "(a*)*b" $x}}{{end}}'],
  ['a long pattern', '{{regexMatch (repeat 2000 "a") "a"}}'],
];

describe('hostile templates end soon with an error', () => {
  for (const mode of ['text', 'html'] as const) {
    for (const [name, source] of greedy) {
      test(`${mode}: ${name}`, () => assert.equal(failureOf(source, mode).kind, 'limit'));
    }
  }

  test('html: a template used in very many contexts', () => {
    const calls = Array.from({ length: 600 }, (_, index) => `<a x${index}="{{template "v" .}}">`).join('');
    assert.equal(failureOf(`{{define "v"}}{{.}}{{end}}${calls}`, 'html').kind, 'limit');
  });

  test('limits can be set', () => {
    const tight = (limits: object, source: string): string => {
      try {
        return compileTemplate(source, { name: 'main', mode: 'text', limits }).render({});
      } catch (error) {
        return error instanceof TemplateError ? error.kind : 'other';
      }
    };
    assert.equal(tight({ output: 3 }, 'äb'), 'äb');
    assert.equal(tight({ output: 3 }, 'äbc'), 'limit');
    assert.equal(tight({ steps: 5 }, '{{range 9}}{{end}}'), 'limit');
    assert.equal(tight({ depth: 1 }, '{{define "a"}}{{block "b" .}}{{end}}{{end}}{{template "a"}}'), 'limit');
    assert.equal(tight({ source: 3 }, 'abcd'), 'limit');
    assert.equal(tight({ nesting: 2 }, '{{(((1)))}}'), 'limit');
    assert.equal(tight({ memory: 5 }, '{{upper "abcdef"}}'), 'limit');
  });

  test('data nested without end or of other kinds is refused', () => {
    const round: Record<string, unknown> = {};
    round['self'] = round;
    assert.equal(failureOf('{{.}}', 'text', round).kind, 'limit');
    assert.equal(failureOf('{{.}}', 'text', { a: () => 'x' }).kind, 'runtime');
    assert.equal(failureOf('{{.}}', 'text', { a: new Map() }).kind, 'runtime');
    assert.equal(failureOf('{{.}}', 'text', { a: Symbol('x') }).kind, 'runtime');
  });
});

describe('SR-IV-11 only the data itself can be reached', () => {
  const names = [
    'constructor',
    '__proto__',
    'prototype',
    'toString',
    'hasOwnProperty',
    'valueOf',
    '__defineGetter__',
    'length',
    'size',
    'get',
  ];
  for (const name of names) {
    test(name, () => {
      const data = { map: { a: 1 }, list: [1], text: 'x' };
      const render = (source: string): string => compileTemplate(source, { name: 'main', mode: 'text' }).render(data);
      assert.equal(
        render(`{{.${name}}}{{.map.${name}}}{{index . "${name}"}}{{index .map "${name}"}}`),
        '<no value>'.repeat(4),
      );
      assert.equal(render(`{{hasKey .map "${name}"}}{{get .map "${name}"}}{{dig "${name}" "none" .map}}`), 'falsenone');
      assert.equal(failureOf(`{{.list.${name}}}`, 'text', data).kind, 'runtime');
      assert.equal(failureOf(`{{.text.${name}}}`, 'text', data).kind, 'runtime');
      assert.equal(failureOf(`{{index .list "${name}"}}`, 'text', data).kind, 'runtime');
      if (!['get'].includes(name) && name !== 'toString')
        assert.equal(failureOf(`{{${name}}}`, 'text', data).kind, 'syntax');
      assert.equal(failureOf(`{{template "${name}"}}`, 'text', data).kind, 'runtime');
    });
  }

  test('inherited values are not seen, and prototypes cannot be written', () => {
    const data = Object.create(null) as Record<string, unknown>;
    data['own'] = JSON.parse('{"__proto__":{"polluted":true},"a":1}');
    const source =
      '{{$_ := set . "__proto__" (dict "polluted" "yes")}}{{$_ := merge (dict) .own}}{{.polluted}}{{.own.polluted}}{{.own.a}}';
    assert.equal(compileTemplate(source, { name: 'main', mode: 'text' }).render(data), '<no value><no value>1');
    assert.equal(Reflect.get({}, 'polluted'), undefined);
  });
});
