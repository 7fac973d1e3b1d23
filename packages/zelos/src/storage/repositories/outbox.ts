import { expressionBuilder, type Selectable } from 'kysely';
import type {
  ClaimRequest,
  Dispatch,
  FailedAttempt,
  Lease,
  MessageStatus,
  NewMessage,
  Outbox,
  QueuedMessage,
  StoredMessage,
} from '../../ports/outbox.ts';
import type { Access, Columns, Engine } from '../engine.ts';
import { prepare, prepareInsert } from '../statements.ts';
import type { OutboxDispatchTable, OutboxTable, Tables, TimeValue } from '../tables.ts';
import { decodeJson, encodeJson } from './json.ts';

type OutboxRow = Selectable<OutboxTable>;
type DispatchRow = Selectable<OutboxDispatchTable>;

/** Stored status of a message that only looks like one. */
const DECOY = 'decoy';

const QUEUED_COLUMNS = [
  'id',
  'channel',
  'recipient',
  'template_type',
  'language',
  'send_count',
  'created_at',
  'subject',
  'body',
  'template_data',
  'request_headers',
] as const;
const SHOWN_COLUMNS = [
  'id',
  'status',
  'channel',
  'recipient',
  'template_type',
  'send_count',
  'created_at',
  'updated_at',
  'subject',
  'body',
] as const;

// A decoy is finished the moment it is written: it has no due time and waits for its removal.
const encodeMessage = (message: NewMessage, columns: Columns): OutboxRow => {
  const created = columns.time(message.createdAt);
  return {
    id: message.id,
    status: message.decoy ? DECOY : 'queued',
    channel: message.channel,
    recipient: message.recipient,
    template_type: message.templateType,
    language: message.language,
    send_count: 0,
    due_at: message.decoy ? null : created,
    finished_at: message.decoy ? created : null,
    locked_by: null,
    created_at: created,
    updated_at: created,
    subject: message.subject,
    body: message.body,
    template_data: encodeJson(message.templateData),
    request_headers: encodeJson(message.requestHeaders),
  };
};

const decodeQueued = (row: Pick<OutboxRow, (typeof QUEUED_COLUMNS)[number]>, columns: Columns): QueuedMessage => ({
  id: row.id,
  channel: row.channel,
  recipient: row.recipient,
  subject: row.subject,
  body: row.body,
  templateType: row.template_type,
  templateData: decodeJson(row.template_data),
  language: row.language,
  requestHeaders: decodeJson(row.request_headers),
  attempt: row.send_count,
  createdAt: columns.date(row.created_at),
});

const decodeStored = (row: Pick<OutboxRow, (typeof SHOWN_COLUMNS)[number]>, columns: Columns): StoredMessage => ({
  id: row.id,
  status: row.status as MessageStatus,
  channel: row.channel as StoredMessage['channel'],
  recipient: row.recipient,
  subject: row.subject,
  body: row.body,
  templateType: row.template_type,
  sendCount: row.send_count,
  createdAt: columns.date(row.created_at),
  updatedAt: columns.date(row.updated_at),
});

const decodeDispatch = (row: DispatchRow, columns: Columns): Dispatch => ({
  id: row.id,
  messageId: row.message_id,
  status: row.status as Dispatch['status'],
  error: row.error === null ? null : decodeJson(row.error),
  createdAt: columns.date(row.created_at),
  updatedAt: columns.date(row.updated_at),
});

/**
 * Outgoing messages on any database that knows RETURNING. `due_at` says everything about availability: the time of the next
 * attempt of a queued message, the end of the lease of one that is being sent, null for one that is finished.
 */
export function createOutbox(engine: Engine): (access: Access) => Outbox {
  const { builder, columns } = engine;
  const insert = prepareInsert(builder, 'outbox');
  const claim = createClaim(engine);
  const attempts = createAttemptRecords(engine);
  const reads = createReads(engine);
  return (access) => ({
    add: async (message) => {
      await access.write(insert(encodeMessage(message, columns)));
    },
    claim: async (request) => {
      // An empty queue is looked at often: a read leaves the writers alone.
      if ((await access.read(claim.due(request, 1).compile())).length === 0) return [];
      const { rows } = await access.write(claim.take(request));
      return rows
        .map((row) => decodeQueued(row, columns))
        .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1));
    },
    ...attempts(access),
    ...reads(access),
  });
}

function createClaim({ builder, columns, capabilities }: Engine) {
  const start = columns.time(new Date(0));
  const olderPending = expressionBuilder<Tables & { message: OutboxTable }, 'message'>()
    .selectFrom('outbox as older')
    .select('older.id')
    .whereRef('older.recipient', '=', 'message.recipient')
    .whereRef('older.channel', '=', 'message.channel')
    .where('older.due_at', '>=', start)
    .where((eb) =>
      eb.or([
        eb('older.created_at', '<', eb.ref('message.created_at')),
        eb.and([eb('older.created_at', '=', eb.ref('message.created_at')), eb('older.id', '<', eb.ref('message.id'))]),
      ]),
    );
  const due = ({ now, exceptChannels }: ClaimRequest, limit: number) => {
    const ready = builder
      .selectFrom('outbox as message')
      .select('message.id')
      .where('message.due_at', '<=', columns.time(now))
      .where(({ not, exists }) => not(exists(olderPending)))
      .orderBy('message.due_at')
      .orderBy('message.created_at')
      .limit(limit);
    return exceptChannels.length > 0 ? ready.where('message.channel', 'not in', exceptChannels) : ready;
  };
  /** One statement: of any number of workers that ask at once each message goes to exactly one. */
  const take = (request: ClaimRequest) => {
    const at = columns.time(request.now);
    const ready = due(request, request.limit);
    return builder
      .updateTable('outbox')
      .set((eb) => ({
        status: 'processing',
        send_count: eb('send_count', '+', 1),
        due_at: columns.time(request.leaseUntil),
        locked_by: request.workerId,
        updated_at: at,
      }))
      .where('id', 'in', capabilities.skipLocked ? ready.forUpdate().skipLocked() : ready)
      .where('due_at', '<=', at)
      .returning(QUEUED_COLUMNS)
      .compile();
  };
  return { due, take };
}

function createAttemptRecords({ builder, columns, capabilities }: Engine) {
  const deliver = prepare((slot: { readonly id: string; readonly at: TimeValue }) =>
    builder
      .updateTable('outbox')
      .set({ status: 'sent', due_at: null, finished_at: slot.at, locked_by: null, updated_at: slot.at })
      .where('id', '=', slot.id)
      .where('status', '!=', 'sent'),
  );
  const record = prepareInsert(builder, 'outbox_dispatches');
  const held = (id: string, { workerId, attempt }: Lease) =>
    builder
      .updateTable('outbox')
      .where('id', '=', id)
      .where('status', '=', 'processing')
      .where('locked_by', '=', workerId)
      .where('send_count', '=', attempt);
  const fail = (id: string, { lease, at, abandon, nextAttemptAt, dispatch }: FailedAttempt) =>
    held(id, lease).set((eb) => ({
      status: abandon ? 'abandoned' : 'queued',
      due_at: abandon ? null : columns.time(nextAttemptAt),
      finished_at: abandon ? columns.time(at) : null,
      locked_by: null,
      updated_at: columns.time(at),
      ...(dispatch === null ? { send_count: eb('send_count', '-', 1) } : {}),
    }));
  const dispatchRow = (messageId: string, id: string, error: Dispatch['error'], at: Date): DispatchRow => ({
    id,
    message_id: messageId,
    status: error === null ? 'success' : 'failed',
    error: error === null ? null : encodeJson(error),
    created_at: columns.time(at),
    updated_at: columns.time(at),
  });

  return (access: Access): Pick<Outbox, 'sent' | 'failed' | 'release'> => ({
    sent: async (id, { dispatchId, at }) => {
      const statement = deliver({ id, at: columns.time(at) });
      const note = record(dispatchRow(id, dispatchId, null, at));
      if (capabilities.relaxedCommit) {
        // Two commits that do not wait for the disk: the process may die between them, then only the record is missing.
        if ((await access.writeRelaxed(statement)).affected === 1) await access.writeRelaxed(note);
        return;
      }
      await access.atomically(async (within) => {
        if ((await within.write(statement)).affected === 1) await within.write(note);
      });
    },
    failed: (id, attempt) =>
      access.atomically(async (within) => {
        const { affected } = await within.write(fail(id, attempt).compile());
        if (affected === 0) return false;
        const { dispatch, at } = attempt;
        if (dispatch !== null) await within.write(record(dispatchRow(id, dispatch.id, dispatch.error, at)));
        return true;
      }),
    release: async (id, lease, at) => {
      const back = { lease, at, abandon: false, nextAttemptAt: at, dispatch: null };
      return (await access.write(fail(id, back).compile())).affected === 1;
    },
  });
}

function createReads({ builder, columns }: Engine) {
  const eb = expressionBuilder<Tables, 'outbox'>();
  const wipe = (before: Date, limit: number) => {
    const old = builder
      .selectFrom('outbox')
      .select('id')
      .where('finished_at', '<', columns.time(before))
      .where('status', '!=', DECOY)
      .orderBy('finished_at')
      .limit(limit);
    // Without a finishing time the row is never looked at again.
    return builder
      .updateTable('outbox')
      .set({ subject: '', body: '', template_data: '{}', request_headers: '{}', finished_at: null })
      .where('id', 'in', old)
      .compile();
  };
  const removeDecoys = (before: Date, limit: number) => {
    const old = builder
      .selectFrom('outbox')
      .select('id')
      .where('finished_at', '<', columns.time(before))
      .where('status', '=', DECOY)
      .limit(limit);
    return builder.deleteFrom('outbox').where('id', 'in', old).compile();
  };

  return (access: Access): Pick<Outbox, 'list' | 'get' | 'backlog' | 'wipe'> => ({
    list: async ({ status, recipient, after, limit }) => {
      let page = builder.selectFrom('outbox').select(SHOWN_COLUMNS).where('status', '!=', DECOY);
      if (status !== undefined) page = page.where('status', '=', status);
      if (recipient !== undefined) page = page.where('recipient', '=', recipient);
      if (after !== null) {
        const at = columns.time(after.createdAt);
        const sameTime = eb.and([eb('created_at', '=', at), eb('id', '<', after.id)]);
        page = page.where(eb.or([eb('created_at', '<', at), sameTime]));
      }
      const rows = await access.read(page.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).compile());
      return rows.map((row) => decodeStored(row, columns));
    },
    get: async (id) => {
      const one = builder
        .selectFrom('outbox')
        .select([...SHOWN_COLUMNS, 'template_data', 'language'])
        .where('id', '=', id)
        .where('status', '!=', DECOY);
      const [row] = await access.read(one.compile());
      if (row === undefined) return null;
      const attempts = builder
        .selectFrom('outbox_dispatches')
        .selectAll()
        .where('message_id', '=', id)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc');
      const rows = await access.read(attempts.compile());
      return {
        message: decodeStored(row, columns),
        templateData: decodeJson(row.template_data),
        language: row.language,
        dispatches: rows.map((dispatch) => decodeDispatch(dispatch, columns)),
      };
    },
    backlog: async () => {
      const pending = builder
        .selectFrom('outbox')
        .select((count) => [count.fn.countAll().as('pending'), count.fn.min('created_at').as('oldest')])
        .where('due_at', '>=', columns.time(new Date(0)));
      const [row] = await access.read(pending.compile());
      return { pending: Number(row?.pending ?? 0), oldest: columns.dateOrNull(row?.oldest ?? null) };
    },
    wipe: async (before, limit) => {
      const wiped = await access.write(wipe(before, limit));
      const removed = await access.write(removeDecoys(before, limit));
      return wiped.affected + removed.affected;
    },
  });
}
