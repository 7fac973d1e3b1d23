import type { AuthenticationMethod } from '../../kernel/session.ts';
import type { Sessions } from '../../ports/store.ts';
import type { Access, Engine } from '../engine.ts';
import { encodeJson } from './json.ts';

/** Proofs inside the session row, as clients see them. */
export type StoredMethod = Omit<AuthenticationMethod, 'completedAt'> & { readonly completed_at: string };

export const encodeMethods = (methods: readonly AuthenticationMethod[]): string =>
  encodeJson(
    methods.map(
      ({ method, aal, completedAt, provider, organization }): StoredMethod => ({
        method,
        aal,
        completed_at: completedAt.toISOString(),
        ...(provider ? { provider } : {}),
        ...(organization ? { organization } : {}),
      }),
    ),
  );

type Changes = Pick<Sessions, 'renew' | 'extend' | 'revoke' | 'revokeAny' | 'revokeOthers' | 'deleteByIdentity'>;

/** The guarded updates of sessions. Nothing ever sets `active` again once it is off. */
export function createSessionChanges({ builder, columns }: Engine): (access: Access) => Changes {
  const off = (at: Date) =>
    builder.updateTable('sessions').set({ active: columns.flag(false), updated_at: columns.time(at) });
  return (access) => ({
    renew: async (change) => {
      const update = builder
        .updateTable('sessions')
        .set({
          authenticated_at: columns.time(change.authenticatedAt),
          expires_at: columns.time(change.expiresAt),
          aal: change.aal,
          authentication_methods: encodeMethods(change.authenticationMethods),
          updated_at: columns.time(change.at),
        })
        .where('id', '=', change.id)
        .where('active', '=', columns.flag(true));
      return (await access.write(update.compile(), { session: change.id })).affected === 1;
    },
    extend: async (id, expiresAt, at) => {
      const update = builder
        .updateTable('sessions')
        .set({ expires_at: columns.time(expiresAt), updated_at: columns.time(at) })
        .where('id', '=', id);
      return (await access.write(update.compile(), { session: id })).affected === 1;
    },
    revoke: async (identityId, id, at) => {
      const update = off(at).where('id', '=', id).where('identity_id', '=', identityId);
      return (await access.write(update.compile(), { session: id })).affected === 1;
    },
    revokeAny: async (id, at) =>
      (await access.write(off(at).where('id', '=', id).compile(), { session: id })).affected === 1,
    revokeOthers: async (identityId, except, at) => {
      // Rows that are off already count as well: the number is part of the contract (sessions, section 5).
      let update = off(at).where('identity_id', '=', identityId);
      if (except !== null) update = update.where('id', '!=', except);
      return (await access.write(update.compile(), { identity: identityId })).affected;
    },
    deleteByIdentity: async (identityId) =>
      (
        await access.write(builder.deleteFrom('sessions').where('identity_id', '=', identityId).compile(), {
          identity: identityId,
        })
      ).affected,
  });
}
