import { createServer, type Server } from 'node:net';

// Below the ports that systems hand out by themselves (Linux from 32768, others from 49152): no connection and no listener
// on "any free port" of a test that runs at the same time can take one of these.
const FIRST = 10_240;
const LAST = 32_000;
const SIZE = 40;
const BLOCKS = Math.floor((LAST - FIRST) / SIZE);

/** Listens on a port of the loopback interface; null when somebody has it. */
function hold(port: number): Promise<Server | null> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(null));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
  });
}

const release = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

/** Takes a block of ports for this process: who listens on its first port owns the rest, until the process ends. */
async function claimBlock(): Promise<number> {
  for (let tried = 0; tried < BLOCKS; tried += 1) {
    const start = FIRST + ((process.pid + tried) % BLOCKS) * SIZE;
    const mark = await hold(start);
    if (mark !== null) {
      mark.unref();
      return start;
    }
  }
  throw new Error('no block of ports is free');
}

let block: Promise<number> | null = null;
let given = 0;

/**
 * Ports of 127.0.0.1 for servers in other processes, which cannot ask for "any free port" because their address has to be
 * known before they start. Two test processes never get the same one.
 * @param count how many, at most 39
 * @throws Error when nothing is free
 */
export async function freePorts(count: number): Promise<readonly number[]> {
  block ??= claimBlock();
  const start = await block;
  const free: number[] = [];
  for (let tried = 1; free.length < count; tried += 1) {
    if (tried >= SIZE) throw new Error(`${count} ports are not free`);
    const port = start + 1 + (given++ % (SIZE - 1));
    const probe = await hold(port);
    if (probe === null) continue;
    await release(probe);
    free.push(port);
  }
  return free;
}
