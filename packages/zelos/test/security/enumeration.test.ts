// Whether an account exists must not show: bytes and time.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Answer, createBrowser, createIdentity, MODES, PASSWORD, startApp, type TestApp } from 'zelos/testing';
import { assertSameTime, timeOf } from '../support/timing.ts';

/** The same length for all, so that bodies can be compared to the byte. */
const CLASSES = {
  known: 'aaaaa@example.org',
  inactive: 'bbbbb@example.org',
  bare: 'ccccc@example.org',
  unknown: 'ddddd@example.org',
};
const WRONG = 'not the password at all';

/** An answer without what differs between any two of them: ids, masked tokens, times, the address that was sent. */
function shape({ status, headers, text, location, cookies }: Answer): string {
  const clean = (value: string) =>
    value
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
      .replace(/[A-Za-z0-9+/]{86}==/g, '<csrf>')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
      .replace(/[a-d]{5}(@|%40)example\.org/g, '<who>');
  const names = [...headers]
    .filter(([name]) => name !== 'set-cookie')
    .map(([name, value]) => `${name}: ${clean(value)}`);
  return [status, clean(location ?? ''), ...names, cookies.map((c) => c.name).join(), clean(text), text.length].join(
    '\n',
  );
}

describe('known and unknown', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp({
      config: { zelos: { throttle: { enabled: false } }, security: { account_enumeration: { mitigate: true } } },
    });
    const credentials = { password: { config: { password: PASSWORD } } };
    await createIdentity(app, { traits: { email: CLASSES.known }, credentials });
    await createIdentity(app, { traits: { email: CLASSES.inactive }, credentials, state: 'inactive' });
    await createIdentity(app, { traits: { email: CLASSES.bare } });
  });
  after(() => app.close());

  for (const mode of MODES) {
    it(`a wrong password gives the same bytes, whoever it is tried for: AB-41 (${mode})`, async () => {
      const shapes = new Map<string, string>();
      for (const [name, identifier] of Object.entries(CLASSES)) {
        const browser = createBrowser(app, { mode });
        const flow = await browser.begin('login');
        const answer = await browser.submitForm(flow, { method: 'password', identifier, password: WRONG });
        const again = await browser.fetchFlow('login', flow.id);
        shapes.set(name, `${shape(answer)}\n--\n${shape(again)}`);
      }
      for (const [name, text] of shapes) assert.equal(text, shapes.get('unknown'), name);
    });

    it(`the identifier-first step gives the same bytes: AB-41 (${mode})`, async () => {
      const stepwise = await startApp({
        config: {
          security: { account_enumeration: { mitigate: true } },
          selfservice: { flows: { login: { style: 'identifier_first' } } },
        },
      });
      await createIdentity(stepwise, {
        traits: { email: CLASSES.known },
        credentials: { password: { config: { password: PASSWORD } } },
      });
      await createIdentity(stepwise, { traits: { email: CLASSES.bare } });
      const shapes: string[] = [];
      for (const identifier of [CLASSES.known, CLASSES.bare, CLASSES.unknown]) {
        const browser = createBrowser(stepwise, { mode });
        const flow = await browser.begin('login');
        const answer = await browser.submitForm(flow, { method: 'identifier_first', identifier });
        shapes.push(`${shape(answer)}\n--\n${shape(await browser.fetchFlow('login', flow.id))}`);
      }
      assert.equal(shapes[0], shapes[2]);
      assert.equal(shapes[1], shapes[2]);
      await stepwise.close();
    });
  }

  it('the time tells nothing either: AB-40, SR-PW-17', async () => {
    const browser = createBrowser(app, { mode: 'api' });
    const flow = await browser.begin('login');
    await assertSameTime(['known', 'inactive', 'bare'], 'unknown', (who) =>
      timeOf(() => browser.submitForm(flow, { method: 'password', identifier: CLASSES[who], password: WRONG })),
    );
  });
});
