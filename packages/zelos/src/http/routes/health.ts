import type { HttpDeps } from '../context.ts';
import { json, plain } from '../exchange.ts';
import type { Route } from '../route-table.ts';

/** Liveness, readiness, version, and which configuration is in force (contract: operations, section 4). */
export function healthRoutes(deps: HttpDeps): readonly Route[] {
  /** Once everything has been migrated it stays so: asked only until then. */
  let migrated = false;
  const problem = async (): Promise<string | null> => {
    try {
      if (!migrated) {
        const states = await deps.flows.database.migrations();
        migrated = states.every((state) => state.applied);
        if (!migrated) return 'migrations are pending: run "zelos migrate up"';
      }
      await deps.flows.database.ping();
      return null;
    } catch {
      return 'the database does not answer';
    }
  };
  const ready = (plane: Route['plane']) => async () => {
    const cause = await problem();
    if (cause === null) return json(200, { status: 'ok' });
    return json(503, { errors: { database: plane === 'admin' ? cause : 'not ready; the admin listener tells why' } });
  };
  const route = (
    plane: Route['plane'],
    path: string,
    operation: Route['operation'],
    handle: Route['handle'],
  ): Route => ({
    operation,
    plane,
    methods: ['GET'],
    path,
    csrf: 'bypass',
    handle,
  });
  const alive = async () => json(200, { status: 'ok' });
  return [
    route('public', '/health/alive', 'isAlive', alive),
    route('public', '/health/ready', 'isReady', ready('public')),
    route('admin', '/admin/health/alive', null, alive),
    route('admin', '/admin/health/ready', null, ready('admin')),
    route('admin', '/admin/health/config', null, async () => plain(200, deps.configDigest())),
    route('admin', '/admin/version', 'getVersion', async () => json(200, { version: `v${deps.version}` })),
  ];
}
