import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../bin/zelos-jsonnet.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'jsonnet-cli-'));
after(() => rmSync(folder, { recursive: true }));

function run(args: readonly string[], input = ''): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    input,
    encoding: 'utf8',
    cwd: folder,
  });
  return { status, stdout, stderr };
}

test('eval: standard input, variables, arguments, text output, imports', () => {
  assert.equal(run(['eval', '-'], '{a: 1 + 1}').stdout, '{\n   "a": 2\n}\n');
  const program = 'function(t, u) [std.extVar("s"), std.extVar("c"), t, u]';
  const given = ['--ext-str', 's=x', '--ext-code=c=1+1', '--tla-str', 't=y', '--tla-code', 'u={z: 1}'];
  assert.deepEqual(JSON.parse(run(['eval', ...given, '-'], program).stdout), ['x', 2, 'y', { z: 1 }]);
  assert.equal(run(['eval', '-S', '-e', '"plain"']).stdout, 'plain');
  writeFileSync(join(folder, 'lib.libsonnet'), '{ x: 5 }');
  writeFileSync(join(folder, 'main.jsonnet'), '(import "lib.libsonnet").x');
  assert.equal(run(['eval', 'main.jsonnet']).stdout, '5\n');
});

test('exit codes: program errors 1, wrong use 2, help 0', () => {
  const failed = run(['eval', '-'], '{a: error "x"}');
  assert.equal(failed.status, 1);
  assert.match(failed.stderr, /runtime error: x\n {2}--> <stdin>:1:5\n/);
  assert.equal(run(['eval']).status, 2);
  assert.equal(run(['nope']).status, 2);
  assert.equal(run(['eval', 'missing.jsonnet']).status, 2);
  const help = run(['--help']);
  assert.equal(help.status, 0);
  assert.match(help.stdout, /Usage: zelos-jsonnet/);
});

test('format and lint', () => {
  const file = join(folder, 'f.jsonnet');
  writeFileSync(file, 'local a=1;{b:1}');
  assert.equal(run(['format', file]).stdout, 'local a = 1; { b: 1 }\n');
  assert.equal(run(['format', '--check', file]).status, 1);
  assert.equal(run(['format', '-i', file]).status, 0);
  assert.equal(readFileSync(file, 'utf8'), 'local a = 1; { b: 1 }\n');
  const linted = run(['lint', file]);
  assert.equal(linted.status, 1);
  assert.match(linted.stdout, /:1:7 unused-local: /);
});
