import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpRequest } from '../http/exchange.ts';
import { withChosenLanguage } from './language.ts';

const requestOf = (target: string, headers: Readonly<Record<string, string>>): HttpRequest => ({
  method: 'POST',
  target,
  header: (name) => headers[name],
  body: () => Promise.resolve(Uint8Array.of(1)),
  peer: { address: '127.0.0.1', port: 1 },
  secure: true,
  signal: new AbortController().signal,
});

/** What the routes see. */
async function seen(request: HttpRequest): Promise<HttpRequest> {
  let found: HttpRequest | undefined;
  await withChosenLanguage((passed) => {
    found = passed;
    return Promise.resolve({ status: 200, headers: [], body: null });
  })(request);
  assert.ok(found);
  return found;
}

test('the language chosen on the pages comes before those of the browser, everything else stays', async () => {
  const cookie = 'a=b; zelos_lang=de; c=d';
  const request = requestOf('/self-service/recovery?flow=x', { cookie, 'accept-language': 'en', x: 'y' });
  const passed = await seen(request);
  assert.equal(passed.header('accept-language'), 'de,en');
  assert.deepEqual(
    [passed.header('cookie'), passed.header('x'), passed.header('none'), passed.method, passed.target, passed.secure],
    [cookie, 'y', undefined, 'POST', '/self-service/recovery?flow=x', true],
  );
  assert.equal(passed.signal, request.signal);
  assert.deepEqual(await passed.body(), Uint8Array.of(1));
  const silent = await seen(requestOf('/self-service/login', { cookie: 'zelos_lang=fr' }));
  assert.equal(silent.header('accept-language'), 'fr');
});

test('other paths, other cookies and values that are no language change nothing', async () => {
  for (const [target, cookie] of [
    ['/sessions/whoami', 'zelos_lang=de'],
    ['/self-service/login', ''],
    ['/self-service/login', 'my_zelos_lang=de'],
    ['/self-service/login', 'zelos_lang=de,fr'],
    ['/self-service/login', 'zelos_lang=DEUTSCH'],
  ] as const) {
    const request = requestOf(target, { cookie, 'accept-language': 'en' });
    assert.equal(await seen(request), request, `${target} ${cookie}`);
  }
});
