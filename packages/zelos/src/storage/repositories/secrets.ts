import type { JsonObject } from '@zelos/contract';
import type { OneTimeSecrets } from '../../ports/store.ts';
import type { Access, Engine } from '../engine.ts';
import { prepareInsert } from '../statements.ts';
import { decodeJson, encodeJson } from './json.ts';

/** One-time secrets on any database that knows RETURNING. */
export function createSecrets({ builder, columns }: Engine): (access: Access) => OneTimeSecrets {
  const insert = prepareInsert(builder, 'one_time_secrets');
  return (access) => ({
    put: async (secret) => {
      const row = {
        id: secret.id,
        purpose: secret.purpose,
        flow_id: secret.flowId,
        digest: secret.digest,
        created_at: columns.time(secret.createdAt),
        expires_at: columns.time(secret.expiresAt),
        used_at: null,
        data: encodeJson(secret.data),
      };
      await access.write(insert(row));
    },
    consume: async (purpose, flowId, digests, now) => {
      if (digests.length === 0) return null;
      const update = builder
        .updateTable('one_time_secrets')
        .set({ used_at: columns.time(now) })
        .where('flow_id', '=', flowId)
        .where('purpose', '=', purpose)
        .where('digest', 'in', [...digests])
        .where('used_at', 'is', null)
        .where('expires_at', '>', columns.time(now))
        .returning('data');
      const { rows } = await access.write(update.compile());
      const [first] = rows as readonly { readonly data: string }[];
      return first === undefined ? null : decodeJson<JsonObject>(first.data);
    },
    revoke: async (purpose, flowId, now) => {
      const update = builder
        .updateTable('one_time_secrets')
        .set({ used_at: columns.time(now) })
        .where('flow_id', '=', flowId)
        .where('purpose', '=', purpose)
        .where('used_at', 'is', null);
      await access.write(update.compile());
    },
  });
}
