import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { it } from 'node:test';

it('SR-LG-05 what nobody caught is logged without its data and ends the process in order', () => {
  const script = `
    import { uncaughtFailure } from ${JSON.stringify(join(import.meta.dirname, 'last-resort.ts'))};
    const lines = [];
    const note = (fields, text) => lines.push(JSON.stringify(fields) + text);
    const end = uncaughtFailure({ debug: note, info: note, warn: note, error: note });
    Promise.reject(new Error('a secret value'));
    console.log(await end, lines.length, lines.join().includes('unhandledRejection'), lines.join().includes('secret value'));
  `;
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  assert.equal(status, 0);
  assert.equal(stdout.trim(), 'failed 1 true false');
});
