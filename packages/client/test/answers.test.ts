import assert from 'node:assert/strict';
import test from 'node:test';
import { ClientError, createClient, dataOf, nextPageToken } from '@zelos/client';
import { json, type Script, startServer } from './server.ts';

const FLOW = { id: 'f', type: 'browser', state: 'choose_method', ui: { action: '', method: 'POST', nodes: [] } };

/** Submits a login to a server that answers so. */
async function submitted(status: number, body: unknown) {
  await using server = await startServer((_seen, response) => json(response, status, body));
  const { headers, ...answer } = await createClient({ baseUrl: server.url }).login.submit('f', { method: 'x' });
  assert.ok(headers.get('date'));
  return answer;
}

test('a submission answers as one of five cases', async () => {
  assert.deepEqual(await submitted(200, { session: { id: 's' } }), {
    is: 'done',
    data: { session: { id: 's' } },
    status: 200,
  });
  assert.deepEqual(await submitted(400, FLOW), { is: 'form', flow: FLOW, status: 400 });
  const moved = { error: { id: 'browser_location_change_required', message: 'm' }, redirect_browser_to: 'https://x/' };
  assert.deepEqual(await submitted(422, moved), { is: 'redirect', to: 'https://x/', status: 422 });
  assert.deepEqual(await submitted(422, { ...moved, error: { error: moved.error } }), {
    is: 'redirect',
    to: 'https://x/',
    status: 422,
  });
  assert.deepEqual(await submitted(410, { error: { id: 'self_service_flow_expired' }, use_flow_id: 'n' }), {
    is: 'expired',
    useFlowId: 'n',
    status: 410,
  });
  assert.deepEqual(await submitted(403, { error: { id: 'security_csrf_violation', message: 'm', reason: 'r' } }), {
    is: 'refused',
    id: 'security_csrf_violation',
    status: 403,
    reason: 'r',
    message: 'm',
    details: {},
  });
});

test('flows that answer a flow on success are done only when the flow is over', async () => {
  await using server = await startServer((seen, response) => {
    const state = seen.url.endsWith('flow=over') ? 'passed_challenge' : 'sent_email';
    json(response, 200, { ...FLOW, state });
  });
  const client = createClient({ baseUrl: server.url });
  assert.equal((await client.recovery.submit('next', { method: 'code' })).is, 'form');
  assert.equal((await client.recovery.submit('over', { method: 'code' })).is, 'done');
  assert.equal((await client.verification.submit('over', { method: 'code' })).is, 'done');
  assert.equal((await client.settings.submit('next', { method: 'code' })).is, 'form');
});

test('a refused read is an answer, and create and get throw it with status and id', async () => {
  await using server = await startServer((seen, response) => {
    if (seen.url.endsWith('/browser')) return json(response, 400, { error: { id: 'session_already_available' } });
    json(response, 410, { error: { id: 'self_service_flow_expired', details: { return_to: '/x' } }, use_flow_id: 'n' });
  });
  const client = createClient({ baseUrl: server.url });
  const answer = await client.getLoginFlow({ id: 'f' });
  assert.ok(answer.is === 'refused' && answer.status === 410 && answer.details['return_to'] === '/x');
  await assert.rejects(
    client.login.create(),
    (error) => error instanceof ClientError && error.status === 400 && error.id === 'session_already_available',
  );
  await assert.rejects(client.login.get('f'), { status: 410, id: 'self_service_flow_expired' });
});

test('only what the API does not document is thrown', async () => {
  await using server = await startServer((seen, response) => {
    if (seen.url.includes('html')) return void response.end('<html>');
    if (seen.url.includes('proxy')) return void response.writeHead(404).end('no such host');
    json(response, 500, { error: { id: 'invalid_configuration', message: 'm', reason: 'r' } });
  });
  const client = createClient({ baseUrl: server.url, retries: 0 });
  await assert.rejects(client.getLoginFlow({ id: 'x' }), { status: 500, id: 'invalid_configuration', message: 'r' });
  await assert.rejects(client.getLoginFlow({ id: 'html' }), { status: 200, id: 'client_unreadable', body: '<html>' });
  await assert.rejects(client.getLoginFlow({ id: 'proxy' }), { status: 404, id: '', body: 'no such host' });
});

test('who is asking: signed in, signed out, or short of a factor', async () => {
  await using server = await startServer((seen, response) => {
    const token = seen.headers['x-session-token'];
    if (token === 'good') return json(response, 200, { id: 's' });
    if (token === 'weak')
      return json(response, 403, { error: { id: 'session_aal2_required' }, redirect_browser_to: 'https://x/aal2' });
    json(response, 401, { error: { code: 401, message: 'm' } });
  });
  const { sessions, logout } = createClient({ baseUrl: server.url });
  assert.deepEqual(await sessions.current({ sessionToken: 'good' }), { is: 'signed-in', session: { id: 's' } });
  assert.deepEqual(await sessions.current({ sessionToken: 'weak' }), { is: 'second-factor', to: 'https://x/aal2' });
  assert.deepEqual(await sessions.current(), { is: 'signed-out' });
  assert.equal(await logout.create(), undefined);
});

test('a redirect is answered where following it makes no sense', async () => {
  await using server = await startServer((_seen, response) => {
    response.writeHead(303, { location: 'https://ui.example/settings' }).end();
  });
  const answer = await createClient({ baseUrl: server.url }).getWellKnownChangePassword();
  assert.ok(answer.is === 'redirect' && answer.to === 'https://ui.example/settings' && answer.status === 303);
});

test('dataOf opens a finished answer and throws any other', () => {
  const headers = new Headers();
  assert.equal(dataOf({ is: 'done', data: 7, status: 200, headers }), 7);
  assert.throws(() => dataOf({ is: 'redirect', to: 'x', status: 422, headers }), ClientError);
});

test('the next page comes from the Link header, in any order of its members', () => {
  const link = (value: string): string | undefined => nextPageToken(new Headers({ link: value }));
  const first = '</sessions?page_size=2&page_token=a>; rel="first"';
  const next = '</sessions?page_size=2&page_token=b%3D>; rel="next"';
  assert.equal(link(`${first},${next}`), 'b=');
  assert.equal(link(`${next}, ${first}`), 'b=');
  assert.equal(link(first), undefined);
  assert.equal(nextPageToken(new Headers()), undefined);
});

test('a form without fields has an empty list of nodes, also where the server sends null', async () => {
  const bare = { ...FLOW, ui: { ...FLOW.ui, nodes: null } };
  await using server = await startServer((seen, response) => json(response, seen.method === 'GET' ? 200 : 400, bare));
  const client = createClient({ baseUrl: server.url, flowType: 'api' });
  assert.deepEqual(await client.login.create({ aal: 'aal2' }, { sessionToken: 's' }), FLOW);
  const answer = await client.login.submit('f', { method: 'x' });
  assert.ok(answer.is === 'form');
  assert.deepEqual(answer.flow, FLOW);
});

const NEXT = '/self-service/recovery/flows?id=n';

/** A server that redirects submissions, and keeps the replacement for the browser that got its cookie. */
function redirecting(to: (origin: string) => string): Script {
  return (seen, response) => {
    const origin = `http://${seen.headers.host}`;
    if (seen.method === 'POST') {
      return void response.writeHead(303, { location: to(origin), 'set-cookie': 'csrf_token_x=2; Path=/' }).end();
    }
    if (seen.url.startsWith('/ui')) return void response.end('<html>');
    if (seen.headers.cookie === 'csrf_token_x=1') {
      return json(response, 403, { error: { id: 'security_csrf_violation', message: 'm' } });
    }
    json(response, 200, { ...FLOW, id: 'n' });
  };
}

test('a submission that leads to another flow is expired, and the cookie of that flow is handed back', async () => {
  await using server = await startServer(redirecting((origin) => origin + NEXT));
  const client = createClient({ baseUrl: server.url });
  const answer = await client.recovery.submit('f', { method: 'code' }, { cookie: 'csrf_token_x=1' });
  assert.ok(answer.is === 'expired' && answer.status === 303 && answer.useFlowId === 'n');
  assert.deepEqual(answer.headers.getSetCookie(), ['csrf_token_x=2; Path=/']);
  assert.equal(server.seen.length, 1, 'the replacement is the business of the caller, who has the cookie');
  const followed = await client.recovery.submit('f', { method: 'code' });
  assert.ok(followed.is === 'expired' && followed.useFlowId === 'n', 'where the platform follows by itself as well');
});

test('a submission that leads to a page is a redirect, with the cookies of its session', async () => {
  await using server = await startServer(redirecting((origin) => `${origin}/ui/settings?flow=s`));
  const client = createClient({ baseUrl: server.url });
  const to = `${server.url}/ui/settings?flow=s`;
  const answer = await client.recovery.submit('f', { method: 'link' }, { cookie: '' });
  assert.ok(answer.is === 'redirect' && answer.to === to && answer.status === 303);
  assert.deepEqual(answer.headers.getSetCookie(), ['csrf_token_x=2; Path=/']);
  assert.equal(server.seen.length, 1);
  const followed = await client.recovery.submit('f', { method: 'link' });
  assert.ok(followed.is === 'redirect' && followed.to === to && followed.status === 303);
});

test('a server that moved is followed with the same submission', async () => {
  await using server = await startServer((seen, response) => {
    if (seen.url.startsWith('/old')) return void response.writeHead(308, { location: seen.url.slice(4) }).end();
    json(response, 200, { session: { id: seen.body } });
  });
  const client = createClient({ baseUrl: `${server.url}/old` });
  const answer = await client.login.submit('f', { method: 'x' });
  assert.ok(answer.is === 'done' && answer.data.session.id === '{"method":"x"}');
  const forBrowser = client.login.submit('f', { method: 'x' }, { cookie: 'a=1' });
  await assert.rejects(forBrowser, { status: 308 }, 'a cookie is not carried to another address');
});
