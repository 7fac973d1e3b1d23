// A revoked session is refused by every read that begins after the answer to its revocation, whoever gave that answer.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createBrowser, createIdentity, PASSWORD, login, startApp, type TestApp } from 'zelos/testing';

const READERS = 64;
const ROUNDS = process.env['ZELOS_LONG'] ? 10_000 : 150;

describe('revocation while it is read', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp({ file: true, config: { zelos: { throttle: { enabled: false } } } });
    await createIdentity(app, {
      traits: { email: 'ann@example.org' },
      credentials: { password: { config: { password: PASSWORD } } },
    });
  });
  after(() => app.close());

  /** Signs in; gives the token and the id of the session. */
  async function openSession(): Promise<{ readonly token: string; readonly id: string }> {
    const browser = createBrowser(app, { mode: 'api' });
    const answer = await login(browser, { identifier: 'ann@example.org' });
    assert.ok(browser.token, answer.text);
    return { token: browser.token, id: answer.as<{ session: { id: string } }>().session.id };
  }

  const whoami = async (token: string): Promise<number> => {
    const request = new Request(`${app.publicUrl}sessions/whoami`, { headers: { 'x-session-token': token } });
    return (await app.zelos.public.fetch(request)).status;
  };

  /** 64 readers read without pause while `revoke` runs; returns how many reads that began after its answer were let in. */
  async function race(token: string, revoke: () => Promise<unknown>): Promise<number> {
    let answered = false;
    let wrong = 0;
    const reader = async (): Promise<void> => {
      for (let last = false; !last; ) {
        last = answered;
        const status = await whoami(token);
        if (last && status !== 401) wrong += 1;
        // Readers of an in-process app never leave the loop by themselves.
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    assert.equal(await whoami(token), 200);
    const readers = Array.from({ length: READERS }, reader);
    await revoke();
    answered = true;
    await Promise.all(readers);
    return wrong;
  }

  it(`SR-SE-03 by this process, ${ROUNDS} rounds of ${READERS} readers`, async () => {
    const browser = createBrowser(app, { mode: 'api' });
    let wrong = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const { token, id } = await openSession();
      wrong += await race(token, async () => {
        const answer = await browser.request('DELETE', `/admin/sessions/${id}`, { plane: 'admin' });
        assert.equal(answer.status, 204);
      });
    }
    assert.equal(wrong, 0);
  });

  it(`SR-SE-03 by another process, ${ROUNDS} rounds of ${READERS} readers`, async () => {
    const child = fork(join(import.meta.dirname, 'revoking-child.ts'), [`sqlite://${app.file}`], {
      execArgv: ['--conditions=zelos-source', '--disable-warning=ExperimentalWarning'],
    });
    try {
      await once(child, 'message');
      let wrong = 0;
      for (let round = 0; round < ROUNDS; round += 1) {
        const { token, id } = await openSession();
        wrong += await race(token, async () => {
          const acknowledged = once(child, 'message');
          child.send(id);
          await acknowledged;
        });
      }
      assert.equal(wrong, 0);
    } finally {
      child.disconnect();
      await once(child, 'exit');
    }
  });
});
