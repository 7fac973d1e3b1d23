// Whether an account exists must not show: bytes in every run, time in the long one.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Answer, createBrowser, createIdentity, MODES, PASSWORD, startApp, type TestApp } from 'zelos/testing';

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

  it(
    'the time tells nothing either: AB-40, SR-PW-17',
    { skip: !process.env['ZELOS_LONG'] && 'part of the long run' },
    async () => {
      const browser = createBrowser(app, { mode: 'api' });
      const flow = await browser.begin('login');
      const times = new Map<string, number[]>(Object.keys(CLASSES).map((name) => [name, []]));
      for (let round = 0; round < 1020; round += 1) {
        // Interleaved, in another order each time, so that a slow moment hits all classes alike.
        const turn = Object.entries(CLASSES);
        for (let n = 0; n < turn.length; n += 1) {
          const [name, identifier] = turn[(n + round) % turn.length] as [string, string];
          const begun = performance.now();
          await browser.submitForm(flow, { method: 'password', identifier, password: WRONG });
          if (round >= 20) times.get(name)?.push(performance.now() - begun);
        }
      }
      const sorted = (name: string) => {
        const list = [...(times.get(name) ?? [])].sort((a, b) => a - b);
        return list.slice(0, Math.floor(list.length * 0.99));
      };
      const median = (list: readonly number[]) => list[Math.floor(list.length / 2)] ?? 0;
      const unknown = sorted('unknown');
      for (const name of ['known', 'inactive', 'bare']) {
        const other = sorted(name);
        // The share of pairs in which the other class was slower (Mann and Whitney): one half tells nothing.
        let below = 0;
        let at = 0;
        for (const time of other) {
          while (at < unknown.length && (unknown[at] ?? 0) < time) at += 1;
          below += at;
        }
        const auc = below / (other.length * unknown.length);
        const difference = Math.abs(median(other) - median(unknown));
        assert.ok(
          difference <= Math.max(1, median(unknown) * 0.02),
          `${name}: medians differ by ${difference.toFixed(3)} ms`,
        );
        assert.ok(Math.max(auc, 1 - auc) <= 0.62, `${name}: ${auc.toFixed(3)}`);
      }
    },
  );
});
