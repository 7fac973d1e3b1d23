import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

export interface Import {
  readonly from: string;
  /** Path below the root for relative imports, the package name otherwise. */
  readonly to: string;
  readonly typeOnly: boolean;
}

/** TypeScript sources of the product, tests left out, as paths below the root. */
export function sources(pattern = 'packages/*/src/**/*.ts'): readonly string[] {
  return globSync(pattern, { cwd: ROOT })
    .filter((file) => !file.endsWith('.test.ts') && !file.includes('node_modules'))
    .sort();
}

const STATEMENT = /(?:^|\n)(import|export)\s+(type\s+)?(?:([\w\s{},*$]*?)\s*from\s*)?['"]([^'"]+)['"]/g;
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** Every import of a file; `import { type A, b }` counts as a value import. */
export function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean) => {
    const to = specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier;
    found.push({ from: file, to: relative('', to), typeOnly });
  };
  for (const match of text.matchAll(STATEMENT)) {
    const [, , type, names = '', specifier = ''] = match;
    const listed = /^\{([^}]*)\}$/.exec(names.trim())?.[1];
    const allTypes =
      listed !== undefined &&
      listed.trim() !== '' &&
      listed.split(',').every((n) => n.trim() === '' || n.trim().startsWith('type '));
    add(specifier, Boolean(type) || allTypes);
  }
  for (const match of text.matchAll(DYNAMIC)) add(match[1] ?? '', false);
  return found;
}
