// One address, wanted by several at once: in settings, at sign-up, by an administrator, by two proofs of pending changes.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  APP_URL,
  type Browser,
  createBrowser,
  createIdentity,
  type FlowBody,
  login,
  messageIds,
  PASSWORD,
  startApp,
  type TestApp,
} from 'zelos/testing';
import { admin, listIdentities } from '../support/admin.ts';
import { COURIER, lastCode, pause } from '../support/mails.ts';

const ROUNDS = process.env['ZELOS_LONG'] === '1' ? 500 : 50;

async function member(app: TestApp, email: string): Promise<Browser> {
  await createIdentity(app, {
    schema_id: 'default',
    traits: { email },
    credentials: { password: { config: { password: PASSWORD } } },
  });
  const browser = createBrowser(app, { mode: 'api' });
  assert.equal((await login(browser, { identifier: email })).status, 200);
  return browser;
}

async function change(browser: Browser, flow: FlowBody, email: string): Promise<boolean> {
  const answer = await browser.submitForm(flow, { method: 'profile', traits: { email } });
  if (answer.status === 200) return true;
  assert.equal(answer.status, 400, answer.text);
  assert.deepEqual(messageIds(answer.as<FlowBody>()), [4000007]);
  return false;
}

async function ownersOf(app: TestApp, email: string): Promise<number> {
  return (await listIdentities(app, { credentials_identifier: email })).length;
}

describe('an address that several want at once', () => {
  it(`in settings, at sign-up and by an administrator: one has it, ${ROUNDS} rounds: AZ-09`, async () => {
    const app = await startApp({ file: true, config: { log: { level: 'error' } } });
    const [ann, bo] = [await member(app, 'ann@example.org'), await member(app, 'bo@example.org')];
    const wins = { ann: 0, bo: 0, newcomer: 0, administrator: 0 };
    for (let round = 0; round < ROUNDS; round += 1) {
      const goal = `goal-${round}@example.org`;
      const newcomer = createBrowser(app, { mode: 'api', address: `198.51.100.${round % 250}` });
      const flows = {
        ann: await ann.begin('settings'),
        bo: await bo.begin('settings'),
        newcomer: await newcomer.begin('registration'),
      };
      const contest: Readonly<Record<keyof typeof wins, () => Promise<boolean>>> = {
        ann: () => change(ann, flows.ann, goal),
        bo: () => change(bo, flows.bo, goal),
        newcomer: async () => {
          const traits = { email: goal };
          const answer = await newcomer.submitForm(flows.newcomer, { method: 'password', password: PASSWORD, traits });
          if (answer.status !== 200) assert.deepEqual(messageIds(answer.as<FlowBody>()), [4000007], answer.text);
          return answer.status === 200;
        },
        administrator: async () => {
          const body = { schema_id: 'default', traits: { email: goal } };
          const answer = await admin(app, 'POST', '/admin/identities', body);
          assert.ok([201, 409].includes(answer.status), answer.text);
          return answer.status === 201;
        },
      };
      // Whoever is asked first changes from round to round.
      const names = Object.keys(contest) as (keyof typeof wins)[];
      const order = names.map((_name, index) => names[(index + round) % names.length] as keyof typeof wins);
      const won = await Promise.all(order.map((name) => contest[name]()));
      const winners = order.filter((_name, index) => won[index]);
      assert.equal(winners.length, 1, `round ${round}: ${winners.join(' and ')}`);
      assert.equal(await ownersOf(app, goal), 1, `round ${round}`);
      for (const name of winners) wins[name] += 1;
    }
    assert.equal(
      Object.values(wins).reduce((sum, n) => sum + n, 0),
      ROUNDS,
    );
    await app.close();
  });

  it('by the proofs of two pending changes: one has it, the other one is told 4000007', async () => {
    const app = await startApp({
      file: true,
      config: {
        courier: COURIER,
        zelos: { throttle: { enabled: false } },
        selfservice: {
          flows: {
            verification: { enabled: true, ui_url: `${APP_URL}/verification` },
            settings: { after: { profile: { hooks: [{ hook: 'verify_new_address' }] } } },
          },
        },
      },
    });
    const members = [await member(app, 'ann@example.org'), await member(app, 'bo@example.org')];
    for (let round = 0; round < ROUNDS / 10; round += 1) {
      const goal = `goal-${round}@example.org`;
      const proofs: { id: string; code: string }[] = [];
      for (const browser of members) {
        pause(app);
        const flow = await browser.begin('settings');
        const answer = await browser.submitForm(flow, { method: 'profile', traits: { email: goal } });
        const [action] = answer.as<{ continue_with: readonly { flow: { id: string } }[] }>().continue_with;
        proofs.push({ id: action?.flow.id ?? '', code: await lastCode(app, goal) });
      }
      const answers = await Promise.all(
        proofs.map(({ id, code }) =>
          createBrowser(app, { mode: 'api' }).post(`/self-service/verification?flow=${id}`, { method: 'code', code }),
        ),
      );
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400], answers.map((a) => a.text).join('\n'));
      assert.equal(await ownersOf(app, goal), 1);
    }
    await app.close();
  });

  it('many changes of one account at once: each is applied whole or refused: AZ-09', async () => {
    const app = await startApp({ file: true });
    const ann = await member(app, 'ann@example.org');
    const tries = await Promise.all(
      Array.from({ length: 16 }, async (_none, index) => ({
        flow: await ann.begin('settings'),
        first: `Name ${index}`,
      })),
    );
    const answers = await Promise.all(
      tries.map(({ flow, first }) =>
        ann.submitForm(flow, { method: 'profile', traits: { email: 'ann@example.org', name: { first } } }),
      ),
    );
    const applied = answers.filter(({ status }) => status === 200).length;
    assert.ok(applied >= 1);
    assert.ok(answers.every(({ status }) => status === 200 || status === 409));
    const [identity] = await listIdentities(app);
    const stored = await app.zelos.database.identities.get(identity?.id ?? '');
    assert.equal(stored?.version, 1 + applied, 'as many versions as applied changes: none was lost');
    await app.close();
  });
});
