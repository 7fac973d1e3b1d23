import type { JsonObject } from '@zelos/contract';
import type { FlowErrors } from '../../ports/store.ts';
import type { Access, Engine } from '../engine.ts';
import { prepareInsert } from '../statements.ts';
import { decodeJson, encodeJson } from './json.ts';

/** Errors for the error page on any database. */
export function createErrors({ builder, columns }: Engine): (access: Access) => FlowErrors {
  const insert = prepareInsert(builder, 'flow_errors');
  return (access) => ({
    create: async ({ id, error, at, expiresAt }) => {
      const row = {
        id,
        created_at: columns.time(at),
        updated_at: columns.time(at),
        expires_at: columns.time(expiresAt),
        error: encodeJson(error),
      };
      await access.write(insert(row));
    },
    get: async (id) => {
      const [row] = await access.read(builder.selectFrom('flow_errors').selectAll().where('id', '=', id).compile());
      if (row === undefined) return null;
      return {
        id,
        error: decodeJson<JsonObject>(row.error),
        createdAt: columns.date(row.created_at),
        updatedAt: columns.date(row.updated_at),
      };
    },
  });
}
