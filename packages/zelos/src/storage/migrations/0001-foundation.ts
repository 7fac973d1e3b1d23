import { type Compilable, type Kysely, sql } from 'kysely';
import type { Columns } from '../engine.ts';
import type { Migration } from './migration.ts';

/** Identities, sessions, flows, one-time secrets, counters, errors. */
export const foundation: Migration = {
  id: '0001-foundation',
  statements: (build, columns) => [
    ...identityTables(build, columns),
    ...sessionTables(build, columns),
    ...flowTables(build, columns),
    ...shortLivedTables(build, columns),
  ],
};

type Build = Kysely<never>;

function tableBuilder(build: Build, columns: Columns) {
  return (name: string) => {
    const table = build.schema.createTable(name);
    return columns.tableSuffix === null ? table : table.modifyEnd(sql.raw(columns.tableSuffix));
  };
}

function identityTables(build: Build, columns: Columns): Compilable[] {
  const table = tableBuilder(build, columns);
  const { id, exact, text, json, time, count } = columns.types;
  const addresses = (name: string) =>
    table(name)
      .addColumn('value', exact, (c) => c.notNull())
      .addColumn('via', text, (c) => c.notNull())
      .addColumn('address_id', id, (c) => c.notNull())
      .addColumn('identity_id', id, (c) => c.notNull().references('identities.id').onDelete('cascade'))
      .addPrimaryKeyConstraint(`${name}_pk`, ['value', 'via']);
  return [
    table('identities')
      .addColumn('id', id, (c) => c.notNull().primaryKey())
      .addColumn('external_id', exact, (c) => c.unique())
      .addColumn('schema_id', text, (c) => c.notNull())
      .addColumn('state', text, (c) => c.notNull())
      .addColumn('state_changed_at', time)
      .addColumn('organization_id', id)
      .addColumn('version', count, (c) => c.notNull())
      .addColumn('created_at', time, (c) => c.notNull())
      .addColumn('updated_at', time, (c) => c.notNull())
      .addColumn('traits', json, (c) => c.notNull())
      .addColumn('metadata_public', json)
      .addColumn('verifiable_addresses', json, (c) => c.notNull())
      .addColumn('recovery_addresses', json, (c) => c.notNull())
      .addColumn('metadata_admin', json),
    build.schema.createIndex('identities_organization').on('identities').columns(['organization_id', 'id']),
    table('credentials')
      .addColumn('identity_id', id, (c) => c.notNull().references('identities.id').onDelete('cascade'))
      .addColumn('type', text, (c) => c.notNull())
      .addColumn('version', count, (c) => c.notNull())
      .addColumn('created_at', time, (c) => c.notNull())
      .addColumn('updated_at', time, (c) => c.notNull())
      .addColumn('config', json, (c) => c.notNull())
      .addPrimaryKeyConstraint('credentials_pk', ['identity_id', 'type']),
    table('credential_identifiers')
      .addColumn('identifier', exact, (c) => c.notNull())
      .addColumn('type', text, (c) => c.notNull())
      .addColumn('identity_id', id, (c) => c.notNull())
      .addPrimaryKeyConstraint('credential_identifiers_pk', ['identifier', 'type'])
      .addForeignKeyConstraint(
        'credential_identifiers_credential',
        ['identity_id', 'type'],
        'credentials',
        ['identity_id', 'type'],
        (c) => c.onDelete('cascade'),
      ),
    build.schema
      .createIndex('credential_identifiers_owner')
      .on('credential_identifiers')
      .columns(['identity_id', 'type']),
    addresses('verifiable_addresses'),
    build.schema.createIndex('verifiable_addresses_owner').on('verifiable_addresses').column('identity_id'),
    addresses('recovery_addresses'),
    build.schema.createIndex('recovery_addresses_owner').on('recovery_addresses').column('identity_id'),
  ];
}

function sessionTables(build: Build, columns: Columns): Compilable[] {
  const { id, exact, text, json, time, flag } = columns.types;
  return [
    tableBuilder(
      build,
      columns,
    )('sessions')
      .addColumn('id', id, (c) => c.notNull().primaryKey())
      .addColumn('identity_id', id, (c) => c.notNull().references('identities.id').onDelete('cascade'))
      .addColumn('token_digest', exact, (c) => c.notNull().unique())
      .addColumn('active', flag, (c) => c.notNull())
      .addColumn('aal', text, (c) => c.notNull())
      .addColumn('issued_at', time, (c) => c.notNull())
      .addColumn('expires_at', time, (c) => c.notNull())
      .addColumn('authenticated_at', time, (c) => c.notNull())
      .addColumn('created_at', time, (c) => c.notNull())
      .addColumn('updated_at', time, (c) => c.notNull())
      .addColumn('authentication_methods', json, (c) => c.notNull())
      .addColumn('devices', json, (c) => c.notNull()),
    build.schema.createIndex('sessions_of_identity').on('sessions').columns(['identity_id', 'created_at', 'id']),
    build.schema.createIndex('sessions_newest').on('sessions').columns(['created_at', 'id']),
    build.schema.createIndex('sessions_expiry').on('sessions').column('expires_at'),
  ];
}

function flowTables(build: Build, columns: Columns): Compilable[] {
  const { id, text, json, time } = columns.types;
  return [
    tableBuilder(
      build,
      columns,
    )('flows')
      .addColumn('id', id, (c) => c.notNull().primaryKey())
      .addColumn('kind', text, (c) => c.notNull())
      .addColumn('identity_id', id, (c) => c.references('identities.id').onDelete('cascade'))
      .addColumn('expires_at', time, (c) => c.notNull())
      .addColumn('completed_at', time)
      .addColumn('document', json, (c) => c.notNull()),
    build.schema.createIndex('flows_of_identity').on('flows').column('identity_id'),
    build.schema.createIndex('flows_expiry').on('flows').column('expires_at'),
  ];
}

function shortLivedTables(build: Build, columns: Columns): Compilable[] {
  const table = tableBuilder(build, columns);
  const { id, exact, text, json, time, count } = columns.types;
  return [
    table('one_time_secrets')
      .addColumn('id', id, (c) => c.notNull().primaryKey())
      .addColumn('purpose', text, (c) => c.notNull())
      .addColumn('flow_id', exact, (c) => c.notNull())
      .addColumn('digest', exact, (c) => c.notNull())
      .addColumn('created_at', time, (c) => c.notNull())
      .addColumn('expires_at', time, (c) => c.notNull())
      .addColumn('used_at', time)
      .addColumn('data', json, (c) => c.notNull()),
    build.schema
      .createIndex('one_time_secrets_lookup')
      .on('one_time_secrets')
      .columns(['flow_id', 'purpose', 'digest']),
    build.schema.createIndex('one_time_secrets_expiry').on('one_time_secrets').column('expires_at'),
    table('counters')
      .addColumn('key', exact, (c) => c.notNull().primaryKey())
      .addColumn('count', count, (c) => c.notNull())
      .addColumn('blocked_until', time)
      .addColumn('updated_at', time, (c) => c.notNull())
      .addColumn('resets_at', time, (c) => c.notNull()),
    build.schema.createIndex('counters_expiry').on('counters').column('resets_at'),
    table('flow_errors')
      .addColumn('id', id, (c) => c.notNull().primaryKey())
      .addColumn('created_at', time, (c) => c.notNull())
      .addColumn('updated_at', time, (c) => c.notNull())
      .addColumn('expires_at', time, (c) => c.notNull())
      .addColumn('error', json, (c) => c.notNull()),
    build.schema.createIndex('flow_errors_expiry').on('flow_errors').column('expires_at'),
  ];
}
