// A real Chromium for a file of tests, and pages that are watched from their first request to their last.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { type Owner, temporaryDirectory } from '../server.ts';

/** What every test of the file shares. */
export interface Shared {
  readonly browser: Browser;
  /** Base address of the server, without a slash at the end. */
  readonly url: string;
  /** File of its database. */
  readonly database: string;
}

export interface Watched {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Addresses of all requests so far, with their method. */
  readonly requests: readonly string[];
}

/**
 * Starts Chromium: the one of CHROMIUM_PATH, else the one that npm installed, unpacked into a directory of its own.
 * It runs with its web security on; only the process sandbox is off, which does not work for root.
 * @throws Error that says what to do when it does not start
 */
export async function launchChromium(owner: Owner): Promise<Browser> {
  const directory = await temporaryDirectory(owner);
  const before = process.env['TMPDIR'];
  // Both packages write into the directory for temporary files: give them one that is removed.
  process.env['TMPDIR'] = directory;
  try {
    const executablePath =
      process.env['CHROMIUM_PATH'] || (await (await import('@sparticuz/chromium')).default.executablePath());
    const { chromium } = await import('playwright-core');
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: directory,
        TMPDIR: directory,
        FONTCONFIG_PATH: `${directory}/fonts`,
      },
    });
    owner.after(() => browser.close());
    return browser;
  } catch (cause) {
    throw new Error('Chromium did not start; set CHROMIUM_PATH to one that does.', { cause });
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

export interface VisitOptions extends BrowserContextOptions {
  /** Set for a test that provokes them: violations of the content policy are not held against the pages then. */
  readonly ignoreConsole?: boolean;
}

function watch(context: BrowserContext, origin: string) {
  const requests: string[] = [];
  const troubles: string[] = [];
  context.on('request', (request) => {
    requests.push(`${request.method()} ${request.url()}`);
    const { protocol, origin: target } = new URL(request.url());
    if (protocol !== 'data:' && target !== origin) troubles.push(`SR-HT-18: request to ${request.url()}`);
  });
  context.on('response', (response) => {
    const type = response.request().resourceType();
    if (response.status() >= 400 && type !== 'document') troubles.push(`${response.status()} for ${response.url()}`);
  });
  context.on('console', (message) => {
    // A page that answers with an error status is reported here as well; the tests look at those themselves.
    if (message.text().startsWith('Failed to load resource')) return;
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => troubles.push(`script: ${error.error().message}`));
  context.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { requests, troubles };
}

/**
 * Opens a page in a fresh context. When the test is over it fails if the page wrote an error to the console, broke its
 * own content policy, asked another origin for anything, or opened a dialog.
 */
export async function visit(t: TestContext, { browser, url }: Shared, options: VisitOptions = {}): Promise<Watched> {
  const { ignoreConsole = false, ...contextOptions } = options;
  const context = await browser.newContext({ reducedMotion: 'reduce', ...contextOptions });
  context.setDefaultTimeout(90_000);
  const { requests, troubles } = watch(context, new URL(url).origin);
  t.after(async () => {
    await context.close();
    const counted = ignoreConsole ? troubles.filter((line) => !line.startsWith('console:')) : troubles;
    assert.deepEqual(counted, [], 'the pages behave');
  });
  return { page: await context.newPage(), context, requests };
}
