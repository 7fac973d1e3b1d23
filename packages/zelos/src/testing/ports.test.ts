import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { freePorts } from './ports.ts';

test('ports are free, below those that systems hand out, and not given twice in a row', async () => {
  const ports = [...(await freePorts(20)), ...(await freePorts(19))];
  assert.equal(new Set(ports).size, 39);
  for (const port of ports) {
    assert.ok(port > 10_240 && port < 32_000, String(port));
    const server = createServer();
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
    await new Promise((resolve) => server.close(resolve));
  }
});

test('a port that somebody has is not given', async () => {
  const [first = 0] = await freePorts(1);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(first, '127.0.0.1', resolve));
  const more = await freePorts(38);
  assert.ok(!more.includes(first));
  await new Promise((resolve) => server.close(resolve));
});

test('processes that run at the same time get different ports', async () => {
  const program = `
    import { freePorts } from ${JSON.stringify(new URL('ports.ts', import.meta.url).href)};
    console.log(JSON.stringify(await freePorts(5)));
    setTimeout(() => {}, 1000);
  `;
  const run = promisify(execFile);
  const outputs = await Promise.all(
    Array.from({ length: 4 }, () => run(process.execPath, ['--input-type=module', '-e', program])),
  );
  const ports = [...outputs.flatMap(({ stdout }) => JSON.parse(stdout) as number[]), ...(await freePorts(5))];
  assert.equal(new Set(ports).size, 25);
});
