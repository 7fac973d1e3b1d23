import type { HttpDeps } from '../context.ts';
import type { Route } from '../route-table.ts';
import { aliasRoutes } from './aliases.ts';
import { errorRoute } from './errors.ts';
import { flowRoutes } from './flow-routes.ts';
import { healthRoutes } from './health.ts';
import { identityRoutes } from './identities.ts';
import { logoutRoutes } from './logout.ts';
import { courierRoutes } from './courier.ts';
import { recoveryAdminRoutes } from './recovery-admin.ts';
import { sessionAdminRoutes } from './session-admin.ts';
import { schemaRoutes } from './schemas.ts';
import { sessionRoutes } from './sessions.ts';
import { settingsRoutes } from './settings.ts';
import { whoamiRoute } from './whoami.ts';

/** Every route of both planes as data. */
export function allRoutes(deps: HttpDeps): readonly Route[] {
  return [
    ...flowRoutes(deps),
    ...settingsRoutes(deps),
    ...logoutRoutes(deps),
    errorRoute(deps),
    whoamiRoute(deps),
    ...sessionRoutes(deps),
    ...schemaRoutes(deps),
    ...healthRoutes(deps),
    ...identityRoutes(deps),
    ...recoveryAdminRoutes(deps),
    ...courierRoutes(deps),
    ...sessionAdminRoutes(deps),
    ...aliasRoutes(deps),
  ];
}
