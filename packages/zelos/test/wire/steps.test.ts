// Forms in steps: traits before credentials at sign-up, the identifier first at sign-in.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  APP_URL,
  createBrowser,
  createIdentity,
  type FlowBody,
  messageIds,
  MODES,
  nodeList,
  nodeOf,
  PASSWORD,
  startApp,
  type TestApp,
} from 'zelos/testing';

const TRAITS = ['default traits.email', 'default traits.name.first', 'default traits.name.last'];

describe('registration with traits first', () => {
  let app: TestApp;
  before(async () => {
    const flows = { registration: { style: 'profile_first' } };
    app = await startApp({ config: { selfservice: { flows } } });
  });
  after(() => app.close());

  for (const mode of MODES) {
    it(`shows traits, then credentials with the traits hidden, and the way back (${mode})`, async () => {
      const browser = createBrowser(app, { mode });
      const traits = { email: `${mode}@example.org`, name: { first: 'Ada' } };
      const first = await browser.begin('registration');
      assert.deepEqual(nodeList(first), ['default csrf_token', ...TRAITS, 'profile method=profile']);
      assert.equal(nodeOf(first, 'method').meta.label?.id, 1040001);

      const fetch = async () => (await browser.fetchFlow('registration', first.id)).as<FlowBody>();
      const invalid = await browser.submitForm(first, { method: 'profile', traits: { email: 'nope' } });
      assert.equal(invalid.status, mode === 'html' ? 302 : 400);
      assert.deepEqual(messageIds(await fetch(), 'traits.email'), [4000040]);
      assert.deepEqual(messageIds(await fetch()), []);

      for (let repeat = 0; repeat < 2; repeat += 1) {
        const step = await browser.submitForm(await fetch(), { method: 'profile', traits });
        assert.equal(step.status, mode === 'html' ? 303 : 400);
        const second = await fetch();
        assert.deepEqual(messageIds(second), [1040009]);
        assert.equal(second.active, undefined);
        assert.equal(second.state, 'choose_method');
        assert.equal(nodeOf(second, 'traits.email').attributes['type' as never], 'hidden');
        assert.equal(nodeOf(second, 'traits.email').attributes['value' as never], traits.email);
        const buttons = second.ui.nodes.filter((n) => n.attributes['type' as never] === 'submit');
        assert.deepEqual(
          buttons
            .map((n) => [n.group, n.attributes['name' as never], n.attributes['value' as never], n.meta.label?.id])
            .sort(),
          [
            ['password', 'method', 'password', 1040001],
            ['profile', 'screen', 'previous', 1040008],
          ],
          'each button once, however often the step is repeated: B8',
        );
      }

      const back = await browser.submitForm(await fetch(), { method: 'profile', screen: 'previous', traits });
      assert.equal(back.status, mode === 'html' ? 303 : 400);
      const again = await fetch();
      assert.equal(nodeOf(again, 'traits.email').attributes['type' as never], 'email');
      assert.equal(nodeOf(again, 'traits.email').attributes['value' as never], traits.email);
      assert.deepEqual(
        nodeList(again).filter((n) => n.startsWith('password')),
        [],
      );

      await browser.submitForm(again, { method: 'profile', traits });
      const done = await browser.submitForm(await fetch(), { method: 'password', password: PASSWORD, traits });
      assert.equal(done.status, mode === 'html' ? 303 : 200, done.text);
      if (mode === 'api') browser.token = done.as<{ session_token: string }>().session_token;
      const who = (await browser.get('/sessions/whoami')).as<{ identity: { traits: object } }>();
      assert.deepEqual(who.identity.traits, traits);
    });

    it(`the credential may come at once, and traits are checked again (${mode})`, async () => {
      const browser = createBrowser(app, { mode });
      const flow = await browser.begin('registration');
      const wrong = await browser.submitForm(flow, {
        method: 'password',
        password: PASSWORD,
        traits: { email: 'nope' },
      });
      assert.equal(wrong.status, mode === 'html' ? 302 : 400);
      const done = await browser.submitForm(flow, {
        method: 'password',
        password: PASSWORD,
        traits: { email: `direct-${mode}@example.org` },
      });
      assert.equal(done.status, mode === 'html' ? 303 : 200);
    });
  }

  it('an unknown screen is named at its field', async () => {
    const browser = createBrowser(app, { mode: 'spa' });
    const flow = await browser.begin('registration');
    const answer = await browser.submitForm(flow, {
      method: 'profile',
      screen: 'roof',
      traits: { email: 'x@example.org' },
    });
    assert.equal(answer.status, 400);
    assert.deepEqual(messageIds(answer.as<FlowBody>(), 'screen'), [4000001]);
  });

  it('going back needs no token, going on does: SR-CK-04', async () => {
    const browser = createBrowser(app, { mode: 'spa' });
    const flow = await browser.begin('registration');
    const traits = { email: 'token@example.org' };
    assert.equal((await browser.submitForm(flow, { method: 'profile', traits, csrf_token: 'x' })).status, 403);
    await browser.submitForm(flow, { method: 'profile', traits });
    assert.equal(
      (await browser.submitForm(flow, { method: 'profile', screen: 'previous', traits, csrf_token: 'x' })).status,
      400,
    );
  });
});

for (const mitigate of [false, true]) {
  describe(`login with the identifier first, mitigation ${mitigate ? 'on' : 'off'}`, () => {
    let app: TestApp;
    before(async () => {
      const security = { account_enumeration: { mitigate } };
      app = await startApp({ config: { security, selfservice: { flows: { login: { style: 'identifier_first' } } } } });
      const credentials = { password: { config: { password: PASSWORD } } };
      await createIdentity(app, { traits: { email: 'ann@example.org' }, credentials });
    });
    after(() => app.close());

    for (const mode of MODES) {
      it(`asks for the identifier, then for the password (${mode})`, async () => {
        const browser = createBrowser(app, { mode });
        const flow = await browser.begin('login');
        const fetch = async () => (await browser.fetchFlow('login', flow.id)).as<FlowBody>();
        assert.deepEqual(
          nodeList(flow).filter((n) => !n.includes('csrf_token')),
          ['identifier_first identifier=', 'identifier_first method=identifier_first'],
        );
        assert.equal(nodeOf(flow, 'method').meta.label?.id, 1070009);
        for (let repeat = 0; repeat < 2; repeat += 1) {
          const step = await browser.submitForm(flow, { method: 'identifier_first', identifier: 'ann@example.org' });
          assert.equal(step.status, mode === 'html' ? 303 : 400);
          const next = await fetch();
          assert.equal(next.active, 'identifier_first');
          assert.equal(nodeOf(next, 'identifier').attributes['type' as never], 'hidden');
          assert.deepEqual(
            nodeList(next).filter((n) => n.includes(' method')),
            ['password method=password'],
            'one button: B8',
          );
        }
        const done = await browser.submitForm(await fetch(), {
          method: 'password',
          identifier: 'ann@example.org',
          password: PASSWORD,
        });
        assert.equal(done.status, mode === 'html' ? 303 : 200);
        if (mode === 'html') assert.equal(done.location, `${APP_URL}/home`);
      });

      it(`treats an unknown identifier as configured (${mode})`, async () => {
        const browser = createBrowser(app, { mode });
        const flow = await browser.begin('login');
        await browser.submitForm(flow, { method: 'identifier_first', identifier: 'nobody@example.org' });
        const next = (await browser.fetchFlow('login', flow.id)).as<FlowBody>();
        if (mitigate) {
          assert.deepEqual(
            nodeList(next).filter((n) => n.includes(' method')),
            ['password method=password'],
          );
        } else {
          assert.deepEqual(messageIds(next, 'identifier'), [4000037]);
          assert.equal(nodeOf(next, 'identifier').attributes['type' as never], 'text');
          assert.equal(nodeOf(next, 'identifier').attributes['value' as never], 'nobody@example.org');
        }
      });
    }

    it('an identifier without a method counts as the first step', async () => {
      const browser = createBrowser(app, { mode: 'spa' });
      const flow = await browser.begin('login');
      const next = (await browser.submitForm(flow, { identifier: 'ann@example.org' })).as<FlowBody>();
      assert.equal(next.active, 'identifier_first');
    });
  });
}
