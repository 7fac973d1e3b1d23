import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import type { IdentityWithCredentials } from '../../kernel/identity.ts';
import type { Database, Identities } from '../../ports/store.ts';
import { exampleCredential, exampleIdentity } from '../store-examples.ts';
import { group, nextId, type OpenDatabase } from './group.ts';

type Query = Partial<Parameters<Identities['list']>[0]>;

/** Paging and filters of the identity list. */
export function identityListsSuite(open: OpenDatabase): void {
  group('identities: pages', open, pages);
  group('identities: filters', open, filters);
}

const ORGANIZATION = nextId();
const NAMES = ['a%b', 'a_b', 'axb', 'a', 'ab', 'Ab', 'b', 'a\\b', 'a😀', 'é', 'ab\u{10ffff}z', 'zz'];

/** Fills the database before the tests; the list tells which of these identities a query finds, by their place. */
function filled(database: () => Database) {
  const all: IdentityWithCredentials[] = [];
  before(async () => {
    for (const [index, name] of NAMES.entries()) {
      const identity = exampleIdentity({
        id: nextId(),
        email: name,
        organizationId: index % 3 === 0 ? ORGANIZATION : null,
        credentials: [
          exampleCredential('password', [name, `second-${index}`]),
          exampleCredential('oidc', [`google:${name}`]),
        ],
      });
      all.push(identity);
      await database().identities.create(identity);
    }
  });

  const ids = async (query: Query): Promise<readonly number[]> => {
    const rows = await database().identities.list({
      page: { after: null, limit: 100 },
      withCredentials: false,
      ...query,
    });
    return rows.map((row) => all.findIndex(({ id }) => id === row.id));
  };
  return { all, ids };
}

function pages(database: () => Database): void {
  const { all, ids } = filled(database);
  it('walks by keyset in order of the id, without gaps or repeats', async () => {
    const seen: string[] = [];
    for (let last: string | null = null; ; ) {
      const page: readonly IdentityWithCredentials[] = await database().identities.list({
        page: { after: last, limit: 5 },
        withCredentials: false,
      });
      if (page.length === 0) break;
      seen.push(...page.map(({ id }) => id));
      last = page.at(-1)?.id ?? null;
    }
    assert.deepEqual(
      seen,
      all.map(({ id }) => id),
    );
    assert.equal(await database().identities.count(), all.length);
  });

  it('pages by offset', async () => {
    assert.deepEqual(await ids({ page: { after: null, limit: 3 }, offset: 4 }), [4, 5, 6]);
    assert.deepEqual(await ids({ offset: 100 }), []);
  });

  it('brings credentials only when asked, and counts identities, not joined rows', async () => {
    const page = { after: null, limit: 2 };
    const rows = await database().identities.list({ page, withCredentials: true });
    assert.deepEqual(
      rows.map(({ id, credentials }) => [id, credentials.map(({ type }) => type)]),
      all.slice(0, 2).map(({ id }) => [id, ['oidc', 'password']]),
    );
    const [plain] = await database().identities.list({ page, withCredentials: false });
    assert.deepEqual(plain?.credentials, []);
  });
}

function filters(database: () => Database): void {
  const { all, ids } = filled(database);
  it('filters by ids, ignoring unknown and repeated ones', async () => {
    const wanted = [all[3]?.id ?? '', all[1]?.id ?? '', all[3]?.id ?? '', nextId()];
    assert.deepEqual(await ids({ ids: wanted }), [1, 3]);
    assert.deepEqual(await ids({ ids: [] }), []);
    assert.deepEqual(await ids({ ids: Array.from({ length: 500 }, () => nextId()) }), []);
  });

  it('filters by organization', async () => {
    assert.deepEqual(await ids({ organizationId: ORGANIZATION }), [0, 3, 6, 9]);
    assert.deepEqual(await ids({ organizationId: nextId() }), []);
  });

  it('filters by exact identifier of the given types', async () => {
    assert.deepEqual(await ids({ identifiers: ['ab'], identifierTypes: ['password'] }), [4]);
    assert.deepEqual(await ids({ identifiers: ['ab'], identifierTypes: ['oidc'] }), []);
    assert.deepEqual(await ids({ identifiers: ['ab', 'zz'] }), [4, 11]);
    assert.deepEqual(await ids({ identifiers: [] }), []);
  });

  it('filters by prefix: case matters, % and _ and \\ mean themselves', async () => {
    const prefix = (text: string) => ids({ identifierPrefix: text, identifierTypes: ['password'] });
    assert.deepEqual(await prefix('a%'), [0]);
    assert.deepEqual(await prefix('a_'), [1]);
    assert.deepEqual(await prefix('a\\'), [7]);
    assert.deepEqual(await prefix('ab'), [4, 10]);
    assert.deepEqual(await prefix('A'), [5]);
    assert.deepEqual(await prefix('a'), [0, 1, 2, 3, 4, 7, 8, 10]);
    assert.deepEqual(await prefix('%'), []);
    assert.deepEqual(await prefix('google'), []);
    assert.deepEqual(await ids({ identifierPrefix: 'google:a_' }), [1]);
    assert.equal((await prefix('')).length, all.length);
  });
}
