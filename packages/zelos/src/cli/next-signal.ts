import { once } from 'node:events';

/** Resolves at the first SIGINT or SIGTERM and keeps the process from ending by itself until then. */
export async function nextSignal(): Promise<void> {
  const alive = setInterval(() => {}, 2 ** 30);
  const settled = new AbortController();
  const { signal } = settled;
  try {
    await Promise.race([once(process, 'SIGINT', { signal }), once(process, 'SIGTERM', { signal })]);
  } finally {
    clearInterval(alive);
    settled.abort();
  }
}

/** Whoever asks a second time does not want to wait. */
export function endAtOnceOnNextSignal(): void {
  process.once('SIGINT', () => process.exit(1)).once('SIGTERM', () => process.exit(1));
}
