// What the tests of the examples do as a client: sign up as an app with a token, and as a browser with cookies.
import assert from 'node:assert/strict';

/** Sends a request to the application under test. */
export type Send = (request: Request) => Promise<Response>;

export const ORIGIN = 'http://127.0.0.1:3000';

/** Settings of the tests: nothing is kept, hashing costs nothing. */
export const IN_MEMORY = {
  dsn: 'memory',
  secrets: { cookie: ['a-cookie-secret-for-tests-only-00'], cipher: ['a-cipher-secret-for-tests-only-0'] },
  hashers: { algorithm: 'argon2', argon2: { memory: '8KB', iterations: 1, parallelism: 1 } },
};

interface Flow {
  readonly id: string;
  readonly request_url: string;
  readonly ui: { readonly action: string; readonly nodes: readonly { readonly attributes: Record<string, unknown> }[] };
}

const JSON_TYPE = { 'content-type': 'application/json', accept: 'application/json' };

/** Signs a person up as a native app does. Returns the session token. */
export async function signUpAsApp(send: Send, email: string): Promise<string> {
  const begun = await send(new Request(`${ORIGIN}/auth/self-service/registration/api`));
  assert.equal(begun.status, 200);
  const flow = (await begun.json()) as Flow;
  assert.equal(flow.request_url, `${ORIGIN}/auth/self-service/registration/api`);
  assert.match(flow.ui.action, /^http:\/\/127\.0\.0\.1:3000\/auth\/self-service\/registration\?flow=/);
  const body = JSON.stringify({ method: 'password', password: 'seven lamps for winter', traits: { email } });
  const done = await send(new Request(flow.ui.action, { method: 'POST', headers: JSON_TYPE, body }));
  assert.equal(done.status, 200, await done.clone().text());
  return ((await done.json()) as { session_token: string }).session_token;
}

function cookiesOf(response: Response, before: readonly string[] = []): readonly string[] {
  return [...before, ...response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '')];
}

/** Signs a person up as a page with a form does. Returns the value of the Cookie header. */
export async function signUpAsBrowser(send: Send, email: string): Promise<string> {
  const html = { accept: 'text/html' };
  const begun = await send(new Request(`${ORIGIN}/auth/self-service/registration/browser`, { headers: html }));
  assert.equal(begun.status, 303);
  const page = begun.headers.get('location') ?? '';
  assert.match(page, /^http:\/\/127\.0\.0\.1:3000\/auth\/registration\?flow=/);
  let cookies = cookiesOf(begun);
  const shown = await send(new Request(page, { headers: { ...html, cookie: cookies.join('; ') } }));
  assert.equal(shown.status, 200);
  const form = await shown.text();
  const value = (name: string) => new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(form)?.[1] ?? '';
  const action = /action="([^"]*)"/.exec(form)?.[1] ?? '';
  assert.ok(action.startsWith(`${ORIGIN}/auth/self-service/registration`), action);
  const sent = await send(
    new Request(action, {
      method: 'POST',
      headers: {
        ...html,
        cookie: cookies.join('; '),
        origin: ORIGIN,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({
        csrf_token: value('csrf_token').replaceAll('&#43;', '+').replaceAll('&#x2B;', '+'),
        method: 'password',
        password: 'seven lamps for winter',
        'traits.email': email,
      }).toString(),
    }),
  );
  assert.equal(sent.status, 303, await sent.clone().text());
  cookies = cookiesOf(sent, cookies);
  return cookies.filter((cookie) => cookie.startsWith('ory_kratos_session=')).join('; ');
}

/** A page of the application for signed-in people is closed to everybody else, and open with a token or a cookie. */
export async function checkApplication(send: Send): Promise<void> {
  const me = `${ORIGIN}/me`;
  const closed = await send(new Request(me));
  assert.equal(closed.status, 401);
  const token = await signUpAsApp(send, 'ann@example.org');
  const open = await send(new Request(me, { headers: { 'x-session-token': token } }));
  assert.equal(open.status, 200);
  assert.deepEqual(await open.json(), { email: 'ann@example.org' });
  const cookie = await signUpAsBrowser(send, 'ben@example.org');
  const withCookie = await send(new Request(me, { headers: { cookie } }));
  assert.deepEqual(await withCookie.json(), { email: 'ben@example.org' });
  const elsewhere = await send(new Request(`${ORIGIN}/authors`));
  assert.equal(elsewhere.status, 404);
}

/** Sends requests that are addressed to the example's origin to a port of this machine, without following redirects. */
export function sendTo(port: number): Send {
  return async (request) => {
    const url = new URL(request.url);
    const headers = new Headers(request.headers);
    headers.set('x-forwarded-host', url.host);
    const body = request.body === null ? null : await request.text();
    return fetch(`http://127.0.0.1:${port}${url.pathname}${url.search}`, {
      method: request.method,
      headers,
      body,
      redirect: 'manual',
    });
  };
}
