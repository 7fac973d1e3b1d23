/** Work that is done after the answer. What is started is awaited when the server closes; failures are logged, never thrown. */
export interface Background {
  run(name: string, task: () => Promise<void>): void;
}
