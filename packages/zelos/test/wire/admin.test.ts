// The admin listener: identities, health, version; schemas and errors of the public one; the aliases between both.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ErrorGeneric, JsonObject, JsonValue } from '@zelos/contract';
import {
  createBrowser,
  createIdentity,
  login,
  PASSWORD,
  schemaUrl,
  startApp,
  type TestApp,
  TEST_SCHEMA,
} from 'zelos/testing';
import { admin, type Listed, listIdentities } from '../support/admin.ts';

const credentials = { password: { config: { password: PASSWORD } } };

describe('admin: identities', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());
  const create = (body: JsonValue) => admin(app, 'POST', '/admin/identities', body);

  it('creates, reads, lists and deletes', async () => {
    const answer = await create({
      traits: { email: 'ann@example.org' },
      metadata_public: { plan: 'x' },
      metadata_admin: { note: [1] },
      external_id: 'crm-1',
      credentials,
    });
    assert.equal(answer.status, 201);
    const made = answer.as<Listed & { external_id: string; schema_url: string }>();
    assert.equal(answer.headers.get('location'), `${app.adminUrl}identities/${made.id}`);
    assert.deepEqual(
      [made.metadata_public, made.metadata_admin, made.external_id, made.state],
      [{ plan: 'x' }, { note: [1] }, 'crm-1', 'active'],
    );
    assert.equal(made.schema_url, `${app.publicUrl}schemas/ZGVmYXVsdA`);
    assert.deepEqual(made.credentials?.['password']?.identifiers, ['ann@example.org']);
    assert.equal(made.credentials?.['password']?.config, undefined);
    const read = (await admin(app, 'GET', `/identities/${made.id}?include_credential=password`)).as<Listed>();
    assert.match(String(read.credentials?.['password']?.config?.['hashed_password']), /^\$argon2id\$/);
    assert.equal((await admin(app, 'GET', `/admin/identities/${made.id}?include_credential=Password`)).status, 400);
    const [listed] = await listIdentities(app);
    assert.equal(listed?.credentials, undefined);
    assert.equal((await admin(app, 'DELETE', `/admin/identities/${made.id}`)).status, 204);
    for (const method of ['GET', 'DELETE'])
      assert.equal((await admin(app, method, `/admin/identities/${made.id}`)).status, 404);
    assert.equal((await admin(app, 'GET', '/admin/identities/x')).status, 404);
  });

  it('identities are created from JSON that says so, which no page elsewhere can send: SR-CK-08', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '']) {
      const answer = await createBrowser(app, { mode: 'api' }).request('POST', '/admin/identities', {
        plane: 'admin',
        headers: { 'content-type': type },
        body: JSON.stringify({ traits: { email: 'elsewhere@example.org' } }),
      });
      assert.equal(answer.status, 400, type);
    }
    assert.deepEqual(await listIdentities(app), []);
  });

  it('what cannot be created is refused with a place: B19', async () => {
    const bad: readonly [string, JsonValue][] = [
      ['traits that are no object', { traits: 'x' }],
      ['traits as a list', { traits: [1] }],
      ['a trait of another type', { traits: { email: 7 } }],
      ['a blank identifier', { traits: { email: '  ' } }],
      ['an unknown member', { traits: { email: 'a@example.org' }, id: 'x' }],
      ['an unknown state', { traits: { email: 'a@example.org' }, state: 'dormant' }],
      ['an unknown schema', { traits: { email: 'a@example.org' }, schema_id: 'nothing' }],
      ['a list for a text', { traits: { email: 'a@example.org' }, schema_id: ['default'] }],
      ['a list for an external id', { traits: { email: 'a@example.org' }, external_id: ['x'] }],
      ['credentials as a text', { traits: { email: 'a@example.org' }, credentials: 'x' }],
      [
        'an unknown hash',
        { traits: { email: 'a@example.org' }, credentials: { password: { config: { hashed_password: '$what$x' } } } },
      ],
      [
        'SR-PW-14',
        {
          traits: { email: 'a@example.org' },
          credentials: { password: { config: { hashed_password: `$2b$31$${'a'.repeat(53)}` } } },
        },
      ],
    ];
    for (const [what, body] of bad) {
      const answer = await create(body);
      assert.equal(answer.status, 400, `${what}: ${answer.text}`);
    }
    for (const body of ['{', '[]', 'null', '']) {
      const answer = await createBrowser(app, { mode: 'api' }).request('POST', '/admin/identities', {
        plane: 'admin',
        headers: { 'content-type': 'application/json' },
        body,
      });
      assert.equal(answer.status, 400, body);
    }
    assert.equal((await listIdentities(app)).length, 0);
  });

  it('a number as metadata is refused, other JSON is kept as it is: B19', async () => {
    for (const key of ['metadata_public', 'metadata_admin']) {
      assert.equal((await create({ traits: { email: 'meta@example.org' }, [key]: 7 })).status, 400);
      for (const [n, value] of ['x', '', [1, null], true, false, { a: null }].entries()) {
        const id = await createIdentity(app, { traits: { email: `${key}${n}@example.org` }, [key]: value });
        const read = (await admin(app, 'GET', `/admin/identities/${id}`)).as<Record<string, JsonValue>>();
        assert.deepEqual(read[key], value);
      }
    }
    await listIdentities(app);
  });

  it('echoes of a refused value are cut at 100 characters: B17', async () => {
    const answer = await create({ traits: { email: `${'x'.repeat(5000)}` } });
    assert.equal(answer.status, 400);
    assert.equal(answer.text.includes('x'.repeat(101)), false);
    assert.match(answer.as<ErrorGeneric>().error.reason ?? '', /#\/traits\/email/);
  });

  it('identifiers are unique over every way to write them, and a conflict tells nothing else', async () => {
    await createIdentity(app, { traits: { email: 'one@example.org' }, credentials });
    for (const email of ['one@example.org', 'ONE@example.org']) {
      const answer = await create({ traits: { email }, credentials });
      assert.equal(answer.status, 409);
    }
  });

  it('the list walks by keyset and filters by identifier', async () => {
    const list = await startApp();
    for (let i = 0; i < 5; i += 1) await createIdentity(list, { traits: { email: `p${i}@example.org` } });
    const seen: string[] = [];
    let next: string | undefined = '/admin/identities?page_size=2';
    while (next !== undefined && seen.length < 20) {
      const answer = await admin(list, 'GET', next);
      seen.push(...answer.as<readonly Listed[]>().map((i) => i.id));
      next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    assert.equal(new Set(seen).size, 5);
    assert.deepEqual(seen, [...seen].sort());
    assert.equal((await listIdentities(list, { credentials_identifier: ' P3@Example.org' })).length, 1);
    assert.equal((await listIdentities(list, { preview_credentials_identifier_similar: 'p' })).length, 5);
    assert.equal((await listIdentities(list, { preview_credentials_identifier_similar: '%' })).length, 0);
    const ids = seen
      .slice(0, 2)
      .map((id) => `ids=${id}`)
      .join('&');
    assert.equal((await admin(list, 'GET', `/admin/identities?${ids}`)).as<unknown[]>().length, 2);
    for (const query of [
      'ids=x',
      'ids=',
      'page_size=x',
      "page_token='; DROP TABLE identities",
      'organization_id=1',
      `ids=${seen[0]}&credentials_identifier=x`,
    ]) {
      assert.equal((await admin(list, 'GET', `/admin/identities?${query}`)).status, 400, query);
    }
    await list.close();
  });

  it('the list has numbered pages as well: they count from 0, and who follows next sees every row once', async () => {
    const list = await startApp();
    for (let i = 0; i < 5; i += 1) await createIdentity(list, { traits: { email: `n${i}@example.org` } });
    const page = async (query: string) => {
      const answer = await admin(list, 'GET', `/admin/identities?${query}`);
      assert.equal(answer.status, 200, answer.text);
      const rels = [...(answer.headers.get('link') ?? '').matchAll(/<([^>]+)>; rel="(\w+)"/g)].map((m) => [m[2], m[1]]);
      return {
        total: answer.headers.get('x-total-count'),
        links: Object.fromEntries(rels) as Record<string, string>,
        ids: answer.as<readonly Listed[]>().map((i) => i.id),
      };
    };
    const all = (await page('page_size=500')).ids;
    assert.deepEqual(await page('page=1&per_page=2'), {
      total: '5',
      links: {
        first: '/admin/identities?page=0&per_page=2',
        next: '/admin/identities?page=2&per_page=2',
        prev: '/admin/identities?page=0&per_page=2',
        last: '/admin/identities?page=2&per_page=2',
      },
      ids: all.slice(2, 4),
    });
    const seen: string[] = [];
    let next: string | undefined = 'page=0&per_page=2';
    while (next !== undefined && seen.length < 20) {
      const one: Awaited<ReturnType<typeof page>> = await page(next);
      seen.push(...one.ids);
      next = one.links['next']?.split('?')[1];
    }
    assert.deepEqual(seen, all);
    assert.deepEqual((await page('page=1')).ids, [], 'all of them are on page 0');
    assert.deepEqual((await page('page=0')).links, { first: '/admin/identities?page=0&per_page=5' });
    for (const query of ['page=', 'page=x', 'page=-1', 'page=0&per_page=x', 'page=1&page_size=5']) {
      assert.deepEqual((await page(query)).ids, all, query);
    }
    assert.deepEqual((await page('page=1&per_page=0')).ids, all.slice(1, 2));
    const one = await page('page=0&credentials_identifier=n3@example.org');
    assert.deepEqual([one.total, one.ids.length], ['1', 1]);
    assert.equal((await admin(list, 'GET', '/admin/identities?page=3&per_page=500')).status, 400);
    assert.equal((await page('per_page=2')).links['next'], `/admin/identities?page_size=2&page_token=${all[1]}`);
    await list.close();
  });

  it('flags of an imported address count where via says what it is', async () => {
    const verified = async (email: string, address: JsonObject) => {
      const answer = await create({
        traits: { email },
        verifiable_addresses: [{ value: email, verified: true, status: 'completed', ...address }],
      });
      assert.equal(answer.status, 201, answer.text);
      return answer.as<{ verifiable_addresses: { verified: boolean }[] }>().verifiable_addresses[0]?.verified;
    };
    assert.equal(await verified('via1@example.org', { via: 'email' }), true);
    assert.equal(await verified('via2@example.org', {}), false);
    assert.equal(await verified('via3@example.org', { via: '' }), false);
    assert.equal(await verified('via4@example.org', { via: 'sms' }), false);
    assert.equal((await create({ traits: { email: 'via5@example.org' }, verifiable_addresses: [{}] })).status, 400);
  });

  it('texts that look like SQL or code stay texts: SR-IV-01, SR-IV-11', async () => {
    for (const first of ["'; DROP TABLE identities; --", '{{constructor}}', '${7*7}', '<script>x</script>', '\u0000']) {
      const id = await createIdentity(app, { traits: { email: `i${first.length}@example.org`, name: { first } } });
      const read = (await admin(app, 'GET', `/admin/identities/${id}`)).as<Listed>();
      assert.deepEqual(read.traits['name'], { first });
    }
    for (const identifier of ["' OR 1=1 --", '%', '_', '\u0000']) {
      assert.equal((await listIdentities(app, { credentials_identifier: identifier })).length, 0);
    }
  });
});

describe('metadata, schemas, errors', () => {
  let app: TestApp;
  const urls = ['default', 'second', 'third', 'fourth', 'fifth'].map((id) => ({
    id,
    url: schemaUrl({ ...TEST_SCHEMA, $id: `https://zelos.invalid/${id}` }),
  }));
  before(async () => {
    app = await startApp({ config: { identity: { schemas: urls } } });
  });
  after(() => app.close());
  const get = (target: string) => createBrowser(app, { mode: 'spa' }).get(target);

  it('health and version', async () => {
    for (const path of ['/health/alive', '/health/ready']) {
      assert.deepEqual((await get(path)).json, { status: 'ok' });
      assert.deepEqual((await admin(app, 'GET', path)).json, { status: 'ok' });
      assert.deepEqual((await get(path)).cookies, []);
    }
    assert.match((await admin(app, 'GET', '/admin/version')).as<{ version: string }>().version, /^v\d+\./);
    assert.equal((await get('/version')).status, 404);
  });

  it('schemas are found by id and by coded id, and the list visits each once: B13', async () => {
    const one = await get('/schemas/default');
    assert.equal(one.as<{ $id: string }>().$id, 'https://zelos.invalid/default');
    assert.equal((await get('/schemas/ZGVmYXVsdA')).text, one.text);
    // As every JSON answer does, those of ready text end with a newline.
    for (const { text } of [one, await get('/schemas')]) assert.match(text, /[}\]]\n$/);
    for (const id of ['nothing', 'ZGVmYXVsdA==', '..%2f..%2fetc%2fpasswd'])
      assert.equal((await get(`/schemas/${id}`)).status, 404, id);
    const seen: string[] = [];
    let next: string | undefined = '/schemas?page_size=2';
    while (next !== undefined && seen.length < 20) {
      const answer = await get(next);
      assert.equal(answer.headers.get('x-total-count'), '5');
      seen.push(...answer.as<readonly { id: string }[]>().map((s) => s.id));
      next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    assert.deepEqual(
      seen,
      urls.map((u) => u.id),
    );
    assert.equal((await get('/admin/schemas')).status, 200);
  });

  it('the error page reads its error, as often as it likes', async () => {
    const page = createBrowser(app);
    const sent = await page.get('/self-service/login/browser?aal=aal9');
    assert.equal(sent.status, 303);
    const id = new URL(sent.location ?? '').searchParams.get('id') ?? '';
    for (const query of [`id=${id}`, `error=${id}`, `id=${id}`]) {
      const answer = await get(`/self-service/errors?${query}`);
      assert.equal(answer.status, 200);
      assert.equal(answer.as<{ error: { code: number } }>().error.code, 400);
    }
    const stub = (await get('/self-service/errors?id=stub:500')).as<{ error: { code: number } }>();
    assert.equal(stub.error.code, 500);
    for (const query of ['', 'id=', 'id=x', 'id=c8f2f6f7-58c2-4dd1-9b5c-3d9a3ff2b0aa', 'id=stub:400']) {
      assert.equal((await get(`/self-service/errors?${query}`)).status, 404, query);
    }
  });

  it('change-password leads to the settings page', async () => {
    const answer = await createBrowser(app).get('/.well-known/change-password');
    assert.deepEqual([answer.status, answer.location], [303, 'https://app.example.org/settings']);
  });

  it('an unreadable schema stops the start and names it, a remote reference too: B20', async () => {
    const bad = [
      {
        ...TEST_SCHEMA,
        properties: { traits: { type: 'object', properties: { a: { $ref: 'https://127.0.0.1:1/x.json' } } } },
      },
      { ...TEST_SCHEMA, properties: {} },
    ];
    for (const schema of bad) {
      await assert.rejects(
        startApp({ config: { identity: { schemas: [{ id: 'default', url: schemaUrl(schema) }] } } }),
        /default/,
      );
    }
  });
});

describe('a schema that is dropped from the configuration', () => {
  it('identities are still read and sign in, writes say what is missing: B20', async () => {
    const app = await startApp({
      config: {
        identity: {
          schemas: [
            { id: 'default', url: schemaUrl(TEST_SCHEMA) },
            { id: 'old', url: schemaUrl(TEST_SCHEMA) },
          ],
        },
      },
    });
    const id = await createIdentity(app, { schema_id: 'old', traits: { email: 'old@example.org' }, credentials });
    const stored = await app.zelos.database.identities.getWithCredentials(id);
    assert.ok(stored);
    // The same as dropping it: the identity names a schema that this server does not know.
    await app.zelos.database.identities.update({ ...stored, schemaId: 'dropped' });
    assert.equal((await admin(app, 'GET', `/admin/identities/${id}`)).status, 200);
    assert.equal((await listIdentities(app)).length, 1);
    const browser = createBrowser(app, { mode: 'api' });
    assert.equal((await login(browser, { identifier: 'old@example.org' })).status, 200);
    assert.equal((await browser.get('/sessions/whoami')).status, 200);
    await app.close();
  });
});
