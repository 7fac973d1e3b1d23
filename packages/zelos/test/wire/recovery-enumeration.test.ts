// Recovery and verification tell nobody who has an account: answers, headers, writes, budgets and time (D10).
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Answer, createBrowser, createIdentity, type Mode, MODES, type TestApp } from 'zelos/testing';
import { COURIER, mails, pause } from '../support/mails.ts';
import { type ProofOptions, SMS, startProofs } from '../support/proofs.ts';
import { dumpOf, rowsOf } from '../support/rows.ts';
import { assertSameTime, timeOf } from '../support/timing.ts';

const TEXTS = { courier: { ...COURIER, channels: [SMS] } };

/** Who may be meant; all addresses of a kind have the same length. */
const PEOPLE = {
  known: 'known-1@example.org',
  inactive: 'quiet-1@example.org',
  unknown: 'other-1@example.org',
} as const;
const PHONES = { known: '+4915112345678', unknown: '+4915112345679' } as const;

interface Way {
  readonly name: string;
  readonly kind: 'recovery' | 'verification';
  readonly options: ProofOptions;
  /** What asks for a proof. */
  ask(address: string): Record<string, string>;
  /** What guesses; null where there is nothing to guess in the form. */
  readonly guess: Record<string, string> | null;
}

const WAYS: readonly Way[] = [
  {
    name: 'recovery by code',
    kind: 'recovery',
    options: {},
    ask: (email) => ({ method: 'code', email }),
    guess: { method: 'code', code: '123456' },
  },
  {
    name: 'recovery by link',
    kind: 'recovery',
    options: { use: 'link' },
    ask: (email) => ({ method: 'link', email }),
    guess: null,
  },
  {
    name: 'recovery with a choice',
    kind: 'recovery',
    options: { flags: { choose_recovery_address: true }, more: TEXTS },
    ask: (recovery_address) => ({ recovery_address }),
    guess: { code: '123456' },
  },
  {
    name: 'verification by code',
    kind: 'verification',
    options: { more: TEXTS },
    ask: (email) => ({ method: 'code', email }),
    guess: { method: 'code', code: '123456' },
  },
  {
    name: 'verification by link',
    kind: 'verification',
    options: { use: 'link' },
    ask: (email) => ({ method: 'link', email }),
    guess: null,
  },
];

async function appWithPeople(way: Way, options: ProofOptions): Promise<TestApp> {
  const app = await startProofs({ file: true, ...way.options, ...options });
  for (const who of ['known', 'inactive'] as const) {
    const state = who === 'inactive' ? 'inactive' : 'active';
    await createIdentity(app, { schema_id: 'default', traits: { email: PEOPLE[who] }, state });
  }
  await createIdentity(app, { schema_id: 'many', traits: { phones: [PHONES.known] } });
  return app;
}

/** An answer as text, with what is random or names the person made equal. */
function neutral(answer: Answer, address: string): string {
  const headers = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  const cookies = answer.cookies.map(({ name }) => name).join(',');
  const [start = ''] = [address.slice(0, 2)];
  return `${answer.status}\n${headers}\n${cookies}\n${answer.text}`
    .replaceAll(address, '<address>')
    .replaceAll(`${start}****`, '<masked>****')
    .replaceAll(/\+49\*{4}\d\d/g, '<masked number>')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>')
    .replaceAll(/csrf_token_[0-9a-f]{64}=[^;]+/g, '<csrf cookie>')
    .replaceAll(/"value":"[A-Za-z0-9+/]{86}=="/g, '"value":"<csrf>"')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} GMT/g, '<date>');
}

/** The steps of somebody without a mailbox: ask, ask again at once and later, guess; with what each of them writes. */
async function journey(app: TestApp, way: Way, mode: Mode, address: string): Promise<readonly string[]> {
  // A new day: the budgets of messages are full again for everybody.
  app.clock.advance(25 * 3_600_000);
  const browser = createBrowser(app, { mode, address: '198.51.100.7' });
  const flow = await browser.begin(way.kind);
  const seen: string[] = [];
  const again = {
    ...way.ask(address),
    ...(way.ask('')['recovery_address'] === undefined ? {} : { recovery_confirm_address: address }),
  };
  const steps = [way.ask(address), again, way.guess, again].filter((values) => values !== null);
  for (const [index, values] of steps.entries()) {
    if (index !== 1) pause(app);
    const before = rowsOf(app);
    const answer = await browser.submitForm(flow, values);
    const after = rowsOf(app);
    const shown = await browser.fetchFlow(way.kind, flow.id);
    const written = Object.entries(after)
      .map(([table, count]) => `${table} ${count - (before[table] ?? 0)}`)
      .filter((line) => !line.endsWith(' 0'));
    seen.push(neutral(answer, address), neutral(shown, address), written.join(', '));
  }
  return seen;
}

for (const way of WAYS) {
  describe(way.name, () => {
    it('same bytes, headers and writes for known, deactivated and unknown addresses: AB-23, AB-41, AB-42, SR-RC-11, VR-6', async () => {
      const app = await appWithPeople(way, { throttle: true });
      for (const mode of MODES) {
        const unknown = await journey(app, way, mode, PEOPLE.unknown);
        for (const who of ['known', 'inactive'] as const) {
          assert.deepEqual(await journey(app, way, mode, PEOPLE[who]), unknown, `${mode}, ${who}`);
        }
        assert.ok(unknown.some((text) => text.includes('outbox 1')));
      }
      assert.deepEqual(await mails(app, PEOPLE.unknown), []);
      if (way.options.more) {
        const unknown = await journey(app, way, 'api', PHONES.unknown);
        assert.deepEqual(await journey(app, way, 'api', PHONES.known), unknown);
        assert.deepEqual(await mails(app, PHONES.unknown), []);
        assert.ok((await mails(app, PHONES.known)).length > 0);
      }
      await app.close();
    });

    it('time does not tell known from unknown addresses: AB-40', async (t) => {
      const app = await appWithPeople(way, {});
      const areas = await assertSameTime(['known'], 'unknown', async (who) => {
        const browser = createBrowser(app, { mode: 'api' });
        const flow = await browser.begin(way.kind);
        return timeOf(() => browser.submitForm(flow, way.ask(PEOPLE[who])));
      });
      t.diagnostic(`AUC ${areas.get('known')?.toFixed(3)}`);
      await app.close();
    });
  });
}

describe('verification of unknown addresses', () => {
  it('writes a row where that of a known one is marked as sent: AB-40, AB-42', async () => {
    for (const way of WAYS.filter(({ kind }) => kind === 'verification')) {
      const app = await appWithPeople(way, {});
      const ask = async (address: string) => {
        const browser = createBrowser(app, { mode: 'api' });
        await browser.submitForm(await browser.begin(way.kind), way.ask(address));
        return dumpOf(app).match(/marks:/g)?.length ?? 0;
      };
      assert.equal(await ask(PEOPLE.known), 0);
      const found = await app.zelos.database.identities.findVerifiableAddress('email', PEOPLE.known);
      assert.equal(found?.identity.verifiableAddresses[0]?.status, 'sent');
      assert.equal(await ask(PEOPLE.unknown), 1);
      await app.close();
    }
  });
});

describe('budgets of messages', () => {
  for (const way of WAYS) {
    it(`${way.name}: one in 30 s, five in an hour, twenty in a day, and always the same answer: AB-20`, async () => {
      const app = await appWithPeople(way, { throttle: true });
      const answers = new Set<string>();
      /** Asks in a flow of its own, from an address of its own. */
      let sequence = 0;
      const ask = async () => {
        sequence += 1;
        const browser = createBrowser(app, { mode: 'api', address: `203.0.113.${sequence % 250}` });
        const flow = await browser.begin(way.kind);
        answers.add(neutral(await browser.submitForm(flow, way.ask(PEOPLE.known)), PEOPLE.known));
        return (await mails(app, PEOPLE.known)).length;
      };
      const day = () => app.clock.advance(25 * 3_600_000);
      assert.deepEqual([await ask(), await ask()], [1, 1]);
      day();
      for (let i = 0; i < 8; i += 1) {
        pause(app);
        await ask();
      }
      assert.equal(await ask(), 1 + 5);
      day();
      for (let hour = 0; hour < 23; hour += 1) {
        await ask();
        app.clock.advance(3_600_001);
      }
      assert.equal((await mails(app, PEOPLE.known)).length, 1 + 5 + 20);
      assert.equal(answers.size, 1);
      await app.close();
    });
  }

  it('unknown recipients are told when that is configured: notify_unknown_recipients', async () => {
    for (const way of WAYS) {
      const app = await appWithPeople(way, { flows: { [way.kind]: { notify_unknown_recipients: true } } });
      const browser = createBrowser(app, { mode: 'api' });
      await browser.submitForm(await browser.begin(way.kind), way.ask(PEOPLE.unknown));
      const [told] = await mails(app, PEOPLE.unknown);
      assert.match(told?.templateType ?? '', /_invalid$/, way.name);
      assert.doesNotMatch(told?.body ?? '', /\b\d{6}\b|token=/);
      await app.close();
    }
  });
});
