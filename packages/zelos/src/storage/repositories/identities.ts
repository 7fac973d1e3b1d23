import type { IdentityWithCredentials, VerifiableAddress } from '../../kernel/identity.ts';
import { NIL_UUID } from '../../kernel/uuid.ts';
import { ConflictError, type Identities } from '../../ports/store.ts';
import type { Access, Engine } from '../engine.ts';
import { prepare, prepareInsert } from '../statements.ts';
import { createIdentityQueries } from './identity-queries.ts';
import { decodeVerifiable, encodeCredential, encodeIdentity, encodeVerifiable } from './identity-rows.ts';
import { encodeSorted } from './json.ts';

/** Identities on any database. The statements are compiled once; the returned function binds them to an access. */
export function createIdentities(engine: Engine): (access: Access) => Identities {
  const { builder, columns } = engine;
  const queries = createIdentityQueries(engine);
  const insert = insertStatements(engine);
  const writeParts = createPartWriter(insert, engine);
  const markAddress = createAddressMarker(engine);
  const findAddress = createAddressFinder(engine);

  return (access) => {
    const reading = queries(access);
    return {
      ...reading,
      markAddress: markAddress(access),
      ...findAddress(access, reading.get),

      create: (identity) =>
        access.atomically(async (tx) => {
          await tx.write(insert.identity(encodeIdentity(identity, columns)));
          await writeParts(tx, identity);
        }),

      update: (identity) =>
        access.atomically(async (tx) => {
          const { id, version, ...row } = encodeIdentity(identity, columns);
          const { affected } = await tx.write(
            builder
              .updateTable('identities')
              .set({ ...row, version: version + 1 })
              .where('id', '=', id)
              .where('version', '=', version)
              .compile(),
            { identity: id },
          );
          if (affected !== 1) throw new ConflictError('version', 'the identity was changed or removed meanwhile');
          // Identifiers go with their credentials.
          await tx.write(builder.deleteFrom('credentials').where('identity_id', '=', id).compile());
          await tx.write(builder.deleteFrom('verifiable_addresses').where('identity_id', '=', id).compile());
          await tx.write(builder.deleteFrom('recovery_addresses').where('identity_id', '=', id).compile());
          await writeParts(tx, identity);
        }),

      delete: (id) =>
        access.atomically(async (tx) => {
          // Secrets belong to flows by name only, so that they may be older or younger than the row of their flow.
          const flows = builder.selectFrom('flows').select('id').where('identity_id', '=', id);
          await tx.write(builder.deleteFrom('one_time_secrets').where('flow_id', 'in', flows).compile());
          const { affected } = await tx.write(builder.deleteFrom('identities').where('id', '=', id).compile(), {
            identity: id,
          });
          return affected === 1;
        }),

      replaceCredentialConfig: (change) =>
        access.atomically(async (tx) => {
          const { affected } = await tx.write(
            builder
              .updateTable('credentials')
              .set({
                config: encodeSorted(change.config),
                version: change.version,
                updated_at: columns.time(change.at),
              })
              .where('identity_id', '=', change.identityId)
              .where('type', '=', change.type)
              .where('config', '=', encodeSorted(change.expected))
              .compile(),
          );
          if (affected !== 1) return false;
          // Whoever decided on the older credentials must not write them back.
          await tx.write(
            builder
              .updateTable('identities')
              .set((eb) => ({ version: eb('version', '+', 1) }))
              .where('id', '=', change.identityId)
              .compile(),
            { identity: change.identityId },
          );
          return true;
        }),
    };
  };
}

/** The statements that insert an identity and what hangs on it. */
function insertStatements({ builder }: Engine) {
  return {
    identity: prepareInsert(builder, 'identities'),
    credential: prepareInsert(builder, 'credentials'),
    identifier: prepareInsert(builder, 'credential_identifiers'),
    verifiable: prepareInsert(builder, 'verifiable_addresses'),
    recovery: prepareInsert(builder, 'recovery_addresses'),
  };
}

/** Inserts what hangs on an identity. The order decides which conflict is reported when there are several. */
function createPartWriter(insert: ReturnType<typeof insertStatements>, { columns }: Engine) {
  return async (tx: Access, identity: IdentityWithCredentials): Promise<void> => {
    const { id, credentials } = identity;
    for (const credential of credentials) await tx.write(insert.credential(encodeCredential(id, credential, columns)));
    for (const { type, identifiers } of credentials)
      for (const identifier of new Set(identifiers))
        await tx.write(insert.identifier({ identifier, type, identity_id: id }));
    for (const [statement, addresses] of [
      [insert.verifiable, identity.verifiableAddresses],
      [insert.recovery, identity.recoveryAddresses],
    ] as const)
      for (const { id: address_id, value, via } of addresses)
        await tx.write(statement({ value, via, address_id, identity_id: id }));
  };
}

type AddressChange = Parameters<Identities['markAddress']>[0];
const marked = (address: VerifiableAddress, { verified, status, at }: AddressChange): VerifiableAddress => ({
  ...address,
  status,
  updatedAt: at,
  ...(verified === undefined ? {} : { verified, verifiedAt: verified ? at : null }),
});

/** Changes one address inside the identity row, guarded by the row's version. */
function createAddressMarker({ builder }: Engine) {
  const read = prepare((slot: { readonly id: string }) =>
    builder.selectFrom('identities').select(['version', 'verifiable_addresses']).where('id', '=', slot.id),
  );
  type Change = { readonly id: string; readonly version: number; readonly next: number; readonly addresses: string };
  const change = prepare((slot: Change) =>
    builder
      .updateTable('identities')
      .set({ verifiable_addresses: slot.addresses, version: slot.next })
      .where('id', '=', slot.id)
      .where('version', '=', slot.version),
  );
  return (access: Access): Identities['markAddress'] =>
    (mark) =>
      access.atomically(async (tx) => {
        const { identityId: id, addressId } = mark;
        for (;;) {
          const row = await tx.first(read({ id }));
          const before = row === undefined ? [] : decodeVerifiable(row.verifiable_addresses);
          if (row === undefined || !before.some((address) => address.id === addressId)) return false;
          const after = before.map((address) => (address.id === addressId ? marked(address, mark) : address));
          const { version } = row;
          const update = change({ id, version, next: version + 1, addresses: encodeVerifiable(after) });
          // Where writers are not serialised somebody may have been faster: look again.
          if ((await tx.write(update, { identity: id })).affected === 1) return true;
        }
      });
}

type Finder = Pick<Identities, 'findVerifiableAddress' | 'findRecoveryAddress'>;

/**
 * Who has an address. Nobody costs what somebody costs (D10, AB-42): where an address is nobody's, the identity that was found
 * last is read once more, for nothing.
 */
function createAddressFinder({ builder }: Engine) {
  const owners = (table: 'verifiable_addresses' | 'recovery_addresses') =>
    prepare((slot: { readonly via: string; readonly value: string }) =>
      builder
        .selectFrom(table)
        .select(['identity_id', 'address_id'])
        .where('value', '=', slot.value)
        .where('via', '=', slot.via),
    );
  const verifiable = owners('verifiable_addresses');
  const recovery = owners('recovery_addresses');
  let lastFound = NIL_UUID;
  return (access: Access, get: Identities['get']): Finder => {
    const find =
      (ownersOf: ReturnType<typeof owners>): Finder['findRecoveryAddress'] =>
      async (via, value) => {
        const owner = await access.first(ownersOf({ via, value }));
        const identity = await get(owner?.identity_id ?? lastFound);
        if (owner === undefined || identity === null) return null;
        lastFound = identity.id;
        return { identity, addressId: owner.address_id };
      };
    return { findVerifiableAddress: find(verifiable), findRecoveryAddress: find(recovery) };
  };
}
