import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { checkApplication, IN_MEMORY, sendTo } from '../sign-up.ts';
import { createApp } from './app.ts';
import { createIdentityServer } from './identity.ts';

it('example node-http: mounted behind a body parser', async () => {
  const zelos = await createIdentityServer(IN_MEMORY);
  const server = createApp(zelos);
  try {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await checkApplication(sendTo((server.address() as AddressInfo).port));
  } finally {
    server.closeAllConnections();
    server.close();
    await zelos.close();
  }
});
