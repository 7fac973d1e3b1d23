// Traits on their way from forms and JSON into an account.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  createBrowser,
  messageIds,
  PASSWORD,
  register,
  schemaUrl,
  startApp,
  type TestApp,
  TEST_SCHEMA,
} from 'zelos/testing';
import { type Listed, listIdentities } from '../support/admin.ts';

describe('traits', () => {
  let app: TestApp;
  const traits = {
    type: 'object',
    properties: {
      email: TEST_SCHEMA.properties.traits.properties.email,
      age: { type: 'integer', minimum: 0 },
      weight: { type: 'number' },
      news: { type: 'boolean' },
      tags: { type: 'array', items: { type: 'string' } },
      homes: { type: 'array', items: { type: 'object', properties: { city: { type: 'string' } } } },
      firm: { type: 'object', properties: { name: { type: 'string' }, vat: { type: 'string' } }, required: ['name'] },
      name: { type: 'object', properties: { first: { type: 'string' } } },
    },
    required: ['email'],
    additionalProperties: false,
  };
  before(async () => {
    app = await startApp({
      config: {
        identity: { schemas: [{ id: 'default', url: schemaUrl({ ...TEST_SCHEMA, properties: { traits } }) }] },
      },
    });
  });
  after(() => app.close());

  it('absent optional objects and lists stay absent; texts that are exactly a number or a boolean are cast: B21', async () => {
    for (const mode of ['spa', 'html', 'api'] as const) {
      const browser = createBrowser(app, { mode });
      const answer = await register(browser, {
        email: `${mode}@example.org`,
        traits: { age: '41', weight: '1.5', news: 'true' },
      });
      assert.ok(answer.status === (mode === 'html' ? 303 : 200), answer.text);
      const who = (await browser.get('/sessions/whoami')).as<{ identity: Listed }>().identity;
      assert.deepEqual(who.traits, { email: `${mode}@example.org`, age: 41, weight: 1.5, news: true, name: {} });
    }
  });

  it('what is no number stays a text and is refused at its field', async () => {
    for (const mode of ['spa', 'html'] as const) {
      const browser = createBrowser(app, { mode });
      const flow = await browser.begin('registration');
      await browser.submitForm(flow, {
        method: 'password',
        password: PASSWORD,
        traits: { email: 'x@example.org', age: '4 1', news: 'perhaps' },
      });
      const again = (await browser.fetchFlow('registration', flow.id)).as<typeof flow>();
      assert.deepEqual([messageIds(again, 'traits.age'), messageIds(again, 'traits.news')], [[4000026], [4000026]]);
    }
  });

  it('wrong types in any field are refused with their place, never a 5xx: B19, SR-IV-14', async () => {
    const browser = createBrowser(app, { mode: 'spa' });
    for (const values of [
      { traits: 'x' },
      { traits: [] },
      { traits: null },
      { traits: { email: ['a@example.org'] } },
      { traits: { email: { a: 1 } } },
      { traits: { email: 'a@example.org', tags: 'x' } },
      { traits: { email: '   ' } },
      { traits: { email: 'a@example.org' }, password: ['long enough secret'] },
      { traits: { email: 'a@example.org' }, password: { a: 1 } },
      { traits: { email: 'a@example.org' }, method: ['password'] },
    ]) {
      const flow = await browser.begin('registration');
      const answer = await browser.submitForm(flow, { method: 'password', password: PASSWORD, ...values });
      assert.equal(answer.status, 400, JSON.stringify(values));
    }
    assert.equal((await listIdentities(app, { credentials_identifier: 'a@example.org' })).length, 0);
  });

  it('dotted names of a form and of JSON reach the same traits', async () => {
    const browser = createBrowser(app, { mode: 'spa' });
    const flow = await browser.begin('registration');
    const answer = await browser.submitForm(flow, {
      method: 'password',
      password: PASSWORD,
      'traits.email': 'dots@example.org',
      'traits.name.first': 'Ada',
    });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.as<{ identity: Listed }>().identity.traits, {
      email: 'dots@example.org',
      name: { first: 'Ada' },
    });
  });

  it('a checkbox with its hidden companion: the last value counts', async () => {
    const browser = createBrowser(app);
    const flow = await browser.begin('registration');
    const csrf =
      flow.ui.nodes.find((n) => n.attributes['name' as never] === 'csrf_token')?.attributes['value' as never] ?? '';
    const body = new URLSearchParams([
      ['csrf_token', csrf],
      ['method', 'password'],
      ['password', PASSWORD],
      ['traits.email', 'box@example.org'],
      ['traits.news', 'false'],
      ['traits.news', 'true'],
      ['traits.tags', 'a'],
      ['traits.tags', 'b'],
    ]);
    const answer = await browser.request('POST', flow.ui.action, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: body.toString(),
    });
    assert.equal(answer.location, 'https://app.example.org/home');
    const [made] = await listIdentities(app, { credentials_identifier: 'box@example.org' });
    assert.deepEqual(made?.traits, { email: 'box@example.org', news: true, tags: ['a', 'b'], name: {} });
  });

  it('multipart forms are read too, files count as not sent', async () => {
    const browser = createBrowser(app);
    const flow = await browser.begin('registration');
    const form = new FormData();
    const csrf =
      flow.ui.nodes.find((n) => n.attributes['name' as never] === 'csrf_token')?.attributes['value' as never] ?? '';
    for (const [key, value] of Object.entries({
      csrf_token: csrf,
      method: 'password',
      password: PASSWORD,
      'traits.email': 'parts@example.org',
    }))
      form.set(key, value);
    form.set('traits.name.first', new Blob(['x']), 'x.txt');
    const encoded = new Response(form);
    const answer = await browser.request('POST', flow.ui.action, {
      headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
      body: new Uint8Array(await encoded.arrayBuffer()),
    });
    assert.equal(answer.location, 'https://app.example.org/home', answer.text);
  });
});
