// Recovery in which people choose among their masked addresses (contract: recovery, section 2.9).
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { UiNode } from '@zelos/contract';
import {
  APP_URL,
  type Browser,
  createBrowser,
  createIdentity,
  type FlowBody,
  messageIds,
  MODES,
  nodeOf,
  type TestApp,
} from 'zelos/testing';
import { COURIER, lastCode, mails, otherThan, pause } from '../support/mails.ts';
import { ANN, flowAfter, seen, SMS, startProofs } from '../support/proofs.ts';

const MANY = ['dora@example.org', 'dora.second@example.org', '+4915112345678'] as const;

const valueOf = (node: UiNode) => (node.attributes.node_type === 'input' ? node.attributes.value : undefined);

/** The choices of a screen: what is shown, and what choosing it sends. */
function choices(flow: FlowBody): readonly (readonly [shown: string, value: string])[] {
  return flow.ui.nodes
    .filter(({ attributes }) => attributes.node_type === 'input' && attributes.name === 'recovery_select_address')
    .map((node) => [node.meta.label?.text ?? '', String(valueOf(node))] as const);
}

/** One step, as the form of the screen sends it. */
async function step(app: TestApp, browser: Browser, flow: FlowBody, values: Record<string, string>): Promise<FlowBody> {
  pause(app);
  return flowAfter(browser, 'recovery', await browser.submitForm(flow, values));
}

describe('recovery with a choice of addresses', () => {
  let app: TestApp;
  before(async () => {
    app = await startProofs({
      flags: { choose_recovery_address: true },
      more: { courier: { ...COURIER, channels: [SMS] } },
    });
    const [one, two, phone] = MANY;
    await createIdentity(app, { schema_id: 'many', traits: { emails: [one, two], phones: [phone] } });
  });
  after(() => app.close());

  for (const mode of MODES) {
    it(`shows the addresses masked and sends to the one that is proven to be known: SR-DP-04 (${mode})`, async () => {
      const [one, two, phone] = MANY;
      const browser = createBrowser(app, { mode });
      const sofar = (await mails(app)).length;
      const begun = await browser.begin('recovery');
      assert.equal(begun.state, 'recovery_awaiting_address');
      const offered = await step(app, browser, begun, { recovery_address: one });
      assert.deepEqual(seen(offered), { state: 'recovery_awaiting_address_choice', messages: [1060006] });
      const shown = choices(offered);
      assert.deepEqual(
        shown.map(([label]) => label),
        ['+49****78', 'do****@example.org', 'do****@example.org'],
      );
      for (const secret of [two, phone]) assert.equal(JSON.stringify(offered).includes(secret), false);
      assert.equal((await mails(app)).length, sofar);

      // The number has to be typed in full before anything goes to it.
      const confirming = await step(app, browser, offered, { recovery_select_address: shown[0]?.[1] ?? '' });
      assert.deepEqual(seen(confirming), { state: 'recovery_confirming_address', messages: [1060005] });
      assert.equal((nodeOf(confirming, 'recovery_confirm_address').attributes as { type?: string }).type, 'tel');
      const count = (await mails(app, phone)).length;
      const guess = await step(app, browser, confirming, { recovery_confirm_address: '+4915112345670' });
      assert.equal(guess.state, 'recovery_awaiting_code');
      assert.equal((await mails(app, phone)).length, count);

      const back = await step(app, browser, guess, { screen: 'previous' });
      assert.deepEqual(choices(back), shown);
      const again = await step(app, browser, back, { recovery_select_address: shown[0]?.[1] ?? '' });
      const sent = await step(app, browser, again, { recovery_confirm_address: phone });
      assert.deepEqual(seen(sent), { state: 'recovery_awaiting_code', messages: [1060004] });
      assert.deepEqual(sent.ui.messages?.[0]?.context, { masked_address: '+49****78' });
      const code = await lastCode(app, phone);
      const wrong = await step(app, browser, sent, { code: otherThan(code) });
      assert.deepEqual(seen(wrong), { state: 'recovery_awaiting_code', messages: [4060006] });
      const answer = await browser.submitForm(wrong, { code });
      assert.equal(answer.status, mode === 'html' ? 303 : 422);
      assert.match(mode === 'html' ? (answer.location ?? '') : answer.text, new RegExp(`${APP_URL}/settings\\?flow=`));
    });

    it(`the typed address needs no second proof, a single one no choice (${mode})`, async () => {
      const browser = createBrowser(app, { mode });
      const offered = await step(app, browser, await browser.begin('recovery'), { recovery_address: MANY[1] });
      for (const [, value] of choices(offered).slice(1)) {
        const next = await step(app, browser, offered, { recovery_select_address: value });
        if (next.state === 'recovery_awaiting_code') {
          assert.deepEqual(next.ui.messages?.[0]?.context, { masked_address: 'do****@example.org' });
          const resent = await step(app, browser, next, { recovery_confirm_address: MANY[1] });
          assert.deepEqual(seen(resent), { state: 'recovery_awaiting_code', messages: [1060004] });
          await step(app, browser, resent, { screen: 'previous' });
        } else await step(app, browser, next, { screen: 'previous' });
      }
      const single = await step(app, browser, await browser.begin('recovery'), { recovery_address: ANN });
      assert.deepEqual(seen(single), { state: 'recovery_awaiting_code', messages: [1060004] });
      const start = await step(app, browser, single, { screen: 'previous' });
      assert.deepEqual(seen(start), { state: 'recovery_awaiting_address', messages: [] });
    });

    it(`what was not offered or is missing is refused: B8 (${mode})`, async () => {
      const browser = createBrowser(app, { mode });
      const begun = await browser.begin('recovery');
      assert.deepEqual(messageIds(await step(app, browser, begun, {}), 'recovery_address'), [4000002]);
      const offered = await step(app, browser, begun, { recovery_address: MANY[0] });
      const foreign = await step(app, browser, offered, { recovery_select_address: 'Zm9yZWlnbg==' });
      assert.deepEqual(seen(foreign), { state: 'recovery_awaiting_address_choice', messages: [4000001] });
      assert.deepEqual(choices(foreign), choices(offered));
      assert.equal('transient_payload' in foreign, false, 'a refusal shows none that was not sent');
      const none = await step(app, browser, offered, {});
      assert.deepEqual(messageIds(none, 'recovery_select_address'), [4000002]);
    });
  }

  it('another address in a later step changes nothing about whose account it is: SR-RC-05', async () => {
    const browser = createBrowser(app, { mode: 'api' });
    const offered = await step(app, browser, await browser.begin('recovery'), { recovery_address: MANY[0] });
    const back = await step(app, browser, offered, { recovery_address: ANN, screen: 'previous' });
    assert.deepEqual(choices(back), choices(offered));
    assert.equal(valueOf(nodeOf(back, 'recovery_address')), MANY[0]);
  });
});
