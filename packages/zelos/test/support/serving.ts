import { connect } from 'node:net';
import type { Config } from '@zelos/contract';
import { startApp, type TestApp, type TestAppOptions } from 'zelos/testing';
import { serve, type Serving } from '../../src/edge/serve.ts';

/** The configuration with listeners on any free port of the loopback interface. */
export function onFreePorts(config: Config): Config {
  const { public: open, admin } = config.serve;
  return { ...config, serve: { ...config.serve, public: { ...open, port: 0 }, admin: { ...admin, port: 0 } } };
}

export interface ServingApp {
  readonly app: TestApp;
  readonly serving: Serving;
  close(): Promise<void>;
}

/** A test app behind real sockets. */
export async function serveApp(options: TestAppOptions = {}): Promise<ServingApp> {
  const app = await startApp(options);
  const serving = await serve(app.zelos, onFreePorts(app.config), { dev: false });
  return {
    app,
    serving,
    async close() {
      await serving.close();
      await app.close();
    },
  };
}

/** Sends bytes as they are and reads until the other side closes; `null` when it is still open after `patienceMs`. */
export async function exchangeBytes(
  address: string,
  bytes: string | Uint8Array,
  patienceMs = 30_000,
): Promise<string | null> {
  const { hostname, port } = new URL(address);
  const socket = connect({ host: hostname, port: Number(port) });
  let text = '';
  let open = true;
  const over = () => {
    open = false;
  };
  socket.on('data', (data: Buffer) => {
    text += data.toString('latin1');
  });
  socket.on('end', over).on('error', over);
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  const timer = setTimeout(() => socket.destroy(), patienceMs);
  socket.write(bytes);
  await closed;
  clearTimeout(timer);
  return open && text === '' ? null : text;
}
