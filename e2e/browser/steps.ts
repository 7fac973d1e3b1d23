// What people do on the pages, in the words of the pages.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { Shared } from './launch.ts';

export const PASSWORD = 'a lamp for seven winters';

let accounts = 0;

/** An address nobody has used yet. */
export function freshAddress(): string {
  accounts += 1;
  return `person-${accounts}@example.test`;
}

export const email = (page: Page): Locator => page.getByLabel('E-Mail', { exact: true });
export const password = (page: Page): Locator => page.getByLabel('Password', { exact: true });
export const alert = (page: Page): Locator => page.getByRole('alert');
export const title = (page: Page): Promise<string | null> => page.getByRole('heading', { level: 1 }).textContent();

/** Fills in the sign-up form of the present page and sends it. */
export async function fillRegistration(page: Page, address: string, secret = PASSWORD): Promise<void> {
  await email(page).fill(address);
  await password(page).fill(secret);
  await page.getByRole('button', { name: 'Create account' }).click();
}

export async function fillLogin(page: Page, address: string, secret = PASSWORD): Promise<void> {
  await email(page).fill(address);
  await password(page).fill(secret);
  await page.getByRole('button', { name: 'Sign in with password' }).click();
}

/** Makes an account and ends up signed in on the welcome page. Returns its address. */
export async function register(page: Page, { url }: Shared): Promise<string> {
  const address = freshAddress();
  await page.goto(`${url}/registration`);
  await fillRegistration(page, address);
  await page.waitForURL(`${url}/welcome`);
  return address;
}

export async function signOut(page: Page, { url }: Shared): Promise<void> {
  await page.goto(`${url}/welcome`);
  await page.getByRole('link', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Welcome' }).waitFor();
}

/** Whether the session cookie of the page's context is worth anything to the server. */
export async function isSignedIn(page: Page, { url }: Shared): Promise<boolean> {
  const answer = await page.context().request.get(`${url}/sessions/whoami`);
  assert.ok([200, 401].includes(answer.status()), String(answer.status()));
  return answer.status() === 200;
}

/** The flow that the present page shows. */
export function flowOf(page: Page): string {
  const id = new URL(page.url()).searchParams.get('flow');
  assert.ok(id, `${page.url()} shows a flow`);
  return id;
}
