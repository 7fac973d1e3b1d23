import type { Migration } from './migration.ts';

/**
 * Most flows and identities belong to nobody, and are looked up by owner never: they leave the indexes of owners, which
 * every one of their inserts had to write.
 */
export const leanIndexes: Migration = {
  id: '0003-lean-indexes',
  statements: (build) => [
    build.schema.dropIndex('flows_of_identity'),
    build.schema
      .createIndex('flows_of_identity')
      .on('flows')
      .column('identity_id')
      .where('identity_id', 'is not', null),
    build.schema.dropIndex('identities_organization'),
    build.schema
      .createIndex('identities_organization')
      .on('identities')
      .columns(['organization_id', 'id'])
      .where('organization_id', 'is not', null),
  ],
};
