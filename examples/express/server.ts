import { createApp } from './app.ts';
import { createIdentityServer } from './identity.ts';

const zelos = await createIdentityServer();
zelos.startCourier();
zelos.startUpkeep();
createApp(zelos).listen(3000, '127.0.0.1', () => process.stdout.write('http://127.0.0.1:3000/auth/registration\n'));
