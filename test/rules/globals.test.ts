import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT, sources } from './imports.ts';

/** Rooms that touch the outside: they are the adapters everybody else asks. */
const OUTSIDE = [/zelos\/src\/(platform|config|cli|testing)\//, /zelos\/src\/compose\.ts$/, /jsonnet\/src\/cli\//];
const FORBIDDEN: readonly (readonly [string, RegExp])[] = [
  ['Date.now', /\bDate\.now\b/],
  ['new Date()', /\bnew Date\(\)/],
  ['Math.random', /\bMath\.random\b/],
  ['randomUUID', /\brandomUUID\b/],
  ['fetch', /(?<![.\w])fetch\(/],
  ['console', /\bconsole\.\w/],
  ['process.env', /\bprocess\.env\b/],
  ['eval', /\beval\(|new Function\(/],
  ['TLS verification switched off', /rejectUnauthorized:\s*false/],
];
/** Uses that are right where they are. */
const EXCEPTIONS: readonly (readonly [RegExp, string, string])[] = [
  [/packages\/client\/src\//, 'fetch', 'the client is made of it'],
  [/packages\/ui\/src\//, 'fetch', 'the pages ask their API, a handler or an address'],
];

/** Source text without comments and string contents, so that words in prose do not count. */
function code(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''");
}

describe('forbidden globals', () => {
  it('time, chance, network, environment and console are reached through their ports', () => {
    const wrong: string[] = [];
    for (const file of sources()) {
      if (OUTSIDE.some((pattern) => pattern.test(file))) continue;
      const text = code(readFileSync(join(ROOT, file), 'utf8'));
      for (const [name, pattern] of FORBIDDEN) {
        if (!pattern.test(text)) continue;
        if (EXCEPTIONS.some(([where, what]) => where.test(file) && what === name)) continue;
        wrong.push(`${file}: ${name}`);
      }
    }
    assert.deepEqual(wrong, []);
  });
});
