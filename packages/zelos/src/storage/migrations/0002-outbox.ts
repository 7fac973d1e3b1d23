import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Outgoing messages and the attempts to deliver them. */
export const outbox: Migration = {
  id: '0002-outbox',
  statements: (build, columns) => {
    const { id, exact, text, json, time, count } = columns.types;
    const table = (name: string) => {
      const created = build.schema.createTable(name);
      return columns.tableSuffix === null ? created : created.modifyEnd(sql.raw(columns.tableSuffix));
    };
    return [
      table('outbox')
        .addColumn('id', id, (c) => c.notNull().primaryKey())
        .addColumn('status', text, (c) => c.notNull())
        .addColumn('channel', text, (c) => c.notNull())
        .addColumn('recipient', exact, (c) => c.notNull())
        .addColumn('template_type', text, (c) => c.notNull())
        .addColumn('language', text, (c) => c.notNull())
        .addColumn('send_count', count, (c) => c.notNull())
        .addColumn('due_at', time)
        .addColumn('finished_at', time)
        .addColumn('locked_by', text)
        .addColumn('created_at', time, (c) => c.notNull())
        .addColumn('updated_at', time, (c) => c.notNull())
        .addColumn('subject', text, (c) => c.notNull())
        .addColumn('body', text, (c) => c.notNull())
        .addColumn('template_data', json, (c) => c.notNull())
        .addColumn('request_headers', json, (c) => c.notNull()),
      build.schema.createIndex('outbox_due').on('outbox').columns(['due_at', 'created_at']),
      build.schema.createIndex('outbox_recipient').on('outbox').columns(['recipient', 'due_at']),
      build.schema.createIndex('outbox_newest').on('outbox').columns(['created_at', 'id']),
      build.schema.createIndex('outbox_finished').on('outbox').column('finished_at'),
      table('outbox_dispatches')
        .addColumn('id', id, (c) => c.notNull().primaryKey())
        .addColumn('message_id', id, (c) => c.notNull().references('outbox.id').onDelete('cascade'))
        .addColumn('status', text, (c) => c.notNull())
        .addColumn('error', json)
        .addColumn('created_at', time, (c) => c.notNull())
        .addColumn('updated_at', time, (c) => c.notNull()),
      build.schema.createIndex('outbox_dispatches_of').on('outbox_dispatches').columns(['message_id', 'created_at']),
    ];
  },
};
