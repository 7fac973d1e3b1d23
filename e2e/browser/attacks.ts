// What must not work: foreign flows, foreign tokens, markup in everything people and links can say.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Shared, visit } from './launch.ts';
import {
  alert,
  fillLogin,
  fillRegistration,
  flowOf,
  freshAddress,
  isSignedIn,
  PASSWORD,
  register,
  signOut,
  title,
} from './steps.ts';

/** Every payload calls this when it runs. */
const CALL = 'window.broken()';
const CORPUS: readonly string[] = [
  `<script>${CALL}</script>`,
  `"><script>${CALL}</script>`,
  `'><img src=x onerror=${CALL}>`,
  `" autofocus onfocus="${CALL}" x="`,
  `</title></style></textarea><svg onload=${CALL}>`,
  `<iframe srcdoc="<script>parent.broken()</script>">`,
  `javascript:${CALL}`,
  `<a href="javascript:${CALL}">x</a>`,
  `{{constructor.constructor('${CALL}')()}} \${${CALL}}`,
  `&lt;script&gt;${CALL}&lt;/script&gt; &#60;b&#62;`,
  `\u2028</script><script>${CALL}</script>\u2029`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${CALL}&gt;">`,
];

/** A page that notices when a payload runs, with the content policy switched off, so that escaping alone must hold. */
async function bait(t: TestContext, shared: Shared, userAgent?: string) {
  const watched = await visit(t, shared, { bypassCSP: true, ...(userAgent ? { userAgent } : {}) });
  const ran: string[] = [];
  await watched.context.exposeFunction('broken', () => ran.push(watched.page.url()));
  t.after(() => assert.deepEqual(ran, [], 'no script ran'));
  return watched;
}

/** Whether anything is in the document that our templates do not write: foreign elements, handlers, script addresses. */
function foreignMarkup(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const element of document.querySelectorAll('*')) {
      if (/^(svg|math|iframe|img|style|object|embed|base|table)$/i.test(element.tagName)) found.push(element.outerHTML);
      if (element instanceof HTMLScriptElement && !element.src) found.push(element.outerHTML);
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name) || (/^(href|src|action|formaction)$/.test(name) && /^\s*javascript:/i.test(value))) {
          found.push(element.outerHTML);
        }
      }
    }
    return found;
  });
}

export function attacks(shared: () => Shared): void {
  test('SR-IV-10: markup in traits is shown as it was typed, in the refused form and on the welcome page', async (t) => {
    const { page } = await bait(t, shared());
    const { url } = shared();
    for (let index = 0; index < CORPUS.length; index += 2) {
      const [first = '', last = ''] = CORPUS.slice(index, index + 2);
      await page.goto(`${url}/registration`);
      await page.getByLabel('First name').fill(first);
      await page.getByLabel('Last name').fill(last);
      await fillRegistration(page, freshAddress(), 'short');
      assert.equal(await page.getByLabel('First name').inputValue(), first);
      assert.equal(await page.getByLabel('Last name').inputValue(), last);
      assert.deepEqual(await foreignMarkup(page), []);
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.waitForURL(`${url}/welcome`);
      const shown = await page.locator('dd').allTextContents();
      for (const text of [first, last]) assert.ok(shown.includes(text), `${text} in ${shown.join(' | ')}`);
      assert.deepEqual(await foreignMarkup(page), []);
      await signOut(page, shared());
    }
  });

  test('SR-IV-10: markup in addresses, cookies and identifiers', async (t) => {
    const { page, context } = await bait(t, shared());
    const { url } = shared();
    const keys = [
      'flow',
      'id',
      'error',
      'return_to',
      'aal',
      'via',
      'organization',
      'refresh',
      'login_challenge',
      'token',
      'code',
    ];
    const places = ['/login', '/registration', '/recovery', '/verification', '/error', '/welcome'];
    await context.addCookies([{ name: 'zelos_ui_restart', value: encodeURIComponent(CORPUS[1] ?? ''), url }]);
    for (const [index, payload] of CORPUS.entries()) {
      const query = new URLSearchParams(keys.map((key) => [key, payload]));
      await page.goto(`${url}${places[index % places.length]}?${query}`);
      assert.deepEqual(await foreignMarkup(page), [], page.url());
      // One key alone gets further than all of them together.
      const key = keys[index % keys.length] ?? '';
      await page.goto(`${url}${places[(index + 1) % places.length]}?${new URLSearchParams([[key, payload]])}`);
      assert.deepEqual(await foreignMarkup(page), [], page.url());
    }
    for (const payload of CORPUS.slice(0, 4)) {
      await page.goto(`${url}/login`);
      await page.locator('form').evaluate((form) => form.setAttribute('novalidate', ''));
      await fillLogin(page, payload, 'whatever');
      await page.locator('[name=identifier]').waitFor();
      assert.equal(await page.locator('[name=identifier]').inputValue(), payload);
      assert.deepEqual(await foreignMarkup(page), []);
    }
  });

  test('SR-IV-10: markup in the User-Agent of another device', async (t) => {
    const address = await (async () => {
      const { page } = await bait(t, shared(), CORPUS[0]);
      return register(page, shared());
    })();
    const { page } = await bait(t, shared());
    await page.goto(`${shared().url}/login`);
    await fillLogin(page, address);
    await page.waitForURL(/\/welcome/);
    assert.ok((await page.getByRole('main').innerText()).includes(CORPUS[0] ?? ''), 'the device is listed by its name');
    assert.deepEqual(await foreignMarkup(page), []);
  });

  test('SR-HT-03: what the content policy forbids does not run: inline scripts, handlers, foreign scripts and frames', async (t) => {
    const { page, context } = await visit(t, shared(), { ignoreConsole: true });
    const ran: string[] = [];
    await context.exposeFunction('broken', () => ran.push('ran'));
    await page.goto(`${shared().url}/login`);
    const wanted = ['script-src-elem', 'script-src-attr', 'style-src-elem', 'base-uri', 'connect-src'];
    const blocked = await page.evaluate(
      async ({ call, count }) => {
        const directives = new Set<string>();
        const all = new Promise<void>((resolve) => {
          document.addEventListener('securitypolicyviolation', (event) => {
            directives.add(event.effectiveDirective);
            if (directives.size === count) resolve();
          });
          setTimeout(resolve, 30_000);
        });
        const script = document.createElement('script');
        script.textContent = call;
        const picture = document.createElement('img');
        picture.setAttribute('onerror', call);
        picture.src = 'data:,';
        const style = document.createElement('style');
        style.textContent = 'body{display:none}';
        const base = document.createElement('base');
        base.href = 'https://evil.example/';
        document.body.append(script, picture, style, base);
        await fetch('/sessions/whoami').catch(() => {});
        await all;
        return [...directives];
      },
      { call: CALL, count: wanted.length },
    );
    assert.deepEqual(blocked.toSorted(), wanted.toSorted());
    assert.deepEqual(ran, []);
  });

  test('SR-CK-05: a second browser can neither open nor send the flow of the first', async (t) => {
    const { url } = shared();
    const attacker = await visit(t, shared());
    const address = await register(attacker.page, shared());
    await signOut(attacker.page, shared());
    await attacker.page.goto(`${url}/login`);
    const flow = flowOf(attacker.page);
    const token = await attacker.page.locator('[name=csrf_token]').first().inputValue();

    const victim = await visit(t, shared());
    await victim.page.goto(`${url}/login`);
    await victim.page.goto(`${url}/login?flow=${flow}`);
    assert.notEqual(flowOf(victim.page), flow, 'a flow of its own instead');
    // The attacker's form, sent by the victim's browser with the attacker's account: that would be login CSRF.
    await victim.page.evaluate(
      ([action = '', csrf = '', identifier = '', secret = '']) => {
        const form = document.createElement('form');
        form.method = 'post';
        form.action = action;
        for (const [name, value] of Object.entries({
          csrf_token: csrf,
          identifier,
          password: secret,
          method: 'password',
        })) {
          const field = document.createElement('input');
          Object.assign(field, { type: 'hidden', name, value });
          form.append(field);
        }
        document.body.append(form);
        form.submit();
      },
      [`${url}/self-service/login?flow=${flow}`, token, address, PASSWORD],
    );
    await victim.page.waitForURL(/\/error\?id=/);
    assert.match(await victim.page.getByRole('main').innerText(), /security_csrf_violation/);
    assert.equal(await isSignedIn(victim.page, shared()), false);
    // The owner goes on as if nothing had happened.
    await fillLogin(attacker.page, address);
    await attacker.page.waitForURL(`${url}/welcome`);
  });

  test('SR-CK-13: who signs in after a link to the flow of somebody else signs in alone', async (t) => {
    const { url } = shared();
    const victim = await visit(t, shared());
    const address = await register(victim.page, shared());
    await signOut(victim.page, shared());
    const attacker = await visit(t, shared());
    await attacker.page.goto(`${url}/login`);
    const link = attacker.page.url();
    await victim.page.goto(link);
    await fillLogin(victim.page, address);
    await victim.page.waitForURL(`${url}/welcome`);
    assert.equal(await isSignedIn(attacker.page, shared()), false);
    await attacker.page.goto(link);
    assert.equal(await title(attacker.page), 'Sign in');
    await attacker.page.goto(`${url}/welcome`);
    assert.equal(await title(attacker.page), 'Welcome', 'the attacker is nobody');
    await attacker.page.goto(link);
    await fillLogin(attacker.page, address, 'a guess');
    await alert(attacker.page).waitFor();
    assert.equal(await isSignedIn(attacker.page, shared()), false);
    assert.equal(await isSignedIn(victim.page, shared()), true);
  });
}
