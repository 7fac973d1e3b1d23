// Signing in with a code tells nobody who has an account: answers, headers, writes and time (SR-EN-01, better.md B4).
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import type { JsonObject } from '@zelos/contract';
import {
  type Answer,
  createBrowser,
  createIdentity,
  emailTrait,
  type FlowBody,
  messageIds,
  type Mode,
  MODES,
  PASSWORD,
  personSchema,
  schemaUrl,
  startApp,
  type TestApp,
} from 'zelos/testing';
import { COURIER, mails, pause } from '../support/mails.ts';
import { rowsOf } from '../support/rows.ts';
import { assertSameTime, timeOf } from '../support/timing.ts';

const SCHEMA = (methods: JsonObject) =>
  personSchema(Object.keys(methods).join('-'), { email: emailTrait({ credentials: methods }) });
const CODE = { password: { identifier: true }, code: { identifier: true, via: 'email' } };

/** Who may be meant; all addresses have the same length. */
const PEOPLE = {
  known: 'known-1@example.org',
  inactive: 'quiet-1@example.org',
  'without a code credential': 'plain-1@example.org',
  unknown: 'other-1@example.org',
} as const;
type Who = keyof typeof PEOPLE;

async function appWithPeople(throttle: boolean): Promise<TestApp> {
  const app = await startApp({
    file: true,
    config: {
      courier: COURIER,
      log: { level: 'error' },
      zelos: { throttle: { enabled: throttle } },
      security: { account_enumeration: { mitigate: true } },
      identity: {
        default_schema_id: 'default',
        schemas: [
          { id: 'default', url: schemaUrl(SCHEMA(CODE)) },
          { id: 'plain', url: schemaUrl(SCHEMA({ password: { identifier: true } })) },
        ],
      },
      selfservice: { methods: { code: { passwordless_enabled: true } } },
    },
  });
  const credentials = { password: { config: { password: PASSWORD } } };
  const make = (email: string, more: JsonObject) => createIdentity(app, { traits: { email }, credentials, ...more });
  await make(PEOPLE.known, { schema_id: 'default' });
  await make(PEOPLE.inactive, { schema_id: 'default', state: 'inactive' });
  await make(PEOPLE['without a code credential'], { schema_id: 'plain' });
  return app;
}

/** An answer as text, with what is random or names the person made equal. */
function neutral(answer: Answer, email: string): string {
  const headers = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  const cookies = answer.cookies.map(({ name }) => name).join(',');
  return `${answer.status}\n${headers}\n${cookies}\n${answer.text}`
    .replaceAll(email, '<email>')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>')
    .replaceAll(/"value":"[A-Za-z0-9+/]{86}=="/g, '"value":"<csrf>"')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>');
}

/** The three steps of somebody who has no mailbox: ask, guess, ask again. */
async function journey(app: TestApp, mode: Mode, email: string): Promise<readonly string[]> {
  // A new day: the budgets of messages are full again for everybody.
  app.clock.advance(25 * 3_600_000);
  const browser = createBrowser(app, { mode, address: '198.51.100.7' });
  const flow = await browser.begin('login');
  const seen: string[] = [];
  for (const values of [{}, { code: '123456' }, {}, { resend: 'code' }]) {
    pause(app);
    const before = rowsOf(app);
    const answer = await browser.submitForm(flow, { method: 'code', identifier: email, ...values });
    const after = rowsOf(app);
    const shown = await browser.fetchFlow('login', flow.id);
    const written = Object.entries(after)
      .map(([table, count]) => `${table} ${count - (before[table] ?? 0)}`)
      .filter((line) => !line.endsWith(' 0'));
    seen.push(neutral(answer, email), neutral(shown, email), written.join(', '));
  }
  return seen;
}

/** The newest code in the database, decoys included: what nobody but the database knows. */
function storedCode(app: TestApp, email: string): string {
  const database = new DatabaseSync(app.file ?? '', { readOnly: true });
  try {
    const sql = 'select body from outbox where recipient = ? order by created_at desc limit 1';
    const row = database.prepare(sql).get(email) as { body: string } | undefined;
    return row?.body.match(/\b\d{6}\b/)?.[0] ?? '';
  } finally {
    database.close();
  }
}

describe('code sign-in with account enumeration mitigated', () => {
  let app: TestApp;
  before(async () => {
    app = await appWithPeople(true);
  });
  after(() => app.close());

  for (const mode of MODES) {
    for (const who of Object.keys(PEOPLE) as Who[]) {
      if (who === 'unknown') continue;
      it(`unknown and ${who}: same bytes, headers and writes: AB-41, AB-42, SR-EN-01, VR-5, B4 (${mode})`, async () => {
        const unknown = await journey(app, mode, PEOPLE.unknown);
        const known = await journey(app, mode, PEOPLE[who]);
        assert.deepEqual(known, unknown);
        assert.ok(known.some((text) => text.includes('one_time_secrets 1')));
      });
    }
  }

  it('a decoy reaches nobody, and even its code opens nothing', async () => {
    const browser = createBrowser(app, { mode: 'api', address: '198.51.100.8' });
    const flow = await browser.begin('login');
    pause(app);
    await browser.submitForm(flow, { method: 'code', identifier: PEOPLE.unknown });
    assert.deepEqual(await mails(app, PEOPLE.unknown), []);
    const code = storedCode(app, PEOPLE.unknown);
    assert.match(code, /^\d{6}$/);
    const answer = await browser.submitForm(flow, { method: 'code', identifier: PEOPLE.unknown, code });
    assert.deepEqual(messageIds(answer.as<FlowBody>()), [4010008]);
  });

  it('names that are no address are unknown like every other one', async () => {
    for (const identifier of ['bob', 'a b@c', '@', '+', '+4915112345678', 'x'.repeat(400), 'a@b@c', '"x"@y']) {
      const browser = createBrowser(app, { mode: 'api', address: '198.51.100.9' });
      const answer = await browser.submitForm(await browser.begin('login'), { method: 'code', identifier });
      assert.equal(answer.status, 400, answer.text);
      assert.deepEqual(messageIds(answer.as<FlowBody>()), [1010014], identifier);
    }
  });
});

describe('time of code sign-in', () => {
  it('does not tell known from unknown people: AB-40', async (t) => {
    const app = await appWithPeople(false);
    const areas = await assertSameTime(['known'], 'unknown', async (who) => {
      const browser = createBrowser(app, { mode: 'api' });
      const flow = await browser.begin('login');
      return timeOf(() => browser.submitForm(flow, { method: 'code', identifier: PEOPLE[who] }));
    });
    t.diagnostic(`AUC ${areas.get('known')?.toFixed(3)}`);
    await app.close();
  });
});
