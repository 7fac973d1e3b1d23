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
/** Runs test files in a process of their own; resolves with the exit code. */
function runFiles(chosen: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=zelos-source',
      '--disable-warning=ExperimentalWarning',
      '--import',
      './scripts/test-setup.ts',
      '--test',
      '--test-reporter=dot',
      '--test-reporter-destination=stdout',
      '--test-reporter=./scripts/test-summary.ts',
      '--test-reporter-destination=stdout',
      ...chosen,
    ],
    { stdio: 'inherit', env: { ...process.env, ...env } },
  );
  return new Promise((done) => child.on('exit', (code, signal) => done(signal ? 1 : (code ?? 1))));
}

let failed = (await runFiles(files, long ? { ZELOS_LONG: '1' } : {})) !== 0;
if (long) {
  // The wire tests once more through each way of mounting the server in an application, most of them over sockets.
  const wire = files.filter((file) => file.includes('zelos/test/wire/'));
  for (const mount of wire.length > 0 ? ['node', 'express', 'express-parsed', 'fastify', 'next'] : []) {
    console.log(`\nwire tests through the mount "${mount}"`);
    if ((await runFiles(wire, { ZELOS_MOUNT: mount })) !== 0) failed = true;
  }
}
process.exit(failed ? 1 : 0);
