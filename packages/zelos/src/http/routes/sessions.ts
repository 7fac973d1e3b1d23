import type { JsonObject } from '@zelos/contract';
import { ProtocolError } from '../../kernel/problem.ts';
import type { HttpDeps } from '../context.ts';
import { JSON_TYPE, json, noContent } from '../exchange.ts';
import { pageHeaders, readPage } from '../pagination.ts';
import { presentSession } from '../present/session.ts';
import type { Route } from '../route-table.ts';
import { requireSession } from './whoami.ts';
import { isUuid } from '../../kernel/uuid.ts';

/** A person's other sessions: list them, end one, end all (contract: sessions, section 5). */
export function sessionRoutes(deps: HttpDeps): readonly Route[] {
  const { sessions } = deps.flows.database;
  return [
    {
      operation: 'listMySessions',
      plane: 'public',
      methods: ['GET'],
      path: '/sessions',
      csrf: 'ignore',
      async handle(exchange) {
        const { session } = await requireSession(deps, exchange, deps.flows.settings.requiredAal);
        const page = readPage(exchange.query, 1);
        const now = deps.clock.now();
        const { rows, total } = await sessions.listByIdentity({
          identityId: session.identityId,
          active: true,
          except: session.id,
          now,
          ...page,
        });
        const shown = rows.map((row) => presentSession(row, deps.publicUrl, now) as unknown as JsonObject);
        return json(200, shown, pageHeaders('/sessions', exchange.query, page, total, 1));
      },
    },
    {
      operation: 'disableMyOtherSessions',
      plane: 'public',
      methods: ['DELETE'],
      path: '/sessions',
      csrf: 'ignore',
      async handle(exchange) {
        const { session } = await requireSession(deps, exchange, null);
        return json(200, { count: await sessions.revokeOthers(session.identityId, session.id, deps.clock.now()) });
      },
    },
    {
      operation: 'disableMySession',
      plane: 'public',
      methods: ['DELETE'],
      path: '/sessions/:id',
      csrf: 'ignore',
      async handle(exchange) {
        const { session } = await requireSession(deps, exchange, null);
        const id = exchange.params['id'] ?? '';
        if (!isUuid(id)) throw new ProtocolError(400, { reason: 'The session id is not a UUID.' });
        if (id.toLowerCase() === session.id) {
          throw new ProtocolError(400, { message: 'The current session cannot be ended here: sign out instead.' });
        }
        // Somebody else's session gives the same answer and stays alive.
        await sessions.revoke(session.identityId, id.toLowerCase(), deps.clock.now());
        return noContent([JSON_TYPE]);
      },
    },
  ];
}
