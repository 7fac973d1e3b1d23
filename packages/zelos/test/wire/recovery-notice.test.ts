// The owner of an account hears that it was recovered, where that is switched on.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createBrowser, createIdentity, type TestApp } from 'zelos/testing';
import { COURIER, lastCode, lastLink, mails } from '../support/mails.ts';
import { ANN, askForProof, SMS, startProofs } from '../support/proofs.ts';

const PERSON = { emails: ['one@example.org', 'two@example.org'], phones: ['+4915112345678'] };

async function notices(app: TestApp) {
  return (await mails(app)).filter(({ templateType }) => templateType === 'account_recovered');
}

const withNotice = (use: 'code' | 'link' = 'code') =>
  startProofs({
    use,
    throttle: true,
    more: { zelos: { messages: { recovery_notice: true } }, courier: { ...COURIER, channels: [SMS] } },
  });

describe('a recovery', () => {
  it('tells every address of the account, also those that did not get the proof: SR-RC-02', async () => {
    const app = await withNotice();
    await createIdentity(app, { schema_id: 'many', traits: PERSON });
    const { browser, flow } = await askForProof(app, 'api', 'recovery', { method: 'code', email: 'one@example.org' });
    assert.deepEqual(await notices(app), []);
    await browser.submitForm(flow, { method: 'code', code: '000000' });
    assert.deepEqual(await notices(app), [], 'a wrong code is no recovery');
    const code = await lastCode(app, 'one@example.org');
    const answer = await browser.submitForm(flow, { method: 'code', code });
    assert.equal(answer.status, 422, answer.text);
    const told = await notices(app);
    assert.deepEqual(told.map(({ channel, recipient }) => `${channel} ${recipient}`).sort(), [
      'email one@example.org',
      'email two@example.org',
      'sms +4915112345678',
    ]);
    for (const { body, subject } of told) assert.ok(!`${subject} ${body}`.includes(code));
    assert.match(told.find(({ recipient }) => recipient === 'two@example.org')?.subject ?? '', /recovered/);
    await app.close();
  });

  it('by link tells them too, in the language of the browser, and budgets of proofs do not keep it back: SR-RC-02', async () => {
    const app = await withNotice('link');
    const { browser } = await askForProof(app, 'html', 'recovery', { method: 'link', email: ANN });
    await browser.get(await lastLink(app, ANN), { headers: { 'accept-language': 'de' } });
    const [told] = await notices(app);
    assert.equal(told?.recipient, ANN);
    assert.match(told?.subject ?? '', /wiederhergestellt/);
    await app.close();
  });

  it('tells nobody unless that is switched on: the list of messages is part of the contract', async () => {
    const app = await startProofs();
    const { browser, flow } = await askForProof(app, 'api', 'recovery', { method: 'code', email: ANN });
    await browser.submitForm(flow, { method: 'code', code: await lastCode(app, ANN) });
    assert.deepEqual(await notices(app), []);
    const other = createBrowser(app, { mode: 'api' });
    assert.equal((await other.get('/admin/courier/messages', { plane: 'admin' })).as<object[]>().length, 1);
    await app.close();
  });
});
