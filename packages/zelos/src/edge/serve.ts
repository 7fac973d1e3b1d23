import type { FastifyInstance } from 'fastify';
import type { Config } from '@zelos/contract';
import type { Zelos } from '../compose.ts';
import { createListener, pem, type Timeouts } from './fastify.ts';
import { withRequestLog } from './request-log.ts';

export interface Serving {
  readonly publicUrl: string;
  readonly adminUrl: string;
  /** Stops taking connections, lets requests in flight finish, then closes everything. Times out after two minutes. */
  close(): Promise<void>;
}

/** Milliseconds (contract: operations, section 3). */
const PUBLIC_TIMEOUTS: Timeouts = { headers: 5_000, request: 15_000, idle: 120_000 };
const ADMIN_TIMEOUTS: Timeouts = { headers: 5_000, request: 30_000, idle: 600_000 };
const GRACE_MS = 120_000;

type ListenerConfig = Config['serve']['public'] | Config['serve']['admin'];

async function listen(app: FastifyInstance, { host, port }: ListenerConfig): Promise<string> {
  const path = /^unix:(.+)$/.exec(host)?.[1];
  if (path) return app.listen({ path });
  return app.listen({ host, port });
}

function tlsOf({ tls }: ListenerConfig) {
  const key = pem(tls.key);
  const cert = pem(tls.cert);
  return key && cert ? { key, cert } : null;
}

/** Binds both listeners and starts the background work. Rejects when an address is taken; nothing is left open then. */
export async function serve(zelos: Zelos, config: Config, _options: { readonly dev: boolean }): Promise<Serving> {
  const build = (plane: 'public' | 'admin', timeouts: Timeouts) => {
    const listener = config.serve[plane];
    const dispatch = withRequestLog(zelos[plane].dispatch, plane, config, zelos.log);
    return createListener(dispatch, { host: listener.host, port: listener.port, timeouts, tls: tlsOf(listener) });
  };
  const publicApp = build('public', PUBLIC_TIMEOUTS);
  const adminApp = build('admin', ADMIN_TIMEOUTS);
  let addresses: readonly [string, string];
  try {
    addresses = [await listen(publicApp, config.serve.public), await listen(adminApp, config.serve.admin)];
  } catch (error) {
    await Promise.allSettled([publicApp.close(), adminApp.close()]);
    throw error;
  }
  zelos.startUpkeep();
  if (config.zelos.courier.in_process || config['watch-courier']) zelos.startCourier();
  let closing: Promise<void> | null = null;
  const close = async () => {
    const timer = setTimeout(() => {
      publicApp.server.closeAllConnections();
      adminApp.server.closeAllConnections();
    }, GRACE_MS);
    await Promise.all([publicApp.close(), adminApp.close()]);
    clearTimeout(timer);
    await zelos.close();
  };
  return {
    publicUrl: addresses[0],
    adminUrl: addresses[1],
    close() {
      closing ??= close();
      return closing;
    },
  };
}
