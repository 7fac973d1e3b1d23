import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DEV_IDENTITY_SCHEMA } from '../config/dev-defaults.ts';
import { freePorts } from '../testing/ports.ts';
import { COMMANDS } from './commands.ts';
import { findCommand } from './help.ts';
import { explainFailure } from './run.ts';
import { resetStateDirectory } from './state-directory.ts';
import { createTerminal } from './terminal.ts';

const BIN = fileURLToPath(new URL('../../bin/zelos', import.meta.url));
const VALID = `dsn: memory
selfservice: { default_browser_return_url: "https://app.example/" }
identity: { schemas: [{ id: default, url: "file://schema.json" }] }
secrets: { cookie: [SECRETSECRETSECRET] }
`;

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function workDirectory(t: TestContext, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'zelos-cli-')));
  t.after(() => rm(dir, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  return dir;
}

function start(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(BIN, args, {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.err += text;
  });
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ code, ...output }));
  });
  return { child, ended, output };
}

const run = (cwd: string, args: readonly string[], env?: Readonly<Record<string, string>>) =>
  start(cwd, args, env).ended;

test('version, help and --help answer on standard output', async (t) => {
  const cwd = await workDirectory(t);
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['version'], /^Version: +v\d+\.\d+\.\d+\n/],
    [['--version'], /^Version: /],
    [['help'], /Commands:\n +serve +Start the server/],
    [['--help'], /Commands:/],
    [['help', 'serve'], /zelos serve \[--dev\]/],
    [['serve', '--help'], /zelos serve \[--dev\]/],
    [['migrate', 'sql', 'up', '-h'], /zelos migrate up/],
    [['help', 'migrate'], /zelos migrate up[^]*zelos migrate status/],
    [['migrate', '--help'], /zelos migrate up/],
  ];
  const outcomes = await Promise.all(cases.map(([args]) => run(cwd, args)));
  for (const [index, { code, out, err }] of outcomes.entries()) {
    assert.deepEqual([code, err], [0, ''], cases[index]?.[0].join(' '));
    assert.match(out, cases[index]?.[1] ?? /^$/);
  }
});

test('mistakes go to standard error with the usage, exit code 1', async (t) => {
  const cwd = await workDirectory(t);
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /Commands:/],
    [['srve'], /there is no command "srve"; did you mean "serve"\?/],
    [['help', 'nothing'], /there is no command "nothing"/],
    [['migrate'], /zelos migrate up/],
    [['serve', '--nope'], /Unknown option '--nope'[^]*Usage:/],
    [['serve', 'kratos.yml'], /"kratos\.yml"[^]*Usage:/],
    [['serve', '--reset'], /--reset needs --dev/],
    [['config', 'explain', '--format', 'xml'], /--format must be table or json/],
    [['config', 'check', '-c'], /-c, --config|argument missing/],
    [['migrate', 'up'], /no database address/],
    [['migrate', 'status', '-e'], /needs the variable DSN/],
  ];
  const outcomes = await Promise.all(cases.map(([args]) => run(cwd, args)));
  for (const [index, { code, out, err }] of outcomes.entries()) {
    assert.deepEqual([code, out], [1, ''], cases[index]?.[0].join(' '));
    assert.match(err, cases[index]?.[1] ?? /^$/);
  }
});

test('config check tells what is wrong and where', async (t) => {
  const cwd = await workDirectory(t, {
    'a.yml': VALID,
    'b.yml': 'log: { levle: debug }\n',
    'c.toml': '[log]\nlevel = "error"\n',
  });
  const valid = await run(cwd, ['config', 'check', '-c', 'a.yml,c.toml']);
  assert.deepEqual(valid, { code: 0, out: 'The configuration is valid.\n', err: '' });
  const invalid = await run(cwd, ['config', 'check', '--config', 'a.yml', '--config=b.yml']);
  assert.equal(invalid.code, 1);
  assert.equal(invalid.err, 'error: b.yml:1:8: log.levle is not a known key (did you mean "level"?)\n');
  const fromEnvironment = await run(cwd, ['config', 'check', '-c', 'a.yml'], { SERVE_PUBLIC_PORT: 'x' });
  assert.match(
    fromEnvironment.err,
    /the environment variable SERVE_PUBLIC_PORT: serve\.public\.port must be a whole number/,
  );
  const missing = await run(cwd, ['serve', '-c', 'nowhere.yml']);
  assert.deepEqual([missing.code, missing.out], [1, '']);
  assert.match(missing.err, /nowhere\.yml: cannot be read \(ENOENT\)[^]*Usage:/);
});

test('SR-CR-04: serve refuses to start without secrets outside development', async (t) => {
  const cwd = await workDirectory(t, { 'a.yml': VALID.replace(/secrets:.*\n/, '') });
  const outcome = await run(cwd, ['serve', '-c', 'a.yml']);
  assert.equal(outcome.code, 1);
  assert.match(outcome.err, /secrets needs at least one entry/);
});

test('SR-LG-02: config explain shows values and sources, never secrets, and creates nothing', async (t) => {
  const cwd = await workDirectory(t, { 'a.yml': VALID });
  const json = await run(cwd, ['config', 'explain', '-c', 'a.yml', '--format', 'json'], { LOG_LEVEL: 'debug' });
  assert.equal(json.code, 0);
  const lines = new Map(
    (JSON.parse(json.out) as { key: string; value: unknown; source: string }[]).map((line) => [line.key, line]),
  );
  assert.deepEqual(
    [lines.get('log.level')?.value, lines.get('log.level')?.source],
    ['debug', 'the environment variable LOG_LEVEL'],
  );
  assert.equal(lines.get('dsn')?.source, 'a.yml:1:6');
  assert.ok(!json.out.includes('SECRETSECRET'));
  const table = await run(cwd, ['config', 'explain', '--dev']);
  assert.match(table.out, /^KEY +VALUE +SOURCE\ndsn +"sqlite:/);
  assert.ok(!table.out.includes('\u001b'));
  assert.deepEqual(await readdir(cwd), ['a.yml']);
});

test('SR-CF-01: serve --dev needs no file, says what it is and where its state is, and ends in order', async (t) => {
  const cwd = await workDirectory(t, { 'kratos.yml': 'not: read' });
  const [port, adminPort] = await freePorts(2);
  const env = {
    SERVE_PUBLIC_PORT: String(port),
    SERVE_PUBLIC_BASE_URL: `http://127.0.0.1:${port}/`,
    SERVE_ADMIN_PORT: String(adminPort),
  };
  const { child, ended, output } = start(cwd, ['serve', '--dev'], env);
  t.after(() => child.kill('SIGKILL'));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', () => output.out.includes('Ctrl+C') && resolve());
    child.once('close', () => reject(new Error(`ended early: ${output.err}`)));
  });
  const ready = await fetch(`http://127.0.0.1:${port}/health/ready`);
  assert.deepEqual(await ready.json(), { status: 'ok' });
  child.kill('SIGTERM');
  const { code, out, err } = await ended;
  assert.deepEqual([code, err], [0, '']);
  for (const text of ['development mode', `http://127.0.0.1:${port}/`, './.zelos', './kratos.yml is not read']) {
    assert.ok(out.includes(text), text);
  }
  assert.equal((await stat(join(cwd, '.zelos'))).mode & 0o777, 0o700);
  assert.ok(existsSync(join(cwd, '.zelos', 'zelos.sqlite')));
});

test('migrate shows the plan and applies once; without a terminal nobody is asked', async (t) => {
  const cwd = await workDirectory(t);
  const dsn = `sqlite://${cwd}/db.sqlite?_fk=true`;
  const before = await run(cwd, ['migrate', 'status', dsn]);
  assert.match(before.out, /^Version +Name +Status\n0001 +\S+ +Pending\n/);
  const applied = await run(cwd, ['migrate', 'sql', 'up', '-e=true'], { DSN: dsn });
  assert.equal(applied.code, 0);
  assert.match(applied.out, /^These migrations will be applied:\n {2}0001[^]*Applied \d+ migrations?\.\n$/);
  const again = await run(cwd, ['migrate', 'sql', dsn, '--yes']);
  assert.deepEqual([again.code, again.out], [0, 'The database is up to date.\n']);
  const status = await run(cwd, ['migrate', 'status', dsn, '--format', 'json']);
  const rows = JSON.parse(status.out) as { state: string; version: string }[];
  assert.deepEqual([rows[0]?.version, rows[0]?.state], ['0001', 'Applied']);
});

test('better.md B31: serve outside development warns about pending migrations, says who reaches the admin API; a taken port ends it', async (t) => {
  const cwd = await workDirectory(t, {
    'kratos.yml': VALID.replace('dsn: memory', 'dsn: "sqlite://./db.sqlite"'),
    'schema.json': JSON.stringify(DEV_IDENTITY_SCHEMA),
  });
  const [port, adminPort] = await freePorts(2);
  const env = {
    SERVE_PUBLIC_PORT: String(port),
    SERVE_ADMIN_PORT: String(adminPort),
    DSN: `sqlite://${cwd}/db.sqlite`,
  };
  const { child, ended, output } = start(cwd, ['serve', '-c', 'kratos.yml', '--watch-courier', '--sqa-opt-out'], env);
  t.after(() => child.kill('SIGKILL'));
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', () => output.err.includes('admin API listens') && resolve());
    child.once('close', () => reject(new Error(`ended early: ${output.err}`)));
  });
  assert.match(output.err, /migration\(s\) are pending; \/health\/ready answers 503/);
  assert.match(output.err, new RegExp(`The admin API listens on 127\\.0\\.0\\.1:${env.SERVE_ADMIN_PORT} only`));
  const second = await run(cwd, ['serve', '-c', 'kratos.yml'], { ...env, DSN: 'memory' });
  assert.equal(second.code, 1);
  assert.match(second.err, /error: .*(?:EADDRINUSE|in use)/);
  child.kill('SIGINT');
  assert.equal((await ended).code, 0);
});

test('a Node that is too old is named, not what it lacks', async () => {
  const name = 'node:from-another-decade';
  const lacking: unknown = await import(name).catch((error: unknown) => error);
  assert.match(await explainFailure(lacking), /^This command needs Node 24 or newer; it was run by v\d+\./);
});

test('SR-LG-02 passwords in addresses are not part of what is said about a failure, wherever they stand', async () => {
  for (const address of [
    'postgres://ann:hid den@db/x',
    'smtp://ann:hidden@box:25/',
    'mysql://ann:hid@den@db/x?password=hidden',
  ]) {
    for (const text of [address, `cannot open ${address}`, `first line\ncannot open "${address}": refused`]) {
      const said = await explainFailure(new Error(text));
      assert.doesNotMatch(said, /hid|den/);
      assert.match(said, /:\/\/ann:\[secret\]@/);
    }
  }
  assert.equal(await explainFailure(new Error('http://127.0.0.1:1/ is taken')), 'http://127.0.0.1:1/ is taken');
});

test('reset removes the database and the secrets, nothing else', async (t) => {
  const cwd = await workDirectory(t);
  const dir = join(cwd, '.zelos');
  await mkdir(dir);
  for (const name of ['zelos.sqlite', 'zelos.sqlite-wal', 'secrets.json', 'notes.txt', '.gitignore'])
    await writeFile(join(dir, name), '');
  await resetStateDirectory(dir);
  assert.deepEqual((await readdir(dir)).sort(), ['.gitignore', 'notes.txt']);
  await resetStateDirectory(join(cwd, 'missing'));
});

test('colours only on a terminal and not with NO_COLOR', () => {
  const written = (isTTY: boolean, env: Record<string, string>) => {
    let text = '';
    const sink = { isTTY, write: (part: string) => (text += part) };
    const terminal = createTerminal(sink, sink, env);
    terminal.warn('x');
    terminal.out(terminal.style('bold', 'y'));
    return text;
  };
  assert.equal(written(true, {}), '\u001b[33mwarning:\u001b[39m x\n\u001b[1my\u001b[22m\n');
  for (const plain of [written(false, {}), written(true, { NO_COLOR: '1' }), written(true, { TERM: 'dumb' })]) {
    assert.equal(plain, 'warning: x\ny\n');
  }
});

test('every command is found by all its names, the longest first', () => {
  for (const command of COMMANDS) {
    for (const name of [command.name, ...(command.aliases ?? [])])
      assert.equal(findCommand(name.split(' '))?.command, command, name);
  }
  assert.deepEqual(findCommand(['migrate', 'sql', 'memory'])?.rest, ['memory']);
  assert.deepEqual(findCommand(['migrate', 'sql', 'status', 'memory'])?.command.name, 'migrate status');
});
