/** Resolves at the first SIGINT or SIGTERM and keeps the process from ending by itself until then. */
export function nextSignal(): Promise<void> {
  return new Promise((resolve) => {
    const alive = setInterval(() => {}, 2 ** 30);
    const stop = () => {
      clearInterval(alive);
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
  });
}

/** Whoever asks a second time does not want to wait. */
export function endAtOnceOnNextSignal(): void {
  process.once('SIGINT', () => process.exit(1)).once('SIGTERM', () => process.exit(1));
}
