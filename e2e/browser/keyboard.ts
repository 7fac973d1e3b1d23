// Keyboard and assistive technology: names, roles, states and the order of things.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { type Shared, visit } from './launch.ts';
import { email, fillRegistration, freshAddress, isSignedIn, PASSWORD, password, register, title } from './steps.ts';

/** What has the focus: its accessible name, or its label, or its text. */
function focused(page: Page): Promise<{ readonly name: string; readonly ring: boolean }> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement & { labels?: NodeListOf<HTMLElement> };
    const label = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent ?? '';
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return {
      name: label.trim().replace(/\s+/g, ' '),
      ring: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
    };
  });
}

/** Waits until the cursor is in a field by itself: browsers honour autofocus a moment after the page has loaded. */
function cursorIn(field: Locator): Promise<unknown> {
  return field.and(field.page().locator(':focus')).waitFor();
}

/** Presses Tab until something of that name has the focus; returns the names passed on the way, it included. */
async function tabTo(page: Page, name: string): Promise<readonly string[]> {
  const passed: string[] = [];
  for (let count = 0; count < 25; count += 1) {
    await page.keyboard.press('Tab');
    const now = await focused(page);
    passed.push(now.name);
    assert.ok(now.ring, `the focus is seen on "${now.name}"`);
    if (now.name === name) return passed;
  }
  return assert.fail(`"${name}" is not reached; passed ${passed.join(', ')}`);
}

/** What a screen reader finds wrong: fields without a name, references to nothing, repeated ids, headings. */
function complaints(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    if (new Set(ids).size !== ids.length) found.push('an id is used twice');
    for (const field of document.querySelectorAll<HTMLInputElement>('input:not([type=hidden]),select')) {
      if ((field.labels?.length ?? 0) === 0) found.push(`no label: ${field.name}`);
    }
    for (const element of document.querySelectorAll('[aria-describedby],[aria-labelledby]')) {
      const references = `${element.getAttribute('aria-describedby') ?? ''} ${element.getAttribute('aria-labelledby') ?? ''}`;
      for (const id of references.trim().split(/\s+/))
        if (!document.getElementById(id)) found.push(`nothing has the id ${id}`);
    }
    for (const element of document.querySelectorAll<HTMLElement>('a,button')) {
      if (!(element.getAttribute('aria-label') ?? element.textContent)?.trim()) found.push('a control without a name');
    }
    if (document.querySelectorAll('h1').length !== 1) found.push('not one main heading');
    if (document.querySelectorAll('main').length !== 1) found.push('not one main part');
    if (document.documentElement.lang === '') found.push('no language');
    if (document.title.trim() === '') found.push('no title');
    return found;
  });
}

export function keyboard(shared: () => Shared): void {
  test('keyboard only: sign up, reveal the password, sign out, sign in', async (t) => {
    const { page } = await visit(t, shared());
    const { url } = shared();
    const address = freshAddress();
    await page.goto(`${url}/registration`);
    await cursorIn(email(page));
    await page.keyboard.type(address);
    assert.deepEqual(await tabTo(page, 'Password'), ['Password']);
    await page.keyboard.type(PASSWORD);
    await tabTo(page, 'Show the password');
    await page.keyboard.press('Space');
    assert.deepEqual(
      [(await focused(page)).name, await password(page).getAttribute('type'), await password(page).inputValue()],
      ['Password', 'text', PASSWORD],
    );
    assert.deepEqual(
      await tabTo(page, 'Create account'),
      ['Hide the password', 'First name optional', 'Last name optional', 'Send me news', 'Create account'],
      'from top to bottom',
    );
    await page.keyboard.press('Enter');
    await page.waitForURL(`${url}/welcome`);
    await tabTo(page, 'Sign out');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Welcome' }).waitFor();
    await tabTo(page, 'Sign in');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/login\?flow=/);
    await cursorIn(email(page));
    await page.keyboard.type(address);
    await tabTo(page, 'Password');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${url}/welcome`);
    assert.equal(await isSignedIn(page, shared()), true);
  });

  test('a refused field has the focus, says that it is refused, and why', async (t) => {
    const { page } = await visit(t, shared());
    await page.goto(`${shared().url}/registration`);
    await fillRegistration(page, freshAddress(), 'short');
    const field = password(page);
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    const reason = await page.locator(`#${await field.getAttribute('aria-describedby')}`).textContent();
    assert.match(reason ?? '', /8 characters/);
    await cursorIn(field);
    assert.equal(await email(page).getAttribute('aria-invalid'), null, 'the others are fine');
    assert.deepEqual(await complaints(page), []);
    // The same for what the browser itself would have stopped.
    await page.goto(`${shared().url}/registration`);
    await page.locator('form').evaluate((form) => form.setAttribute('novalidate', ''));
    await fillRegistration(page, 'no address');
    assert.equal(await email(page).getAttribute('aria-invalid'), 'true');
    assert.equal(await email(page).inputValue(), 'no address');
    await cursorIn(email(page));
  });

  test('every page is complete for assistive technology', async (t) => {
    const { page } = await visit(t, shared());
    const { url } = shared();
    const seen: string[] = [];
    const look = async (path: string) => {
      await page.goto(`${url}${path}`);
      seen.push((await title(page)) ?? '');
      assert.deepEqual(await complaints(page), [], path);
    };
    for (const path of ['/welcome', '/login', '/registration', '/recovery', '/verification', '/error?id=stub:500'])
      await look(path);
    await register(page, shared());
    for (const path of ['/welcome', '/settings', '/login?refresh=true']) await look(path);
    assert.equal(new Set(seen).size, seen.length, `every page has a title of its own: ${seen.join(', ')}`);
    const snapshot = await page.getByRole('main').ariaSnapshot();
    for (const line of ['heading "Confirm it is you"', 'textbox "Password"', 'button "Sign in"', 'link "Sign out"']) {
      assert.ok(snapshot.includes(line), `${line} in\n${snapshot}`);
    }
  });
}
