// What the pages look like: colours of both schemes, contrast, narrow windows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Shared, visit } from './launch.ts';
import { fillLogin, fillRegistration, freshAddress, password, PASSWORD, register, signOut } from './steps.ts';

interface Faint {
  readonly text: string;
  readonly ratio: number;
}

/**
 * All text that is seen, with its contrast against what lies behind it (WCAG 2.2, 1.4.3: relative luminance of sRGB).
 * Returns how many pieces were measured and those below the ratio asked for.
 */
function contrast(page: Page, least: number): Promise<{ readonly count: number; readonly faint: readonly Faint[] }> {
  return page.evaluate((wanted) => {
    type Colour = readonly [red: number, green: number, blue: number, alpha: number];
    const parse = (text: string): Colour => {
      const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
      return [red, green, blue, alpha];
    };
    const over = (top: Colour, below: Colour): Colour => {
      const mix = (index: 0 | 1 | 2) => top[index] * top[3] + below[index] * (1 - top[3]);
      return [mix(0), mix(1), mix(2), 1];
    };
    const behind = (element: Element | null): Colour => {
      if (element === null) return [255, 255, 255, 1];
      const own = parse(getComputedStyle(element).backgroundColor);
      return own[3] === 1 ? own : over(own, behind(element.parentElement));
    };
    const luminance = ([red, green, blue]: Colour): number => {
      const linear = (value: number) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      };
      return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    };
    const faint: { text: string; ratio: number }[] = [];
    let count = 0;
    const measure = (element: Element, text: string) => {
      const back = behind(element);
      const front = over(parse(getComputedStyle(element).color), back);
      const [light = 0, dark = 0] = [luminance(front), luminance(back)].sort((a, b) => b - a);
      const ratio = Math.round(((light + 0.05) / (dark + 0.05)) * 100) / 100;
      count += 1;
      if (ratio < wanted) faint.push({ text, ratio });
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { textContent, parentElement } = texts.currentNode;
      if (textContent?.trim() && parentElement?.checkVisibility()) measure(parentElement, textContent.trim());
    }
    for (const field of document.querySelectorAll('input:not([type=hidden]):not([type=checkbox])'))
      measure(field, 'field');
    return { count, faint };
  }, least);
}

/** Every page there is, with messages where it has some; calls back on each. */
async function tour(page: Page, shared: Shared, look: (name: string) => Promise<void>): Promise<void> {
  const { url } = shared;
  const open = async (path: string) => {
    await page.goto(`${url}${path}`);
    await look(path);
  };
  for (const path of ['/welcome', '/login', '/registration', '/recovery', '/verification', '/error?id=stub:500'])
    await open(path);
  await page.goto(`${url}/login`);
  await fillLogin(page, freshAddress(), 'not the one');
  await look('login, refused');
  await page.goto(`${url}/registration`);
  await page.getByLabel('First name').fill('Wolfeschlegelsteinhausenbergerdorff'.repeat(4));
  await fillRegistration(page, `${'longest'.repeat(6)}.${freshAddress()}`, 'short');
  await look('registration, refused');
  await password(page).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL(`${url}/welcome`);
  await look('welcome, long values');
  for (const path of ['/settings', '/login?refresh=true', '/login?return_to=https://evil.example/']) await open(path);
}

const SCHEMES = ['light', 'dark'] as const;

export function looks(shared: () => Shared): void {
  for (const colorScheme of SCHEMES) {
    test(`text has a contrast of at least 4.5:1, ${colorScheme}`, async (t) => {
      const { page } = await visit(t, shared(), { colorScheme });
      let measured = 0;
      await tour(page, shared(), async (name) => {
        const { count, faint } = await contrast(page, 4.5);
        measured += count;
        assert.deepEqual(faint, [], name);
      });
      assert.ok(measured > 100, `${measured} pieces of text`);
      // The pointer on a button changes its colours.
      await page.goto(`${shared().url}/welcome`);
      for (const link of await page.locator('.button').all()) {
        await link.hover();
        assert.deepEqual((await contrast(page, 4.5)).faint, [], 'hovered');
      }
      await signOut(page, shared());
      await page.getByRole('link', { name: 'Sign in' }).hover();
      assert.deepEqual((await contrast(page, 4.5)).faint, [], 'hovered');
    });
  }

  test('light and dark differ in every colour that matters, and follow the reader without a reload', async (t) => {
    const { page } = await visit(t, shared());
    await page.goto(`${shared().url}/login`);
    const colours = () =>
      page.evaluate(() => {
        const of = (selector: string, property: 'color' | 'backgroundColor') =>
          getComputedStyle(document.querySelector(selector) ?? document.body)[property];
        return [
          of('body', 'backgroundColor'),
          of('body', 'color'),
          of('.card', 'backgroundColor'),
          of('input:not([type=hidden])', 'backgroundColor'),
          of('button[type=submit]', 'backgroundColor'),
          of('button[type=submit]', 'color'),
        ];
      });
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await colours();
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await colours();
    for (const [index, colour] of light.entries()) assert.notEqual(colour, dark[index]);
    assert.equal(await page.evaluate(() => document.fonts.size), 0, 'fonts of the system');
  });

  test('320 px: nothing sticks out, buttons and fields are large enough for a finger', async (t) => {
    const { page } = await visit(t, shared(), { viewport: { width: 320, height: 640 }, hasTouch: true });
    await tour(page, shared(), async (name) => {
      const found = await page.evaluate(() => {
        const { clientWidth, scrollWidth } = document.documentElement;
        const wide = [...document.body.querySelectorAll('*')].filter(
          (element) => element.getBoundingClientRect().right > clientWidth + 0.5,
        );
        const small = [
          ...document.querySelectorAll('button,a.button,input:not([type=hidden]):not([type=checkbox]),label.check'),
        ].filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 43.5);
        return {
          over: scrollWidth - clientWidth,
          wide: wide.map(({ outerHTML }) => outerHTML),
          small: small.map(({ outerHTML }) => outerHTML),
        };
      });
      assert.deepEqual(found, { over: 0, wide: [], small: [] }, name);
    });
  });

  test('twice the size of text still fits', async (t) => {
    const { page } = await visit(t, shared(), { viewport: { width: 640, height: 800 } });
    await page.goto(`${shared().url}/registration`);
    // As a browser does that is set to larger text: everything here is measured in rem or from it.
    await page.evaluate(() => {
      document.documentElement.style.setProperty('font-size', '32px');
      document.body.style.setProperty('font-size', '32px');
    });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(over, 0);
    await register(page, shared());
  });
}
