import { describeProblem } from '../config/index.ts';
import type { Invocation } from './command.ts';
import { loadForCommand } from './configuration.ts';
import { endAtOnceOnNextSignal, nextSignal } from './next-signal.ts';

/** `zelos courier watch`: delivers queued messages until SIGINT or SIGTERM; beside servers that do not, or more of them. */
export async function courierWatch(invocation: Invocation): Promise<number> {
  const { terminal } = invocation;
  const { result } = await loadForCommand(invocation, async () => undefined);
  if (!result.ok) {
    for (const problem of result.problems) terminal.error(describeProblem(problem));
    return 1;
  }
  for (const warning of result.warnings) terminal.warn(warning);
  const stopped = nextSignal();
  const { createZelos } = await import('../compose.ts');
  const zelos = await createZelos(result.config, { dev: false, warn: terminal.warn });
  zelos.startCourier();
  terminal.err('The courier is watching the queue.');
  await stopped;
  endAtOnceOnNextSignal();
  await zelos.close();
  return 0;
}
