import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { evaluateToString, format, type Imported, JsonnetError, type JsonValue, lint } from '../index.ts';

const HELP = `Usage: zelos-jsonnet <command> [options] [file | -]

Commands:
  eval     evaluate a program and print the result
  format   print a program in the standard layout
  lint     report mistakes in programs

Options of eval:
  -e, --exec <text>          evaluate this text instead of a file
  -S, --string               the result is a string; print it as it is
  -o, --output-file <file>   write to a file instead of the standard output
  -J, --jpath <folder>       look for imports here, too (may be repeated)
  -V, --ext-str <name>[=<value>]    external variable, a string (without a value: from the environment)
      --ext-code <name>[=<text>]    external variable, a program
  -A, --tla-str <name>[=<value>]    top-level argument, a string
      --tla-code <name>[=<text>]    top-level argument, a program
      --ext-str-file, --ext-code-file, --tla-str-file, --tla-code-file <name>=<file>
      --max-steps <n>, --max-depth <n>   budgets

Options of format:
  -i, --in-place             write the files instead of printing
      --check                print nothing; exit with 1 if a file is not in the standard layout

The file '-' is the standard input. Exit codes: 0 done, 1 the program has an error, 2 wrong use of the command.
`;

/** Wrong use of the command line. */
class UsageError extends Error {}

interface Options {
  readonly files: string[];
  readonly importPaths: string[];
  readonly extVars: Record<string, JsonValue>;
  readonly extCode: Record<string, string>;
  readonly tlaVars: Record<string, JsonValue>;
  readonly tlaCode: Record<string, string>;
  readonly limits: { steps?: number; depth?: number };
  exec: string | undefined;
  output: string | undefined;
  stringOutput: boolean;
  inPlace: boolean;
  check: boolean;
}

const VARIABLE = /^--(ext|tla)-(str|code)(-file)?$/;
const SHORT: Readonly<Record<string, string>> = {
  '-V': '--ext-str',
  '-A': '--tla-str',
  '-S': '--string',
  '-e': '--exec',
  '-o': '--output-file',
  '-J': '--jpath',
  '-i': '--in-place',
};

function parseOptions(args: readonly string[]): Options {
  const options: Options = {
    files: [],
    importPaths: [],
    extVars: {},
    extCode: {},
    tlaVars: {},
    tlaCode: {},
    limits: {},
    exec: undefined,
    output: undefined,
    stringOutput: false,
    inPlace: false,
    check: false,
  };
  const rest = args.slice();
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') {
      options.files.push(...rest);
      break;
    }
    if (!arg.startsWith('-') || arg === '-') options.files.push(arg);
    else takeOption(options, SHORT[arg] ?? arg, rest);
  }
  return options;
}

function takeOption(options: Options, given: string, rest: string[]): void {
  const equals = given.startsWith('--') ? given.indexOf('=') : -1;
  const name = equals < 0 ? given : given.slice(0, equals);
  const value = (): string => {
    const next = equals < 0 ? rest.shift() : given.slice(equals + 1);
    if (next === undefined) throw new UsageError(`${name} needs a value`);
    return next;
  };
  const variable = VARIABLE.exec(name);
  if (variable !== null) return setVariable(options, variable, value());
  if (name === '--string') options.stringOutput = true;
  else if (name === '--in-place') options.inPlace = true;
  else if (name === '--check') options.check = true;
  else if (name === '--exec') options.exec = value();
  else if (name === '--output-file') options.output = value();
  else if (name === '--jpath') options.importPaths.push(value());
  else if (name === '--max-steps') options.limits.steps = positive(name, value());
  else if (name === '--max-depth') options.limits.depth = positive(name, value());
  else throw new UsageError(`unknown option ${given}`);
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new UsageError(`${name} needs a positive number`);
  return value;
}

function setVariable(options: Options, [, kind, type, file]: readonly (string | undefined)[], text: string): void {
  const at = text.indexOf('=');
  const name = at < 0 ? text : text.slice(0, at);
  const given = at < 0 ? process.env[name] : text.slice(at + 1);
  if (given === undefined) throw new UsageError(`${name} has no value and is not in the environment`);
  const value = file === undefined ? given : read(given);
  if (type === 'str') options[kind === 'ext' ? 'extVars' : 'tlaVars'][name] = value;
  else options[kind === 'ext' ? 'extCode' : 'tlaCode'][name] = value;
}

function read(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function nameOf(file: string): string {
  return file === '-' ? '<stdin>' : file;
}

function resolver(paths: readonly string[]): (path: string, from: string) => Imported | undefined {
  return (path, from) => {
    const folders = isAbsolute(path) ? [''] : [from.startsWith('<') ? '.' : dirname(from), ...paths.toReversed()];
    for (const folder of folders) {
      const filename = folder === '' ? path : join(folder, path);
      if (existsSync(filename)) return { filename, content: readFileSync(filename) };
    }
    return undefined;
  };
}

function runEval(options: Options): number {
  const [file] = options.files;
  if (options.exec === undefined && options.files.length !== 1) throw new UsageError('eval needs exactly one file');
  const { extVars, extCode, tlaVars, tlaCode, limits, stringOutput } = options;
  const result = evaluateToString(options.exec ?? read(file ?? '-'), {
    filename: options.exec === undefined ? nameOf(file ?? '-') : '<cmdline>',
    extVars,
    extCode,
    tlaVars,
    tlaCode,
    limits,
    stringOutput,
    importResolver: resolver(options.importPaths),
    trace: (message, place) => process.stderr.write(`TRACE: ${place.file}:${place.line} ${message}\n`),
  });
  if (options.output === undefined) process.stdout.write(result);
  else writeFileSync(options.output, result);
  return 0;
}

function runFormat(options: Options): number {
  if (options.files.length === 0) throw new UsageError('format needs a file');
  let exit = 0;
  for (const file of options.files) {
    const source = read(file);
    const result = format(source, { filename: nameOf(file) });
    if (options.check) {
      if (result === source) continue;
      process.stderr.write(`${nameOf(file)} is not in the standard layout\n`);
      exit = 1;
    } else if (options.inPlace && file !== '-') {
      if (result !== source) writeFileSync(file, result);
    } else process.stdout.write(result);
  }
  return exit;
}

function runLint(options: Options): number {
  if (options.files.length === 0) throw new UsageError('lint needs a file');
  let exit = 0;
  for (const file of options.files) {
    for (const found of lint(read(file), { filename: nameOf(file) })) {
      process.stdout.write(`${found.file}:${found.line}:${found.column} ${found.rule}: ${found.message}\n`);
      exit = 1;
    }
  }
  return exit;
}

/**
 * Runs the command.
 * @param args the command line without the program.
 * @returns the exit code: 0 done, 1 an error of the program or findings, 2 wrong use.
 */
export function main(args: readonly string[]): number {
  const [command, ...rest] = args;
  if (command === undefined || command === 'help' || args.includes('--help') || args.includes('-h')) {
    (command === undefined ? process.stderr : process.stdout).write(HELP);
    return command === undefined ? 2 : 0;
  }
  try {
    const run = { eval: runEval, format: runFormat, lint: runLint }[command];
    if (run === undefined) throw new UsageError(`unknown command '${command}'`);
    return run(parseOptions(rest));
  } catch (error) {
    if (error instanceof JsonnetError) {
      process.stderr.write(`${error.report}\n`);
      return 1;
    }
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`zelos-jsonnet: ${error.message}\nTry 'zelos-jsonnet --help'.\n`);
    return 2;
  }
}
