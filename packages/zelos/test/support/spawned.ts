import { type ChildProcess, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const CHILD = join(import.meta.dirname, 'child.ts');

export interface Spawned {
  readonly publicUrl: string;
  readonly adminUrl: string;
  readonly child: ChildProcess;
  /** Both outputs so far. */
  written(): string;
  /** Ends the process with a signal and waits until it is gone. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Something that runs what is left to do when a test is over. */
export interface Owner {
  after(run: () => unknown): void;
}

/** Starts a server process with a configuration; resolves once it serves. It never outlives its owner. */
export async function spawnServer(owner: Owner, directory: string, config: object): Promise<Spawned> {
  const file = join(directory, 'config.json');
  await writeFile(file, JSON.stringify(config));
  const child = spawn(
    process.execPath,
    ['--conditions=zelos-source', '--disable-warning=ExperimentalWarning', CHILD, file],
    {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let text = '';
  const gone = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      process.off('exit', kill);
      resolve(code);
    });
  });
  owner.after(async () => {
    kill();
    await gone;
  });
  const ready = new Promise<{ publicUrl: string; adminUrl: string }>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const line = /^\{"publicUrl.*\n/m.exec(text)?.[0];
      if (line !== undefined) resolve(JSON.parse(line));
    });
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    void gone.then((code) => reject(new Error(`the server ended with ${code}:\n${text}`)));
  });
  const addresses = await ready;
  return {
    ...addresses,
    child,
    written: () => text,
    end(signal) {
      child.kill(signal);
      return gone;
    },
  };
}
