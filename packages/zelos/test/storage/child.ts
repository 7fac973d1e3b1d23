/** A process of its own on a shared database file, for the tests about several processes and about crashes. */
import { openDatabase } from '../../src/storage/index.ts';
import { after, EXAMPLE_NOW, exampleFlow, exampleIdentity, exampleSession } from '../../src/testing/store-examples.ts';

const [task, dsn = '', name = ''] = process.argv.slice(2);
const say = (line: string): Promise<void> => new Promise((said) => process.stdout.write(`${line}\n`, () => said()));

/** Registers without end; a line is said only after the promise has resolved. */
async function registerForever(): Promise<void> {
  const database = await openDatabase(dsn, { clock: { now: () => EXAMPLE_NOW } });
  await database.migrate();
  for (let index = 0; ; index += 1) {
    const id = `${name}-${index}`;
    await database.transaction(async (tx) => {
      await tx.identities.create(exampleIdentity({ id, email: `${id}@example.org` }));
      await tx.sessions.create(exampleSession({ id: `s-${id}`, identityId: id }), `d-${id}`);
      await tx.counters.increment('registrations', 1_000_000, EXAMPLE_NOW);
    });
    await say(id);
  }
}

/** Migrates, then tries to win every one of the shared races; says how often it won and how far it counted. */
async function race(): Promise<void> {
  const database = await openDatabase(dsn, { clock: { now: () => EXAMPLE_NOW } });
  const { applied } = await database.migrate();
  let secrets = 0;
  let flows = 0;
  let identities = 0;
  const counts: number[] = [];
  for (let index = 0; index < 40; index += 1) {
    const flow = exampleFlow({ id: `flow-${index}` });
    await database.flows.create(flow).catch(() => undefined);
    await database.secrets
      .put({
        id: flow.id,
        purpose: 'code',
        flowId: flow.id,
        digest: 'd',
        data: {},
        createdAt: EXAMPLE_NOW,
        expiresAt: after(9),
      })
      .catch(() => undefined);
    if ((await database.secrets.consume('code', flow.id, ['d'], EXAMPLE_NOW)) !== null) secrets += 1;
    if (await database.flows.complete({ ...flow, completedAt: after(1) })) flows += 1;
    const created = database.identities.create(
      exampleIdentity({ id: `${name}-${index}`, email: `${index}@example.org` }),
    );
    identities += await created.then(
      () => 1,
      () => 0,
    );
    counts.push((await database.counters.increment('shared', 1_000_000, EXAMPLE_NOW)).count);
  }
  await database.close();
  await say(JSON.stringify({ applied, secrets, flows, identities, counts }));
}

await (task === 'race' ? race() : registerForever());
