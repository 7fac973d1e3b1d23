import { describeProblem } from '../config/index.ts';
import type { Invocation } from './command.ts';
import { loadForCommand, PLACEHOLDER_SECRETS } from './configuration.ts';

/** `zelos config check`: one line per problem, exit code 1 when there is one. */
export async function configCheck(invocation: Invocation): Promise<number> {
  const { terminal } = invocation;
  const { result } = await loadForCommand(invocation, async () => PLACEHOLDER_SECRETS);
  if (!result.ok) {
    for (const problem of result.problems) terminal.error(describeProblem(problem));
    return 1;
  }
  for (const warning of result.warnings) terminal.warn(warning);
  terminal.out('The configuration is valid.');
  return 0;
}
