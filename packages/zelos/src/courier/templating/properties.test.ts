import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { compileTemplate, standardFunctions, TemplateError } from './index.ts';

const seed = 20_260_701;
const data = { a: 'x', n: 5, l: ['p', 'q', 3], m: { b: 1 }, nul: null, yes: true };

const pieces = fc.constantFrom(
  '{{',
  '}}',
  '{{- ',
  ' -}}',
  '{{if ',
  '{{else}}',
  '{{else if ',
  '{{end}}',
  '{{range ',
  '{{with ',
  '{{define "x"}}',
  '{{template "x" .}}',
  '{{block "y" .}}',
  '{{break}}',
  '{{continue}}',
  '/*',
  '*/',
  '.',
  '.a',
  '.l',
  '.m.b',
  '.nul',
  '$',
  '$x',
  ' := ',
  ' = ',
  ', ',
  ' | ',
  '(',
  ')',
  '"t"',
  '`r`',
  "'c'",
  '1',
  '-2.5',
  '0x',
  'nil',
  'true',
  '<a href="',
  '">',
  '<script>',
  '</script>',
  '<style>',
  "'",
  '<!--',
  '-->',
  '<p title=',
  ' ',
  '\n',
);
const action = fc
  .tuple(
    fc.constantFrom(...Object.keys(standardFunctions)),
    fc.array(
      fc.constantFrom(
        '.a',
        '.n',
        '.l',
        '.m',
        '.nul',
        '"t"',
        '2',
        '-1',
        '1.5',
        'true',
        'nil',
        '$',
        '(list 1 "a")',
        '(dict "k" 1)',
      ),
      { maxLength: 4 },
    ),
  )
  .map(([name, args]) => `{{${[name, ...args].join(' ')}}}`);
const source = fc
  .array(fc.oneof(pieces, action, fc.string({ maxLength: 6 })), { maxLength: 14 })
  .map((parts) => parts.join(''));

for (const mode of ['text', 'html'] as const) {
  test(`${mode} mode gives text or a TemplateError for any source`, () => {
    fc.assert(
      fc.property(source, (text) => {
        try {
          assert.equal(
            typeof compileTemplate(text, { name: 'main', mode, limits: { steps: 20_000 } }).render(data),
            'string',
          );
        } catch (error) {
          if (!(error instanceof TemplateError)) throw error;
          assert.ok(error.line >= 1 && error.column >= 1);
        }
      }),
      { seed, numRuns: 3000 },
    );
  });
}

test('every function gives a value or a TemplateError for any arguments', () => {
  fc.assert(
    fc.property(action, (text) => {
      try {
        compileTemplate(text, { name: 'main', mode: 'text', limits: { steps: 20_000 } }).render(data);
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        // An error of the platform would show as a sentence of its own.
        assert.doesNotMatch(error.reason, /undefined|is not a function|Cannot|Invalid/);
      }
    }),
    { seed, numRuns: 5000 },
  );
});

const attack = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        '<',
        '>',
        '"',
        "'",
        '`',
        '&',
        '=',
        ' ',
        '\n',
        '\0',
        '\\',
        '/',
        '<script>',
        '-->',
        '</title>',
        '${',
        '*/',
        'javascript:',
        '{{',
        '\u2028',
        ')',
        ';',
        'x',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);

function html(text: string): (value: string) => string {
  const template = compileTemplate(text, { name: 'main', mode: 'html' });
  return (value) => template.render({ v: value });
}

test('SR-IV-12 no value breaks out of text or an attribute of HTML', () => {
  const text = html('<p>{{.v}}</p>');
  const double = html('<p title="{{.v}}">');
  const single = html("<p title='{{.v}}'>");
  const bare = html('<p title={{.v}}>');
  const title = html('<title>{{.v}}</title>');
  fc.assert(
    fc.property(attack, (value) => {
      assert.match(text(value), /^<p>[^<>"']*<\/p>$/);
      assert.match(title(value), /^<title>[^<>"']*<\/title>$/);
      assert.match(double(value), /^<p title="[^<>"']*">$/);
      assert.match(single(value), /^<p title='[^<>"']*'>$/);
      assert.match(bare(value), /^<p title=[^<>"'`=\s]+>$/);
    }),
    { seed, numRuns: 2000 },
  );
});

test('SR-IV-12 no value makes a link run a script or leaves its part of a URL', () => {
  const whole = html('<a href="{{.v}}">');
  const query = html('<a href="/x?q={{.v}}">');
  fc.assert(
    fc.property(
      fc.oneof(
        attack,
        attack.map((rest) => `javascript:${rest}`),
        attack.map((rest) => ` \tJAVA${rest}SCRIPT:1`),
      ),
      (value) => {
        const [, link = '"'] = /^<a href="([^<>"'\s]*)">$/.exec(whole(value)) ?? [];
        const scheme = /^([^/?#:]*):/.exec(link)?.[1];
        assert.ok(link !== '"' && (scheme === undefined || ['http', 'https', 'mailto'].includes(scheme.toLowerCase())));
        assert.match(query(value), /^<a href="\/x\?q=[A-Za-z0-9\-._~%]*">$/);
      },
    ),
    { seed, numRuns: 2000 },
  );
});

test('SR-IV-12 a value in a script is exactly that value and nothing else', () => {
  const value = html('<script>{{.v}}</script>');
  const quoted = html('<script>"{{.v}}"</script>');
  const handler = html('<a onclick="{{.v}}">');
  fc.assert(
    fc.property(attack, (text) => {
      const expected = text.toWellFormed();
      const code = /^<script>([^<>&\u2028\u2029]*)<\/script>$/.exec(value(text))?.[1];
      assert.equal(JSON.parse(code ?? ''), expected);
      assert.match(quoted(text), /^<script>"(?:[^<>"'`\\\p{Cc}\u2028\u2029]|\\[\\/nrtf]|\\u[0-9a-f]{4})*"<\/script>$/u);
      assert.match(handler(text), /^<a onclick="[^<>"']*">$/);
    }),
    { seed, numRuns: 2000 },
  );
});

test('SR-IV-12 no value leaves its place in a style', () => {
  const value = html('<p style="color: {{.v}}">');
  const quoted = html('<style>a { b: "{{.v}}" }</style>');
  const url = html('<style>a { b: url({{.v}}) }</style>');
  fc.assert(
    fc.property(attack, (text) => {
      assert.match(value(text), /^<p style="color: [^<>"';(){}\\/\n]*">$/u);
      assert.match(quoted(text), /^<style>a \{ b: "(?:[^<>"'\\\p{Cc}]|\\[0-9a-f]+ )*" \}<\/style>$/u);
      assert.match(url(text), /^<style>a \{ b: url\([^<>"'()\\\s]*\) \}<\/style>$/u);
    }),
    { seed, numRuns: 2000 },
  );
});
