import { ProtocolError } from '../../kernel/problem.ts';
import type { Exchange, HttpDeps } from '../context.ts';
import { jsonText, type Reply } from '../exchange.ts';
import { pageHeaders, readPage } from '../pagination.ts';
import { publicRoute, type Route } from '../route-table.ts';

/** Identity schemas are public: forms are built from them (contract: identity-admin, section 4.3). */
export function schemaRoutes(deps: HttpDeps): readonly Route[] {
  const { schemas } = deps.flows;
  const list = async (exchange: Exchange): Promise<Reply> => {
    const all = schemas.all();
    const page = readPage(exchange.query, 0);
    const items = all
      .slice(page.offset, page.offset + page.limit)
      .map((schema) => `{"id":${JSON.stringify(schema.id)},"schema":${schema.raw.trim()}}`);
    return jsonText(200, `[${items.join(',')}]\n`, pageHeaders(exchange.path, exchange.query, page, all.length, 0));
  };
  const one = async (exchange: Exchange): Promise<Reply> => {
    const schema = schemas.find(exchange.params['id'] ?? '');
    if (!schema) throw new ProtocolError(404, { reason: 'There is no such identity schema.' });
    return jsonText(200, `${schema.raw.trim()}\n`);
  };
  return [
    publicRoute('listIdentitySchemas', ['GET'], '/schemas', 'mint', list),
    publicRoute('getIdentitySchema', ['GET'], '/schemas/:id', 'ignore', one),
    publicRoute(null, ['GET'], '/admin/schemas', 'ignore', list),
    publicRoute(null, ['GET'], '/admin/schemas/:id', 'ignore', one),
    {
      operation: null,
      plane: 'public',
      methods: ['GET'],
      path: '/.well-known/change-password',
      csrf: 'mint',
      handle: async () => ({ status: 303, headers: [['Location', deps.settingsUiUrl]], body: null }),
    },
  ];
}
