// What a recovery may not do: stand for a second factor, keep other sessions against the operator's will, be guessed or won in a crowd.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  createBrowser,
  createIdentity,
  emailTrait,
  type FlowBody,
  login,
  messageIds,
  type Mode,
  PASSWORD,
  personSchema,
  schemaUrl,
  startApp,
  type TestApp,
} from 'zelos/testing';
import { systemRandom } from '../../src/platform/system-random.ts';
import { COURIER, lastCode, lastLink, otherThan } from '../support/mails.ts';
import { ANN, askForProof, flowAfter, isSignedIn, startProofs } from '../support/proofs.ts';
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
    const values = { identifier: email, password: 'another lamp for the winter' };
    const changed = await login(createBrowser(app, { mode: 'spa' }), values);
    assert.equal(changed.status, 400, 'the password is what it was');
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
      await login(elsewhere, { identifier: email });
      assert.equal(await isSignedIn(elsewhere), true);
      const { browser, flow } = await ask(app, 'html', email);
      await browser.submitForm(flow, { method: 'code', code: await lastCode(app, email) });
      assert.equal(await isSignedIn(browser), true);
      assert.equal(await isSignedIn(elsewhere), hooks.length === 0);
      await app.close();
    });
  }
});

describe('a proof that was sent to an address which the account has lost since', () => {
  for (const use of ['code', 'link'] as const) {
    it(`recovers nothing: SR-OB-02, SR-RC-05, SR-RC-06 (${use})`, async () => {
      const app = await startProofs({ use, file: true });
      const email = 'old@example.org';
      const credentials = { password: { config: { password: PASSWORD } } };
      await createIdentity(app, { schema_id: 'default', traits: { email }, credentials });
      const { browser, flow } = await askForProof(app, 'html', 'recovery', { method: use, email });
      const owner = createBrowser(app, { mode: 'api' });
      await login(owner, { identifier: email });
      const traits = { email: 'new@example.org' };
      const changed = await owner.submitForm(await owner.begin('settings'), { method: 'profile', traits });
      assert.equal(changed.status, 200, changed.text);
      const before = rowsOf(app)['sessions'];
      if (use === 'code') {
        const code = await lastCode(app, email);
        const answer = await browser.submitForm(flow, { method: 'code', code });
        assert.deepEqual(messageIds(await flowAfter(browser, 'recovery', answer)), [4060006]);
      } else {
        const answer = await browser.get(await lastLink(app, email));
        assert.deepEqual(messageIds(await flowAfter(browser, 'recovery', answer)), [4060004]);
      }
      assert.equal(await isSignedIn(browser), false);
      assert.equal(rowsOf(app)['sessions'], before);
      await app.close();
    });
  }
});

/** A second instance over the database of the first, with randomness of its own. */
const beside = (app: TestApp): Promise<TestApp> =>
  startApp({
    clock: app.clock,
    random: systemRandom,
    config: {
      dsn: `sqlite://${app.file}`,
      courier: COURIER,
      zelos: { throttle: { enabled: false } },
      selfservice: { flows: { recovery: { enabled: true, use: 'code' } } },
    },
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

  it('submitted at two instances over one database it signs in once, in each of 20 rounds: SR-OB-01, VR-8', async () => {
    const app = await startProofs({ file: true });
    const twin = await beside(app);
    for (let round = 0; round < 20; round += 1) {
      const { flow } = await ask(app, 'api', ANN);
      const code = await lastCode(app, ANN);
      const before = rowsOf(app)['sessions'] ?? 0;
      const browsers = [app, twin].map((one) => createBrowser(one, { mode: 'api' }));
      const answers = await Promise.all(
        Array.from({ length: 2 }, () =>
          browsers.map((browser) => browser.submitForm(flow, { method: 'code', code })),
        ).flat(),
      );
      assert.equal(answers.filter(({ status }) => status === 422).length, 1);
      assert.equal((rowsOf(app)['sessions'] ?? 0) - before, 1);
    }
    await twin.close();
    await app.close();
  });

  it('wrong codes at two instances over one database are judged five times in all: SR-OB-05, VR-7', async () => {
    const app = await startProofs({ file: true });
    const twin = await beside(app);
    const { flow } = await ask(app, 'api', ANN);
    const wrong = otherThan(await lastCode(app, ANN));
    const browsers = [app, twin].map((one) => createBrowser(one, { mode: 'api' }));
    const values = { method: 'code', code: wrong };
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => browsers.map((browser) => browser.submitForm(flow, values))).flat(),
    );
    const judged = answers.filter(
      (answer) => answer.status === 200 && messageIds(answer.as<FlowBody>()).includes(4060006),
    );
    assert.equal(judged.length, 5);
    await twin.close();
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
