/** What no server can do without: the bare statement and the bare hash, measured in a process of their own. */
import { createHash, randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { hashSync } from '@node-rs/argon2';
import { givenSettings, serveParent } from './children.ts';
import { SEED_PASSWORD, tokenOf } from './seed.ts';

const { path, people } = givenSettings<{ path: string; people: number }>();
const database = new DatabaseSync(path, { timeout: 1000 });
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');

/** Microseconds of processor time for each of `count` calls. */
function cost(count: number, call: (n: number) => unknown): number {
  const before = process.cpuUsage();
  for (let n = 0; n < count; n += 1) call(n);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}

const digests = Array.from({ length: Math.min(people, 1000) }, (_, n) =>
  createHash('sha256')
    .update(tokenOf((n * 617) % people))
    .digest('hex'),
);
const select = database.prepare(
  'select s.*, i.* from sessions s join identities i on i.id = s.identity_id where s.token_digest = ?',
);
const insert = database.prepare('insert into flows (id, kind, expires_at, document) values (?, ?, ?, ?)');
const get = database.prepare('select * from flows where id = ?');
const document = JSON.stringify({ nodes: 'x'.repeat(1800) });
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };
const flows: string[] = [];

serveParent(0, (question) => {
  const count = Number(question['count']);
  switch (question['what']) {
    case 'select':
      return { cpu: cost(count, (n) => select.get(digests[n % digests.length] ?? '')) };
    case 'insert':
      return {
        cpu: cost(count, () => {
          const id = randomUUID();
          flows.push(id);
          insert.run(id, 'login', 1_700_000_000_000, document);
        }),
      };
    case 'get':
      return { cpu: cost(count, (n) => get.get(flows[n % flows.length] ?? '')) };
    default:
      return { cpu: cost(count, () => hashSync(SEED_PASSWORD, options)) };
  }
});
