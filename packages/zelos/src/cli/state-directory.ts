import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes the directory of development mode, for its owner alone and unseen by git. */
export async function prepareStateDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
  const ignore = join(directory, '.gitignore');
  if (!existsSync(ignore)) await writeFile(ignore, '*\n');
}

/** Removes what development mode keeps there: the database and the secrets. Nothing else in the directory is touched. */
export async function resetStateDirectory(directory: string): Promise<void> {
  if (!existsSync(directory)) return;
  for (const name of await readdir(directory)) {
    if (/^zelos\.sqlite(?:-(?:wal|shm|journal))?$|^secrets\.json(?:\..*)?$/.test(name)) await rm(join(directory, name));
  }
}
