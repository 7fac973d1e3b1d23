// Everything that CI checks besides the tests: types, build, lint, format, generated files.
import { spawnSync } from 'node:child_process';

const STEPS: readonly (readonly [string, string, readonly string[]])[] = [
  ['types', 'tsc', ['-p', 'tsconfig.json']],
  // What is published is built without the types of tests, browsers and this workspace.
  ['build', 'tsc', ['-b', 'tsconfig.build.json']],
  ['lint', 'oxlint', ['--deny-warnings']],
  ['format', 'biome', ['format', '.']],
  ['generated files', process.execPath, ['--conditions=zelos-source', 'scripts/generate.ts', '--check']],
];

let failed = false;
for (const [name, command, args] of STEPS) {
  console.log(`== ${name}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) failed = true;
  console.log(`${name}: ${status === 0 ? 'ok' : 'FAILED'}`);
}
process.exit(failed ? 1 : 0);
