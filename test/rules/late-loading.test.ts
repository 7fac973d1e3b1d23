import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT, sources } from './imports.ts';

/** What is wrong with the way a source loads modules late; nothing for a source that does not. */
function faults(text: string): readonly string[] {
  const made = text.match(/createRequire\(/g)?.length ?? 0;
  if (made === 0) return [];
  const name = /^const (\w+) = createRequire\(import\.meta\.url\);$/m.exec(text)?.[1];
  if (made !== 1 || name === undefined)
    return ['is to have one `const load = createRequire(import.meta.url)` of its own'];
  const calls = [...text.matchAll(new RegExp(`(?<![.\\w])${name}\\(\\s*(.*)`, 'g'))].map(
    ([, argument = '']) => argument,
  );
  const named = calls.filter((argument) => /^'[^']+'/.test(argument));
  return calls.length > 0 && named.length === calls.length ? [] : ['is to name what it loads where it loads it'];
}

describe('modules that are loaded late', () => {
  // Tools that copy a server with what it needs, such as the standalone output of Next.js, find no others.
  it('are named where tools that trace dependencies see them', () => {
    const wrong = sources().flatMap((file) =>
      faults(readFileSync(join(ROOT, file), 'utf8')).map((fault) => `${file} ${fault}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('are recognised in every form', () => {
    const top = 'const load = createRequire(import.meta.url);\n';
    assert.deepEqual(faults(`${top}const x = () => load('a');`), []);
    assert.equal(faults(`${top}const x = () => load(NAME);`).length, 1);
    assert.equal(faults(`${top}const x = () => load.resolve('a');`).length, 1);
    assert.equal(faults(`const x = () => createRequire(import.meta.url)('a');`).length, 1);
    assert.equal(faults(`const x = () => {\n  ${top}  return load('a');\n};`).length, 1);
  });
});
