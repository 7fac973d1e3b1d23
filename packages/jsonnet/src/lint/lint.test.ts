import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lint } from './lint.ts';

const rules = (source: string): string[] => lint(source).map(({ rule, line, column }) => `${rule} ${line}:${column}`);

test('finds each kind of mistake at its place', () => {
  assert.deepEqual(rules('local a = 1;\nlocal b = 2; b'), ['unused-local 1:7']);
  assert.deepEqual(rules('{ local k = 1, a: q }'), ['unused-local 1:9', 'unknown-variable 1:19']);
  assert.deepEqual(rules('local a = 1; local a = a; a'), ['unused-local 1:7', 'shadowed-variable 1:20']);
  assert.deepEqual(rules('if true then 1'), ['constant-condition 1:4']);
  assert.deepEqual(rules('[false && 1, (error "x") + 2]'), ['unreachable 1:11', 'unreachable 1:15']);
  assert.deepEqual(rules('{a: 1, a: 2}'), ['syntax 1:8']);
  assert.deepEqual(rules('function(x, x) 1'), ['syntax 1:13']);
});

test('sound programs have no findings', () => {
  assert.deepEqual(
    rules(
      'local _unused = 1, f(x, y=x) = [x for x in y]; { local s = self, a: f(std.range(1, 2)), b: s.a + std.foldl(function(p, q) p, [], 0) }',
    ),
    [],
  );
});
