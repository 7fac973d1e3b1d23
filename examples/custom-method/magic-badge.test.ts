import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ConfigError, toFetchHandler, type Zelos } from 'zelos';
import { IN_MEMORY, ORIGIN, type Send, signUpAsApp } from '../sign-up.ts';
import { createIdentityServer } from './identity.ts';

interface Flow {
  readonly id: string;
  readonly state: string;
  readonly ui: {
    readonly action: string;
    readonly nodes: readonly {
      readonly messages: readonly { readonly id: number }[];
      readonly attributes: { readonly name?: string; readonly value?: unknown };
    }[];
    readonly messages?: readonly { readonly id: number }[];
  };
}

describe('example custom-method', () => {
  const clock = { hour: 9, now: () => new Date(Date.UTC(2026, 2, 1, clock.hour)) };
  let zelos: Zelos;
  let send: Send;
  let token: string;
  before(async () => {
    zelos = await createIdentityServer(IN_MEMORY, { clock });
    send = toFetchHandler(zelos.public, { stripPrefix: '/auth' });
    token = await signUpAsApp(send, 'ann@example.org');
  });
  after(() => zelos.close());

  const begin = async (kind: string, headers: Record<string, string> = {}): Promise<Flow> =>
    (await (await send(new Request(`${ORIGIN}/auth/self-service/${kind}/api`, { headers }))).json()) as Flow;
  const submit = (flow: Flow, body: object, headers: Record<string, string> = {}) =>
    send(
      new Request(flow.ui.action, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    );
  const signIn = async (badge: string) => submit(await begin('login'), { method: 'magic_badge', badge });
  const messagesAt = (flow: Flow, name: string) =>
    flow.ui.nodes.find((node) => node.attributes.name === name)?.messages.map(({ id }) => id);

  it('a badge is added in the settings and signs in', async () => {
    const signedIn = { 'x-session-token': token };
    const wrong = await submit(await begin('settings', signedIn), { method: 'magic_badge', badge: 'B-12' }, signedIn);
    assert.equal(wrong.status, 400);
    assert.deepEqual(messagesAt((await wrong.json()) as Flow, 'badge'), [9_040_002]);
    const saved = await submit(
      await begin('settings', signedIn),
      { method: 'magic_badge', badge: 'B-123456' },
      signedIn,
    );
    assert.equal(saved.status, 200, await saved.clone().text());
    const done = await signIn('B-123456');
    assert.equal(done.status, 200, await done.clone().text());
    const { session } = (await done.json()) as {
      session: { authentication_methods: { method: string }[]; identity: { traits: object } };
    };
    assert.deepEqual(
      session.authentication_methods.map(({ method }) => method),
      ['magic_badge'],
    );
    assert.deepEqual(session.identity.traits, { email: 'ann@example.org' });
  });

  it('an unknown badge is refused at its field', async () => {
    const refused = await signIn('B-999999');
    assert.equal(refused.status, 400);
    assert.deepEqual(messagesAt((await refused.json()) as Flow, 'badge'), [9_040_001]);
  });

  it('the form offers the badge beside the password, and the built-in page draws it', async () => {
    const flow = await begin('login');
    const buttons = flow.ui.nodes
      .filter(({ attributes }) => attributes.name === 'method')
      .map(({ attributes }) => attributes.value);
    assert.deepEqual([...buttons].sort(), ['magic_badge', 'password']);
    const begun = await send(
      new Request(`${ORIGIN}/auth/self-service/login/browser`, { headers: { accept: 'text/html' } }),
    );
    const cookie = begun.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const page = await send(new Request(begun.headers.get('location') ?? '', { headers: { cookie } }));
    assert.match(await page.text(), /name="badge"/);
  });

  it('the hook after the method refuses before opening time', async () => {
    clock.hour = 5;
    const refused = await signIn('B-123456');
    clock.hour = 9;
    assert.equal(refused.status, 400);
    assert.deepEqual(
      ((await refused.json()) as Flow).ui.messages?.map(({ id }) => id),
      [9_040_010],
    );
  });

  it('the section of the method is checked', async () => {
    const config = { selfservice: { methods: { magic_badge: { config: { prefix: 'lower' } } } } };
    await assert.rejects(createIdentityServer({ ...IN_MEMORY, ...config }), (error: unknown) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, /magic_badge\.config\.prefix/);
      return true;
    });
  });
});
