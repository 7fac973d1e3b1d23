// Random sequences of steps of one recovery flow, against a reference that knows what is due.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createBrowser, type FlowBody, type TestApp } from 'zelos/testing';
import { lastCode, otherThan, pause } from '../support/mails.ts';
import { ANN, BOB, startProofs } from '../support/proofs.ts';
import { rowsOf } from '../support/rows.ts';

const MOST = 5;
const STEPS = ['ask ann', 'ask bob', 'wrong', 'right', 'earlier', 'look', 'foreign method'] as const;
type StepName = (typeof STEPS)[number];

/** What the flow must be like; `code` is the only one that counts. */
interface Reference {
  state: 'choose_method' | 'sent_email' | 'passed_challenge';
  code: string | null;
  earlier: string | null;
  judged: number;
}

/** Takes one step on both sides and compares what came of it. */
async function take(app: TestApp, id: string, name: StepName, model: Reference): Promise<void> {
  const browser = createBrowser(app, { mode: 'api' });
  const sessions = rowsOf(app)['sessions'] ?? 0;
  const submit = (values: Record<string, string>) => browser.post(`/self-service/recovery?flow=${id}`, values);
  let recovered = false;
  if (name === 'ask ann' || name === 'ask bob') {
    const email = name === 'ask ann' ? ANN : BOB;
    pause(app);
    await submit({ method: 'code', email });
    if (model.state !== 'passed_challenge') {
      const code = await lastCode(app, email);
      Object.assign(model, { state: 'sent_email', earlier: model.code, code });
    }
  } else if (name === 'look') {
    await browser.fetchFlow('recovery', id);
  } else if (name === 'foreign method') {
    await submit({ method: 'password', password: 'a lamp for the winter' });
  } else {
    const code = name === 'earlier' ? model.earlier : name === 'right' ? model.code : null;
    const sent = code ?? otherThan(model.code ?? '000000');
    const answer = await submit({ method: 'code', code: sent });
    if (model.state === 'sent_email') model.judged += 1;
    recovered = model.state === 'sent_email' && sent === model.code && model.judged <= MOST;
    assert.equal(answer.status === 422 && answer.text.includes('/settings?flow='), recovered, answer.text);
    if (recovered) model.state = 'passed_challenge';
  }
  assert.equal((rowsOf(app)['sessions'] ?? 0) - sessions, recovered ? 1 : 0, 'a session comes of a due proof only');
  const shown = await browser.fetchFlow('recovery', id);
  if (shown.status === 200) assert.equal(shown.as<FlowBody>().state, model.state, name);
}

describe('the steps of a recovery', () => {
  it('in any order do what is due and nothing else: SR-RC-10, SR-OB-05, SR-OB-06', async () => {
    const app = await startProofs({ file: true });
    let recoveries = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { minLength: 3, maxLength: 10 }), async (names) => {
        const { id } = await createBrowser(app, { mode: 'api' }).begin('recovery');
        const model: Reference = { state: 'choose_method', code: null, earlier: null, judged: 0 };
        for (const name of names) await take(app, id, name, model);
        if (model.state === 'passed_challenge') recoveries += 1;
      }),
      { seed: 10, numRuns: 40 },
    );
    assert.ok(recoveries > 5, `${recoveries} of the sequences recovered an account`);
    await app.close();
  });
});
