import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { checkApplication, IN_MEMORY, ORIGIN, sendTo } from '../sign-up.ts';
import { createApp } from './app.ts';
import { createIdentityServer } from './identity.ts';

it('example fastify: a plugin with a scope of its own', async () => {
  const zelos = await createIdentityServer(IN_MEMORY);
  const app = await createApp(zelos);
  try {
    await app.listen({ host: '127.0.0.1', port: 0 });
    const send = sendTo((app.server.address() as AddressInfo).port);
    await checkApplication(send);
    const headers = { 'content-type': 'application/json' };
    const echo = await send(new Request(`${ORIGIN}/echo`, { method: 'POST', headers, body: '{"still":"parsed"}' }));
    assert.deepEqual(await echo.json(), { still: 'parsed' });
  } finally {
    await app.close();
    await zelos.close();
  }
});
