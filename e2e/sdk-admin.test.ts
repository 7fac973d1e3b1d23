// The official client of the peer administers identities; every answer is held against the contract as well.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Configuration, IdentityApi } from '@ory/client-fetch';
import { createCheckedFetch, createJar } from './checked-fetch.ts';
import { adminClient, nativeClient, PASSWORD, refused, signInNatively } from './sdk-clients.ts';
import { fileOwner, type Server, startServer } from './server.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const file = fileOwner(after);
let server: Server;

before(async () => {
  server = await startServer(file);
});

describe('administration', () => {
  it('creates, lists, reads and deletes identities', async () => {
    const { api } = adminClient(server.adminUrl);
    const identity = await api.createIdentity({
      createIdentityBody: {
        schema_id: 'default',
        traits: { email: 'imported@example.test' },
        credentials: { password: { config: { password: PASSWORD } } },
        metadata_public: { plan: 'free' },
        metadata_admin: { note: 'from the old system' },
        verifiable_addresses: [{ value: 'imported@example.test', verified: true, via: 'email', status: 'completed' }],
      },
    });
    assert.match(identity.id, UUID);
    assert.equal(identity.state, 'active');
    assert.deepEqual(identity.metadata_admin, { note: 'from the old system' });
    const read = await api.getIdentity({ id: identity.id });
    assert.deepEqual(read.traits, { email: 'imported@example.test' });
    assert.equal(read.verifiable_addresses?.[0]?.verified, true);
    assert.ok(read.created_at instanceof Date);
    const login = await signInNatively(server.publicUrl, 'imported@example.test');
    assert.deepEqual(login.session.identity?.metadata_public, { plan: 'free' });
    assert.equal(login.session.identity?.metadata_admin, undefined);

    const found = await api.listIdentities({ credentialsIdentifier: 'imported@example.test' });
    assert.deepEqual(
      found.map(({ id }) => id),
      [identity.id],
    );
    assert.ok((await api.listIdentities({ pageSize: 250 })).some(({ id }) => id === identity.id));
    await api.deleteIdentity({ id: identity.id });
    assert.equal((await refused(api.getIdentity({ id: identity.id }))).status, 404);
    assert.equal((await refused(api.deleteIdentity({ id: identity.id }))).status, 404);
    const gone = await refused(
      nativeClient(server.publicUrl).api.toSession({ xSessionToken: login.session_token ?? '' }),
    );
    assert.equal(gone.status, 401, 'the sessions go with it');
  });

  it('refuses what cannot be: taken identifiers, traits that do not fit, unknown schemas', async () => {
    const { api } = adminClient(server.adminUrl);
    const create = (traits: object, schema = 'default') =>
      refused(api.createIdentity({ createIdentityBody: { schema_id: schema, traits } }));
    const credentials = { password: { config: { password: PASSWORD } } };
    const traits = { email: 'taken@example.test' };
    await api.createIdentity({ createIdentityBody: { schema_id: 'default', traits, credentials } });
    const taken = await refused(
      api.createIdentity({ createIdentityBody: { schema_id: 'default', traits, credentials } }),
    );
    assert.equal(taken.status, 409);
    assert.equal((await create({ email: 'no address' })).status, 400);
    assert.equal((await create({ email: 'a@example.test', unknown: 1 })).status, 400);
    assert.equal((await create({ email: 'a@example.test' }, 'nonsense')).status, 400);
    assert.equal((await refused(api.getIdentity({ id: 'nonsense' }))).status, 404);
  });

  it('pages through identities by the links of the answers', async () => {
    const { api } = adminClient(server.adminUrl);
    const made: string[] = [];
    for (const name of ['one', 'two', 'three']) {
      const createIdentityBody = { schema_id: 'default', traits: { email: `page-${name}@example.test` } };
      made.push((await api.createIdentity({ createIdentityBody })).id);
    }
    const visited: string[] = [];
    let pageToken: string | undefined;
    do {
      const page = await api.listIdentitiesRaw({ pageSize: 2, ...(pageToken ? { pageToken } : {}) });
      visited.push(...(await page.value()).map(({ id }) => id));
      const next = /<([^>]+)>; rel="next"/.exec(page.raw.headers.get('link') ?? '')?.[1];
      pageToken = next ? (new URL(next, server.adminUrl).searchParams.get('page_token') ?? undefined) : undefined;
    } while (pageToken !== undefined);
    assert.equal(new Set(visited).size, visited.length, 'better.md B13: nobody twice');
    for (const id of made) assert.ok(visited.includes(id));
  });

  it('serves the identity schemas to everybody, readiness and version to the administrator', async () => {
    const { fetch: fetchApi } = createCheckedFetch(createJar());
    const schemas = new IdentityApi(new Configuration({ basePath: server.publicUrl, fetchApi }));
    const [schema] = await schemas.listIdentitySchemas();
    assert.equal(schema?.id, 'default');
    const document = (await schemas.getIdentitySchema({ id: 'default' })) as { readonly title?: string };
    assert.equal(document.title, 'Person');
    assert.equal((await refused(schemas.getIdentitySchema({ id: 'nonsense' }))).status, 404);
    const { metadata } = adminClient(server.adminUrl);
    assert.match((await metadata.getVersion()).version, /^v\d+\.\d+\.\d+/);
  });
});
