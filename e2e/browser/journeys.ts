// The ways through the pages, with JavaScript and without.
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { type Shared, visit } from './launch.ts';
import {
  alert,
  email,
  fillLogin,
  fillRegistration,
  flowOf,
  freshAddress,
  isSignedIn,
  PASSWORD,
  password,
  register,
  signOut,
  title,
} from './steps.ts';

async function wholeJourney(t: TestContext, shared: Shared, javaScriptEnabled: boolean): Promise<void> {
  const { page } = await visit(t, shared, { javaScriptEnabled });
  const address = freshAddress();
  await page.goto(shared.url);
  await page.getByRole('link', { name: 'Create an account' }).click();
  assert.equal(await title(page), 'Create your account');
  await page.getByLabel('First name').fill('Ann');
  await page.getByLabel('Send me news').check();
  await fillRegistration(page, address);
  await page.waitForURL(`${shared.url}/welcome`);
  assert.equal(await title(page), 'You are signed in');
  const shown = await page.getByRole('main').innerText();
  for (const text of [address, 'Ann', 'Password', 'One factor']) assert.ok(shown.includes(text), text);
  assert.match(shown, /Newsletter\s+Yes/);

  await page.getByRole('link', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Welcome' }).waitFor();
  assert.equal(await isSignedIn(page, shared), false);

  await page.getByRole('link', { name: 'Sign in' }).click();
  await fillLogin(page, address, 'not the one');
  assert.match((await alert(page).textContent()) ?? '', /did not match/);
  assert.equal(await email(page).inputValue(), address, 'what was typed is still there');
  assert.equal(await password(page).inputValue(), '', 'but not the password');
  assert.equal(await isSignedIn(page, shared), false);

  await password(page).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in with password' }).click();
  await page.waitForURL(`${shared.url}/welcome`);
  assert.equal(await title(page), 'You are signed in');
}

export function journeys(shared: () => Shared): void {
  test('sign up, sign out, a wrong password, sign in', (t) => wholeJourney(t, shared(), true));

  test('the same without JavaScript', (t) => wholeJourney(t, shared(), false));

  test('people end up where they were going: return_to survives mistakes and the change to the other page', async (t) => {
    const { page } = await visit(t, shared());
    const { url } = shared();
    const address = await register(page, shared());
    await signOut(page, shared());
    const target = `${url}/welcome?from=journey`;
    await page.goto(`${url}/login?${new URLSearchParams({ return_to: target })}`);
    await fillLogin(page, address, 'not the one');
    await alert(page).waitFor();
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await fillLogin(page, address);
    await page.waitForURL(target);
    // Signed in already: straight on.
    await page.goto(`${url}/login?${new URLSearchParams({ return_to: `${url}/welcome?again` })}`);
    assert.equal(page.url(), `${url}/welcome?again`);
  });

  test('a return_to that leads elsewhere shows the error page, which leads back', async (t) => {
    const { page } = await visit(t, shared());
    const { url } = shared();
    await page.goto(`${url}/login?return_to=https://evil.example/`);
    assert.match(page.url(), /\/error\?id=/);
    assert.equal(await title(page), 'Something went wrong');
    assert.match((await alert(page).textContent()) ?? '', /return/);
    await page.getByRole('link', { name: 'Back to the start' }).click();
    assert.equal(page.url(), `${url}/welcome`);
    const unknown = await page.goto(`${url}/error?id=7a1c7a0c-4b9d-4c39-9d0b-0d0f5f3c6a11`);
    assert.equal(unknown?.status(), 404);
    assert.match((await alert(page).textContent()) ?? '', /no record/);
  });

  test('a flow that is unknown or over begins anew; an expired form says so', async (t) => {
    const { page } = await visit(t, shared());
    const { url, database } = shared();
    await page.goto(`${url}/login?flow=7a1c7a0c-4b9d-4c39-9d0b-0d0f5f3c6a11`);
    const first = flowOf(page);
    assert.equal(await title(page), 'Sign in');
    const expire = (id: string) => {
      using connection = new DatabaseSync(database);
      connection.exec('PRAGMA busy_timeout = 5000');
      assert.equal(connection.prepare('UPDATE flows SET expires_at = 1 WHERE id = ?').run(id).changes, 1);
    };
    expire(first);
    await page.reload();
    const second = flowOf(page);
    assert.notEqual(second, first);
    await fillLogin(page, freshAddress(), 'whatever');
    await alert(page).waitFor();
    assert.equal(flowOf(page), second, 'a mistake goes on in the same flow');
    expire(second);
    await fillLogin(page, freshAddress(), 'whatever');
    await page.waitForURL((address) => ![null, second].includes(address.searchParams.get('flow')));
    assert.match((await alert(page).textContent()) ?? '', /open for too long/);
    assert.equal(await title(page), 'Sign in');
  });

  test('a browser that keeps no cookies is told so, instead of being sent in circles', async (t) => {
    const { page, context, requests } = await visit(t, shared());
    await page.goto(`${shared().url}/login`);
    const address = page.url();
    await context.clearCookies();
    await page.goto(address);
    assert.equal(await title(page), 'Let us start over');
    assert.ok(requests.length < 15, `${requests.length} requests`);
    await page.getByRole('link', { name: 'Start again' }).click();
    assert.equal(await title(page), 'Sign in');
  });

  test('somebody who is signed in is asked for the password once more when a page wants to be sure', async (t) => {
    const { page } = await visit(t, shared());
    const address = await register(page, shared());
    await page.goto(`${shared().url}/login?refresh=true`);
    assert.equal(await title(page), 'Confirm it is you');
    assert.ok((await page.getByRole('main').innerText()).includes(address));
    await password(page).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${shared().url}/welcome`);
  });

  for (const javaScriptEnabled of [true, false]) {
    test(`settings: a changed name stays, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async (t) => {
      const { page } = await visit(t, shared(), { javaScriptEnabled });
      await register(page, shared());
      await page.getByRole('link', { name: 'Your settings' }).click();
      assert.equal(await title(page), 'Your settings');
      await page.getByLabel('Last name').fill('Winter');
      await page
        .locator('form', { has: page.getByLabel('Last name') })
        .getByRole('button')
        .first()
        .click();
      await page.getByRole('status').first().waitFor();
      assert.equal(await page.getByLabel('Last name').inputValue(), 'Winter');
      await page.goto(`${shared().url}/welcome`);
      assert.ok((await page.getByRole('main').innerText()).includes('Winter'));
    });
  }

  test('an impatient double click sends the form once', async (t) => {
    const { page, requests } = await visit(t, shared());
    await page.goto(`${shared().url}/registration`);
    await email(page).fill(freshAddress());
    await password(page).fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).dblclick();
    await page.waitForURL(`${shared().url}/welcome`);
    assert.equal(requests.filter((line) => line.startsWith('POST ')).length, 1);
  });
}
