// Links that are mailed and opened once: recovery and verification with method link (contract: sections 2.7, 2.8, 3.5).
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ErrorGeneric, Session } from '@zelos/contract';
import {
  type Answer,
  APP_URL,
  createBrowser,
  createIdentity,
  type FlowBody,
  messageIds,
  type Mode,
  MODES,
  nodeList,
  type TestApp,
} from 'zelos/testing';
import { lastLink, mails, pause } from '../support/mails.ts';
import {
  ANN,
  askForProof,
  BOB,
  flowAfter,
  identityOf,
  idOf,
  isSignedIn,
  seen,
  startProofs,
} from '../support/proofs.ts';
import { dumpOf, rowsOf } from '../support/rows.ts';

const SETTINGS = `${APP_URL}/settings?flow=`;
const withoutId = (answer: Answer) => (answer.location ?? '').replace(/flow=.*/, 'flow=');

/** A flow whose link is on its way, and the link. */
async function ask(app: TestApp, mode: Mode, kind: 'recovery' | 'verification', email: string) {
  const asked = await askForProof(app, mode, kind, { method: 'link', email });
  return { ...asked, link: await lastLink(app, email) };
}

/** How a script posts the token of a link itself. */
function posted(link: string, place: 'query' | 'body') {
  const [path = '', token = ''] = link.split('&token=');
  return place === 'query'
    ? { target: link, fields: { method: 'link' } }
    : { target: path, fields: { method: 'link', token } };
}

/** Opens a link in a browser that has never been here. */
async function open(app: TestApp, link: string, method = 'GET') {
  const browser = createBrowser(app, { mode: 'html' });
  return { browser, answer: await browser.request(method, link) };
}

async function adminLink(app: TestApp, body: Record<string, string>, query = '') {
  const answer = await createBrowser(app, { mode: 'api' }).request('POST', `/admin/recovery/link${query}`, {
    plane: 'admin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { recovery_link: link = '' } = answer.as<{ recovery_link?: string }>();
  return { answer, path: link.replace(/^https:\/\/[^/]+/, '') };
}

describe('recovery by link', () => {
  let app: TestApp;
  before(async () => {
    app = await startProofs({ use: 'link', file: true });
  });
  after(() => app.close());

  for (const mode of MODES) {
    it(`the link signs in whichever browser opens it, once: SR-OB-01, SR-OB-07, B11, B29 (${mode})`, async () => {
      const email = `back-${mode}@example.org`;
      const id = await createIdentity(app, { schema_id: 'default', traits: { email } });
      const { begun, flow, link } = await ask(app, mode, 'recovery', email);
      assert.deepEqual(nodeList(begun), ['default csrf_token', 'link email', 'link method=link']);
      assert.deepEqual(seen(flow), { state: 'sent_email', messages: [1060002] });
      assert.deepEqual(nodeList(flow), ['default csrf_token', `link email=${email}`, 'link method=link']);
      assert.match(link, /^\/self-service\/recovery\?flow=[0-9a-f-]{36}&token=[A-Za-z0-9]{32}$/);

      const { browser, answer } = await open(app, link);
      assert.deepEqual([answer.status, withoutId(answer)], [303, SETTINGS]);
      assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
      const session = (await browser.get('/sessions/whoami')).as<Session>();
      assert.deepEqual([session.identity?.id, session.authentication_methods?.[0]?.method], [id, 'link_recovery']);
      const settings = (
        await browser.fetchFlow('settings', (answer.location ?? '').slice(SETTINGS.length))
      ).as<FlowBody>();
      assert.deepEqual([settings.type, messageIds(settings)], ['browser', [1060001]]);
      const [address] = (await identityOf(app, id))['verifiable_addresses'] as unknown as readonly {
        verified: boolean;
      }[];
      assert.equal(address?.verified, true);

      const thief = await open(app, link);
      const fresh = await flowAfter(thief.browser, 'recovery', thief.answer);
      assert.deepEqual([fresh.type, seen(fresh)], ['browser', { state: 'choose_method', messages: [4060004] }]);
      assert.equal(await isSignedIn(thief.browser), false);
    });

    it(`several links are good until one is used: SR-OB-07 (${mode})`, async () => {
      const { browser, flow, link: first } = await ask(app, mode, 'recovery', ANN);
      pause(app);
      await browser.submitForm(flow, { method: 'link', email: ANN });
      const second = await lastLink(app, ANN);
      assert.notEqual(first, second);
      assert.equal(withoutId((await open(app, first)).answer), SETTINGS);
      const late = await open(app, second);
      assert.deepEqual(seen(await flowAfter(late.browser, 'recovery', late.answer)).messages, [4060004]);
    });

    it(`a passed flow begins anew (${mode})`, async () => {
      const { browser, flow, link } = await ask(app, mode, 'recovery', ANN);
      await open(app, link);
      // The flow has moved to the browser that opened the link; the old one still has its token.
      const answer = await browser.submitForm(flow, { method: 'link', email: ANN });
      assert.equal(answer.status, 303);
      const fresh = await flowAfter(browser, 'recovery', answer);
      assert.deepEqual([fresh.type, seen(fresh).messages], [mode === 'api' ? 'api' : 'browser', [4060001]]);
    });

    it(`what is wrong is named at its field (${mode})`, async () => {
      const browser = createBrowser(app, { mode });
      const begun = await browser.begin('recovery');
      for (const [values, ids] of [
        [{ method: 'link' }, [4000002]],
        [{ method: 'link', email: 'nonsense' }, [4000040]],
      ] as const) {
        const refused = await flowAfter(browser, 'recovery', await browser.submitForm(begun, values));
        assert.deepEqual(messageIds(refused, 'email'), ids);
      }
    });
  }

  it('HEAD never uses a link up: SR-OB-08', async () => {
    const { link } = await ask(app, 'api', 'recovery', ANN);
    const rows = rowsOf(app);
    for (let i = 0; i < 3; i += 1) assert.equal((await open(app, link, 'HEAD')).answer.cookies.length, 0);
    assert.deepEqual(rowsOf(app), rows);
    assert.equal(withoutId((await open(app, link)).answer), SETTINGS);
  });

  it('a JSON client that opens the link is answered like a browser', async () => {
    const { link } = await ask(app, 'api', 'recovery', ANN);
    const browser = createBrowser(app, { mode: 'spa' });
    const answer = await browser.get(link);
    assert.deepEqual([answer.status, withoutId(answer)], [303, SETTINGS]);
    assert.equal(await isSignedIn(browser), true);
    const again = await createBrowser(app, { mode: 'spa' }).get(link);
    assert.deepEqual([again.status, withoutId(again)], [303, `${APP_URL}/recovery?flow=`]);
  });

  it('the token may be posted, too, in the address or the body, and is worth as much: SR-OB-01, SR-OB-07', async () => {
    for (const place of ['query', 'body'] as const) {
      const { browser, link } = await ask(app, 'spa', 'recovery', ANN);
      const { target, fields } = posted(link, place);
      const answer = await browser.post(target, fields);
      assert.deepEqual([answer.status, answer.as<ErrorGeneric>().error.id], [422, 'browser_location_change_required']);
      assert.ok(answer.as<{ redirect_browser_to: string }>().redirect_browser_to.startsWith(SETTINGS));
      assert.equal(await isSignedIn(browser), true);
      const thief = createBrowser(app, { mode: 'spa' });
      const fresh = await flowAfter(thief, 'recovery', await thief.post(target, fields));
      assert.deepEqual(seen(fresh), { state: 'choose_method', messages: [4060004] });
      assert.equal(await isSignedIn(thief), false);
    }
  });

  it('no mail is asked for past the CSRF check by a token beside the address', async () => {
    const { browser, flow } = await ask(app, 'spa', 'recovery', ANN);
    const count = (await mails(app)).length;
    const target = `/self-service/recovery?flow=${flow.id}`;
    const bare = await browser.post(target, { method: 'link', email: ANN });
    assert.deepEqual([bare.status, bare.as<ErrorGeneric>().error.id], [403, 'security_csrf_violation']);
    const answer = await browser.post(target, { method: 'link', email: ANN, token: 'x'.repeat(32) });
    assert.deepEqual(seen(await flowAfter(browser, 'recovery', answer)).messages, [4060004]);
    assert.equal((await mails(app)).length, count);
  });

  it('a token is good for its flow only: SR-OB-02, SR-OB-07', async () => {
    const { link } = await ask(app, 'api', 'recovery', ANN);
    const other = await ask(app, 'api', 'recovery', BOB);
    const crossed = link.replace(/flow=[0-9a-f-]+/, `flow=${other.flow.id}`);
    const tried = await open(app, crossed);
    assert.deepEqual(seen(await flowAfter(tried.browser, 'recovery', tried.answer)).messages, [4060004]);
    const missing = link.replace(/flow=[0-9a-f-]+/, 'flow=00000000-0000-4000-8000-000000000000');
    assert.equal((await createBrowser(app, { mode: 'spa' }).get(missing)).status, 404);
    const page = await open(app, missing);
    assert.match(page.answer.location ?? '', /\/error\?id=/);
    assert.equal(withoutId((await open(app, link)).answer), SETTINGS);
  });

  it('a link replaces the session of whoever opens it', async () => {
    const { browser } = await open(app, (await ask(app, 'api', 'recovery', ANN)).link);
    assert.equal((await browser.get('/sessions/whoami')).as<Session>().identity?.id, await idOf(app, ANN));
    assert.equal(withoutId(await browser.get((await ask(app, 'api', 'recovery', BOB)).link)), SETTINGS);
    assert.equal((await browser.get('/sessions/whoami')).as<Session>().identity?.id, await idOf(app, BOB));
  });

  it('a deactivated account is not recovered: SR-RC-08', async () => {
    const email = 'quiet@example.org';
    await createIdentity(app, { schema_id: 'default', traits: { email }, state: 'inactive' });
    const { browser, answer } = await open(app, (await ask(app, 'api', 'recovery', email)).link);
    assert.deepEqual(seen(await flowAfter(browser, 'recovery', answer)).messages, [4010011]);
    assert.equal(await isSignedIn(browser), false);
  });

  it('one link opened 64 times at once signs in once: SR-OB-01, VR-24', async () => {
    const { link } = await ask(app, 'api', 'recovery', ANN);
    const before = rowsOf(app)['sessions'] ?? 0;
    const opened = await Promise.all(Array.from({ length: 64 }, () => open(app, link)));
    assert.equal(opened.filter(({ answer }) => withoutId(answer) === SETTINGS).length, 1);
    assert.equal((rowsOf(app)['sessions'] ?? 0) - before, 1);
  });

  it('an administrator hands links out: once, kept as a digest only, proving no address: SR-OB-07', async () => {
    const id = await createIdentity(app, { schema_id: 'default', traits: { email: 'handed@example.org' } });
    const count = (await mails(app)).length;
    const { answer, path } = await adminLink(
      app,
      { identity_id: id },
      `?return_to=${encodeURIComponent(`${APP_URL}/after`)}`,
    );
    assert.equal(answer.status, 200);
    assert.equal((await mails(app)).length, count);
    const token = new URLSearchParams(path.split('?')[1]).get('token') ?? '';
    assert.match(token, /^[A-Za-z0-9]{32}$/);
    assert.equal(dumpOf(app).includes(token), false);
    const { browser, answer: opened } = await open(app, path);
    const settings = (
      await browser.fetchFlow('settings', (opened.location ?? '').slice(SETTINGS.length))
    ).as<FlowBody>();
    assert.equal(settings.return_to, `${APP_URL}/after`);
    const [address] = (await identityOf(app, id))['verifiable_addresses'] as unknown as readonly {
      verified: boolean;
    }[];
    assert.equal(address?.verified, false);
    assert.equal(withoutId((await open(app, path)).answer), `${APP_URL}/recovery?flow=`);
    assert.equal((await adminLink(app, { identity_id: '00000000-0000-4000-8000-000000000000' })).answer.status, 400);
  });

  it('links run out with their lifespan and with their flow, and say so: SR-OB-04', async () => {
    const expired = async (link: string) => {
      const { browser, answer } = await open(app, link);
      return seen(await flowAfter(browser, 'recovery', answer)).messages;
    };
    const { path } = await adminLink(app, { identity_id: await idOf(app, ANN), expires_in: '10m' });
    const { link } = await ask(app, 'api', 'recovery', ANN);
    app.clock.advance(600_000);
    assert.deepEqual(await expired(path), [4060005]);
    app.clock.advance(3_600_000);
    assert.deepEqual(await expired(link), [4060005]);
    const patient = await startProofs({ use: 'link', flows: { recovery: { lifespan: '3h' } } });
    const { link: short } = await ask(patient, 'api', 'recovery', ANN);
    patient.clock.advance(3_600_000);
    const { browser, answer } = await open(patient, short);
    assert.deepEqual(seen(await flowAfter(browser, 'recovery', answer)).messages, [4060005]);
    await patient.close();
  });
});

describe('verification by link', () => {
  let app: TestApp;
  before(async () => {
    app = await startProofs({ use: 'link', file: true });
  });
  after(() => app.close());

  for (const mode of MODES) {
    it(`the link proves the address once, and signs nobody in: SR-OB-01, SR-OB-07, SR-OB-09, B11, B29 (${mode})`, async () => {
      const email = `new-${mode}@example.org`;
      const id = await createIdentity(app, { schema_id: 'default', traits: { email } });
      const { begun, flow, link } = await ask(app, mode, 'verification', email);
      assert.deepEqual(nodeList(begun), ['default csrf_token', 'link email', 'link method=link']);
      assert.deepEqual(seen(flow), { state: 'sent_email', messages: [1080001] });
      const { browser, answer } = await open(app, link);
      assert.deepEqual([answer.status, answer.location], [303, `${APP_URL}/verification?flow=${flow.id}`]);
      const passed = await flowAfter(browser, 'verification', answer);
      assert.deepEqual(seen(passed), { state: 'passed_challenge', messages: [1080002] });
      assert.deepEqual(nodeList(passed), ['default csrf_token', 'link continue']);
      const [address] = (await identityOf(app, id))['verifiable_addresses'] as unknown as readonly {
        verified: boolean;
      }[];
      assert.equal(address?.verified, true);
      assert.equal(await isSignedIn(browser), false);
      const again = await open(app, link);
      const fresh = await flowAfter(again.browser, 'verification', again.answer);
      assert.deepEqual([fresh.type, seen(fresh)], ['browser', { state: 'choose_method', messages: [4070001] }]);
    });
  }

  it('a JSON client that opens the link sees the passed flow', async () => {
    const { link } = await ask(app, 'api', 'verification', ANN);
    const answer = await createBrowser(app, { mode: 'api' }).get(link);
    assert.deepEqual([answer.status, seen(answer.as<FlowBody>()).state], [200, 'passed_challenge']);
  });

  it('the token may be posted by an app, too', async () => {
    const { browser, link } = await ask(app, 'api', 'verification', ANN);
    const { target, fields } = posted(link, 'query');
    const answer = await browser.post(target, fields);
    assert.deepEqual([answer.status, seen(answer.as<FlowBody>()).state], [200, 'passed_challenge']);
  });

  it('a link of recovery proves nothing in a verification, and the other way round: SR-OB-02', async () => {
    const recovery = await ask(app, 'api', 'recovery', ANN);
    const verification = await ask(app, 'api', 'verification', ANN);
    for (const [path, from, to] of [
      ['/self-service/verification', recovery, verification],
      ['/self-service/recovery', verification, recovery],
    ] as const) {
      const token = from.link.split('token=')[1] ?? '';
      const { browser, answer } = await open(app, `${path}?flow=${to.flow.id}&token=${token}`);
      const fresh = await flowAfter(browser, path.endsWith('recovery') ? 'recovery' : 'verification', answer);
      assert.deepEqual(seen(fresh).messages, [path.endsWith('recovery') ? 4060004 : 4070001]);
    }
  });

  it('HEAD never uses a link up, and links run out: SR-OB-04, SR-OB-08', async () => {
    const { link } = await ask(app, 'api', 'verification', ANN);
    await open(app, link, 'HEAD');
    app.clock.advance(3_600_000);
    const { browser, answer } = await open(app, link);
    assert.deepEqual(seen(await flowAfter(browser, 'verification', answer)).messages, [4070005]);
  });
});
