import type { HttpDeps } from '../context.ts';
import { redirect } from '../exchange.ts';
import type { Route } from '../route-table.ts';

/** Admin paths that the public listener knows only as 307 to the other one (contract: http, section 2.1). */
const TO_ADMIN: readonly (readonly [readonly string[], string])[] = [
  [['GET', 'POST'], '/identities'],
  [['GET', 'DELETE', 'PUT', 'PATCH'], '/identities/:id'],
  [['GET'], '/identities/by/external/:externalID'],
  [['DELETE'], '/identities/:id/credentials/:type'],
  [['GET'], '/courier/messages'],
  [['GET'], '/courier/messages/:id'],
  [['POST'], '/recovery/code'],
  [['POST'], '/recovery/link'],
];
/** Listed without the /admin prefix only, or with it only. */
const TO_ADMIN_BARE: readonly (readonly [readonly string[], string])[] = [[['DELETE'], '/identities/:id/sessions']];
const BARE_PREFIXES = ['/identities'];

const FLOWS = ['login', 'registration', 'settings', 'recovery', 'verification'];

/** 307 answers between the two listeners: method and body stay, nothing is served on the wrong side. */
export function aliasRoutes(deps: HttpDeps): readonly Route[] {
  const to = (base: string, path: string, query: string) => redirect(307, `${base.replace(/\/$/, '')}${path}${query}`);
  const search = (target: string) => (target.includes('?') ? target.slice(target.indexOf('?')) : '');
  const toAdmin = (methods: readonly string[], path: string): Route => ({
    operation: null,
    plane: 'public',
    methods,
    path,
    csrf: path.endsWith('/courier/messages/:id') ? 'mint' : 'ignore',
    handle: async ({ path: asked, request }) =>
      to(deps.adminUrl, asked.startsWith('/admin/') ? asked : `/admin${asked}`, search(request.target)),
  });
  const toPublic = (methods: readonly string[], path: string): Route => ({
    operation: null,
    plane: 'admin',
    methods,
    path: `/admin${path}`,
    csrf: 'bypass',
    handle: async ({ path: asked, request }) =>
      to(deps.publicUrl, asked.slice('/admin'.length), search(request.target)),
  });
  const bare = TO_ADMIN.filter(
    ([, path]) => BARE_PREFIXES.some((prefix) => path.startsWith(prefix)) || path.startsWith('/recovery'),
  );
  return [
    ...[...bare, ...TO_ADMIN_BARE].map(([methods, path]) => toAdmin(methods, path)),
    ...TO_ADMIN.filter(([, path]) => !path.startsWith('/recovery')).map(([methods, path]) =>
      toAdmin(methods, `/admin${path}`),
    ),
    ...FLOWS.flatMap((flow) => [
      ...['browser', 'api', 'flows'].map((part) => toPublic(['GET'], `/self-service/${flow}/${part}`)),
      toPublic(['GET', 'POST'], `/self-service/${flow}`),
    ]),
    ...[
      '/self-service/logout/browser',
      '/self-service/logout',
      '/self-service/errors',
      '/schemas',
      '/schemas/:id',
      '/sessions/whoami',
    ].map((path) => toPublic(['GET'], path)),
    toPublic(['DELETE'], '/self-service/logout/api'),
    toPublic(['DELETE'], '/sessions'),
  ];
}
