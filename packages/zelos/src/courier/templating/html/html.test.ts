import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileTemplate, TemplateError } from '../index.ts';

const data = {
  word: 'x',
  n: 5,
  yes: true,
  no: false,
  empty: '',
  nul: null,
  list: ['p', 3],
  map: { b: 1, a: '</script>' },
  bad: `"><script>alert('x')</script>&+`,
  quote: `' " \` \\ \n`,
  url: 'https://a.example/p?q=1&r=g h',
  js: 'JavaScript:alert(1)',
  data: 'data:text/html,x',
  style: 'expression(alert(1))',
};

function render(source: string, partials: Record<string, string> = {}): string {
  return compileTemplate(source, { name: 'main', mode: 'html', partials }).render(data);
}

const badText = '&#34;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&#43;';

const rows: readonly (readonly [string, string])[] = [
  // Text
  ['<p>{{.bad}}</p>', `<p>${badText}</p>`],
  ['{{.nul}}{{.missing}}{{.n}}{{.yes}}{{.list}}', '5true[p 3]'],
  ['a < b {{.word}} <3', 'a &lt; b x &lt;3'],
  ['<!DOCTYPE html><p>{{.word}}<![if mso]>', '<!DOCTYPE html><p>x<![if mso]>'],
  ['a<!-- {{.bad}} <b title="-->b{{.word}}', 'abx'],
  ['<textarea>{{.bad}}</textarea><TITLE>{{.bad}}</TITLE>', `<textarea>${badText}</textarea><TITLE>${badText}</TITLE>`],
  ['{{.bad | html}}{{"<b>" | html}}{{"&amp;"}}', `${badText}&lt;b&gt;&amp;amp;`],
  ['<title>a < b <i>{{.word}}</i></title>', '<title>a &lt; b &lt;i>x&lt;/i></title>'],
  // Attributes
  ['<p title="{{.bad}}">', `<p title="${badText}">`],
  ["<p title='{{.bad}}'>", `<p title='${badText}'>`],
  ['<p title={{.bad}}>', `<p title=${badText}>`],
  ['<p title={{.quote}}x>', '<p title=&#39;&#32;&#34;&#32;&#96;&#32;\\&#32;&#10;x>'],
  ['<p title={{.empty}} class=a>', '<p title=ZgotmplZ class=a>'],
  ['<p data-a="{{.bad}}" aria-label="{{.n}}">', `<p data-a="${badText}" aria-label="5">`],
  ['<a class="b{{if .yes}} on{{end}}">', '<a class="b on">'],
  ['<input {{if .yes}}disabled{{else}}checked{{end}} name=x>', '<input disabled name=x>'],
  ['<br{{if .yes}} class="a"{{end}}>', '<br class="a">'],
  [
    '<td {{.attr}}="{{.bad}}" {{"width"}}=5 {{"onclick"}}="x" {{"href"}}="y">',
    `<td ZgotmplZ="${badText}" width=5 ZgotmplZ="x" ZgotmplZ="y">`,
  ],
  [
    '<meta name="description" content="{{.word}}"><meta http-equiv="Content-Type" content="text/html">',
    '<meta name="description" content="x"><meta http-equiv="Content-Type" content="text/html">',
  ],
  // URLs
  ['<a href="{{.url}}">', '<a href="https://a.example/p?q=1&amp;r=g%20h">'],
  ['<a href={{.url}}>', '<a href=https://a.example/p?q&#61;1&amp;r&#61;g%20h>'],
  ['<a href="{{.js}}">', '<a href="#ZgotmplZ">'],
  ['<a href="{{.data}}">', '<a href="#ZgotmplZ">'],
  ['<a href=" {{.js}}">', '<a href=" #ZgotmplZ">'],
  ['<a href="{{"java"}}{{"script:alert(1)"}}">', '<a href="java#ZgotmplZ">'],
  ['<a href="{{"javascript"}}{{":alert(1)"}}">', '<a href="javascript#ZgotmplZ">'],
  ['<a href="java{{"script:alert(1)"}}">', '<a href="javascript%3aalert%281%29">'],
  [
    '<a href="/x/{{.bad}}?y={{.bad}}#{{.word}}">',
    '<a href="/x/%22%3e%3cscript%3ealert%28%27x%27%29%3c/script%3e&amp;&#43;?y=%22%3e%3cscript%3ealert%28%27x%27%29%3c%2fscript%3e%26%2b#x">',
  ],
  ['<a href="?q={{.url | urlquery}}">', '<a href="?q=https%3a%2f%2fa.example%2fp%3fq%3d1%26r%3dg%20h">'],
  ['<a href="{{if .yes}}https://x/{{else}}/y/{{end}}{{.word}}">', '<a href="https://x/x">'],
  ['<a href="{{range .list}}{{.}}{{end}}">', '<a href="p3">'],
  [
    '<img src="{{.js}}"><form action="{{.js}}"><svg xlink:href="{{.js}}"><i data-url="{{.js}}">',
    '<img src="#ZgotmplZ"><form action="#ZgotmplZ"><svg xlink:href="#ZgotmplZ"><i data-url="#ZgotmplZ">',
  ],
  ['<img srcset="{{.word}} 2x, {{.js}}">', '<img srcset="x 2x, #ZgotmplZ">'],
  ['<img srcset="{{"/a 1x, javascript:b 2x, /c expression()"}}">', '<img srcset="/a 1x,#ZgotmplZ,#ZgotmplZ">'],
  // Scripts
  [
    '<script>f({{.bad}}, {{.n}}, {{.nul}}, {{.yes}}, {{.list}}, {{.map}})</script>',
    `<script>f("\\"\\u003e\\u003cscript\\u003ealert('x')\\u003c/script\\u003e\\u0026+",  5 ,  null ,  true , ["p",3], {"a":"\\u003c/script\\u003e","b":1})</script>`,
  ],
  [
    "<script>a = '{{.bad}}'; b = 1 / {{.n}}</script>",
    "<script>a = '\\u0022\\u003e\\u003cscript\\u003ealert(\\u0027x\\u0027)\\u003c\\/script\\u003e\\u0026\\u002b'; b = 1 /  5 </script>",
  ],
  ['<script>`{{.quote}}$`</script>', '<script>`\\u0027 \\u0022 \\u0060 \\\\ \\n$`</script>'],
  [
    '<script>// it\'s\n/* " */ x = /["\'/]/.test({{.word}})</script>{{.bad}}',
    `<script>// it's\n/* " */ x = /["'/]/.test("x")</script>${badText}`,
  ],
  [
    '<script type="application/ld+json">{"a": {{.bad}}, "b": "{{.word}}"}</script>',
    `<script type="application/ld+json">{"a": "\\"\\u003e\\u003cscript\\u003ealert('x')\\u003c/script\\u003e\\u0026+", "b": "x"}</script>`,
  ],
  [
    '<a onclick="f({{.bad}})">',
    `<a onclick="f(&#34;\\&#34;\\u003e\\u003cscript\\u003ealert(&#39;x&#39;)\\u003c/script\\u003e\\u0026&#43;&#34;)">`,
  ],
  ['<a onclick="f(&quot;{{.quote}}&quot;)">', '<a onclick="f(&quot;\\u0027 \\u0022 \\u0060 \\\\ \\n&quot;)">'],
  // Styles
  ['<p style="color: {{.word}}; width: {{.n}}px">', '<p style="color: x; width: 5px">'],
  [
    '<p style="color: {{.style}}; x: {{.bad}}; y: {{"a; b: c"}}">',
    '<p style="color: ZgotmplZ; x: ZgotmplZ; y: ZgotmplZ">',
  ],
  [
    '<style>p { color: {{"#fff"}}; font: "{{"Open Sans"}}" }</style>',
    '<style>p { color: #fff; font: "Open Sans" }</style>',
  ],
  ['<style>p { font: "{{.quote}}" }</style>', '<style>p { font: "\\27  \\22  ` \\5c  \\a " }</style>'],
  [
    '<style>p { background: url({{.url}}) url("{{.js}}") }</style>',
    '<style>p { background: url(https://a.example/p?q=1&r=g%20h) url("#ZgotmplZ") }</style>',
  ],
  ['<p style="background: url(\'{{.url}}\')">', '<p style="background: url(\'https://a.example/p?q=1&amp;r=g%20h\')">'],
  // Control flow and templates
  ['{{range .list}}<li title="{{.}}">{{.}}</li>{{else}}<p>{{end}}', '<li title="p">p</li><li title="3">3</li>'],
  ['<ul>{{range .list}}<li>{{if eq (print .) "3"}}{{break}}{{end}}{{.}}</li>{{end}}', '<ul><li>p</li><li>'],
  [
    '{{define "v"}}{{.}}{{end}}{{template "v" .bad}}<a title="{{template "v" .bad}}" href="{{template "v" .js}}">',
    `${badText}<a title="${badText}" href="#ZgotmplZ">`,
  ],
  ['{{block "b" .bad}}<b>{{.}}</b>{{end}}', `<b>${badText}</b>`],
  [
    '{{define "r"}}{{if gt . 0}}<b>{{.}}</b>{{template "r" (sub . 1)}}{{end}}{{end}}{{template "r" 2}}',
    '<b>2</b><b>1</b>',
  ],
  ['{{$x := .bad}}{{$x}}{{with .bad}}{{.}}{{end}}', badText + badText],
  ['<a h{{/* x */}}ref="{{.js}}">', '<a href="#ZgotmplZ">'],
  ['<a h{{if .yes}}ref="{{.js}}"{{else}}x{{end}}>', '<a href="#ZgotmplZ">'],
];

describe('SR-IV-12 HTML mode escapes by context', () => {
  for (const [source, expected] of rows) test(source, () => assert.equal(render(source), expected));

  test('partials are escaped for the place where they are included', () => {
    assert.equal(render('<a href="{{template "u.gotmpl" .}}">', { 'u.gotmpl': '{{.js}}' }), '<a href="#ZgotmplZ">');
  });

  test('B27 the same source in text mode and in HTML mode keeps its own escaping', () => {
    const source = '{{.bad}}';
    const text = compileTemplate(source, { name: 'same', mode: 'text' });
    const html = compileTemplate(source, { name: 'same', mode: 'html' });
    assert.equal(text.render(data), data.bad);
    assert.equal(html.render(data), badText);
  });

  test('a mail as operators write them', () => {
    const source =
      '<!DOCTYPE html>\n<html lang="{{ .Identity.traits.lang | default "en" }}"><head><meta charset="utf-8">' +
      '<style type="text/css">@media (max-width: 600px) { .a { width: 100% !important } } /* wide */</style></head>\n' +
      '<body style="margin:0;font-family:\'Arial\',sans-serif"><!--[if mso]><table><![endif]-->' +
      '{{- if and .OAuth2LoginRequest (ne .OAuth2LoginRequest.client.client_name "") -}}<p>{{ .OAuth2LoginRequest.client.client_name }}</p>{{- end -}}' +
      '<p>Hi {{ .Identity.traits.name.first | title | trunc 20 }},</p><a href="{{ .RecoveryURL }}" target="_blank">{{ .RecoveryURL }}</a>' +
      '{{ range $i, $code := splitList "" .Code }}{{ if eq $i 3 }} {{ end }}<b>{{ $code }}</b>{{ end }}</body></html>';
    const model = {
      Identity: { traits: { name: { first: '<a href=evil>' } } },
      RecoveryURL: 'https://id.example/self-service/recovery?flow=1&token=2',
      Code: '1234',
      OAuth2LoginRequest: { client: { client_name: 'A&B' } },
    };
    const html = compileTemplate(source, { name: 'email.body.gotmpl', mode: 'html' }).render(model);
    assert.match(html, /<html lang="en">/);
    assert.match(html, /<p>A&amp;B<\/p><p>Hi &lt;A Href=Evil&gt;,<\/p>/);
    assert.match(html, /href="https:\/\/id\.example\/self-service\/recovery\?flow=1&amp;token=2"/);
    assert.match(html, /<b>1<\/b><b>2<\/b><b>3<\/b> <b>4<\/b>/);
    assert.doesNotMatch(html, /mso|href=evil/);
  });
});

/** Source, line, column, message. */
const refused: readonly (readonly [string, number, number, RegExp])[] = [
  ['{{if .yes}}<b{{end}}>', 1, 1, /branches of \{\{if\}\} end in different contexts/],
  ['a\n{{if .yes}}<a href="{{end}}x">', 2, 1, /different contexts/],
  ['{{range .list}}<a href="{{end}}', 1, 1, /different contexts|another context/],
  ['<a href="{{.word}}', 1, 19, /ends inside the value of "href"/],
  ['{{template "nowhere"}}', 1, 1, /not defined/],
  ['<{{.word}}>', 1, 1, /name of an element/],
  ['<b{{.word}}>', 1, 3, /name of an element/],
  ['</{{.word}}>', 1, 1, /name of an element/],
  ['<a on{{.word}}="x">', 1, 6, /name of an element or attribute/],
  ['<a {{if .yes}}hr{{end}}ef="x">', 1, 24, /only a blank/],
  ['</b {{.word}}>', 1, 5, /end tag/],
  ['<!DOCTYPE {{.word}}>', 1, 11, /declaration/],
  ['<a =x>', 1, 4, /needs a name/],
  ["<a b'c=x>", 1, 4, /name of an attribute/],
  ["<a b=c'd>", 1, 7, /without quotes/],
  ['<![CDATA[x]]>', 1, 1, /CDATA/],
  ['<a href="{{if .yes}}/a?{{end}}{{.word}}">', 1, 31, /depends on the data/],
  ['<a href="javascript:{{.word}}">', 1, 21, /scheme/],
  ['<a href="java&#115;cript&colon;{{.word}}">', 1, 32, /scheme/],
  ['<a href="{{.word}}:x">', 1, 19, /scheme/],
  ['<iframe srcdoc="{{.bad}}">', 1, 17, /srcdoc/],
  ['<svg><set attributeName="href" to="{{.js}}">', 1, 36, /"to"/],
  ['<meta http-equiv="refresh" content="0">', 1, 19, /refreshing/],
  ['<meta http-equiv="{{.word}}">', 1, 19, /http-equiv/],
  ['<script type="{{.word}}">', 1, 15, /"type"/],
  ['<script type="text/x-template">{{.word}}</script>', 1, 32, /unknown type/],
  ['<script>`${ {{.n}} }`</script>', 1, 10, /substitutions/],
  ['<script>/* {{.n}} */</script>', 1, 12, /comment/],
  ['<script>/a{{.n}}/</script>', 1, 11, /regular expression/],
  ['<script>(1) / {{.n}}</script>', 1, 13, /may divide/],
  ['<script>"\n{{.n}}"</script>', 1, 10, /line break/],
  ['<script>"\\{{.n}}"</script>', 1, 10, /backslash/],
  ['<script><!-- {{.n}}</script>', 1, 9, /not supported/],
  ['<script>"</scr{{.word}}"</script>', 1, 10, /right before an action/],
  ['<title></titl{{.word}}</title>', 1, 8, /right before an action/],
  ['<a onclick="f(&#{{.n}};)">', 1, 15, /reference/],
  ['<a onclick="f(&nosuch;{{.n}})">', 1, 15, /reference/],
  ['<style>/* {{.word}} */</style>', 1, 11, /comment/],
  ['<style>a { b: "\n{{.word}}" }</style>', 1, 16, /malformed/],
  ['<svg><style><a href="{{.js}}"></style>', 1, 13, /markup in a style/],
  ['<p class={{if .no}}x{{end}} title="{{.bad}}">', 1, 10, /different contexts/],
  ['{{.bad | html | upper}}', 1, 10, /last step/],
  ['{{define "r"}}<b{{if .yes}}{{template "r" .}}{{end}}{{end}}{{template "r" .}}', 1, 15, /context|name/],
];

describe('SR-IV-12 HTML mode refuses what it cannot escape, at compile time and with the place', () => {
  for (const [source, line, column, message] of refused) {
    test(JSON.stringify(source), () => {
      assert.throws(
        () => compileTemplate(source, { name: 'email.body.gotmpl', mode: 'html' }),
        (error: unknown) => {
          assert.ok(error instanceof TemplateError);
          assert.match(error.reason, message);
          assert.deepEqual(
            [error.kind, error.template, error.line, error.column],
            ['escape', 'email.body.gotmpl', line, column],
          );
          return true;
        },
      );
    });
  }

  test('places are right behind comments of the template', () => {
    assert.throws(
      () => compileTemplate('<p>\n{{/* a\nb */}}<a =x>', { name: 'main', mode: 'html' }),
      (error: unknown) => error instanceof TemplateError && error.line === 3 && error.column === 10,
    );
  });
});
