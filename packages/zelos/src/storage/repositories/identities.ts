import type { Kysely } from 'kysely';
import type { Identity, IdentityWithCredentials, VerifiableAddress } from '../../kernel/identity.ts';
import { ConflictError, type Identities } from '../../ports/store.ts';
import type { Access, Engine } from '../engine.ts';
import { prepare } from '../statements.ts';
import type { AddressTable, Tables } from '../tables.ts';
import { createIdentityQueries } from './identity-queries.ts';
import {
  decodeIdentity,
  decodeVerifiable,
  encodeCredential,
  encodeIdentity,
  encodeVerifiable,
  IDENTITY_COLUMNS,
} from './identity-rows.ts';
import { encodeSorted } from './json.ts';

/** Identities on any database. The statements are compiled once; the returned function binds them to an access. */
export function createIdentities(engine: Engine): (access: Access) => Identities {
  const { builder, columns } = engine;
  const queries = createIdentityQueries(engine);
  const writeParts = createPartWriter(builder, engine);
  const markAddress = createAddressMarker(engine);
  const findAddress = createAddressFinder(engine);

  return (access) => ({
    ...queries(access),
    markAddress: markAddress(access),
    ...findAddress(access),

    create: (identity) =>
      access.atomically(async (tx) => {
        await tx.write(builder.insertInto('identities').values(encodeIdentity(identity, columns)).compile());
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
  });
}

/** Inserts what hangs on an identity. The order decides which conflict is reported when there are several. */
function createPartWriter(builder: Kysely<Tables>, engine: Engine) {
  return async (tx: Access, identity: IdentityWithCredentials): Promise<void> => {
    const { id, credentials } = identity;
    if (credentials.length > 0) {
      const rows = credentials.map((credential) => encodeCredential(id, credential, engine.columns));
      await tx.write(builder.insertInto('credentials').values(rows).compile());
    }
    const identifiers = credentials.flatMap(({ type, identifiers: own }) =>
      [...new Set(own)].map((identifier) => ({ identifier, type, identity_id: id })),
    );
    if (identifiers.length > 0)
      await tx.write(builder.insertInto('credential_identifiers').values(identifiers).compile());
    for (const [table, addresses] of [
      ['verifiable_addresses', identity.verifiableAddresses],
      ['recovery_addresses', identity.recoveryAddresses],
    ] as const) {
      const rows: AddressTable[] = addresses.map((address) => ({
        value: address.value,
        via: address.via,
        address_id: address.id,
        identity_id: id,
      }));
      if (rows.length > 0) await tx.write(builder.insertInto(table).values(rows).compile());
    }
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
function createAddressMarker(engine: Engine) {
  const { builder } = engine;
  return (access: Access): Identities['markAddress'] =>
    (change) =>
      access.atomically(async (tx) => {
        for (;;) {
          const [row] = await tx.read(
            builder
              .selectFrom('identities')
              .select(['version', 'verifiable_addresses'])
              .where('id', '=', change.identityId)
              .compile(),
          );
          const addresses = row === undefined ? [] : decodeVerifiable(row.verifiable_addresses);
          if (row === undefined || !addresses.some(({ id }) => id === change.addressId)) return false;
          const next = addresses.map((address) =>
            address.id === change.addressId ? marked(address, change) : address,
          );
          const { affected } = await tx.write(
            builder
              .updateTable('identities')
              .set({ verifiable_addresses: encodeVerifiable(next), version: row.version + 1 })
              .where('id', '=', change.identityId)
              .where('version', '=', row.version)
              .compile(),
            { identity: change.identityId },
          );
          // Where writers are not serialised somebody may have been faster: look again.
          if (affected === 1) return true;
        }
      });
}

function createAddressFinder({ builder, columns }: Engine) {
  const statement = (table: 'verifiable_addresses' | 'recovery_addresses') =>
    prepare((slot: { readonly via: string; readonly value: string }) =>
      builder
        .selectFrom(`${table} as address`)
        .innerJoin('identities', 'identities.id', 'address.identity_id')
        .select(IDENTITY_COLUMNS)
        .select('address.address_id as address_id')
        .where('address.value', '=', slot.value)
        .where('address.via', '=', slot.via),
    );
  const verifiable = statement('verifiable_addresses');
  const recovery = statement('recovery_addresses');
  type Found = { readonly identity: Identity; readonly addressId: string } | null;
  return (access: Access) => {
    const find =
      (query: typeof verifiable) =>
      async (via: 'email' | 'sms', value: string): Promise<Found> => {
        const [row] = await access.read(query({ via, value }));
        return row === undefined ? null : { identity: decodeIdentity(row, columns), addressId: row.address_id };
      };
    return { findVerifiableAddress: find(verifiable), findRecoveryAddress: find(recovery) };
  };
}
