import type { Command, Invocation } from './command.ts';
import { COMMANDS } from './commands.ts';
import { alignColumns } from './terminal.ts';

/** Help for one command. */
export function commandHelp(command: Command): string {
  const options = [...command.details, '  -h, --help                show this text'];
  return [`${command.summary}.`, '', 'Usage:', `  ${command.usage}`, '', 'Options:', ...options].join('\n');
}

/** Help for the executable. */
export function generalHelp(): string {
  const rows = COMMANDS.map(({ name, summary }) => [`  ${name}`, summary]);
  return [
    'Zelos, an identity server.',
    '',
    'Usage:',
    '  zelos COMMAND [OPTIONS]',
    '',
    'Commands:',
    ...alignColumns(rows),
    '',
    'Try "zelos serve --dev" first, and "zelos help COMMAND" for options.',
  ].join('\n');
}

/** Finds the command that a list of words begins with, and the words after its name. */
export function findCommand(words: readonly string[]): { command: Command; rest: readonly string[] } | undefined {
  const names = COMMANDS.flatMap((command) =>
    [command.name, ...(command.aliases ?? [])].map((name) => ({ command, name })),
  );
  const fitting = names
    .map(({ command, name }) => ({ command, parts: name.split(' ') }))
    .filter(({ parts }) => parts.every((part, index) => part === words[index]))
    .sort((a, b) => b.parts.length - a.parts.length);
  const [best] = fitting;
  return best && { command: best.command, rest: words.slice(best.parts.length) };
}

/** `zelos help [command]`. */
export async function help({ args, terminal }: Invocation): Promise<number> {
  if (args.length === 0) {
    terminal.out(generalHelp());
    return 0;
  }
  const found = findCommand(args);
  const group = COMMANDS.filter(({ name }) => name.startsWith(`${args.join(' ')} `));
  if (found === undefined && group.length === 0) {
    terminal.error(`there is no command "${args.join(' ')}"`);
    terminal.err(generalHelp());
    return 1;
  }
  terminal.out(found === undefined ? group.map(commandHelp).join('\n\n') : commandHelp(found.command));
  return 0;
}
