// What a recovery may not do: stand for a second factor, keep other sessions against the operator's will, be guessed or won in a crowd.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  createBrowser,
  createIdentity,
  emailTrait,
  type FlowBody,
  messageIds,
  type Mode,
  PASSWORD,
  personSchema,
  schemaUrl,
  type TestApp,
} from 'zelos/testing';
import { lastCode, otherThan } from '../support/mails.ts';
import { ANN, askForProof, isSignedIn, startProofs } from '../support/proofs.ts';
import { rowsOf } from '../support/rows.ts';

/** A flow whose code is on its way. */
const ask = (app: TestApp, mode: Mode, email: string) => askForProof(app, mode, 'recovery', { method: 'code', email });

describe('recovery and second factors', () => {
  it('recovery does not stand for a second factor: SR-RC-01', async () => {
    const schema = personSchema('two', {
      email: emailTrait({
        credentials: { password: { identifier: true }, code: { identifier: true, via: 'email' } },
        recovery: { via: 'email' },
      }),
    });
    const app = await startProofs({
      more: {
        identity: {
          default_schema_id: 'default',
          schemas: [{ id: 'default', url: schemaUrl(schema) }],
        },
        session: { whoami: { required_aal: 'highest_available' } },
        selfservice: {
          methods: { code: { mfa_enabled: true } },
          flows: { recovery: { enabled: true }, settings: { required_aal: 'highest_available' } },
        },
      },
    });
    const email = 'two@example.org';
    await createIdentity(app, {
      schema_id: 'default',
      traits: { email },
      credentials: { password: { config: { password: PASSWORD } } },
    });
    const { browser, flow } = await ask(app, 'spa', email);
    const answer = await browser.submitForm(flow, { method: 'code', code: await lastCode(app, email) });
    const settingsId = answer.text.match(/flow=([0-9a-f-]{36})/)?.[1] ?? '';
    const aal2 = { code: 403, id: 'session_aal2_required' };
    const refusals = [
      await browser.get('/sessions/whoami'),
      await browser.fetchFlow('settings', settingsId),
      await browser.post(`/self-service/settings?flow=${settingsId}`, {
        method: 'password',
        password: 'another lamp for the winter',
      }),
    ];
    for (const refused of refusals) {
      const { error } = refused.as<{ error: { code: number; id: string } }>();
      assert.deepEqual({ code: error.code, id: error.id }, aal2, refused.text);
    }
    await app.close();
  });
});

describe('other sessions after a recovery', () => {
  const email = 'two-places@example.org';
  for (const hooks of [[{ hook: 'revoke_active_sessions' }], []]) {
    it(`${hooks.length > 0 ? 'end with the hook revoke_active_sessions' : 'live on without the hook, as the contract has it'}: SR-RC-03`, async () => {
      const app = await startProofs({ flows: { recovery: { after: { hooks } } } });
      const credentials = { password: { config: { password: PASSWORD } } };
      await createIdentity(app, { schema_id: 'default', traits: { email }, credentials });
      const elsewhere = createBrowser(app, { mode: 'spa' });
      const login = await elsewhere.begin('login');
      await elsewhere.submitForm(login, { method: 'password', identifier: email, password: PASSWORD });
      assert.equal(await isSignedIn(elsewhere), true);
      const { browser, flow } = await ask(app, 'html', email);
      await browser.submitForm(flow, { method: 'code', code: await lastCode(app, email) });
      assert.equal(await isSignedIn(browser), true);
      assert.equal(await isSignedIn(elsewhere), hooks.length === 0);
      await app.close();
    });
  }
});

describe('recovery codes in a crowd', () => {
  it('one code submitted 64 times at once signs in once: SR-OB-01', async () => {
    const app = await startProofs({ maxSubmissions: 255, file: true });
    const { browser, flow } = await ask(app, 'api', ANN);
    const code = await lastCode(app, ANN);
    const before = rowsOf(app)['sessions'] ?? 0;
    const answers = await Promise.all(
      Array.from({ length: 64 }, () => browser.submitForm(flow, { method: 'code', code })),
    );
    assert.equal(answers.filter(({ status }) => status === 422).length, 1);
    assert.equal((rowsOf(app)['sessions'] ?? 0) - before, 1);
    await app.close();
  });

  it('five hundred wrong codes in one burst evaluate exactly five: SR-OB-05', async () => {
    const app = await startProofs({ file: true });
    const { browser, flow } = await ask(app, 'api', ANN);
    const wrong = otherThan(await lastCode(app, ANN));
    const answers = await Promise.all(
      Array.from({ length: 500 }, () => browser.submitForm(flow, { method: 'code', code: wrong })),
    );
    const judged = answers.filter(
      (answer) => answer.status === 200 && messageIds(answer.as<FlowBody>()).includes(4060006),
    );
    assert.equal(judged.length, 5);
    await app.close();
  });
});
