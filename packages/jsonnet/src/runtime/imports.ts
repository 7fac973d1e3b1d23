import { compileText, instantiate } from '../compile/program.ts';
import { JsonnetError } from '../errors.ts';
import type { Site } from '../source.ts';
import { allowItems, allowText, chargeText, failImport, isStackOverflow, vm } from './machine.ts';
import { type Imported, session } from './session.ts';
import type { Value } from './values.ts';

/** Asks the resolver, once per importing file and path. */
function resolve(path: string, site: Site): Imported {
  const { found, resolver } = session();
  const key = JSON.stringify([site.file.name, path]);
  const known = found.get(key);
  if (known !== undefined) return known;
  if (resolver === undefined)
    return failImport(`cannot import '${path}': this evaluation has no import resolver`, site);
  let imported: Imported | undefined;
  try {
    imported = resolver(path, site.file.name);
  } catch (error) {
    if (error instanceof JsonnetError || isStackOverflow(error)) throw error;
    return failImport(`cannot import '${path}': ${error instanceof Error ? error.message : String(error)}`, site, {
      cause: error,
    });
  }
  if (imported === undefined) return failImport(`cannot import '${path}': there is no such file`, site);
  found.set(key, imported);
  return imported;
}

function textOf(imported: Imported): string {
  const { content } = imported;
  return typeof content === 'string' ? content : new TextDecoder().decode(content);
}

/** `import`: the value of another program, computed once per evaluation (specification: imports). */
export function importCode(path: string, site: Site): Value {
  const { imports, programs } = session();
  const imported = resolve(path, site);
  const known = imports.get(imported.filename);
  if (known !== undefined) return known.force();
  const text = textOf(imported);
  let program = programs.get(imported.filename);
  if (program === undefined || program.file.text !== text) {
    chargeText(text.length * 8);
    program = compileText(imported.filename, text, vm.limits);
    programs.set(imported.filename, program);
  }
  const thunk = instantiate(program);
  imports.set(imported.filename, thunk);
  return thunk.force();
}

/** `importstr`: the text of a file. */
export function importText(path: string, site: Site): Value {
  const text = textOf(resolve(path, site));
  allowText(text.length);
  return text;
}

/** `importbin`: the bytes of a file as numbers. */
export function importBytes(path: string, site: Site): Value {
  const { content } = resolve(path, site);
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  allowItems(bytes.length);
  return Array.from(bytes);
}
