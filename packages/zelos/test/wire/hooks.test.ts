// Built-in hooks seen from outside: session, revoke_active_sessions, require_verified_address.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ErrorGeneric } from '@zelos/contract';
import {
  APP_URL,
  type Browser,
  createBrowser,
  createIdentity,
  type FlowBody,
  login,
  messageIds,
  type Mode,
  MODES,
  PASSWORD,
  register,
  schemaUrl,
  startApp,
  TEST_SCHEMA,
  type TestApp,
} from 'zelos/testing';

const ID = 'ann@example.org';
const person = (more: object = {}) => ({
  traits: { email: ID },
  credentials: { password: { config: { password: PASSWORD } } },
  ...more,
});

function withLoginHook(hook: string, more: object = {}): Promise<TestApp> {
  const flows = { login: { after: { password: { hooks: [{ hook }] } } }, verification: { enabled: true } };
  const courier = { smtp: { connection_uri: 'smtp://127.0.0.1:1/?disable_starttls=true' } };
  return startApp({ config: { courier, selfservice: { flows }, ...more } });
}
const signedIn = async (app: TestApp, mode: Mode): Promise<Browser> => {
  const browser = createBrowser(app, { mode });
  const answer = await login(browser, { identifier: ID });
  assert.ok(answer.status === 200 || answer.location === `${APP_URL}/home`, answer.text);
  return browser;
};

describe('revoke_active_sessions', () => {
  it('every other session of the person ends with the answer, nobody else’s', async () => {
    const app = await withLoginHook('revoke_active_sessions');
    await createIdentity(app, person());
    await register(createBrowser(app, { mode: 'api' }), { email: 'bo@example.org' });
    const other = createBrowser(app, { mode: 'api' });
    await login(other, { identifier: 'bo@example.org' });
    for (const mode of MODES) {
      const [first, second] = [await signedIn(app, mode), await signedIn(app, mode)];
      assert.equal((await first.get('/sessions/whoami')).status, 401, mode);
      assert.equal((await second.get('/sessions/whoami')).status, 200, mode);
    }
    assert.equal((await other.get('/sessions/whoami')).status, 200);
    await app.close();
  });
});

describe('require_verified_address', () => {
  for (const mode of MODES) {
    it(`nobody signs in before an address is verified (${mode})`, async () => {
      const app = await withLoginHook('require_verified_address');
      await createIdentity(app, person());
      const browser = createBrowser(app, { mode });
      const answer = await login(browser, { identifier: ID });
      if (mode === 'html') {
        assert.equal(answer.status, 303);
        assert.match(answer.location ?? '', /^https:\/\/app\.example\.org\/verification\?flow=/);
      } else {
        assert.equal(answer.status, 403);
        const { error } = answer.as<ErrorGeneric>();
        assert.deepEqual([error.id, error.code], ['session_verified_address_required', 400]);
        const [next] = (error.details as { continue_with: { action: string; flow: { verifiable_address: string } }[] })
          .continue_with;
        assert.deepEqual([next?.action, next?.flow.verifiable_address], ['show_verification_ui', ID]);
      }
      assert.equal((await browser.get('/sessions/whoami')).status, 401);
      await app.close();
    });
  }

  it('a verified address opens the door', async () => {
    const app = await withLoginHook('require_verified_address');
    await createIdentity(app, person({ verifiable_addresses: [{ value: ID, via: 'email', verified: true }] }));
    for (const mode of MODES) await signedIn(app, mode);
    await app.close();
  });

  it('the older way says it in the form', async () => {
    const app = await withLoginHook('require_verified_address', {
      feature_flags: { legacy_require_verified_login_error: true },
    });
    await createIdentity(app, person());
    const answer = await login(createBrowser(app, { mode: 'spa' }), { identifier: ID });
    assert.equal(answer.status, 400);
    assert.deepEqual(messageIds(answer.as<FlowBody>()), [4000010]);
    await app.close();
  });

  it('a schema without any verifiable address is a mistake of the operator', async () => {
    const traits = TEST_SCHEMA.properties.traits;
    const { verification: _verification, ...marks } = traits.properties.email['ory.sh/kratos'];
    const email = { ...traits.properties.email, 'ory.sh/kratos': marks };
    const schema = {
      ...TEST_SCHEMA,
      properties: { traits: { ...traits, properties: { ...traits.properties, email } } },
    };
    const app = await withLoginHook('require_verified_address', {
      identity: { schemas: [{ id: 'default', url: schemaUrl(schema) }] },
    });
    await createIdentity(app, person());
    const answer = await login(createBrowser(app, { mode: 'spa' }), { identifier: ID });
    assert.deepEqual([answer.status, answer.as<ErrorGeneric>().error.id], [500, 'invalid_configuration']);
    await app.close();
  });
});

describe('hooks from the configuration', () => {
  it('the list of the method takes the place of the general one', async () => {
    const app = await startApp({
      config: {
        selfservice: {
          flows: {
            login: {
              after: {
                hooks: [{ hook: 'require_verified_address' }],
                password: { hooks: [{ hook: 'revoke_active_sessions' }] },
              },
            },
          },
        },
      },
    });
    await createIdentity(app, person());
    await signedIn(app, 'spa');
    await app.close();
    const general = await startApp({
      config: { selfservice: { flows: { login: { after: { hooks: [{ hook: 'require_verified_address' }] } } } } },
    });
    await createIdentity(general, person());
    assert.equal((await login(createBrowser(general, { mode: 'spa' }), { identifier: ID })).status, 403);
    await general.close();
  });
});
