import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileTemplate, TemplateError } from './index.ts';

const data = {
  name: 'Ann',
  empty: '',
  count: 3,
  price: 1.5,
  large: 1_500_000,
  yes: true,
  no: false,
  nothing: null,
  list: ['p', 'q', 3],
  map: { b: 1, a: 2 },
  people: [
    { id: 1, name: 'One' },
    { id: 2, name: 'Two' },
  ],
  deep: { x: { y: { z: 'far' } } },
};

function render(source: string, partials: Record<string, string> = {}): string {
  return compileTemplate(source, { name: 'main', mode: 'text', partials }).render(data);
}

/** Template and what it prints with the data above. */
const rows: readonly (readonly [string, string])[] = [
  // Values and literals
  ['{{.name}} {{.count}} {{.price}} {{.yes}} {{.large}}', 'Ann 3 1.5 true 1.5e+06'],
  ['{{.list}} {{.map}} {{.people}}', '[p q 3] map[a:2 b:1] [map[id:1 name:One] map[id:2 name:Two]]'],
  ['{{.missing}}|{{.nothing}}|{{.missing.more}}|{{print .nothing}}', '<no value>|<no value>|<no value>|<nil>'],
  ['{{.deep.x.y.z}} {{(.deep.x).y.z}} {{$.deep.x.y.z}}', 'far far far'],
  ['{{"a\\tb\\"\\x41\\u00e9\\101"}} {{`raw \\n "x"`}}', 'a\tb"AéA raw \\n "x"'],
  ["{{'a'}} {{'\\n'}} {{'\\''}} {{'é'}}", '97 10 39 233'],
  [
    '{{0x_1F}} {{017}} {{0o17}} {{0b101}} {{1_000}} {{+5}} {{-5}} {{.5}} {{1e3}} {{1.}}',
    '31 15 15 5 1000 5 -5 0.5 1000 1',
  ],
  ['{{true}} {{false}} {{print nil}}', 'true false <nil>'],
  ['{{print 1000000.0 " " 1e20 " " 0.00001 " " 123456.0}}', '1e+06 1e+20 1e-05 123456'],
  // Delimiters, trimming, comments
  ['a {{- " b " -}} c', 'a b c'],
  ['a \n\t{{- 1}} {{2 -}} \n b', 'a1 2b'],
  ['{{- 3}}{{-3}}', '3-3'],
  ['a{{/* any }} text */}}b {{- /* x */ -}} c', 'abc'],
  ['{ {.name}} }} {', '{ {.name}} }} {'],
  ['{{ .name\n | \n upper }}', 'ANN'],
  // Variables
  ['{{$x := 1}}{{$x}}{{$x = "z"}}{{$x}}', '1z'],
  ['{{$x := 1}}{{if .yes}}{{$x = 2}}{{end}}{{$x}}', '2'],
  ['{{$x := 1}}{{if .yes}}{{$x := 2}}{{$x}}{{end}}{{$x}}', '21'],
  ['{{$x := .missing}}{{$x.y}}|{{$x}}', '<no value>|<no value>'],
  ['{{$m := dict "k" "v"}}{{$m.k}}', 'v'],
  // Conditions
  ['{{if .name}}a{{else}}b{{end}}{{if .empty}}a{{else}}b{{end}}', 'ab'],
  ['{{if .empty}}a{{else if .no}}b{{else if .count}}c{{else}}d{{end}}', 'c'],
  [
    '{{if 0}}a{{end}}{{if 0.0}}b{{end}}{{if ""}}c{{end}}{{if false}}d{{end}}{{if .nothing}}e{{end}}{{if list}}f{{end}}{{if dict}}g{{end}}',
    '',
  ],
  ['{{if 1}}a{{end}}{{if "0"}}b{{end}}{{if .list}}c{{end}}{{if .map}}d{{end}}{{if -1}}e{{end}}', 'abcde'],
  ['{{if $x := .count}}{{$x}}{{end}}', '3'],
  ['{{if and .yes (not .no)}}y{{end}}', 'y'],
  ['{{with .deep.x}}{{.y.z}}{{end}}{{with .empty}}a{{else}}{{.name}}{{end}}', 'farAnn'],
  ['{{with .empty}}a{{else with .deep}}{{.x.y.z}}{{else}}c{{end}}', 'far'],
  ['{{with $y := .name}}{{$y}}{{.}}{{end}}', 'AnnAnn'],
  // Loops
  ['{{range .list}}[{{.}}]{{end}}', '[p][q][3]'],
  ['{{range $v := .list}}{{$v}}{{end}}', 'pq3'],
  ['{{range $i, $v := .list}}{{$i}}={{$v}};{{end}}', '0=p;1=q;2=3;'],
  ['{{range $k, $v := .map}}{{$k}}={{$v}};{{end}}', 'a=2;b=1;'],
  ['{{range .map}}{{.}}{{end}} {{range 3}}{{.}}{{end}} {{range .count}}{{.}}{{end}}', '21 012 012'],
  ['{{range .missing}}x{{else}}none{{end}}{{range list}}x{{else}}none{{end}}', 'nonenone'],
  ['{{range .people}}{{.id}}:{{.name}} of {{$.count}};{{end}}', '1:One of 3;2:Two of 3;'],
  ['{{range .list}}{{if eq (print .) "q"}}{{break}}{{end}}{{.}}{{end}}', 'p'],
  ['{{range .list}}{{if eq (print .) "q"}}{{continue}}{{end}}{{.}}{{end}}', 'p3'],
  ['{{range $i, $_ := until 3}}{{if $i}}, {{end}}{{$i}}{{end}}', '0, 1, 2'],
  ['{{$n := 0}}{{range .list}}{{$n = add1 $n}}{{end}}{{$n}}', '3'],
  // Templates
  ['{{define "x"}}[{{.}}]{{end}}{{template "x" .name}}{{template "x"}}', '[Ann][<no value>]'],
  ['{{define "x"}}{{$}}{{end}}{{template "x" 5}}', '5'],
  ['{{block "b" .name}}<{{.}}>{{end}}{{template "b" 1}}', '<Ann><1>'],
  ['{{define "r"}}{{if gt . 0}}{{.}}{{template "r" (sub . 1)}}{{end}}{{end}}{{template "r" 3}}', '321'],
  ['{{if .no}}{{template "nowhere"}}{{end}}ok', 'ok'],
  // Pipelines and calls
  ['{{.name | upper | printf "%s-%s" "z"}}', 'z-ANN'],
  ['{{1 | print 2}} {{"a"|upper}}', '2 1 A'],
  ['{{print (print 1 2) (len .list)}} {{(1)}} {{(dict "k" "v").k}}', '1 23 1 v'],
  ['{{and .yes 0 5}} {{and 1 2}} {{or .empty 0 "x"}} {{or 0 ""}}|{{not .yes}}', '0 2 x |false'],
  ['{{and .no (index .list 99)}} {{or .yes (index .list 99)}}', 'false true'],
];

describe('the template language', () => {
  for (const [source, expected] of rows) {
    test(JSON.stringify(source), () => assert.equal(render(source), expected));
  }

  test('partials are included by name, what they define is known, later definitions replace earlier ones', () => {
    const partials = {
      'email.body.de.gotmpl': 'Hallo {{.name}}{{define "sign"}}!{{end}}',
      other: '{{define "sign"}}?{{end}}',
    };
    assert.equal(render('{{template "email.body.de.gotmpl" .}}{{template "sign"}}', partials), 'Hallo Ann?');
    assert.equal(render('{{template "sign"}}{{define "sign"}}.{{end}}', partials), '.');
  });

  test('SR-IV-11 text inside values is never read as template', () => {
    const template = compileTemplate('{{.a}} {{range .b}}{{.}}{{end}} {{print .a}}', { name: 'main', mode: 'text' });
    const attack = '{{.secret}} ${7*7} {{printf "x"}} {{define "a"}}';
    assert.equal(template.render({ a: attack, b: [attack], secret: 's' }), `${attack} ${attack} ${attack}`);
  });

  test('own functions are known beside the standard ones', () => {
    const shout = { min: 1, max: 1, run: (args: readonly unknown[]) => `${String(args[0])}!` };
    assert.equal(
      compileTemplate('{{shout "a" | upper}}', { name: 'main', mode: 'text', functions: { shout } }).render({}),
      'A!',
    );
  });

  test('a template can be rendered again and does not change its data', () => {
    const template = compileTemplate('{{$_ := set . "x" 1}}{{.x}}{{.y}}', { name: 'main', mode: 'text' });
    const input = { y: 2 };
    assert.equal(template.render(input), '12');
    assert.equal(template.render(input), '12');
    assert.deepEqual(input, { y: 2 });
  });
});

/** Source, line, column and a part of the message. */
const syntaxErrors: readonly (readonly [string, number, number, RegExp])[] = [
  ['{{foo}}', 1, 3, /function "foo" is not defined/],
  ['a\nbc {{if .x}}{{bar 1}}{{end}}', 2, 15, /function "bar"/],
  ['{{if .x}}', 1, 1, /not ended/],
  ['x\n{{range .x}}y', 2, 1, /not ended/],
  ['{{define "a"}}', 1, 1, /not ended/],
  ['{{end}}', 1, 1, /unexpected \{\{end\}\}/],
  ['{{else}}', 1, 1, /unexpected \{\{else\}\}/],
  ['{{if 1}}{{else}}{{else}}{{end}}', 1, 17, /second/],
  ['{{with 1}}{{else if 2}}{{end}}', 1, 18, /unexpected "if"/],
  ['{{.a', 1, 1, /not closed/],
  ['{{/* a', 1, 1, /not closed/],
  ['{{/* a */ x}}', 1, 1, /comment must end/],
  ['{{"a}}', 1, 3, /string is not closed/],
  ['{{`a}}', 1, 3, /raw string/],
  ['{{"\\q"}}', 1, 4, /escape/],
  ["{{'ab'}}", 1, 3, /character constant/],
  ['{{1.x}}', 1, 3, /malformed number/],
  ['{{9223372036854775808}}', 1, 3, /too large/],
  ['{{1__0}}', 1, 3, /malformed number/],
  ['{{08}}', 1, 3, /malformed number/],
  ['{{1i}}', 1, 3, /malformed number/],
  ['{{$x}}', 1, 3, /undefined variable "\$x"/],
  ['{{$x = 1}}', 1, 3, /undefined variable/],
  ['{{if 1}}{{$x := 1}}{{end}}{{$x}}', 1, 29, /undefined variable/],
  ['{{$a, $b := .x}}', 1, 5, /unexpected ","/],
  ['{{nil}}', 1, 3, /nil is not a command/],
  ['{{3 4}}', 1, 3, /no function/],
  ['{{.a 1}}', 1, 3, /no function/],
  ['{{"a" | "b"}}', 1, 9, /only a function/],
  ['{{.a | }}', 1, 8, /value is missing/],
  ['{{}}', 1, 3, /value is missing/],
  ['{{()}}', 1, 4, /value is missing/],
  ['{{(.a}}', 1, 6, /unexpected "\}\}"/],
  ['{{.a)}}', 1, 5, /unexpected "\)"/],
  ['{{.a.}}', 1, 5, /unexpected "\."/],
  ['{{"a"b}}', 1, 6, /unexpected "b"/],
  ['{{"a".b}}', 1, 6, /unexpected "\.b"/],
  ['{{true.x}}', 1, 7, /unexpected/],
  ['{{#}}', 1, 3, /unexpected "#"/],
  ['{{break}}', 1, 1, /outside/],
  ['{{range .l}}{{block "q" .}}{{break}}{{end}}{{end}}', 1, 28, /outside/],
  ['{{if 1}}{{define "b"}}{{end}}{{end}}', 1, 9, /define/],
  ['{{define "x"}}{{end}}{{define "x"}}{{end}}', 1, 22, /defined twice/],
  ['{{define x}}{{end}}', 1, 10, /unexpected "x"/],
  ['{{template x}}', 1, 12, /unexpected "x"/],
  ['{{upper}}', 1, 3, /upper takes 1 arguments, not 0/],
  ['{{not 1 2}}', 1, 3, /takes 1/],
  ['{{eq 1}}', 1, 3, /at least 2/],
];

const runtimeErrors: readonly (readonly [string, number, number, RegExp])[] = [
  ['ab {{.name.x}}', 1, 6, /type string has no field "x"/],
  ['{{.nothing.x}}', 1, 3, /null has no field "x"/],
  ['\n{{index .list 9}}', 2, 3, /index: index 9 is out of range/],
  ['{{index .list "a"}}', 1, 3, /whole number/],
  ['{{index .map 1}}', 1, 3, /map key/],
  ['{{index .nothing 1}}', 1, 3, /no elements/],
  ['{{len 3}}', 1, 3, /no length/],
  ['{{range .name}}{{end}}', 1, 9, /cannot walk a value of type string/],
  ['{{range $i, $v := 3}}{{end}}', 1, 9, /only one variable/],
  ['{{template "nowhere" .}}', 1, 1, /template "nowhere" is not defined/],
  ['{{eq "a" 1}}', 1, 3, /string and int cannot be compared/],
  ['{{eq .map .map}}', 1, 3, /cannot be compared/],
  ['{{lt true false}}', 1, 3, /cannot be compared/],
  ['{{upper .count}}', 1, 3, /upper: argument 1 must be a string, not float64/],
  ['{{upper .missing}}', 1, 3, /must be a string/],
  ['{{call .name}}', 1, 3, /cannot be called/],
  ['{{fail "boom"}}', 1, 3, /fail: boom/],
  ['{{if .yes}}{{div 1 0}}{{end}}', 1, 14, /division by zero/],
];

describe('errors carry name, line and column', () => {
  for (const [kind, table] of [
    ['syntax', syntaxErrors],
    ['runtime', runtimeErrors],
  ] as const) {
    for (const [source, line, column, message] of table) {
      test(`${kind} ${JSON.stringify(source)}`, () => {
        assert.throws(
          () => {
            const template = compileTemplate(source, { name: 'some.gotmpl', mode: 'text' });
            if (kind === 'runtime') template.render(data);
          },
          (error: unknown) => {
            assert.ok(error instanceof TemplateError);
            assert.deepEqual(
              [error.kind, error.template, error.line, error.column],
              [kind, 'some.gotmpl', line, column],
            );
            assert.match(error.reason, message);
            assert.ok(error.message.startsWith(`template "some.gotmpl", line ${line}, column ${column}: `));
            return true;
          },
        );
      });
    }
  }

  test('an error in a partial names the partial', () => {
    assert.throws(
      () => compileTemplate('{{template "p"}}', { name: 'main', mode: 'text', partials: { p: 'a {{nope}}' } }),
      (error: unknown) => error instanceof TemplateError && error.template === 'p' && error.column === 5,
    );
  });
});
