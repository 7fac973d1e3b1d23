import { describeProblem, explain } from '../config/index.ts';
import type { Invocation } from './command.ts';
import { loadForCommand, outputFormat, PLACEHOLDER_SECRETS } from './configuration.ts';
import { alignColumns } from './terminal.ts';

/** `zelos config explain`: every effective value with its source. */
export async function configExplain(invocation: Invocation): Promise<number> {
  const { terminal, flags } = invocation;
  const format = outputFormat(flags);
  const { result } = await loadForCommand(invocation, async () => PLACEHOLDER_SECRETS);
  if (!result.ok) {
    for (const problem of result.problems) terminal.error(describeProblem(problem));
    return 1;
  }
  for (const warning of result.warnings) terminal.warn(warning);
  const lines = explain(result);
  if (format === 'json') {
    terminal.out(
      JSON.stringify(
        lines.map(({ key, value, source, origin }) => ({ key, value, source, origin })),
        null,
        2,
      ),
    );
    return 0;
  }
  const rows = lines.map(({ key, value, source }) => [key, shorten(JSON.stringify(value) ?? ''), source]);
  const [header = '', ...body] = alignColumns([['KEY', 'VALUE', 'SOURCE'], ...rows]);
  terminal.out(terminal.style('bold', header));
  for (const line of body) terminal.out(line);
  return 0;
}

const WIDEST_VALUE = 60;

const shorten = (text: string): string => (text.length > WIDEST_VALUE ? `${text.slice(0, WIDEST_VALUE - 1)}…` : text);
