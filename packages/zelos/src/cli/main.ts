import { runCli } from './run.ts';
import { createTerminal } from './terminal.ts';

// A closed pipe (zelos config explain | head) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const code = await runCli(
  process.argv.slice(2),
  process.env,
  createTerminal(process.stdout, process.stderr, process.env),
);
// Whatever a failed start left open must not keep the process alive; output written to a pipe is flushed first.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
