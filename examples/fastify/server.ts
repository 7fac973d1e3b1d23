import { createApp } from './app.ts';
import { createIdentityServer } from './identity.ts';

const zelos = await createIdentityServer();
zelos.startCourier();
zelos.startUpkeep();
const app = await createApp(zelos);
await app.listen({ host: '127.0.0.1', port: 3000 });
process.stdout.write('http://127.0.0.1:3000/auth/registration\n');
