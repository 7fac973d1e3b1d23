import { parseArgs } from 'node:util';
import { type Command, UsageError } from './command.ts';
import { COMMANDS } from './commands.ts';
import { commandHelp, findCommand, generalHelp } from './help.ts';
import type { Terminal } from './terminal.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What is reported for arguments that name no command, with a guess at what was meant. */
async function unknownCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  const given = words.slice(0, 3).join(' ');
  const { nearestWord } = await import('../config/suggest.ts');
  const near = nearestWord(
    given,
    COMMANDS.map(({ name }) => name),
  );
  terminal.error(`there is no command "${given}"${near === undefined ? '' : `; did you mean "${near}"?`}`);
  terminal.err('');
  terminal.err(generalHelp());
  return 1;
}

/** Go programs take `--flag=true` for switches; the parser of Node does not. */
function withoutSwitchValues(command: Command, args: readonly string[]): string[] {
  return args.flatMap((argument) => {
    const [, dashes = '', name = '', value = ''] = /^(--?)([a-z-]+)=(true|false)$/.exec(argument) ?? [];
    const option = Object.entries(command.options).find(
      ([long, { short }]) => (dashes === '--' ? long : short) === name,
    );
    if (option?.[1].type !== 'boolean') return [argument];
    return value === 'true' ? [`${dashes}${name}`] : [];
  });
}

function parse(command: Command, args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: withoutSwitchValues(command, args),
      options: command.options,
      allowPositionals: true,
      strict: true,
    });
    if (positionals.length > command.maxArgs)
      throw new UsageError(`does not know what to do with "${positionals.at(-1)}"`);
    return { flags: values as Readonly<Record<string, unknown>>, args: positionals };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError((error as Error).message.split('. ', 1)[0]?.replace(/\.$/, '') ?? 'unknown option');
  }
}

/** What is said about an error that ended a command; addresses in it show no passwords. */
export async function explainFailure(error: unknown): Promise<string> {
  // A package may be installed beside an older Node than it asks for: npm only warns.
  if ((error as NodeJS.ErrnoException | null)?.code === 'ERR_UNKNOWN_BUILTIN_MODULE')
    return `This command needs Node 24 or newer; it was run by ${process.version} (${process.execPath}).`;
  const { maskAddress } = await import('../config/mask.ts');
  const text = error instanceof Error ? error.message : String(error);
  // From an address to the end of its line: a password may contain blanks.
  return text.replace(/[a-z][a-z0-9+.-]*:\/\/.*$/gim, maskAddress);
}

/** Runs the executable with its arguments; returns the exit code. */
export async function runCli(argv: readonly string[], environment: Environment, terminal: Terminal): Promise<number> {
  const [first] = argv;
  if (first === undefined || first === '--help' || first === '-h') {
    (first === undefined ? terminal.err : terminal.out)(generalHelp());
    return first === undefined ? 1 : 0;
  }
  const words = first === '--version' || first === '-v' ? ['version'] : argv;
  const found = findCommand(words);
  if (found === undefined) {
    const group = COMMANDS.filter(({ name }) => name.startsWith(`${first} `));
    if (group.length > 0 && (words.length === 1 || words.includes('--help') || words.includes('-h'))) {
      const asked = words.length > 1;
      (asked ? terminal.out : terminal.err)(group.map(commandHelp).join('\n\n'));
      return asked ? 0 : 1;
    }
    return unknownCommand(words, terminal);
  }
  const { command, rest } = found;
  try {
    const parsed = parse(command, rest);
    if (parsed.flags['help'] === true) {
      terminal.out(commandHelp(command));
      return 0;
    }
    const run = await command.load();
    return await run({ ...parsed, terminal, environment, cwd: process.cwd() });
  } catch (error) {
    terminal.error(error instanceof UsageError ? error.message : await explainFailure(error));
    if (error instanceof UsageError) terminal.err(`\n${commandHelp(command)}`);
    return 1;
  }
}
