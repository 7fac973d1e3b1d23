// Behind a proxy that nobody trusts all clients are one address: said once, so that it is not found out by lock-outs.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createBrowser, startApp, type TestApp } from 'zelos/testing';
import { toFetchHandler } from '../../src/edge/fetch.ts';

const ADDRESS = '203.0.113.9';
const VALUES = { method: 'password', identifier: 'nobody@example.org', password: 'some password' };

async function started(trusted: readonly string[], run: (app: TestApp) => Promise<void>): Promise<void> {
  const app = await startApp({ config: { zelos: { trusted_proxies: [...trusted] } } });
  await run(app);
  await app.close();
}

const told = (app: TestApp) =>
  app.logs.filter(({ level, message }) => level === 'warn' && message.includes('zelos.trusted_proxies'));

/** A submit, which is the cheapest request that is counted for an address. */
async function submit(app: TestApp, headers: Record<string, string>): Promise<void> {
  const browser = createBrowser(app, { mode: 'api', address: '10.0.0.1' });
  await browser.submitForm(await browser.begin('login'), VALUES, { headers });
}

describe('a proxy that is not listed', () => {
  for (const [name, value] of [
    ['x-forwarded-for', ADDRESS],
    ['forwarded', `for=${ADDRESS}`],
  ] as const) {
    it(`is warned of once, without what the header says: SR-TH-06, SR-LG-02 (${name})`, () =>
      started([], async (app) => {
        await submit(app, {});
        assert.deepEqual(told(app), []);
        await submit(app, { [name]: value });
        await submit(app, { [name]: value });
        assert.equal(told(app).length, 1);
        assert.ok(!JSON.stringify(told(app)).includes(ADDRESS));
      }));
  }

  it('is not warned of when it is listed: SR-TH-06', () =>
    started(['10.0.0.0/8'], async (app) => {
      await submit(app, { 'x-forwarded-for': ADDRESS });
      assert.deepEqual(told(app), []);
    }));

  it('is not warned of behind a mount that was told of it: SR-TH-06', () =>
    started([], async (app) => {
      const attempt = async (trustProxy: number) => {
        const handle = toFetchHandler(app.zelos.public, { trustProxy });
        const { ui } = await createBrowser(app, { mode: 'api' }).begin('login');
        const headers = { 'x-forwarded-for': ADDRESS, 'content-type': 'application/json' };
        const body = JSON.stringify(VALUES);
        assert.equal((await handle(new Request(ui.action, { method: 'POST', headers, body }))).status, 400);
      };
      await attempt(1);
      assert.deepEqual(told(app), []);
      await attempt(0);
      assert.equal(told(app).length, 1, 'a mount without any address counts all clients as one');
    }));
});
