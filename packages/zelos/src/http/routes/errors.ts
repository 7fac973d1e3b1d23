import { ProtocolError } from '../../kernel/problem.ts';
import type { HttpDeps } from '../context.ts';
import { errorObject } from '../encode-error.ts';
import { json } from '../exchange.ts';
import type { Route } from '../route-table.ts';
import { isUuid } from '../../kernel/uuid.ts';

const NO_TIME = '0001-01-01T00:00:00Z';

/** What the error page fetches by id; `stub:500` is a fixed sample for people who build one (contract: http, section 9). */
export function errorRoute(deps: HttpDeps): Route {
  return {
    operation: 'getFlowError',
    plane: 'public',
    methods: ['GET'],
    path: '/self-service/errors',
    csrf: 'mint',
    async handle(exchange) {
      const id = exchange.get('id') ?? exchange.get('error') ?? '';
      if (id === 'stub:500') {
        const sample = new ProtocolError(500, { reason: 'This is a sample error for the error page.' });
        return json(200, {
          id: deps.random.uuid(),
          error: errorObject(sample, undefined),
          created_at: NO_TIME,
          updated_at: NO_TIME,
        });
      }
      const stored = isUuid(id) ? await deps.flows.database.errors.get(id) : null;
      if (!stored) throw new ProtocolError(404);
      return json(200, {
        id: stored.id,
        error: stored.error,
        created_at: stored.createdAt.toISOString(),
        updated_at: stored.updatedAt.toISOString(),
      });
    },
  };
}
