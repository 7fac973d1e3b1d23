import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { NewMessage } from '../../ports/outbox.ts';
import type { Database } from '../../ports/store.ts';
import { after } from '../store-examples.ts';
import { group, nextId, type OpenDatabase, together } from './group.ts';

/** The queue of messages: leases, order, records of attempts (I8). */
export function outboxSuite(open: OpenDatabase): void {
  group('outbox: claims', open, claims);
  group('outbox: outcomes', open, outcomes);
  group('outbox: reading', open, reading);
  group('outbox: wiping', open, wiping);
}

const exampleMessage = (changes: Partial<NewMessage> = {}): NewMessage => ({
  id: nextId(),
  channel: 'email',
  recipient: `${nextId()}@example.org`,
  subject: 'Use code 123456',
  body: '123456\n',
  templateType: 'login_code_valid',
  templateData: { LoginCode: '123456', Identity: { traits: { name: 'Ä' } } },
  language: 'en',
  requestHeaders: { 'User-Agent': ['suite/1'] },
  createdAt: after(0),
  decoy: false,
  ...changes,
});

async function added(database: Database, changes: Partial<NewMessage> = {}): Promise<NewMessage> {
  const message = exampleMessage(changes);
  await database.transaction((tx) => tx.outbox.add(message));
  return message;
}

const claim = (
  database: Database,
  at: number,
  changes: { limit?: number; workerId?: string; except?: string[] } = {},
) =>
  database.outbox.claim({
    limit: changes.limit ?? 100,
    now: after(at),
    leaseUntil: after(at + 1000),
    workerId: changes.workerId ?? 'worker',
    exceptChannels: changes.except ?? [],
  });

const lease = (attempt: number, workerId = 'worker') => ({ workerId, attempt });

function claims(database: () => Database): void {
  it('gives a message with everything that was written, once, until the lease ends', async () => {
    const message = await added(database());
    assert.deepEqual(await claim(database(), -1), [], 'not before it was queued');
    const [taken, ...others] = await claim(database(), 0);
    assert.deepEqual(others, []);
    const { decoy: _decoy, ...written } = message;
    assert.deepEqual(taken, { ...written, attempt: 1 });
    assert.deepEqual(await claim(database(), 999), []);
    assert.equal((await claim(database(), 1000))[0]?.attempt, 2);
    await database().outbox.sent(message.id, { dispatchId: nextId(), at: after(1000) });
  });

  it('50 parallel claims of one message: one gets it (VR-10, FT-12)', async () => {
    const { id } = await added(database());
    const answers = await together(50, (index) => claim(database(), 0, { workerId: `w${index}` }));
    assert.deepEqual(
      answers.flat().map((one) => one.id),
      [id],
    );
    await database().outbox.sent(id, { dispatchId: nextId(), at: after(1) });
  });

  it('takes the oldest first, at most the limit, and leaves out channels', async () => {
    const ids: string[] = [];
    for (const at of [2, 0, 1]) ids.push((await added(database(), { createdAt: after(at) })).id);
    const text = await added(database(), { channel: 'sms', recipient: '+4915112345678' });
    const first = await claim(database(), 10, { limit: 2, except: ['sms'] });
    assert.deepEqual(
      first.map(({ id }) => id),
      [ids[1], ids[2]],
    );
    const second = await claim(database(), 10, { limit: 2 });
    assert.deepEqual(
      second.map(({ id }) => id),
      [text.id, ids[0]],
    );
    for (const { id } of [...first, ...second])
      await database().outbox.sent(id, { dispatchId: nextId(), at: after(11) });
  });

  it('keeps the order of messages to one recipient (I8)', async () => {
    const recipient = 'ordered@example.org';
    const ids: string[] = [];
    for (const at of [0, 1, 2]) ids.push((await added(database(), { recipient, createdAt: after(at) })).id);
    for (const id of ids) {
      assert.deepEqual(
        (await claim(database(), 10)).map((one) => one.id),
        [id],
      );
      assert.deepEqual(await claim(database(), 10), []);
      await database().outbox.sent(id, { dispatchId: nextId(), at: after(11) });
    }
  });

  it('a message of a transaction that fails does not exist, a decoy is never given (D9, AB-23)', async () => {
    const message = exampleMessage();
    const failing = database().transaction(async (tx) => {
      await tx.outbox.add(message);
      throw new Error('no');
    });
    await assert.rejects(failing, /no/);
    assert.equal(await database().outbox.get(message.id), null);
    const decoy = await added(database(), { decoy: true });
    assert.deepEqual(await claim(database(), 10), []);
    assert.equal(await database().outbox.get(decoy.id), null);
  });
}

function outcomes(database: () => Database): void {
  it('a failed attempt comes back when it is due, with its record; sent and abandoned never', async () => {
    const { id } = await added(database());
    await claim(database(), 0);
    const error = { code: 500, reason: '451' };
    const failed = { at: after(1), abandon: false, nextAttemptAt: after(500) };
    const first = { ...failed, lease: lease(1), dispatch: { id: nextId(), error } };
    assert.equal(await database().outbox.failed(id, first), true);
    assert.equal(await database().outbox.failed(id, first), false, 'said once');
    assert.deepEqual(await claim(database(), 499), []);
    assert.equal((await claim(database(), 500))[0]?.attempt, 2);
    const last = { ...failed, abandon: true, lease: lease(2), at: after(501), dispatch: { id: nextId(), error } };
    assert.equal(await database().outbox.failed(id, last), true);
    assert.deepEqual(await claim(database(), 100_000), []);
    const found = await database().outbox.get(id);
    assert.deepEqual([found?.message.status, found?.message.sendCount], ['abandoned', 2]);
    assert.deepEqual(found?.message.updatedAt, after(501));
    assert.deepEqual(found?.dispatches, [
      { id: last.dispatch.id, messageId: id, status: 'failed', error, createdAt: after(501), updatedAt: after(501) },
      { id: first.dispatch.id, messageId: id, status: 'failed', error, createdAt: after(1), updatedAt: after(1) },
    ]);
  });

  it('only the holder of the lease may fail or release; an attempt that was not made does not count', async () => {
    const { id } = await added(database());
    await claim(database(), 0, { workerId: 'a' });
    const attempt = { at: after(1), abandon: true, nextAttemptAt: after(1), dispatch: null };
    assert.equal(await database().outbox.failed(id, { ...attempt, lease: lease(1, 'b') }), false);
    assert.equal(await database().outbox.failed(id, { ...attempt, lease: lease(2, 'a') }), false);
    await claim(database(), 1000, { workerId: 'b' });
    assert.equal(await database().outbox.release(id, lease(1, 'a'), after(1001)), false, 'the lease has passed on');
    assert.equal(await database().outbox.release(id, lease(2, 'b'), after(1002)), true);
    const found = await database().outbox.get(id);
    assert.deepEqual([found?.message.status, found?.message.sendCount], ['queued', 1]);
    assert.equal((await claim(database(), 1002))[0]?.attempt, 2, 'due at once');
    await database().outbox.sent(id, { dispatchId: nextId(), at: after(1003) });
  });

  it('what was delivered is sent, also when the lease has passed on, with one record', async () => {
    const { id } = await added(database());
    await claim(database(), 0, { workerId: 'a' });
    await claim(database(), 1000, { workerId: 'b' });
    await database().outbox.sent(id, { dispatchId: nextId(), at: after(1001) });
    await database().outbox.sent(id, { dispatchId: nextId(), at: after(1002) });
    const late = { lease: lease(2, 'b'), at: after(1003), abandon: true, nextAttemptAt: after(1003), dispatch: null };
    assert.equal(await database().outbox.failed(id, late), false);
    const found = await database().outbox.get(id);
    assert.deepEqual([found?.message.status, found?.message.updatedAt], ['sent', after(1001)]);
    assert.deepEqual(
      found?.dispatches.map(({ status, error }) => [status, error]),
      [['success', null]],
    );
  });
}

function reading(database: () => Database): void {
  it('pages from the newest, by id among equals; filters combine; decoys do not show', async () => {
    const rows: NewMessage[] = [];
    for (const at of [0, 0, 1, 2]) rows.push(await added(database(), { createdAt: after(at) }));
    await added(database(), { createdAt: after(3), decoy: true });
    const walked: string[] = [];
    let last: { createdAt: Date; id: string } | null = null;
    for (;;) {
      const page = await database().outbox.list({ after: last, limit: 1 });
      const [row] = page;
      if (row === undefined) break;
      walked.push(row.id);
      last = { createdAt: row.createdAt, id: row.id };
    }
    assert.deepEqual(walked, [rows[3]?.id, rows[2]?.id, rows[1]?.id, rows[0]?.id]);

    const [oldest] = rows;
    assert.ok(oldest);
    await database().outbox.sent(oldest.id, { dispatchId: nextId(), at: after(5) });
    const ids = async (filter: { status?: 'sent' | 'queued'; recipient?: string }) =>
      (await database().outbox.list({ ...filter, after: null, limit: 10 })).map(({ id }) => id);
    assert.deepEqual(await ids({ status: 'sent' }), [oldest.id]);
    assert.deepEqual(await ids({ recipient: oldest.recipient }), [oldest.id]);
    assert.deepEqual(await ids({ recipient: oldest.recipient.toUpperCase() }), []);
    assert.deepEqual(await ids({ recipient: oldest.recipient, status: 'queued' }), []);
    assert.equal(await database().outbox.get(nextId()), null);
    const full = await database().outbox.get(oldest.id);
    assert.deepEqual([full?.templateData, full?.language], [oldest.templateData, oldest.language]);
    assert.deepEqual(await database().outbox.backlog(), { pending: 3, oldest: after(0) });
  });
}

function wiping(database: () => Database): void {
  it('takes the content out of finished messages and removes decoys, never what is pending (SR-DP-05)', async () => {
    const sent = await added(database());
    const pending = await added(database());
    await added(database(), { decoy: true });
    await database().outbox.sent(sent.id, { dispatchId: nextId(), at: after(10) });
    assert.equal(await database().outbox.wipe(after(0), 10), 0);
    assert.equal(await database().outbox.wipe(after(11), 10), 2);
    assert.equal(await database().outbox.wipe(after(11), 10), 0);
    const content = async (id: string) => {
      const found = await database().outbox.get(id);
      return [found?.message.status, found?.message.subject, found?.message.body, found?.templateData];
    };
    assert.deepEqual(await content(sent.id), ['sent', '', '', {}]);
    assert.deepEqual(await content(pending.id), ['queued', 'Use code 123456', '123456\n', pending.templateData]);
  });
}
