import type { Selectable } from 'kysely';
import type { Flow, FlowByKind } from '../../kernel/flow.ts';
import type { Flows } from '../../ports/store.ts';
import type { Access, Columns, Engine } from '../engine.ts';
import { prepare, prepareInsert } from '../statements.ts';
import type { FlowTable } from '../tables.ts';
import { decodeJson } from './json.ts';

type FlowRow = Selectable<FlowTable>;

const encodeFlow = (flow: Flow, columns: Columns): FlowRow => {
  const { id, kind, expiresAt, completedAt, ...rest } = flow;
  return {
    id,
    kind,
    identity_id: 'identityId' in flow ? flow.identityId : null,
    expires_at: columns.time(expiresAt),
    completed_at: columns.timeOrNull(completedAt),
    document: JSON.stringify({
      ...rest,
      issuedAt: rest.issuedAt.getTime(),
      createdAt: rest.createdAt.getTime(),
      updatedAt: rest.updatedAt.getTime(),
    }),
  };
};

const decodeFlow = (row: FlowRow, columns: Columns): Flow => {
  const document = decodeJson<Record<'issuedAt' | 'createdAt' | 'updatedAt', number>>(row.document);
  return {
    ...document,
    id: row.id,
    kind: row.kind,
    expiresAt: columns.date(row.expires_at),
    completedAt: columns.dateOrNull(row.completed_at),
    issuedAt: new Date(document.issuedAt),
    createdAt: new Date(document.createdAt),
    updatedAt: new Date(document.updatedAt),
  } as unknown as Flow;
};

/** Flows of every kind on any database. */
export function createFlows(engine: Engine): (access: Access) => Flows {
  const { builder, columns } = engine;
  const insert = prepareInsert(builder, 'flows');
  const select = prepare((slot: { readonly id: string; readonly kind: string }) =>
    builder.selectFrom('flows').selectAll().where('id', '=', slot.id).where('kind', '=', slot.kind),
  );
  // Once completed a flow stays completed, also when an older copy of it is saved later. When it expires was settled when it
  // began; written once more, the index of expiries would be as well.
  const update = prepare((slot: FlowRow) =>
    builder
      .updateTable('flows')
      .set((eb) => ({
        identity_id: slot.identity_id,
        completed_at: eb.fn.coalesce('completed_at', eb.val(slot.completed_at)),
        document: slot.document,
      }))
      .where('id', '=', slot.id)
      .where('kind', '=', slot.kind),
  );
  const complete = prepare((slot: FlowRow) =>
    builder
      .updateTable('flows')
      .set({
        identity_id: slot.identity_id,
        completed_at: slot.completed_at,
        document: slot.document,
      })
      .where('id', '=', slot.id)
      .where('kind', '=', slot.kind)
      .where('completed_at', 'is', null),
  );
  return (access: Access) => ({
    create: async (flow) => {
      const statement = insert(encodeFlow(flow, columns));
      await (engine.capabilities.relaxedCommit ? access.writeRelaxed(statement) : access.write(statement));
    },
    get: async <K extends keyof FlowByKind>(kind: K, id: string) => {
      const [row] = await access.read(select({ kind, id }));
      return row === undefined ? null : (decodeFlow(row, columns) as FlowByKind[K]);
    },
    save: async (flow) => {
      await access.write(update(encodeFlow(flow, columns)));
    },
    complete: async (flow) => {
      if (flow.completedAt === null) throw new TypeError('a flow is completed at a time: completedAt is null');
      return (await access.write(complete(encodeFlow(flow, columns)))).affected === 1;
    },
  });
}
