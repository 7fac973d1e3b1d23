import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT, sources } from './imports.ts';

const LIMIT = 400;
/** Catalogues and schemas. */
const WIDE_LIMIT = 800;
const WIDE = [/packages\/contract\/src\/(models|config|messages|operations)/, /packages\/ui\/src\/text\//];

describe('sizes', () => {
  it('no source file grows beyond its limit', () => {
    const files = sources();
    assert.ok(files.length > 150, `${files.length} files`);
    const long = files
      .map((file) => ({ file, lines: readFileSync(join(ROOT, file), 'utf8').split('\n').length - 1 }))
      .filter(({ file, lines }) => lines > (WIDE.some((pattern) => pattern.test(file)) ? WIDE_LIMIT : LIMIT));
    assert.deepEqual(long, []);
  });
});
