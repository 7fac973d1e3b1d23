import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptsJson, isJson } from './audience.ts';

/** Accept header, whether init answers are JSON, whether submits and refusals are (contract: http, section 3). */
const ROWS: readonly (readonly [accept: string | undefined, init: boolean, submit: boolean])[] = [
  [undefined, false, false],
  ['', false, false],
  ['*/*', false, false],
  ['text/html', false, false],
  ['text/plain', false, false],
  ['text/*', false, false],
  ['application/json', true, true],
  ['APPLICATION/JSON', true, true],
  ['application/*', true, true],
  ['application/problem+json', false, false],
  // What axios sends without being asked.
  ['application/json, text/plain, */*', true, true],
  ['application/json, */*', true, true],
  ['*/*, application/json', true, true],
  ['*/*;q=0.1, application/json;q=0.1', true, true],
  ['text/*;q=0.1, application/json;q=0.1', true, true],
  // What a browser sends when it navigates.
  ['text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8', false, false],
  ['text/html;q=0.1, application/json', true, true],
  ['application/json;q=0.1, text/html', false, false],
  ['application/json;q=0.5, text/html;q=0.5', false, false],
  ['application/*;q=0.9, text/html;q=0.8', true, true],
  ['application/*, text/html', false, false],
  ['text/*, application/*', false, false],
  ['*/*;q=0.5, application/json;q=0.4', false, false],
  ['application/json;q=0', false, false],
  ['application/json; q=0.5', true, true],
  ['application/json ;q=0.5', true, true],
  // No quality: the range and what follows it in the header are not read.
  ['application/json;q=2', false, false],
  ['application/json;q=-1', false, false],
  ['application/json;q=.5', false, false],
  ['application/json;q=abc', false, false],
  ['application/json;charset=utf-8', false, false],
  ['text/html;level=1, application/json', false, false],
  [',,,application/json', false, false],
  // What follows a readable range is dropped, the range stays.
  ['application/json;q=1.0;v=1, text/html', true, true],
  ['application/json, text/html;level=1', true, true],
];

test('who is answered in JSON, by the Accept header', () => {
  for (const [accept, init, submit] of ROWS) {
    assert.equal(acceptsJson(accept), init, `init, ${accept}`);
    assert.equal(isJson('text/html', accept), submit, `submit, ${accept}`);
    assert.equal(isJson('application/json', accept), true);
  }
});
