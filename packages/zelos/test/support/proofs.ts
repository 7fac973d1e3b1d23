import assert from 'node:assert/strict';
import type { JsonObject } from '@zelos/contract';
import {
  type Answer,
  type Browser,
  createBrowser,
  createIdentity,
  emailTrait,
  type FlowBody,
  type Mode,
  personSchema,
  schemaUrl,
  startApp,
  TEST_SCHEMA,
  type TestApp,
} from 'zelos/testing';
import { COURIER, pause } from './mails.ts';

/** Who proves what in these tests. */
export const ANN = 'ann@example.org';
export const BOB = 'bob@example.org';

/** A texting service that is never called. */
export const SMS = {
  id: 'sms',
  type: 'http',
  request_config: {
    url: 'http://127.0.0.1:1/sms',
    method: 'POST',
    body: `base64://${Buffer.from('function(ctx) { to: ctx.recipient }').toString('base64')}`,
  },
};

/** A schema whose people have several addresses. */
export const MANY = personSchema('many', {
  emails: {
    type: 'array',
    items: emailTrait({
      credentials: { password: { identifier: true } },
      recovery: { via: 'email' },
      verification: { via: 'email' },
    }),
  },
  phones: {
    type: 'array',
    items: {
      type: 'string',
      format: 'tel',
      'ory.sh/kratos': { recovery: { via: 'sms' }, verification: { via: 'sms' } },
    },
  },
});

export interface ProofOptions {
  readonly use?: 'code' | 'link';
  /** Budgets of messages and waits after failures; off unless they are what is tested. */
  readonly throttle?: boolean;
  readonly file?: boolean;
  readonly maxSubmissions?: number;
  readonly flags?: JsonObject;
  readonly flows?: JsonObject;
  readonly more?: JsonObject;
}

/** An app with recovery and verification, and Ann and Bob in it. */
export async function startProofs(options: ProofOptions = {}): Promise<TestApp> {
  const {
    use = 'code',
    throttle = false,
    file = false,
    maxSubmissions = 5,
    flags = {},
    flows = {},
    more = {},
  } = options;
  const flow = (kind: string) => ({ enabled: true, use, ...(flows[kind] as JsonObject | undefined) });
  const app = await startApp({
    file,
    config: {
      courier: COURIER,
      zelos: { throttle: { enabled: throttle } },
      feature_flags: flags,
      identity: {
        default_schema_id: 'default',
        schemas: [
          { id: 'default', url: schemaUrl(TEST_SCHEMA) },
          { id: 'many', url: schemaUrl(MANY) },
        ],
      },
      selfservice: {
        methods: { link: { enabled: use === 'link' }, code: { config: { max_submissions: maxSubmissions } } },
        flows: { recovery: flow('recovery'), verification: flow('verification') },
      },
      ...more,
    },
  });
  for (const email of [ANN, BOB]) await createIdentity(app, { schema_id: 'default', traits: { email } });
  return app;
}

/** The flow that an answer shows or leads to, as this browser can read it. */
export async function flowAfter(
  browser: Browser,
  kind: 'recovery' | 'verification',
  answer: Answer,
): Promise<FlowBody> {
  if (answer.location === null) return answer.as<FlowBody>();
  const target = new URL(answer.location, 'https://id.example.org');
  const id = target.searchParams.get('flow') ?? target.searchParams.get('id') ?? '';
  const fetched = await browser.fetchFlow(kind, id);
  assert.equal(fetched.status, 200, `${answer.location} cannot be read: ${fetched.text}`);
  return fetched.as<FlowBody>();
}

/** Begins a flow and asks for a proof; what is left is a flow whose code or link is on its way. */
export async function askForProof(
  app: TestApp,
  mode: Mode,
  kind: 'recovery' | 'verification',
  fields: { readonly method: 'code' | 'link'; readonly email: string },
  query: Readonly<Record<string, string>> = {},
) {
  pause(app);
  const browser = createBrowser(app, { mode });
  const begun = await browser.begin(kind, query);
  const answer = await browser.submitForm(begun, fields);
  return { browser, begun, answer, flow: await flowAfter(browser, kind, answer) };
}

/** What a screen shows: its state, its messages and its messages at fields. */
export function seen(flow: FlowBody): { readonly state: string; readonly messages: readonly number[] } {
  return { state: flow.state, messages: (flow.ui.messages ?? []).map(({ id }) => id) };
}

/** An identity as administrators see it. */
export async function identityOf(app: TestApp, id: string): Promise<JsonObject> {
  const answer = await createBrowser(app, { mode: 'api' }).get(`/admin/identities/${id}`, { plane: 'admin' });
  assert.equal(answer.status, 200, answer.text);
  return answer.as<JsonObject>();
}

/** A person with these traits; ids and all. */
export async function idOf(app: TestApp, email: string): Promise<string> {
  const found = await app.zelos.database.identities.findVerifiableAddress('email', email);
  assert.ok(found, `nobody has ${email}`);
  return found.identity.id;
}

/** True when this browser is signed in. */
export async function isSignedIn(browser: Browser): Promise<boolean> {
  return (await browser.get('/sessions/whoami', { headers: { accept: 'application/json' } })).status === 200;
}
