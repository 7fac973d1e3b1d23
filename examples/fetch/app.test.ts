import { it } from 'node:test';
import { checkApplication, IN_MEMORY } from '../sign-up.ts';
import { createApp } from './app.ts';
import { createIdentityServer } from './identity.ts';

it('example fetch: sign-in below /auth, and sessions of the application’s own requests', async () => {
  const zelos = await createIdentityServer(IN_MEMORY);
  try {
    const app = createApp(zelos);
    await checkApplication((request) => app.fetch(request));
  } finally {
    await zelos.close();
  }
});
