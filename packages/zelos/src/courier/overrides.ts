import type { JsonObject } from '@zelos/contract';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Overrides, Part } from './templates.ts';
import { compileTemplate, type Template, TemplateError, type TemplateMode } from './templating/index.ts';

/** Reads the document behind a reference of the configuration (`file://`, `base64://`, `http(s)://`). */
export type ReadReference = (key: string, reference: string) => Promise<string>;

/** References of one mail or text message. */
export interface PartReferences {
  readonly subject?: string | undefined;
  readonly html?: string | undefined;
  readonly plaintext?: string | undefined;
  readonly sms?: string | undefined;
}

/** Where templates of the operator come from. */
export interface OverrideSources {
  /** References by template type, with the key that they stand under. */
  readonly references: Readonly<Record<string, { readonly key: string; readonly parts: PartReferences }>>;
  /** Folder with files in the peer's layout (contract: courier, section 5); null for none. */
  readonly folder: string | null;
}

/** A template that cannot be used; refuses the start. The message names key, file and position. */
export class TemplateOverrideError extends Error {
  constructor(key: string, reason: string, options?: ErrorOptions) {
    super(`${key} ${reason}`, options);
    this.name = 'TemplateOverrideError';
  }
}

const FOLDER_KEY = 'courier.template_override_path';

/** Names of the files of each part, and what the names of files begin with that they may include. */
const FILES: { readonly [P in Part]: { readonly name: string; readonly shares: string } } = {
  subject: { name: 'email.subject.gotmpl', shares: 'email.subject' },
  html: { name: 'email.body.gotmpl', shares: 'email.body' },
  plaintext: { name: 'email.body.plaintext.gotmpl', shares: 'email.body.plaintext' },
  sms: { name: 'sms.body.gotmpl', shares: 'sms.body' },
};
const PARTS = Object.keys(FILES) as readonly Part[];
const KEYS: Readonly<Record<Part, string>> = {
  subject: 'email.subject',
  html: 'email.body.html',
  plaintext: 'email.body.plaintext',
  sms: 'sms.body.plaintext',
};

/** Folder of a template type: `recovery_code_valid` lies in `recovery_code/valid`. */
export const folderOf = (templateType: string): string => templateType.replace(/_(valid|invalid)$/, '/$1');

const modeOf = (part: Part): TemplateMode => (part === 'html' ? 'html' : 'text');

/**
 * Reads and compiles every template of the operator. A reference wins over a file. The HTML part is always compiled with
 * escaping, also when another part comes from the same address (B27).
 * @param types template types to look for in the folder
 * @throws TemplateOverrideError, and what `read` throws
 */
export async function loadOverrides(
  sources: OverrideSources,
  types: readonly string[],
  read: ReadReference,
): Promise<Overrides> {
  const found = new Map<string, Template>();
  if (sources.folder !== null) {
    for (const type of types) await loadFolder(join(sources.folder, folderOf(type)), type, found);
  }
  for (const [type, { key, parts }] of Object.entries(sources.references)) {
    for (const part of PARTS) {
      const reference = parts[part];
      if (reference === undefined) continue;
      const partKey = `${key}.${KEYS[part]}`;
      found.set(`${type} ${part}`, compiled(partKey, reference, part, await read(partKey, reference), {}));
    }
  }
  return {
    find(templateType, part) {
      const template = found.get(`${templateType} ${part}`);
      return template === undefined ? undefined : (variables: JsonObject) => template.render(variables);
    },
  };
}

async function loadFolder(folder: string, type: string, found: Map<string, Template>): Promise<void> {
  const names = (await readdir(folder).catch(nothing)).toSorted();
  for (const part of PARTS) {
    const { name, shares } = FILES[part];
    if (!names.includes(name)) continue;
    const texts: Record<string, string> = {};
    for (const other of names.filter((one) => one.startsWith(shares)))
      texts[other] = await readText(join(folder, other));
    const { [name]: main = '', ...partials } = texts;
    found.set(`${type} ${part}`, compiled(FOLDER_KEY, join(folder, name), part, main, partials));
  }
}

/** A folder that is not there holds no templates. */
function nothing(error: unknown): string[] {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return [];
  throw new TemplateOverrideError(FOLDER_KEY, `cannot be read (${code ?? 'error'})`, { cause: error });
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new TemplateOverrideError(FOLDER_KEY, `names ${path}, which cannot be read (${code ?? 'error'})`, { cause });
  }
}

/** Name of a template in errors: a path, or what kind of reference it is; contents of `base64://` say nothing. */
function nameOf(source: string, part: Part): string {
  if (source.startsWith('base64://')) return FILES[part].name;
  return source.replace(/\/\/[^/@]*@/, '//').replace(/[?#].*$/, '');
}

function compiled(
  key: string,
  source: string,
  part: Part,
  text: string,
  partials: Readonly<Record<string, string>>,
): Template {
  // Inside a folder the template goes by its file name, so that files can include one another.
  const name = key === FOLDER_KEY ? FILES[part].name : nameOf(source, part);
  try {
    return compileTemplate(text, { name, mode: modeOf(part), partials });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const file = key === FOLDER_KEY ? source.replace(/[^/\\]*$/, error.template) : error.template;
    throw new TemplateOverrideError(
      key,
      `cannot be used: ${file}, line ${error.line}, column ${error.column}: ${error.reason}`,
      { cause: error },
    );
  }
}
