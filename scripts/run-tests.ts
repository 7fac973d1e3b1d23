// Runs every test of the workspace with the pinned Node. `--long` adds the long variants; further arguments narrow the files.
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';

const PLACES = [
  'packages/*/src/**/*.test.ts',
  'packages/*/test/**/*.test.ts',
  'test/**/*.test.ts',
  'e2e/**/*.test.ts',
  'examples/**/*.test.ts',
];

const long = process.argv.includes('--long');
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const files = PLACES.flatMap((place) => globSync(place, { exclude: (path) => String(path).includes('node_modules') }))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort();
if (files.length === 0) {
  console.error('no test file was found');
  process.exit(1);
}
const child = spawn(
  process.execPath,
  [
    '--conditions=zelos-source',
    '--disable-warning=ExperimentalWarning',
    '--test',
    '--test-reporter=dot',
    '--test-reporter-destination=stdout',
    '--test-reporter=./scripts/test-summary.ts',
    '--test-reporter-destination=stdout',
    ...files,
  ],
  { stdio: 'inherit', env: { ...process.env, ...(long ? { ZELOS_LONG: '1' } : {}) } },
);
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
