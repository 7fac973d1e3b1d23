// The story of @zelos/client, told to a running server: an app with a session token, a server that acts for browsers, and
// an administrator. By default to our executable; where E2E_PUBLIC_URL and E2E_ADMIN_URL name a server that speaks this API,
// to that one. It has to be configured as the one below is, with the hook `session` after a registration by password.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { type Answer, createClient, dataOf, nextPageToken, type Submitted } from '@zelos/client';
import { type CookieJar, cookieOf, createJar, keep } from './checked-fetch.ts';
import { PASSWORD, valueOf } from './sdk-clients.ts';
import { fileOwner, PERSON_SCHEMA, startServer } from './server.ts';

const NOBODY = '7a1c7a0c-4b9d-4c39-9d0b-0d0f5f3c6a11';
const NEW_PASSWORD = 'eight winters with two lamps';

/** A person to whose address codes are sent as well. */
function schema(): string {
  const person = structuredClone<{ properties: { traits: { properties: Record<string, object> } } }>(PERSON_SCHEMA);
  person.properties.traits.properties['email'] = {
    type: 'string',
    format: 'email',
    'ory.sh/kratos': {
      credentials: { password: { identifier: true }, code: { identifier: true, via: 'email' } },
      verification: { via: 'email' },
      recovery: { via: 'email' },
    },
  };
  return `base64://${Buffer.from(JSON.stringify(person)).toString('base64url')}`;
}

const file = fileOwner(after);
let baseUrl: string;
let adminUrl: string;

before(async () => {
  const { E2E_PUBLIC_URL: running, E2E_ADMIN_URL: admin = '' } = process.env;
  const flow = { enabled: true, use: 'code' };
  const config = {
    // People ask for several messages at once.
    zelos: { throttle: { enabled: false } },
    identity: { default_schema_id: 'default', schemas: [{ id: 'default', url: schema() }] },
    session: { whoami: { required_aal: 'aal1' } },
    selfservice: {
      methods: { code: { mfa_enabled: true } },
      flows: { settings: { required_aal: 'aal1' }, recovery: flow, verification: flow },
    },
  };
  const server = running ? { publicUrl: running, adminUrl: admin } : await startServer(file, { config });
  baseUrl = server.publicUrl;
  adminUrl = server.adminUrl;
});

/** Works on a server that has been used before, too. */
const freshAddress = (): string => `client-${randomUUID()}@example.test`;
const app = () => createClient({ baseUrl, flowType: 'api' });
const administrator = () => createClient({ baseUrl: adminUrl, adminUrl });
const otherThan = (code: string): string => (code === '000000' ? '000001' : '000000');

type Any = Answer<unknown> | Submitted<unknown>;

/** The answer as the case that it has to be. */
function as<A extends Any, Case extends A['is']>(answer: A, wanted: Case): Extract<A, { is: Case }> {
  assert.equal(answer.is, wanted, JSON.stringify(answer).slice(0, 2000));
  return answer as Extract<A, { is: Case }>;
}

/** Each call carries the cookies of the browser, each answer brings some back. */
function browser() {
  const jar: CookieJar = createJar();
  const client = createClient({ baseUrl });
  return {
    client,
    jar,
    async ask<A extends Any>(call: (options: { cookie: string }) => Promise<A>): Promise<A> {
      const answer = await call({ cookie: cookieOf(jar) });
      keep(jar, answer.headers);
      return answer;
    },
    current: () => client.sessions.current({ cookie: cookieOf(jar) }),
  };
}

async function registered(email: string) {
  const flow = await app().registration.create();
  const answer = await app().registration.submit(flow.id, {
    method: 'password',
    traits: { email },
    password: PASSWORD,
  });
  const { session_token: sessionToken = '', identity } = dataOf(answer);
  assert.ok(sessionToken);
  return { sessionToken, identity };
}

async function signedIn(identifier: string, password = PASSWORD) {
  const flow = await app().login.create();
  const { session, session_token: sessionToken = '' } = dataOf(
    await app().login.submit(flow.id, { method: 'password', identifier, password }),
  );
  return { session, sessionToken };
}

/** The code in the last message to an address. */
async function codeSentTo(recipient: string): Promise<string> {
  const [message] = dataOf(await administrator().listCourierMessages({ recipient, pageSize: 1 }));
  assert.ok(message, `a message to ${recipient}`);
  const { body } = dataOf(await administrator().getCourierMessage({ id: message.id }));
  return /(?<!\d)\d{6}(?!\d)/.exec(body)?.[0] ?? assert.fail(body);
}

/** Every row of a list, page by page. */
async function all<Row>(page: (pageToken?: string) => Promise<Answer<readonly Row[]>>): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let token: string | undefined, pages = 0; ; pages += 1) {
    assert.ok(pages < 1000, 'the list ends');
    const answer = await page(token);
    rows.push(...dataOf(answer));
    token = nextPageToken(answer.headers);
    if (token === undefined) return rows;
  }
}

describe('an app', () => {
  it('signs up, signs in, refreshes, looks after its sessions, signs out', async () => {
    const email = freshAddress();
    const { sessionToken } = await registered(email);
    const client = createClient({ baseUrl, sessionToken });
    const current = await client.sessions.current();
    assert.ok(current.is === 'signed-in' && current.session.identity?.traits);
    await assert.rejects(client.login.create(), { status: 400, id: 'session_already_available' });
    const again = await client.login.create({ refresh: true });
    const refreshed = dataOf(
      await client.login.submit(again.id, { method: 'password', identifier: email, password: PASSWORD }),
    );
    assert.equal(refreshed.session.id, current.session.id);

    const others = [await signedIn(email), await signedIn(email)];
    const [older, newer] = others.map(({ session }) => session.id);
    assert.deepEqual(
      (await client.sessions.others()).map(({ id }) => id),
      [newer, older],
    );
    await client.sessions.revoke(older ?? '');
    assert.ok((await client.sessions.revokeOthers()) >= 1);
    assert.deepEqual(await client.sessions.others(), []);
    assert.deepEqual(await client.sessions.current({ sessionToken: others[1]?.sessionToken ?? '' }), {
      is: 'signed-out',
    });
    assert.equal(as(await client.disableMySession({ id: current.session.id }), 'refused').status, 400);
    await client.logout.native(sessionToken);
    assert.deepEqual(await client.sessions.current(), { is: 'signed-out' });
    assert.equal(await client.logout.create(), undefined);
  });

  it('gets the form back with what is wrong, and can go on', async () => {
    const email = freshAddress();
    const client = app();
    const opened = await client.registration.create();
    const sent = { method: 'password', traits: { email: 'none' }, password: PASSWORD };
    const { flow, status } = as(await client.registration.submit(opened.id, sent), 'form');
    const field = flow.ui.nodes.find(({ attributes }) => 'name' in attributes && attributes.name === 'traits.email');
    assert.deepEqual([status, flow.id, field?.messages[0]?.type], [400, opened.id, 'error']);
    assert.equal((await client.registration.get(opened.id)).id, opened.id);
    assert.ok(dataOf(await client.registration.submit(opened.id, { ...sent, traits: { email } })).session);

    const login = await client.login.create();
    const wrong = { method: 'password', identifier: email, password: 'not the one' };
    const { flow: refused } = as(await client.login.submit(login.id, wrong), 'form');
    assert.deepEqual(
      refused.ui.messages?.map(({ id }) => id),
      [4000006],
    );
    assert.ok(dataOf(await client.login.submit(login.id, { ...wrong, password: PASSWORD })).session_token);
  });

  it('changes profile and password', async () => {
    const email = freshAddress();
    const { sessionToken } = await registered(email);
    const client = createClient({ baseUrl, sessionToken });
    const { id } = await client.settings.create();
    const traits = { email, name: { first: 'Bea' } };
    const saved = as(await client.settings.submit(id, { method: 'profile', traits }), 'done').data;
    assert.deepEqual([saved.state, saved.identity.traits], ['success', traits]);
    as(await client.settings.submit(id, { method: 'password', password: 'short' }), 'form');
    as(await client.settings.submit(id, { method: 'password', password: NEW_PASSWORD }), 'done');
    assert.ok((await signedIn(email, NEW_PASSWORD)).sessionToken);
    assert.equal(as(await app().createNativeSettingsFlow(), 'refused').id, 'session_inactive');
  });

  it('adds a second factor: a code to the address', async () => {
    const email = freshAddress();
    const { sessionToken } = await registered(email);
    const client = createClient({ baseUrl, sessionToken });
    const opened = await client.login.create({ aal: 'aal2', via: 'email' });
    assert.ok(Array.isArray(opened.ui.nodes));
    const asked = as(await client.login.submit(opened.id, { method: 'code', identifier: email }), 'form');
    assert.equal(asked.flow.state, 'sent_email');
    const code = await codeSentTo(email);
    as(await client.login.submit(opened.id, { method: 'code', identifier: email, code: otherThan(code) }), 'form');
    as(await client.login.submit(opened.id, { method: 'code', identifier: email, code }), 'done');
    const current = await client.sessions.current();
    assert.ok(current.is === 'signed-in' && current.session.authenticator_assurance_level === 'aal2');
    assert.equal(as(await app().createNativeLoginFlow({ aal: 'aal2' }), 'refused').id, 'session_aal1_required');
  });

  it('proves an address by code', async () => {
    const email = freshAddress();
    const { sessionToken } = await registered(email);
    const { id } = await app().verification.create();
    const submit = (fields: object) => app().verification.submit(id, { method: 'code', ...fields });
    assert.equal(as(await submit({ email }), 'form').status, 200);
    const code = await codeSentTo(email);
    const wrong = as(await submit({ code: otherThan(code) }), 'form');
    assert.deepEqual([wrong.status, wrong.flow.ui.messages?.[0]?.type], [200, 'error']);
    as(await submit({ code }), 'done');
    const session = dataOf(await createClient({ baseUrl, sessionToken }).toSession());
    assert.equal(session.identity?.verifiable_addresses?.[0]?.verified, true);
  });
});

describe('a server that acts for browsers', () => {
  it('hands cookies on in both directions', async () => {
    const email = freshAddress();
    const { client, jar, ask, current } = browser();
    const flow = dataOf(await ask((call) => client.createBrowserRegistrationFlow({}, call)));
    const fields = { method: 'password', traits: { email }, password: PASSWORD };
    const forged = as(await ask((call) => client.registration.submit(flow.id, fields, call)), 'refused');
    assert.deepEqual([forged.status, forged.id], [403, 'security_csrf_violation']);
    const csrf = { csrf_token: valueOf(flow, 'csrf_token') };
    const done = as(await ask((call) => client.registration.submit(flow.id, { ...fields, ...csrf }, call)), 'done');
    assert.equal(done.data.session_token, undefined);
    assert.equal((await current()).is, 'signed-in');
    const stranger = as(await client.getRegistrationFlow({ id: flow.id }), 'refused');
    assert.deepEqual([stranger.status, stranger.id], [403, 'security_csrf_violation']);

    const settings = dataOf(await ask((call) => client.createBrowserSettingsFlow({}, call)));
    const profile = {
      method: 'profile',
      csrf_token: valueOf(settings, 'csrf_token'),
      traits: { email, name: { last: 'Lamp' } },
    };
    as(await ask((call) => client.settings.submit(settings.id, profile, call)), 'done');

    const { logout_token: token } = dataOf(await ask((call) => client.createBrowserLogoutFlow({}, call)));
    as(await ask((call) => client.updateLogoutFlow({ token }, call)), 'done');
    assert.deepEqual(await current(), { is: 'signed-out' });
    assert.equal(await client.logout.create({}, { cookie: cookieOf(jar) }), undefined);
  });

  it('recovers an account: too many wrong codes lead to another flow, the right one to a new password', async () => {
    const email = freshAddress();
    await registered(email);
    const { client, ask } = browser();
    const first = dataOf(await ask((call) => client.createBrowserRecoveryFlow({}, call)));
    const asking = async (flow: typeof first) => {
      const csrf = { method: 'code', csrf_token: valueOf(flow, 'csrf_token') };
      const submit = (values: object) => ask((call) => client.recovery.submit(flow.id, { ...csrf, ...values }, call));
      as(await submit({ email }), 'form');
      return { submit, code: await codeSentTo(email) };
    };
    const { submit, code } = await asking(first);
    let answer = await submit({ code: otherThan(code) });
    for (let tries = 1; answer.is === 'form' && tries < 20; tries += 1)
      answer = await submit({ code: otherThan(code) });
    const { useFlowId: id } = as(answer, 'expired');
    const next = dataOf(await ask((call) => client.getRecoveryFlow({ id }, call)));
    assert.equal(next.ui.messages?.[0]?.type, 'error');

    const again = await asking(next);
    const { to, status } = as(await again.submit({ code: again.code }), 'redirect');
    assert.equal(status, 422);
    const settingsId = new URL(to).searchParams.get('flow') ?? '';
    const settings = dataOf(await ask((call) => client.getSettingsFlow({ id: settingsId }, call)));
    const change = {
      method: 'password',
      csrf_token: valueOf(settings, 'csrf_token'),
      password: NEW_PASSWORD,
    };
    as(await ask((call) => client.settings.submit(settingsId, change, call)), 'done');
    assert.ok((await signedIn(email, NEW_PASSWORD)).sessionToken);
  });
});

describe('an administrator', () => {
  it('creates, pages through, reads and deletes identities', async () => {
    const client = administrator();
    const made = [freshAddress(), freshAddress(), freshAddress()];
    const ids: string[] = [];
    for (const email of made) {
      const answer = as(await client.createIdentity({ body: { schema_id: 'default', traits: { email } } }), 'done');
      assert.equal(answer.status, 201);
      ids.push(answer.data.id);
    }
    const [id = ''] = ids;
    const [email = ''] = made;
    const twice = { body: { schema_id: 'default', traits: { email } } };
    assert.equal(as(await client.createIdentity(twice), 'refused').status, 409);
    const listed = (await all((pageToken) => client.listIdentities({ pageSize: 2, pageToken }))).map((row) => row.id);
    assert.equal(new Set(listed).size, listed.length, 'each once');
    assert.ok(ids.every((one) => listed.includes(one)));
    assert.equal(dataOf(await client.listIdentities({ ids: [id, NOBODY] })).length, 1);
    assert.deepEqual(dataOf(await client.getIdentity({ id, includeCredential: ['password'] })).traits, { email });
    assert.match(
      dataOf(await client.createRecoveryCodeForIdentity({ body: { identity_id: id } })).recovery_code,
      /^\d{6}$/,
    );
    for (const one of ids) as(await client.deleteIdentity({ id: one }), 'done');
    assert.equal(as(await client.getIdentity({ id }), 'refused').status, 404);
  });

  it('reads, extends and ends sessions', async () => {
    const client = administrator();
    const email = freshAddress();
    const { identity } = await registered(email);
    const { session, sessionToken } = await signedIn(email);
    const listed = await all((pageToken) => client.listSessions({ pageSize: 100, pageToken, active: true }));
    assert.ok(listed.some(({ id }) => id === session.id));
    assert.equal(dataOf(await client.listIdentitySessions({ id: identity.id })).length, 2);
    const read = dataOf(await client.getSession({ id: session.id, expand: ['identity', 'devices'] }));
    assert.deepEqual([read.identity?.id, read.devices?.length], [identity.id, 1]);
    as(await client.extendSession({ id: session.id }), 'done');
    as(await client.disableSession({ id: session.id }), 'done');
    assert.deepEqual(await app().sessions.current({ sessionToken }), { is: 'signed-out' });
    as(await client.deleteIdentitySessions({ id: identity.id }), 'done');
  });

  it('reads schemas, errors, health and version', async () => {
    const client = createClient({ baseUrl, adminUrl });
    const [schema] = dataOf(await client.listIdentitySchemas());
    assert.equal(schema?.id, 'default');
    assert.ok('properties' in dataOf(await client.getIdentitySchema({ id: 'default' })));
    assert.ok(dataOf(await client.getFlowError({ id: 'stub:500' })).error);
    assert.equal(as(await client.getFlowError({ id: NOBODY }), 'refused').status, 404);
    assert.deepEqual(dataOf(await client.isAlive()), { status: 'ok' });
    assert.deepEqual(dataOf(await client.isReady()), { status: 'ok' });
    assert.ok(dataOf(await client.getVersion()).version);
  });
});
