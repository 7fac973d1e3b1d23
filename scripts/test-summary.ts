// A test reporter that prints what failed and closes with counts.
import type { TestEvent } from 'node:test/reporters';

interface Failure {
  readonly name: string;
  readonly file: string | undefined;
  readonly cause: unknown;
}

export default async function* summary(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const failures: Failure[] = [];
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const slow: { readonly name: string; readonly ms: number }[] = [];
  for await (const event of source) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { data } = event;
    // Suites and files count through their tests.
    if (data.details.type === 'suite') continue;
    if (data.skip !== undefined) counts.skipped += 1;
    else if (event.type === 'test:pass') counts.passed += 1;
    else {
      counts.failed += 1;
      const error: unknown = event.data.details.error;
      failures.push({
        name: data.name,
        file: data.file,
        cause: error instanceof Error ? (error.cause ?? error) : error,
      });
    }
    if (data.details.duration_ms > 5000) slow.push({ name: data.name, ms: data.details.duration_ms });
  }
  yield '\n';
  for (const { name, file, cause } of failures) {
    const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    yield `\nFAILED ${name}\n  ${file ?? ''}\n${text.replace(/^/gm, '  ')}\n`;
  }
  for (const { name, ms } of slow.sort((a, b) => b.ms - a.ms).slice(0, 10))
    yield `slow: ${(ms / 1000).toFixed(1)} s ${name}\n`;
  yield `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`;
}
