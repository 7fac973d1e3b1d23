/**
 * Fills a migrated database with people, each with a password, an address and one session, by bulk insert:
 *
 *   node --conditions=zelos-source bench/seed.ts FILE COUNT
 *
 * Everybody has the password `SEED_PASSWORD`; person n signs in as `mailOf(n)` and has the session token `tokenOf(n)`.
 */
import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { hashSync } from '@node-rs/argon2';

export const SEED_PASSWORD = 'seven lamps for the winter';
export const mailOf = (n: number): string => `person-${n}@example.org`;
export const tokenOf = (n: number): string =>
  `ory_st_${createHash('sha256').update(`bench token ${n}`).digest('hex').slice(0, 32)}`;

const DAY_MS = 86_400_000;

/** A version 4 UUID that only depends on what it is for. */
function uuidOf(what: string): string {
  const hex = createHash('md5').update(what).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

const devices = (n: number): string =>
  JSON.stringify([
    {
      id: uuidOf(`device ${n}`),
      ip_address: '192.0.2.7:40000',
      user_agent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Safari/537.36',
      location: '',
    },
  ]);

/** Inserts `count` people into the database at `path`; returns how long it took in seconds. */
export function seed(path: string, count: number): number {
  const start = performance.now();
  const database = new DatabaseSync(path);
  const hash = hashSync(SEED_PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 });
  const config = JSON.stringify({ hashed_password: hash });
  const now = Date.now();
  const at = new Date(now).toISOString();
  const insert = (table: string, columns: readonly string[]) =>
    database.prepare(`insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`);
  const identity = insert('identities', [
    'id',
    'schema_id',
    'state',
    'state_changed_at',
    'version',
    'created_at',
    'updated_at',
    'traits',
    'verifiable_addresses',
    'recovery_addresses',
  ]);
  const credential = insert('credentials', ['identity_id', 'type', 'version', 'created_at', 'updated_at', 'config']);
  const identifier = insert('credential_identifiers', ['identifier', 'type', 'identity_id']);
  const verifiable = insert('verifiable_addresses', ['value', 'via', 'address_id', 'identity_id']);
  const recovery = insert('recovery_addresses', ['value', 'via', 'address_id', 'identity_id']);
  const session = insert('sessions', [
    'id',
    'identity_id',
    'token_digest',
    'active',
    'aal',
    'issued_at',
    'expires_at',
    'authenticated_at',
    'created_at',
    'updated_at',
    'authentication_methods',
    'devices',
  ]);
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN');
  for (let n = 0; n < count; n += 1) {
    const id = uuidOf(`identity ${n}`);
    const mail = mailOf(n);
    const address = { value: mail, via: 'email', created_at: at, updated_at: at };
    const [verifiableId, recoveryId] = [uuidOf(`verifiable ${n}`), uuidOf(`recovery ${n}`)];
    const verifiableJson = { id: verifiableId, ...address, verified: false, status: 'pending' };
    identity.run(
      id,
      'default',
      'active',
      now,
      1,
      now,
      now,
      JSON.stringify({ email: mail, name: { first: 'Ada', last: `Example ${n}` } }),
      JSON.stringify([verifiableJson]),
      JSON.stringify([{ id: recoveryId, ...address }]),
    );
    credential.run(id, 'password', 1, now, now, config);
    identifier.run(mail, 'password', id);
    verifiable.run(mail, 'email', verifiableId, id);
    recovery.run(mail, 'email', recoveryId, id);
    const digest = createHash('sha256').update(tokenOf(n)).digest('hex');
    const methods = JSON.stringify([{ method: 'password', aal: 'aal1', completed_at: at }]);
    session.run(uuidOf(`session ${n}`), id, digest, 1, 'aal1', now, now + DAY_MS, now, now, now, methods, devices(n));
  }
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  return (performance.now() - start) / 1000;
}

if (import.meta.main) {
  const [path, count] = process.argv.slice(2);
  if (path === undefined || !(Number(count) > 0)) throw new Error('usage: seed.ts FILE COUNT');
  console.log(`${count} people in ${seed(path, Number(count)).toFixed(1)} s`);
}
