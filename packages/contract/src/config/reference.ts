import { hashersWhenAbsent } from './sessions.ts';
import { ConfigSchema } from './model.ts';
import { DEFAULT_REQUEST_BODY } from './hooks.ts';
import type { JsonSchema } from './schema-kit.ts';

interface Row {
  readonly key: string;
  readonly type: string;
  readonly fallback: string;
  readonly meaning: string;
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const members = (schema: JsonSchema): readonly (readonly [string, JsonSchema])[] =>
  isSchema(schema['properties']) ? (Object.entries(schema['properties']) as [string, JsonSchema][]) : [];

const isHookList = (schema: JsonSchema): boolean =>
  isSchema(schema['items']) &&
  isSchema(schema['items']['discriminator']) &&
  schema['items']['discriminator']['propertyName'] === 'hook';

const branchesOf = (schema: JsonSchema): readonly JsonSchema[] => (schema['oneOf'] ?? []) as readonly JsonSchema[];

function hookNames(branch: JsonSchema): readonly string[] {
  const rule = members(branch).find(([key]) => key === 'hook')?.[1] ?? {};
  return (rule['enum'] ?? [rule['const']]) as readonly string[];
}

function typeOf(schema: JsonSchema): string {
  if (isHookList(schema)) {
    return `list of hooks: ${branchesOf(schema['items'] as JsonSchema)
      .flatMap(hookNames)
      .join(', ')}`;
  }
  if (Array.isArray(schema['type'])) return 'boolean';
  if (Array.isArray(schema['enum'])) return schema['enum'].join(', ');
  if (schema['const'] !== undefined) return String(schema['const']);
  if (schema['type'] === 'array')
    return isSchema(schema['items']) && schema['items']['type'] !== undefined
      ? `list of ${typeOf(schema['items'])}`
      : 'list';
  if (schema['pattern'] !== undefined && String(schema['x-hint']).startsWith('a duration')) return 'duration';
  if (schema['pattern'] !== undefined && String(schema['x-hint']).startsWith('a size')) return 'size';
  if (schema['format'] === 'uri') return 'URL';
  if (schema['format'] === 'uri-reference') return 'URL or path';
  const range = ['minimum', 'maximum']
    .filter((bound) => schema[bound] !== undefined)
    .map((bound) => `${bound === 'minimum' ? '≥' : '≤'} ${schema[bound]}`);
  const name = schema['type'] === 'object' ? 'map' : String(schema['type'] ?? 'any');
  return [name, ...range].join(' ');
}

function fallbackOf(schema: JsonSchema): string {
  if (typeof schema['x-derived'] === 'string') return schema['x-derived'];
  const value = schema['default'];
  if (value === undefined || value === DEFAULT_REQUEST_BODY) return value === undefined ? '–' : 'built in';
  return `\`${JSON.stringify(value)}\``;
}

function rowsOf(schema: JsonSchema, key: string, required: boolean): readonly Row[] {
  const inner = members(schema);
  if (inner.length > 0)
    return inner.flatMap(([name, member]) => rowsOf(member, `${key}.${name}`, isRequired(schema, name)));
  const meaning = `${schema['description'] ?? ''}${schema['deprecated'] === true ? ' Deprecated.' : ''}`;
  const own: Row = { key, type: typeOf(schema), fallback: required ? 'required' : fallbackOf(schema), meaning };
  const items = schema['items'];
  if (isHookList(schema) || !isSchema(items)) return [own, ...mapRows(schema, key)];
  const below = members(items).flatMap(([name, member]) => rowsOf(member, `${key}[].${name}`, isRequired(items, name)));
  return [{ ...own, type: below.length > 0 ? 'list' : own.type }, ...below];
}

function mapRows(schema: JsonSchema, key: string): readonly Row[] {
  if (branchesOf(schema).length > 0) {
    return branchesOf(schema).flatMap((branch) =>
      rowsOf(branch, key, false).filter((row) => !row.key.endsWith('.type')),
    );
  }
  const patterns = isSchema(schema['patternProperties']) ? Object.values(schema['patternProperties']) : [];
  const member = patterns[0];
  return isSchema(member) && members(member).length > 0 ? rowsOf(member, `${key}.<name>`, false) : [];
}

const isRequired = (schema: JsonSchema, key: string): boolean =>
  Array.isArray(schema['required']) && schema['required'].includes(key);

const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

function table(rows: readonly Row[]): string {
  return [
    line(['Key', 'Type', 'Default', 'Meaning']),
    '|---|---|---|---|',
    ...rows.map((row) => line([`\`${row.key}\``, row.type, row.fallback, row.meaning])),
  ].join('\n');
}

function collectHooks(schema: JsonSchema, found = new Map<string, JsonSchema>()): ReadonlyMap<string, JsonSchema> {
  if (isHookList(schema)) {
    for (const branch of branchesOf(schema['items'] as JsonSchema)) found.set(hookNames(branch).join('`, `'), branch);
  }
  for (const [, member] of members(schema)) collectHooks(member, found);
  return found;
}

function hookSection(): string {
  const parts = [...collectHooks(ConfigSchema)].map(([name, branch]) => {
    const rows = members(branch)
      .filter(([key]) => key !== 'hook')
      .flatMap(([key, member]) => rowsOf(member, key, false));
    return `### \`${name}\`\n\n${branch['description'] ?? ''}${rows.length > 0 ? `\n\n${table(rows)}` : ''}`;
  });
  return [
    '## Hooks',
    'A hook is an object `{ hook: <name>, config: … }`. Which names a list accepts stands beside its key.',
    ...parts,
  ].join('\n\n');
}

const INTRODUCTION = `# Configuration

Generated from the schema of the configuration; do not edit.

Values are taken, later ones winning, from: the defaults below, configuration files in the order given (\`-c\`), command-line
flags, environment variables. Files are YAML, JSON or TOML by their extension. The environment variable of a key is its
path in upper case with \`_\` between the parts: \`selfservice.flows.login.ui_url\` is \`SELFSERVICE_FLOWS_LOGIN_UI_URL\`.
Lists may be given comma-separated or as JSON, entries of lists by index (\`IDENTITY_SCHEMAS_0_URL\`), objects as JSON.

A duration is whole numbers with units: \`30s\`, \`15m\`, \`1h30m\`. A size is a whole number with a unit; one KB is 1024 bytes.
\`zelos config check\` tells what is wrong with a file, \`zelos config explain\` where each value comes from.`;

/** The reference page of all configuration keys, as Markdown. */
export function configReferenceMarkdown(): string {
  const top = members(ConfigSchema);
  const plain = top.filter(([, schema]) => members(schema).length === 0);
  const grouped = top.filter(([, schema]) => members(schema).length > 0);
  const required = (name: string) => isRequired(ConfigSchema, name);
  const sections = grouped.map(([name, schema]) => {
    const note =
      name === 'hashers'
        ? `\n\nWithout this key: \`${hashersWhenAbsent.algorithm}\` with memory \`${hashersWhenAbsent.argon2.memory}\`, ${hashersWhenAbsent.argon2.iterations} iterations, parallelism ${hashersWhenAbsent.argon2.parallelism}.`
        : '';
    return `## ${name}\n\n${schema['description'] ?? ''}${note}\n\n${table(rowsOf(schema, name, false))}`;
  });
  const root = `## Top level\n\n${table(plain.flatMap(([name, schema]) => rowsOf(schema, name, required(name))))}`;
  return `${[INTRODUCTION, root, ...sections, hookSection()].join('\n\n')}\n`;
}
