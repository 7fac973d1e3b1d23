import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonErrorOffset } from './json-error.ts';

test('the first token that cannot stand in JSON is found', () => {
  // The mark stands before it.
  const cases = [
    '{"a": ^memory}',
    '{"a": 1^',
    '{^a: 1}',
    '{"a" ^1}',
    '{"a": 1, ^}',
    '{"a": 1 ^"b": 2}',
    '[1, 2^',
    '[1 ^2]',
    '[1, ^]',
    '["x"^}',
    '{"a": [{"b": "c"}, ^}',
    '{"a": ^01}',
    '{"a": ^"x}',
    '{"a": ^"\\x"}',
    '{} ^{}',
    '^',
    '^// comment',
    '{"a": {"b": "c"}, "d" ^}',
  ];
  for (const marked of cases) {
    const text = marked.replace('^', '');
    assert.throws(() => JSON.parse(text), SyntaxError, text);
    assert.equal(jsonErrorOffset(text), marked.indexOf('^'), marked);
  }
});
