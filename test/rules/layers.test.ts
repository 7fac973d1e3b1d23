import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { importsOf, sources } from './imports.ts';

const BASE = 'packages/zelos/src/';

/** The room of a file of the server: its folder, with the public faces of methods and hooks as rooms of their own. */
function roomOf(path: string): string {
  const inside = path.slice(BASE.length);
  if (/^methods\/(api|throttled)\.ts$/.test(inside)) return 'methods/api';
  if (/^hooks\/(api|runner)\.ts$/.test(inside)) return 'hooks/api';
  if (/^(compose|index|version)\.ts$/.test(inside)) return 'compose';
  return inside.split('/')[0] ?? '';
}

/** Which rooms a room may import, itself aside. `types` rooms may be imported for types only. */
const ALLOWED: Readonly<Record<string, { readonly values: readonly string[]; readonly types?: readonly string[] }>> = {
  kernel: { values: [] },
  ports: { values: ['kernel'] },
  'methods/api': { values: ['kernel', 'ports'] },
  'hooks/api': { values: ['kernel', 'ports'] },
  throttle: { values: ['kernel', 'ports'] },
  sessions: { values: ['kernel', 'ports', 'methods/api', 'hooks/api'] },
  identities: { values: ['kernel', 'ports', 'methods/api', 'hooks/api'], types: ['sessions'] },
  methods: { values: ['kernel', 'ports', 'methods/api'], types: ['identities', 'sessions'] },
  hooks: { values: ['kernel', 'ports', 'hooks/api'], types: ['identities', 'sessions'] },
  flows: { values: ['kernel', 'ports', 'methods/api', 'hooks/api', 'identities', 'sessions'] },
  storage: { values: ['kernel', 'ports'] },
  platform: { values: ['kernel', 'ports'] },
  courier: { values: ['kernel', 'ports'] },
  config: { values: ['kernel'], types: ['ports'] },
  http: { values: ['kernel', 'identities', 'sessions', 'flows', 'ports'], types: ['methods/api'] },
  edge: { values: [], types: ['http', 'ports', 'compose'] },
};
/** Named exceptions, each with its reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'edge -> http': 'the edges throw and write the values of http/exchange.ts, and nothing else of that room',
};
const EVERYWHERE = new Set(['compose', 'cli', 'testing']);

describe('layer rules', () => {
  const files = sources(`${BASE}**/*.ts`);

  it('sees the sources', () => assert.ok(files.length > 90, `${files.length} files`));

  it('every room imports only what it may', () => {
    const wrong: string[] = [];
    for (const file of files) {
      const room = roomOf(file);
      if (EVERYWHERE.has(room)) continue;
      const rule = ALLOWED[room];
      if (!rule) {
        wrong.push(`${file}: the room "${room}" has no rule`);
        continue;
      }
      for (const { to, typeOnly } of importsOf(file)) {
        if (!to.startsWith(BASE)) continue;
        const target = roomOf(to);
        if (target === room || rule.values.includes(target)) continue;
        if (typeOnly && rule.types?.includes(target)) continue;
        if (to.endsWith('http/exchange.ts') && `${room} -> ${target}` in EXCEPTIONS) continue;
        wrong.push(`${file} imports ${to}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('methods and hooks do not import each other', () => {
    const wrong = files.flatMap((file) => {
      const own = /src\/(methods|hooks)\/([^/]+)\//.exec(file);
      if (!own) return [];
      return importsOf(file)
        .filter(({ to }) => {
          const other = /src\/(methods|hooks)\/([^/]+)\//.exec(to);
          return other && other[1] === own[1] && other[2] !== own[2];
        })
        .map(({ to }) => `${file} imports ${to}`);
    });
    assert.deepEqual(wrong, []);
  });

  it('packages keep their walls', () => {
    const allowed: Readonly<Record<string, readonly string[]>> = {
      contract: [],
      client: ['@zelos/contract'],
      ui: ['@zelos/contract', '@zelos/client'],
      jsonnet: [],
      zelos: ['@zelos/contract', '@zelos/client', '@zelos/ui', '@zelos/jsonnet'],
    };
    const wrong = sources().flatMap((file) => {
      const name = file.split('/')[1] ?? '';
      return importsOf(file)
        .filter(
          ({ to }) =>
            (to.startsWith('@zelos/') || to === 'zelos') &&
            !allowed[name]?.some((p) => to === p || to.startsWith(`${p}/`)),
        )
        .map(({ to }) => `${file} imports ${to}`);
    });
    assert.deepEqual(wrong, []);
  });
});
