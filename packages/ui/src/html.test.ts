import assert from 'node:assert/strict';
import test from 'node:test';
import { assert as check, property, string } from 'fast-check';
import { attributes, escape, html, raw, safeImageUrl, safeUrl } from './html.ts';

test('SR-IV-10: strings are escaped, markup is not, nothing becomes the word "undefined"', () => {
  const inner = html`<b>${'<i>&"\'`'}</b>`;
  assert.equal(String(inner), '<b>&lt;i&gt;&amp;&quot;&#39;&#96;</b>');
  assert.equal(String(html`${inner}${[1, 'a<', [raw('<hr>')]]}${undefined}${null}${false}`), `${inner}1a&lt;<hr>`);
});

test('SR-IV-10: an object that looks like markup is none', () => {
  const forged = { toString: () => '<script>' } as unknown as string;
  assert.equal(String(html`<p>${forged}</p>`), '<p></p>');
});

test('attributes write what is there and refuse names that carry scripts', () => {
  assert.equal(
    String(attributes({ id: 'a"b', required: true, hidden: false, value: '', width: 3, title: undefined })),
    ' id="a&quot;b" required value="" width="3"',
  );
  for (const name of ['onclick', 'style', 'srcdoc', 'a b', 'a>', '"', '']) {
    assert.throws(() => attributes({ [name]: 'x' }), TypeError, name);
  }
});

test('SR-IV-10: only addresses that cannot run a script remain', () => {
  for (const good of ['/x', 'x?a=javascript:1', '#a', 'https://a/', 'HTTP://a', 'mailto:a@b', '//a/b', '']) {
    assert.equal(safeUrl(good), good);
  }
  for (const bad of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'java\tscript:alert(1)',
    '\u0000javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'blob:https://a/x',
    'file:///etc',
  ]) {
    assert.equal(safeUrl(bad), undefined, bad);
  }
  assert.equal(safeImageUrl('data:image/png;base64,AA=='), 'data:image/png;base64,AA==');
  assert.equal(safeImageUrl('data:text/html,x'), undefined);
});

test('SR-IV-10: no text whatsoever leaves its place', () => {
  check(
    property(string({ unit: 'binary' }), (text) => {
      assert.doesNotMatch(escape(text), /[<>"'`]|&(?!(amp|lt|gt|quot|#39|#96);)/);
      assert.ok(!escape(text).includes('\0'));
    }),
    { seed: 20260730, numRuns: 500 },
  );
});
