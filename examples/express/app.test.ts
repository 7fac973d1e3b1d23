import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { checkApplication, IN_MEMORY, sendTo } from '../sign-up.ts';
import { createApp } from './app.ts';
import { createIdentityServer } from './identity.ts';

for (const parsersFirst of [true, false]) {
  it(`example express: mounted ${parsersFirst ? 'behind' : 'before'} the body parsers`, async () => {
    const zelos = await createIdentityServer(IN_MEMORY);
    const server = createServer(createApp(zelos, { parsersFirst }));
    try {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      await checkApplication(sendTo((server.address() as AddressInfo).port));
    } finally {
      server.closeAllConnections();
      server.close();
      await zelos.close();
    }
  });
}
