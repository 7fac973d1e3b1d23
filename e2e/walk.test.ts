// What somebody does who tries the server out: every page in a row, with the mails of the development inbox, in a browser
// with JavaScript and in one without.
import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { launchChromium, type Shared, visit } from './browser/launch.ts';
import {
  email,
  fillLogin,
  fillRegistration,
  freshAddress,
  isSignedIn,
  PASSWORD,
  signOut,
  title,
} from './browser/steps.ts';
import { fileOwner, startServer } from './server.ts';

const NEW_PASSWORD = 'nine boats below the bridge';
const file = fileOwner(after);
let shared: Shared;

before(async () => {
  const config = {
    selfservice: { flows: { recovery: { enabled: true }, verification: { enabled: true } } },
    // The walk asks for several messages within seconds.
    zelos: { throttle: { enabled: false } },
  };
  const [browser, { publicUrl: url, database }] = await Promise.all([
    launchChromium(file),
    startServer(file, { config }),
  ]);
  shared = { browser, url, database };
});

/** Opens the newest message to an address in the inbox, once it is there. */
async function openMessage(page: Page, address: string, subject: RegExp): Promise<void> {
  const link = page.getByRole('link', { name: subject }).filter({ hasText: address }).first();
  // Messages are handed over a moment after the page that asked for them; on a busy machine that is a long one.
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    await page.goto(`${shared.url}/dev/inbox`);
    if ((await link.count()) > 0) break;
  }
  await link.click();
  await page.getByRole('heading', { level: 2, name: 'Plain text' }).waitFor();
}

async function newestCode(page: Page, address: string, subject: RegExp): Promise<string> {
  await openMessage(page, address, subject);
  const code = await page.locator('#inbox-code').innerText();
  assert.match(code, /^\d{6}$/);
  return code;
}

/** Types a code into the page, after a wrong one that must not do. */
async function typeCode(page: Page, code: string): Promise<void> {
  const field = page.locator('input[autocomplete="one-time-code"]');
  const button = page.getByRole('button', { name: 'Continue' });
  await field.fill(code === '000000' ? '111111' : '000000');
  await button.click();
  await page.getByText(/not right/).waitFor();
  await field.fill(code);
  await button.click();
}

async function walk(t: TestContext, javaScriptEnabled: boolean): Promise<void> {
  const { page, context } = await visit(t, shared, { javaScriptEnabled });
  const { url } = shared;
  const address = freshAddress();

  await page.goto(`${url}/registration`);
  await fillRegistration(page, address);
  await page.waitForURL(/\/(welcome|verification)/);
  await page.goto(`${url}/welcome`);
  await page.getByText(`Not confirmed yet: ${address}`).waitFor();

  await page.getByRole('link', { name: 'Confirm now' }).click();
  assert.equal(await title(page), 'Confirm your address');
  await page.getByLabel('E-mail address').fill(address);
  await page.getByRole('button', { name: 'Continue' }).click();
  const form = page.url();
  const code = await newestCode(page, address, /confirm your e-mail/);
  await page.goto(form);
  await typeCode(page, code);
  await page.getByRole('heading', { name: 'Address confirmed' }).waitFor();
  await page.getByRole('link', { name: 'Continue' }).click();
  await page.waitForURL(`${url}/welcome`);
  assert.equal(await page.getByText('Not confirmed yet').count(), 0);

  await signOut(page, shared);
  await page.getByRole('link', { name: 'Trouble signing in?' }).click();
  await page.getByLabel('E-mail address').fill(address);
  await page.getByRole('button', { name: 'Continue' }).click();
  const recovery = page.url();
  const wayBack = await newestCode(page, address, /get back into/);
  await page.goto(recovery);
  await typeCode(page, wayBack);
  await page.waitForURL(/\/settings\?flow=/);
  assert.equal(await title(page), 'Your settings');
  const section = page.locator('form', { has: page.getByRole('heading', { name: 'Password' }) });
  await section.locator('input[type="password"]').fill(NEW_PASSWORD);
  await section.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();

  await signOut(page, shared);
  await page.goto(`${url}/login`);
  await fillLogin(page, address, PASSWORD);
  await page.getByRole('alert').waitFor();
  assert.equal(await email(page).inputValue(), address);
  await fillLogin(page, address, NEW_PASSWORD);
  await page.waitForURL(`${url}/welcome`);
  assert.equal(await isSignedIn(page, shared), true);
  assert.deepEqual(context.pages().length, 1);
}

test('register, confirm by code, sign out, recover by code, set a password, sign in', (t) => walk(t, true));

test('the same without JavaScript', (t) => walk(t, false));

test('a link in the HTML part of a mail leaves its frame and confirms the address', async (t) => {
  const { page } = await visit(t, shared);
  const address = freshAddress();
  await page.goto(`${shared.url}/registration`);
  await fillRegistration(page, address);
  await page.waitForURL(/\/(welcome|verification)/);
  await openMessage(page, address, /confirm your e-mail/);
  await page.frameLocator('iframe').getByRole('link', { name: 'Confirm with one click' }).click();
  await page.waitForURL(/\/verification\?/);
  const send = page.getByRole('button', { name: 'Continue' });
  if ((await send.count()) > 0) await send.click();
  await page.getByRole('heading', { name: 'Address confirmed' }).waitFor();
});

test('the code of a message is copied with one click', async (t) => {
  const { page } = await visit(t, shared, { permissions: ['clipboard-read', 'clipboard-write'] });
  const address = freshAddress();
  await page.goto(`${shared.url}/registration`);
  await fillRegistration(page, address);
  await page.waitForURL(/\/(welcome|verification)/);
  const code = await newestCode(page, address, /confirm your e-mail/);
  await page.getByRole('button', { name: 'Copy the code' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), code);
});

test('a language that was chosen stays and is that of the mails, without JavaScript as well, also when the API answers in between', async (t) => {
  const { page, context } = await visit(t, shared, { javaScriptEnabled: false, locale: 'fr-FR' });
  await page.goto(`${shared.url}/login`);
  assert.equal(await title(page), 'Connexion');
  await page.getByRole('link', { name: '日本語' }).click();
  assert.equal(await title(page), 'サインイン');
  assert.equal(await page.locator('html').getAttribute('lang'), 'ja');
  await page.locator('input[name="identifier"]').fill('nobody@example.test');
  await page.locator('input[name="password"]').fill('wrong');
  await page.getByRole('button', { name: 'パスワードでサインイン' }).click();
  assert.match((await page.getByRole('alert').textContent()) ?? '', /一致しません/);
  await page.goto(`${shared.url}/registration`);
  assert.equal(await title(page), 'アカウントの作成');
  const address = freshAddress();
  await page.locator('input[name="traits.email"]').fill(address);
  await page.locator('input[name="password"]').fill(PASSWORD);
  await page.getByRole('button', { name: 'アカウントを作成' }).click();
  await openMessage(page, address, /メールアドレス確認のコード/);
  const cookie = (await context.cookies()).find(({ name }) => name === 'zelos_lang');
  assert.deepEqual([cookie?.value, cookie?.sameSite, cookie?.httpOnly, cookie?.path], ['ja', 'Lax', true, '/']);
});
