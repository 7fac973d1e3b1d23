// Loaded before every test file by scripts/run-tests.ts: property tests draw the same examples in every short run, so that a
// run only fails for what has changed. The long run draws new ones; its failures name their seed.
import { readFileSync } from 'node:fs';

const file = process.argv[1];
// Only files that use the library pay for loading it.
if (process.env['ZELOS_LONG'] !== '1' && file?.endsWith('.ts') && readFileSync(file, 'utf8').includes("'fast-check'")) {
  const { configureGlobal } = await import('fast-check');
  configureGlobal({ seed: 1 });
}
