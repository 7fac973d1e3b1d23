/**
 * Writes the files of the repository that are made from code.
 *
 *   generate.ts           writes them
 *   generate.ts --check   compares only, names every stale file and exits with 1 if there is one
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { configReferenceMarkdown, openApiDocument } from '@zelos/contract';

interface GeneratedFile {
  /** Path from the root of the repository. */
  readonly path: string;
  readonly content: () => string | Promise<string>;
}

const root = new URL('../', import.meta.url);

const FILES: readonly GeneratedFile[] = [
  { path: 'packages/contract/openapi.json', content: describeApi },
  { path: 'docs/reference/configuration.md', content: configReferenceMarkdown },
];

async function describeApi(): Promise<string> {
  const manifest = JSON.parse(await readFile(new URL('packages/contract/package.json', root), 'utf8')) as {
    readonly version: string;
  };
  return `${JSON.stringify(openApiDocument(manifest.version), null, 2)}\n`;
}

async function current(file: URL): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function run(check: boolean): Promise<number> {
  let stale = 0;
  for (const { path, content } of FILES) {
    const file = new URL(path, root);
    const wanted = await content();
    if ((await current(file)) === wanted) continue;
    stale += 1;
    if (check) {
      console.error(`${path} is stale: run "npm run generate" and commit the result`);
    } else {
      await mkdir(new URL('.', file), { recursive: true });
      await writeFile(file, wanted);
      console.log(`${path} written`);
    }
  }
  return check && stale > 0 ? 1 : 0;
}

process.exitCode = await run(process.argv.includes('--check'));
