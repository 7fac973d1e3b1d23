import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

test('short runs of property tests draw the same examples every time, long ones do not', () => {
  const draw = (env: Record<string, string>): string => {
    const args = ['--disable-warning=ExperimentalWarning', '--import', here('../../scripts/test-setup.ts')];
    const { PATH = '' } = process.env;
    const child = spawnSync(process.execPath, [...args, here('drawing-child.ts')], {
      env: { PATH, ...env },
      encoding: 'utf8',
    });
    assert.equal(child.stderr, '');
    return child.stdout.trim();
  };
  const first = draw({});
  assert.match(first, /^-?\d+,-?\d+,-?\d+ 1$/);
  assert.equal(draw({}), first);
  const long = draw({ ZELOS_LONG: '1' });
  assert.match(long, / undefined$/);
  assert.notEqual(long.split(' ')[0], first.split(' ')[0]);
});
