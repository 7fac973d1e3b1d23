import { readFileSync } from 'node:fs';
import type { Invocation } from './command.ts';

/** The version of this package. */
export function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(text) as { version: unknown }).version);
}

/** `zelos version`. */
export async function version({ terminal }: Invocation): Promise<number> {
  terminal.out(`Version:   v${packageVersion()}`);
  terminal.out(`Node:      ${process.version}`);
  terminal.out(`Platform:  ${process.platform}-${process.arch}`);
  return 0;
}
