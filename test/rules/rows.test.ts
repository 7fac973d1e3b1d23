import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from './imports.ts';

const ID = /\bSR-[A-Z]{2}-\d{2}\b/g;
const read = <T>(path: string): T => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as T;

/** Requirements by gate: G0 holds as soon as the feature exists, G1 before the first release. */
const rows = read<{ readonly G0: readonly string[]; readonly G1: readonly string[] }>('test/rules/rows.json');
/** Requirements whose feature is not built yet, with the feature that brings their tests. */
const waivers = read<Readonly<Record<string, string>>>('docs/waivers.json');

/** Which test files name an id outside of their comments. */
const tests = new Map<string, string[]>();
const files = globSync('{packages/*/src,packages/*/test,test,e2e,examples}/**/*.test.ts', {
  cwd: ROOT,
  exclude: (path) => String(path).includes('node_modules'),
});
for (const file of files.sort()) {
  const text = readFileSync(join(ROOT, file), 'utf8')
    .replace(/^\s*\/\*[\s\S]*?\*\//gm, '')
    .replace(/^\s*\/\/.*$/gm, '');
  for (const [id] of text.matchAll(ID)) {
    const list = tests.get(id) ?? [];
    if (!list.includes(file)) tests.set(id, [...list, file]);
  }
}

describe('requirements', () => {
  it('the lists are read', () => {
    assert.ok(files.length > 60 && rows.G0.length > 150 && rows.G1.length > 40, `${files.length} test files`);
  });

  it('every G0 requirement has a test or a waiver that names the feature it waits for', () => {
    const open = rows.G0.filter((id) => !tests.has(id) && !waivers[id]);
    assert.deepEqual(open, [], 'write the test, or name the feature in docs/waivers.json');
  });

  it('ids that tests and waivers name exist', () => {
    const known = new Set([...rows.G0, ...rows.G1]);
    assert.deepEqual(
      Object.keys(waivers).filter((id) => !rows.G0.includes(id)),
      [],
    );
    const named = [...tests.keys()].filter((id) => !known.has(id));
    // Later gates may have tests already.
    assert.ok(named.length < 20, named.join(' '));
  });

  it('coverage', (t) => {
    const covered = rows.G0.filter((id) => tests.has(id));
    t.diagnostic(`G0: ${covered.length} of ${rows.G0.length} have tests, ${Object.keys(waivers).length} waivers`);
    const stale = covered.filter((id) => waivers[id]);
    if (stale.length > 0) t.diagnostic(`waivers that can go, there is a test: ${stale.join(' ')}`);
    t.diagnostic(`G1: ${rows.G1.filter((id) => tests.has(id)).length} of ${rows.G1.length} have tests`);
    for (const id of rows.G1) t.diagnostic(`${id} ${tests.get(id)?.join(' ') ?? '–'}`);
  });
});
