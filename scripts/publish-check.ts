/**
 * Packs every package as it is published and shows that the tarballs work: installed into an empty project outside of this
 * repository, by the pinned Node, without sources and without the condition `zelos-source`.
 *
 *   npm run publish-check                  builds, packs, judges (publint, arethetypeswrong), installs, runs
 *   npm run publish-check -- --out DIR     keeps the tarballs there, ready for `npm publish FILE`
 *
 * What is packed is a copy whose manifest has no scripts, no development dependencies and no condition for sources.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { freePorts } from '../packages/zelos/src/testing/ports.ts';

const ROOT = join(import.meta.dirname, '..');
const PACKAGES = ['contract', 'client', 'ui', 'jsonnet', 'zelos'] as const;
const OWN = new Set(['zelos', '@zelos/contract', '@zelos/client', '@zelos/ui', '@zelos/jsonnet']);

type Targets = string | { readonly [condition: string]: Targets };

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, Targets>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly scripts?: unknown;
  readonly devDependencies?: unknown;
}

function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed in ${cwd}\n${error?.message ?? ''}${stdout}${stderr}`);
  return stdout;
}

const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** The targets without the condition that leads to the sources. */
function published(targets: Targets): Targets {
  if (typeof targets === 'string') return targets;
  const kept = Object.entries(targets).filter(([condition]) => condition !== 'zelos-source');
  return Object.fromEntries(kept.map(([condition, inner]) => [condition, published(inner)]));
}

const filesOf = (targets: Targets): readonly string[] =>
  typeof targets === 'string' ? [targets] : Object.values(targets).flatMap(filesOf);

/** Copies what is published of a package; returns the folder. */
function stage(name: string, into: string): string {
  const from = join(ROOT, 'packages', name);
  const to = join(into, name);
  mkdirSync(to, { recursive: true });
  const { scripts: _scripts, devDependencies: _development, ...manifest } = readManifest(from);
  const exports = Object.fromEntries(
    Object.entries(manifest.exports).map(([path, targets]) => [path, published(targets)]),
  );
  writeFileSync(join(to, 'package.json'), `${JSON.stringify({ ...manifest, exports }, null, 2)}\n`);
  for (const file of new Set([...manifest.files, 'README.md']))
    cpSync(join(from, file), join(to, file), { recursive: true });
  cpSync(join(ROOT, 'LICENSE'), join(to, 'LICENSE'));
  return to;
}

/** Packs a staged folder; returns the path of the tarball. */
function pack(folder: string, to: string): string {
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', to], folder)) as [
    { readonly filename: string; readonly files: readonly { readonly path: string }[] },
  ];
  const sources = packed.files
    .map(({ path }) => path)
    .filter((path) => /(?<!\.d)\.ts$|\.tsbuildinfo$|\.test\./.test(path));
  if (sources.length > 0) throw new Error(`${folder}: sources are packed: ${sources.join(', ')}`);
  for (const required of ['README.md', 'LICENSE']) {
    if (!packed.files.some(({ path }) => path === required)) throw new Error(`${folder}: ${required} is missing`);
  }
  return join(to, packed.filename.replace('@', '').replace('/', '-'));
}

/** Unpacks the tarballs below node_modules of a project and links the declared dependencies, and nothing else, beside them. */
function install(project: string, tarballs: readonly string[]): void {
  const modules = join(project, 'node_modules');
  for (const tarball of tarballs) {
    const unpacked = mkdtempSync(join(project, 'unpack-'));
    run('tar', ['-xzf', tarball, '-C', unpacked], project);
    const { name } = readManifest(join(unpacked, 'package'));
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    cpSync(join(unpacked, 'package'), join(modules, name), { recursive: true });
    rmSync(unpacked, { recursive: true });
  }
  for (const tarball of PACKAGES) {
    const folder = join(modules, tarball === 'zelos' ? 'zelos' : `@zelos/${tarball}`);
    const manifest = readManifest(folder);
    const targets = [...Object.values(manifest.exports).flatMap(filesOf), ...Object.values(manifest.bin ?? {})];
    for (const target of targets) {
      if (!existsSync(join(folder, target))) throw new Error(`${manifest.name}: ${target} is named but not packed`);
    }
    for (const dependency of Object.keys(manifest.dependencies ?? {}).filter((one) => !OWN.has(one))) {
      const local = join(ROOT, 'packages', tarball, 'node_modules', dependency);
      const found = existsSync(local) ? local : join(ROOT, 'node_modules', dependency);
      if (!existsSync(found)) throw new Error(`${manifest.name}: the dependency ${dependency} is not installed here`);
      const link = join(folder, 'node_modules', dependency);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(found, link);
    }
  }
}

const CONSUMER = `import { createZelos, toFetchHandler, toNodeListener, zelosFastify, type Session } from 'zelos';
import { createTestClock, startApp } from 'zelos/testing';
import { createClient } from '@zelos/client';
import { createUi } from '@zelos/ui';
import { evaluate } from '@zelos/jsonnet';
import { ConfigSchema } from '@zelos/contract';

const app = await startApp({ clock: createTestClock() });
const handle = toFetchHandler(app.zelos.public, { stripPrefix: '/auth' });
const answer = await handle(new Request('https://id.example.org/auth/self-service/login/api'));
const session: Session | null = await app.zelos.sessions.fromRequest(new Request('https://id.example.org/'));
await app.close();
const all = [createZelos, toNodeListener, zelosFastify, createClient, createUi, evaluate, ConfigSchema.$schema];
if (answer.status !== 200 || session !== null || all.includes(undefined as never)) throw new Error(String(answer.status));
`;

/** Starts the packed server in development mode, reads a page and an asset, stops it. */
async function serve(project: string, env: NodeJS.ProcessEnv): Promise<void> {
  const [port = 0, adminPort = 0] = await freePorts(2);
  const origin = `http://127.0.0.1:${port}`;
  const ports = {
    SERVE_PUBLIC_PORT: String(port),
    SERVE_ADMIN_PORT: String(adminPort),
    SERVE_PUBLIC_BASE_URL: `${origin}/`,
  };
  const child = spawn(join(project, 'node_modules/zelos/bin/zelos'), ['serve', '--dev'], {
    cwd: project,
    env: { ...env, ...ports },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<number | null>((done) => child.once('exit', done));
  try {
    await new Promise<void>((ready, failed) => {
      child.stdout.on('data', (chunk: Buffer) => chunk.includes('Stop with') && ready());
      void exited.then(() => failed(new Error('the packed server ended by itself')));
    });
    const begun = await fetch(`${origin}/self-service/registration/browser`, { redirect: 'manual' });
    const cookie = begun.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const page = await fetch(begun.headers.get('location') ?? origin, { headers: { cookie } });
    const html = await page.text();
    const css = /href="([^"]+\.css[^"]*)"/.exec(html)?.[1] ?? '';
    const asset = await fetch(new URL(css, origin));
    if (page.status !== 200 || !html.includes('name="traits.email"') || asset.status !== 200 || css === '') {
      throw new Error(`the packed server shows no page: ${page.status} ${asset.status}`);
    }
  } finally {
    child.kill('SIGTERM');
  }
  if ((await exited) !== 0) throw new Error('the packed server did not end in order');
}

const outFlag = process.argv.indexOf('--out');
const work = mkdtempSync(join(tmpdir(), 'zelos-publish-'));
try {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  run('tsc', ['-b', 'tsconfig.build.json'], ROOT);
  say('built');
  const out = outFlag > 0 ? resolve(process.argv[outFlag + 1] ?? '.') : join(work, 'tarballs');
  mkdirSync(out, { recursive: true });
  const tarballs = PACKAGES.map((name) => pack(stage(name, join(work, 'staged')), out));
  say(`packed ${readdirSync(out).join(', ')}`);
  for (const tarball of tarballs) {
    run('publint', ['--strict', tarball], ROOT);
    // Modules only: every Node that runs these packages can require() them.
    run('attw', ['--profile', 'esm-only', tarball], ROOT);
  }
  say('manifests and declarations are in order');
  const project = join(work, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{"private":true,"type":"module"}\n');
  install(project, tarballs);
  // The pinned Node and nothing of this workspace is in the path.
  const env = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: project };
  const version = run(join(project, 'node_modules/zelos/bin/zelos'), ['version'], project, env);
  say(`zelos version: ${version.trim().split('\n')[0]}`);
  const jsonnet = run(
    process.execPath,
    ['node_modules/@zelos/jsonnet/bin/zelos-jsonnet.js', 'eval', '-e', '{ a: 1 + 1 }'],
    project,
    env,
  );
  if (!jsonnet.includes('"a": 2')) throw new Error(`zelos-jsonnet says ${jsonnet}`);
  writeFileSync(join(project, 'consumer.ts'), CONSUMER);
  const compile = ['--module', 'nodenext', '--target', 'es2024', '--strict', '--skipLibCheck', 'false', '--noEmit'];
  symlinkSync(join(ROOT, 'node_modules/@types'), join(project, 'node_modules/@types'));
  run('tsc', [...compile, '--types', 'node', 'consumer.ts'], project);
  say('types are usable');
  run(process.execPath, ['--disable-warning=ExperimentalWarning', 'consumer.ts'], project, env);
  say('the library runs');
  await serve(project, env);
  say('the server runs');
} finally {
  rmSync(work, { recursive: true, force: true });
}
